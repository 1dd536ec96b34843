"""Reads of agencies."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.db import db
from portal.units.models import Unit
from portal.working_time import Calendar


def all_units(session: Session) -> list[Unit]:
    """Every unit still valid, the province first, then by code."""
    return list(session.scalars(sa.select(Unit).where(Unit.valid_to.is_(None)).order_by(Unit.code)))


def unit_by_code(session: Session, code: str) -> Unit | None:
    return session.scalar(sa.select(Unit).where(Unit.code == code))


def units_with_children(session: Session, unit_id: int) -> list[int]:
    """The unit and all below it, by identifier."""
    tree = sa.select(Unit.id).where(Unit.id == unit_id).cte("tree", recursive=True)
    tree = tree.union_all(sa.select(Unit.id).join(tree, Unit.parent_id == tree.c.id))
    return list(session.scalars(sa.select(tree.c.id)))


def calendar_of_code(code: str) -> Calendar:
    """The working time of a unit. Raises LookupError for a code nobody has."""
    unit = unit_by_code(db.session, code)
    if unit is None:
        raise LookupError(code)
    return unit.working_calendar()
