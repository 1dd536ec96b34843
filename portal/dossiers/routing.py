"""Which step comes next and who does it. Pure."""

from __future__ import annotations

from portal.procedures.definitions import Route, RouteStep, StepKind


def first_step(route: Route) -> RouteStep | None:
    """The step after reception."""
    return next((s for s in route.steps if s.kind is not StepKind.RECEIVE), None)


def step_after(route: Route, key: str) -> RouteStep | None:
    keys = [s.key for s in route.steps]
    position = keys.index(key) + 1
    return route.steps[position] if position < len(route.steps) else None


def steps_before(route: Route, key: str) -> list[RouteStep]:
    """Where a dossier may be sent back to from the step `key`, the nearest first: every earlier
    step of the unit that settles it."""
    keys = [s.key for s in route.steps]
    earlier = route.steps[: keys.index(key)] if key in keys else ()
    return [s for s in reversed(earlier) if s.kind is not StepKind.RECEIVE]
