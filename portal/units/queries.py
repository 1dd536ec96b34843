"""Reads of agencies."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.units.models import CalendarDay, Unit, UnitKind
from portal.working_time import Calendar


def all_units(session: Session) -> list[Unit]:
    """Every unit still valid, the province first, then by code."""
    return list(session.scalars(sa.select(Unit).where(Unit.valid_to.is_(None)).order_by(Unit.code)))


def units_ever(session: Session) -> list[Unit]:
    """Every unit there is or was, by code."""
    return list(session.scalars(sa.select(Unit).order_by(Unit.code)))


def unit_by_code(session: Session, code: str) -> Unit | None:
    return session.scalar(sa.select(Unit).where(Unit.code == code))


def units_with_children(session: Session, unit_id: int) -> list[int]:
    """The unit and all below it, by identifier."""
    tree = sa.select(Unit.id).where(Unit.id == unit_id).cte("tree", recursive=True)
    tree = tree.union_all(sa.select(Unit.id).join(tree, Unit.parent_id == tree.c.id))
    return list(session.scalars(sa.select(tree.c.id)))


def administered_units(account: Account, day: date) -> dict[Unit, int]:
    """The units an administrator answers for, those below included, in the order of their codes:
    each with the unit (its identifier) in which the role is held."""
    held: dict[int, int] = {}
    for root in sorted(account.units_as(Role.ADMINISTRATOR, day)):
        for unit_id in units_with_children(db.session, root):
            held.setdefault(unit_id, root)
    found = db.session.scalars(
        sa.select(Unit).where(Unit.id.in_(held), Unit.valid_to.is_(None)).order_by(Unit.code)
    )
    return {unit: held[unit.id] for unit in found}


def is_of_the_province(units: dict[Unit, int]) -> bool:
    """Does somebody with `administered_units` answer for the whole province?"""
    return any(unit.kind is UnitKind.PROVINCE for unit in units)


def calendar_days(unit: Unit | None, year: int) -> list[CalendarDay]:
    """The days of one unit, or with None of the province, that stand in `year`, in order."""
    return list(
        db.session.scalars(
            sa.select(CalendarDay)
            .where(
                CalendarDay.unit_id == (unit.id if unit else None),
                CalendarDay.removed_at.is_(None),
                CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)),
            )
            .order_by(CalendarDay.day)
        )
    )


def calendar_day_on(unit: Unit | None, day: date) -> CalendarDay | None:
    """What already stands on that day in this very calendar."""
    return next((row for row in calendar_days(unit, day.year) if row.day == day), None)


def calendar_day(day_id: int) -> CalendarDay | None:
    """A day that still stands."""
    found = db.session.get(CalendarDay, day_id)
    return found if found and found.removed_at is None else None


def province_calendar() -> Calendar:
    """What holds for a unit with no hours and days of its own."""
    return Unit(calendar={}).working_calendar()


def calendar_of_code(code: str) -> Calendar:
    """The working time of a unit. Raises LookupError for a code nobody has."""
    unit = unit_by_code(db.session, code)
    if unit is None:
        raise LookupError(code)
    return unit.working_calendar()
