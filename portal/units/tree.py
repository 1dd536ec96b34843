"""The tree of units as it stood on a day, or as it stands today with those merged counted where they
went. Reports are made by either; the page says by which."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.units.history_models import UnitPast, UnitSuccession
from portal.units.models import Unit, UnitKind


class TreeOf(enum.StrEnum):
    THEN = "then"  # the last day of the period
    TODAY = "today"


@dataclass(frozen=True)
class Node:
    """A unit in a tree, as it was called then. `members`: whose figures are its own; more than itself
    where others merged into it."""

    id: int
    code: str
    name: str
    short_name: str
    kind: UnitKind
    parent_id: int | None
    valid_from: date
    valid_to: date | None
    members: frozenset[int]

    def existed(self, start: date, end: date) -> bool:
        return self.valid_from <= end and (self.valid_to is None or self.valid_to >= start)


def nodes(session: Session, tree: TreeOf, day: date) -> list[Node]:
    """All units there ever were, by code: as they were on `day`, or as they are today, where each
    merged one is no node but a member of the one it went into."""
    units = session.scalars(sa.select(Unit).order_by(Unit.code)).all()
    if tree is TreeOf.THEN:
        past = _past(session, day)
        return [_node(past.get(u.id, u), u, frozenset({u.id}), None) for u in units]
    heirs = _heirs(session)
    members: dict[int, set[int]] = defaultdict(set)
    for unit in units:
        members[_last_heir(unit.id, heirs)].add(unit.id)
    first = {unit.id: unit.valid_from for unit in units}
    return [
        _node(u, u, frozenset(members[u.id]), min(first[m] for m in members[u.id]), heirs)
        for u in units
        if u.id in members
    ]


def below(tree: Iterable[Node], unit_id: int) -> set[int]:
    """Members of the node in which `unit_id` is, and of all under it."""
    tree = list(tree)
    top = next((node for node in tree if unit_id in node.members), None)
    if top is None:
        return set()
    children: dict[int | None, list[Node]] = defaultdict(list)
    for node in tree:
        children[node.parent_id].append(node)
    found, waiting, met = set[int](), [top], {top.id}
    while waiting:
        node = waiting.pop()
        found |= node.members
        new = [child for child in children[node.id] if child.id not in met]
        met |= {child.id for child in new}
        waiting += new
    return found


def in_order(tree: Iterable[Node]) -> list[tuple[int, Node]]:
    """(how deep, node) from the top down, each above what is under it."""
    tree = list(tree)
    there = {node.id for node in tree}
    children: dict[int | None, list[Node]] = defaultdict(list)
    for node in tree:
        children[node.parent_id if node.parent_id in there else None].append(node)

    def walk(parent: int | None, depth: int) -> Iterable[tuple[int, Node]]:
        for node in children[parent]:
            yield depth, node
            yield from walk(node.id, depth + 1)

    return list(walk(None, 0))


def with_predecessors(session: Session, unit_ids: Collection[int]) -> set[int]:
    """The units and those that went wholly into one of them."""
    heirs = _heirs(session)
    return set(unit_ids) | {old for old in heirs if _last_heir(old, heirs) in unit_ids}


def _node(
    was: Unit | UnitPast,
    unit: Unit,
    members: frozenset[int],
    valid_from: date | None,
    heirs: dict[int, int] | None = None,
) -> Node:
    parent_id = was.parent_id
    if heirs and parent_id is not None:
        parent_id = _last_heir(parent_id, heirs)
    return Node(
        unit.id,
        unit.code,
        was.name,
        was.short_name,
        was.kind,
        parent_id,
        valid_from or unit.valid_from,
        unit.valid_to,
        members,
    )


def _past(session: Session, day: date) -> dict[int, UnitPast]:
    """What each unit that changed later was on that day."""
    rows = session.scalars(
        sa.select(UnitPast).where(UnitPast.until >= day).order_by(UnitPast.until.desc())
    )
    return {row.unit_id: row for row in rows}  # the earliest of those still to come


def _heirs(session: Session) -> dict[int, int]:
    """Who went wholly into whom. After a split there is no such one."""
    successors: dict[int, set[int]] = defaultdict(set)
    for old, new in session.execute(
        sa.select(UnitSuccession.predecessor_id, UnitSuccession.successor_id)
    ):
        successors[old].add(new)
    return {old: min(new) for old, new in successors.items() if len(new) == 1}


def _last_heir(unit_id: int, heirs: dict[int, int]) -> int:
    met = {unit_id}
    while unit_id in heirs and heirs[unit_id] not in met:
        unit_id = heirs[unit_id]
        met.add(unit_id)
    return unit_id
