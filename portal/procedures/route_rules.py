"""The internal route as a graph: where each step leads, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from portal.procedures.definitions import Limits, Route, RouteStep, StepKind
from portal.working_time import BadLimit, Limit, LimitUnit

HOURS_A_DAY = 8  # TT 01/2018/TT-VPCP counts a working day of a route as eight hours
WORKING_DAYS_A_MONTH = 22
ENDS = frozenset({StepKind.RETURN, StepKind.ISSUE})


def after(route: Route, step: RouteStep) -> tuple[RouteStep, ...]:
    """The steps `step` may lead to: those its outcomes name, else the one written after it."""
    if step.outcomes:
        named = (route.step(outcome.to) for outcome in step.outcomes)
        return tuple(dict.fromkeys(found for found in named if found is not None))
    position = route.steps.index(step) + 1
    return route.steps[position : position + 1]


def reachable(route: Route) -> set[str]:
    """Keys of the steps that can be reached from the first."""
    return _spread(route, [step.key for step in route.steps[:1]])


def without_end(route: Route) -> list[RouteStep]:
    """Steps from which no end can be reached."""
    return [
        step
        for step in route.steps
        if not any(
            not after(route, found)
            for key in _spread(route, [step.key])
            if (found := route.step(key)) is not None
        )
    ]


def longest_hours(route: Route) -> int:
    """Working hours of the longest way through the route, no step twice."""

    def longest(step: RouteStep, seen: frozenset[str]) -> int:
        if step.key in seen:
            return 0
        further = seen | {step.key}
        return step.hours + max((longest(one, further) for one in after(route, step)), default=0)

    if len(route.steps) > 14 and any(step.outcomes for step in route.steps):
        return sum(step.hours for step in route.steps)  # ways without number: the safe side
    return longest(route.steps[0], frozenset()) if route.steps else 0


def shortest_limit_hours(limits: Limits) -> int | None:
    """The shortest stated limit in working hours; None when none is stated as a number."""
    found = [hours for item in limits.items if (hours := limit_hours(item.limit)) is not None]
    return min(found, default=None)


def limit_hours(limit: str) -> int | None:
    """A limit in working hours of a route: calendar days by five working days of seven."""
    try:
        parsed = Limit.parse(limit)
    except BadLimit:
        return None
    match parsed.unit:
        case LimitUnit.WORKING_HOURS:
            return parsed.amount
        case LimitUnit.WORKING_DAYS:
            return max(parsed.amount, 1) * HOURS_A_DAY
        case LimitUnit.CALENDAR_DAYS:
            return max(parsed.amount * 5 // 7, 1) * HOURS_A_DAY
        case LimitUnit.MONTHS:
            return parsed.amount * WORKING_DAYS_A_MONTH * HOURS_A_DAY


def _spread(route: Route, keys: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        step = route.step(waiting.pop())
        if step is not None and step.key not in found:
            found.add(step.key)
            waiting += [one.key for one in after(route, step)]
    return found
