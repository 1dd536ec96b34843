"""What a change of the tree of units will do, found by doing it and taking it back: which lines of the
reports by today's tree change, and what still hangs on units that end."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import RoleGrant
from portal.dossiers.counting import Measure
from portal.procedures.definitions import Channel
from portal.procedures.models import Offering
from portal.statistics import figures
from portal.statistics.figures import By, Where
from portal.units.changes import Change
from portal.units.models import Unit
from portal.units.tree import TreeOf, below, nodes


@dataclass(frozen=True)
class Line:
    """A unit in the reports of this year by today's tree. `received` and `online` are its own,
    `below` is received with the units under it."""

    name: str
    parent: str
    received: int
    online: int
    below: int


@dataclass(frozen=True)
class Changed:
    """None: there is no such line before, or after."""

    code: str
    before: Line | None
    after: Line | None


@dataclass(frozen=True)
class Ending:
    """What hangs on a unit that ends: dossiers not finished, people who hold a role there, and
    procedures it takes dossiers of."""

    name: str
    dossiers: int
    people: int
    procedures: int


@dataclass(frozen=True)
class LookAhead:
    """`mark` is the same as long as nothing of it changes: what is confirmed is what was seen."""

    since: date
    until: date
    lines: tuple[Changed, ...]
    endings: tuple[Ending, ...]
    mark: str


def look_ahead(session: Session, change: Change) -> LookAhead:
    """Raises Invalid when the change cannot be made. Nothing of it stays."""
    until = clock.today()
    since = until.replace(month=1, day=1)
    before = _lines(session, since, until)
    endings = tuple(_ending(session, code, until) for code in change.ends())
    trial = session.begin_nested()
    try:
        change.apply(session)
        after = _lines(session, since, until)
    finally:
        trial.rollback()
        session.expire_all()
    changed = tuple(
        Changed(code, before.get(code), after.get(code))
        for code in sorted(before.keys() | after.keys())
        if before.get(code) != after.get(code)
    )
    told = repr((change, changed, endings)).encode()
    return LookAhead(since, until, changed, endings, hashlib.sha256(told).hexdigest()[:32])


def _lines(session: Session, since: date, until: date) -> dict[str, Line]:
    tree = nodes(session, TreeOf.TODAY, until)
    names = {node.id: node.short_name for node in tree}
    received: Counter[int] = Counter()
    online: Counter[int] = Counter()
    counted = figures.flows(
        session, since, until, [By.UNIT, By.CHANNEL], measures=[Measure.RECEIVED]
    )
    for (unit_id, channel), counts in counted.items():
        received[unit_id] += counts[Measure.RECEIVED]
        if channel is Channel.ONLINE:
            online[unit_id] += counts[Measure.RECEIVED]
    return {
        node.code: Line(
            node.short_name,
            names.get(node.parent_id or 0, ""),
            sum(received[member] for member in node.members),
            sum(online[member] for member in node.members),
            sum(received[member] for member in below(tree, node.id)),
        )
        for node in tree
    }


def _ending(session: Session, code: str, day: date) -> Ending:
    unit = session.scalars(sa.select(Unit).where(Unit.code == code)).first()
    if unit is None:
        return Ending(code, 0, 0, 0)
    standing = figures.standing(session, day, (), Where(units={unit.id})).get(())
    people = session.scalar(
        sa.select(sa.func.count(sa.distinct(RoleGrant.account_id))).where(
            RoleGrant.unit_id == unit.id,
            RoleGrant.valid_from <= day,
            sa.or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day),
        )
    )
    procedures = session.scalar(
        sa.select(sa.func.count()).where(Offering.unit_id == unit.id, Offering.open_on(day))
    )
    return Ending(unit.short_name, standing.open if standing else 0, people or 0, procedures or 0)
