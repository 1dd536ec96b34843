"""Which step comes next and who does it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.procedures.conditions import holds
from portal.procedures.definitions import Route, RouteStep, StepKind, StepOutcome


def first_step(
    route: Route, answers: Mapping[str, Any] | None = None, on: date | None = None
) -> RouteStep | None:
    """The step after reception."""
    receive = next((s for s in route.steps if s.kind is StepKind.RECEIVE), None)
    if receive is not None and receive.outcomes:
        return step_after(route, receive.key, answers=answers, on=on)
    begun = next((s for s in route.steps if s.kind is not StepKind.RECEIVE), None)
    return None if begun is None else _taken(route, begun, answers or {}, on)


def step_after(
    route: Route,
    key: str,
    *,
    way: str = "",
    answers: Mapping[str, Any] | None = None,
    on: date | None = None,
) -> RouteStep | None:
    """Where the step `key` leads when it ends the way `way` (the key of an outcome; "": its first
    one). Steps that these answers have no need of are passed over. None: the route ends."""
    step = route.step(key)
    following = None if step is None else _following(route, step, way)
    return None if following is None else _taken(route, following, answers or {}, on)


def ways(route: Route, key: str) -> tuple[StepOutcome, ...]:
    """The ways a step may end among which whoever does it chooses; none when there is but one."""
    step = route.step(key)
    return step.outcomes if step is not None and len(step.outcomes) > 1 else ()


def _taken(
    route: Route, step: RouteStep, answers: Mapping[str, Any], on: date | None
) -> RouteStep | None:
    """`step`, or the first after it whose condition holds."""
    found: RouteStep | None = step
    passed: set[str] = set()
    while found is not None and not holds(found.only_if, answers, on):
        if found.key in passed:
            return None  # the checks before publication let no such circle through
        passed.add(found.key)
        found = _following(route, found, "")
    return found


def _following(route: Route, step: RouteStep, way: str) -> RouteStep | None:
    if step.outcomes:
        chosen = next((o for o in step.outcomes if o.key == way), step.outcomes[0])
        return route.step(chosen.to)
    position = route.steps.index(step) + 1
    return route.steps[position] if position < len(route.steps) else None


def steps_passed(route: Route, opened: Sequence[str]) -> list[RouteStep]:
    """Where a dossier may be sent back to, the nearest first. `opened` are the keys of the steps
    opened for it, in order, the present one last. What lay behind a step it was sent back to is no
    longer passed, and a branch it never took never was."""
    way: list[str] = []
    for key in opened:
        if key in way:
            del way[way.index(key) :]
        way.append(key)
    found = [route.step(key) for key in reversed(way[:-1])]
    return [s for s in found if s is not None and s.kind is not StepKind.RECEIVE]
