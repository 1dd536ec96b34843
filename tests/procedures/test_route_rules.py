"""The route as a graph, against a search written another way."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.accounts.roles import Role
from portal.procedures.definitions import Limits, Route, RouteStep, StepKind, StepOutcome, TimeLimit
from portal.procedures.route_drawing import drawn
from portal.procedures.route_rules import (
    longest_hours,
    reachable,
    shortest_limit_hours,
    without_end,
)


@st.composite
def routes(draw: st.DrawFn) -> Route:
    count = draw(st.integers(0, 5))
    steps = []
    for number in range(count):
        targets = draw(st.lists(st.integers(0, count - 1), max_size=2))
        outcomes = tuple(StepOutcome(str(i), f"khi {i}", str(to)) for i, to in enumerate(targets))
        hours = draw(st.integers(0, 9))
        steps.append(
            RouteStep(str(number), StepKind.ASSESS, "", Role.SPECIALIST, hours, outcomes=outcomes)
        )
    return Route(tuple(steps))


def walks(route: Route) -> list[list[int]]:
    """Every way from the first step that visits no step twice, by brute force."""
    leads: dict[int, list[int]] = {}
    for number, step in enumerate(route.steps):
        onward = [number + 1] if number + 1 < len(route.steps) else []
        leads[number] = [int(o.to) for o in step.outcomes] if step.outcomes else onward
    found: list[list[int]] = [[0]] if route.steps else []
    for way in found:
        found += [[*way, to] for to in dict.fromkeys(leads[way[-1]]) if to not in way]
    return found


@settings(max_examples=150, deadline=None)
@given(routes())
def test_reachable_and_longest_agree_with_all_walks(route: Route) -> None:
    every = walks(route)
    assert reachable(route) == {str(number) for way in every for number in way}
    hours = [sum(route.steps[number].hours for number in way) for way in every]
    assert longest_hours(route) == max(hours, default=0)


@settings(max_examples=100, deadline=None)
@given(routes())
def test_a_step_is_stuck_exactly_when_no_walk_from_it_ends(route: Route) -> None:
    stuck = {step.key for step in without_end(route)}
    for number, step in enumerate(route.steps):
        # The same route with this step renamed to come first.
        seen, waiting = set(), [number]
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            outcomes = route.steps[here].outcomes
            waiting += [int(o.to) for o in outcomes] or [here + 1] * (here + 1 < len(route.steps))
        last = len(route.steps) - 1
        assert (step.key in stuck) == (not (last in seen and not route.steps[last].outcomes))


@settings(max_examples=60, deadline=None)
@given(routes())
def test_every_way_is_drawn_once_and_stays_on_the_sheet(route: Route) -> None:
    picture = drawn(route)
    ways = sum(
        len(step.outcomes) or (number + 1 < len(route.steps))
        for number, step in enumerate(route.steps)
    )
    assert len(picture.arrows) == ways
    assert all(
        0 <= arrow.x <= picture.width and 0 <= arrow.y <= picture.height for arrow in picture.arrows
    )


def test_limits_in_hours() -> None:
    def hours(*limits: str) -> int | None:
        return shortest_limit_hours(Limits(tuple(TimeLimit(limit) for limit in limits)))

    assert hours("3wd") == 24
    assert hours("0wd") == 8
    assert hours("5wd", "4wh") == 4
    assert hours("15d") == 80
    assert hours("") is None
