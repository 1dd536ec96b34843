"""Where the boxes and arrows of a route's diagram stand. Pure; the template draws them.

Steps stand one under the other in the order of the list. The way to the next box is a straight
arrow; any other way runs in a lane of its own to the right of the boxes.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.procedures.definitions import Route, RouteStep
from portal.procedures.route_rules import reachable

BOX_WIDTH, BOX_HEIGHT, GAP, MARGIN = 250, 62, 40, 8
LANE, FIRST_LANE = 26, 24


@dataclass(frozen=True)
class Box:
    """`lines` are the title, broken; `number` counts from 1."""

    step: RouteStep
    number: int
    x: int
    y: int
    lines: tuple[str, ...]
    is_reachable: bool


@dataclass(frozen=True)
class Arrow:
    """`path` is an SVG path; the label, if any, stands at (`x`, `y`)."""

    path: str
    label: str
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def drawn(route: Route) -> Drawing:
    known = reachable(route)
    boxes = [
        Box(
            step,
            number,
            MARGIN,
            MARGIN + (number - 1) * (BOX_HEIGHT + GAP),
            _broken(step.title),
            step.key in known,
        )
        for number, step in enumerate(route.steps, start=1)
    ]
    by_key = {box.step.key: box for box in boxes}
    arrows: list[Arrow] = []
    lanes = 0
    for box, following in zip(boxes, [*boxes[1:], None], strict=False):
        ways = [(o.label, by_key[o.to]) for o in box.step.outcomes if o.to in by_key]
        if not box.step.outcomes and following is not None:
            ways = [("", following)]
        for label, target in ways:
            if target is following:
                arrows.append(_straight(box, label))
            else:
                arrows.append(_aside(box, target, label, lanes))
                lanes += 1
    longest = max((len(arrow.label) for arrow in arrows if arrow.x > BOX_WIDTH), default=0)
    width = MARGIN * 2 + BOX_WIDTH + (FIRST_LANE + lanes * LANE + longest * 8 if lanes else 0)
    height = MARGIN * 2 + len(boxes) * (BOX_HEIGHT + GAP) - GAP if boxes else 0
    return Drawing(width, height, tuple(boxes), tuple(arrows))


def _straight(box: Box, label: str) -> Arrow:
    x, y = box.x + BOX_WIDTH // 2, box.y + BOX_HEIGHT
    return Arrow(f"M{x} {y}V{y + GAP - 7}", label, x + 10, y + GAP // 2 + 5)


def _aside(box: Box, target: Box, label: str, lane: int) -> Arrow:
    start, end = box.x + BOX_WIDTH, target.x + BOX_WIDTH
    x = start + FIRST_LANE + lane * LANE
    down = target.y > box.y
    y1 = box.y + BOX_HEIGHT // 2 + (6 if down else -6) + lane % 3 * 4
    y2 = target.y + BOX_HEIGHT // 2 + (-10 if down else 10)
    return Arrow(f"M{start} {y1}H{x}V{y2}H{end + 7}", label, x + 6, (y1 + y2) // 2 + 5)


def _broken(title: str, width: int = 26) -> tuple[str, ...]:
    lines: list[str] = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 2:
        lines = [lines[0], lines[1][: width - 1] + "…"]
    return tuple(lines)
