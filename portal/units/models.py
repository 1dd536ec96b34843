"""Agencies, their reception desks and calendars."""

from __future__ import annotations

import enum
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship

from portal.db import Base, db, text_enum
from portal.working_time import Calendar, Intervals, SpecialDay

_KEPT = "calendars"  # where a session keeps the calendars it has read


class UnitKind(enum.StrEnum):
    PROVINCE = "province"
    DEPARTMENT = "department"
    COMMUNE = "commune"


class Unit(Base):
    """Cơ quan, đơn vị. `code` is the agency identifier (QĐ 20/2020/QĐ-TTg), "H99.11".

    `place` stands before the date on papers ("Phường Hải An"); `calendar` is what differs from
    the usual weekly hours (working_time.Calendar.from_dict); single days are CalendarDay rows.
    """

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    short_name: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[UnitKind] = mapped_column(text_enum(UnitKind))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    superior_name: Mapped[str] = mapped_column(sa.String(200), default="")
    place: Mapped[str] = mapped_column(sa.String(100))
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    calendar: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    predecessor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))

    parent: Mapped[Unit | None] = relationship(foreign_keys=[parent_id], remote_side=[id])
    desks: Mapped[list[Desk]] = relationship(back_populates="unit", order_by="Desk.code")

    def working_calendar(self) -> Calendar:
        """The library's days off, the province's days, the unit's weekly hours, the unit's days:
        the later wins. Read once in a transaction, because a page of the desk asks often."""
        session = object_session(self) or db.session
        found: Calendar | None = _kept_calendars(session).get(("calendar", self.id))
        if found is None:
            own, announced = _special_days(session, self.id), _special_days(session, None)
            found = Calendar.from_dict(self.calendar).with_own(own).with_announced(announced)
            _kept_calendars(session)[("calendar", self.id)] = found
        return found

    def calendar_as_of(self, moment: datetime) -> Calendar:
        """The days off and make-up days as they stood at `moment`: what an appointment of then was
        worked out by. Weekly hours are today's, since they keep no history."""
        session = object_session(self) or db.session
        own, announced = _days_as_of(session, self.id, moment), _days_as_of(session, None, moment)
        return Calendar.from_dict(self.calendar).with_own(own).with_announced(announced)


class Desk(Base):
    """Bộ phận Một cửa: where a unit receives dossiers and hands over results."""

    __tablename__ = "desk"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(300), default="")

    unit: Mapped[Unit] = relationship(back_populates="desks")


class DayKind(enum.StrEnum):
    OFF = "off"
    WORKING = "working"


class CalendarDay(Base):
    """A day off, a make-up working day or a half day, of one unit or (`unit_id` None) announced
    for the whole province.

    `periods` are the hours worked, [["07:30", "11:30"]]; none on a working day: a full day.
    `source` is the announcement it rests on. A day that was taken back stays as a row with
    `removed_at`: appointments were made by it.
    """

    __tablename__ = "calendar_day"
    __table_args__ = (
        sa.Index(
            "uq_calendar_day_of_the_province",
            "day",
            unique=True,
            sqlite_where=sa.text("unit_id IS NULL AND removed_at IS NULL"),
            postgresql_where=sa.text("unit_id IS NULL AND removed_at IS NULL"),
        ),
        sa.Index(
            "uq_calendar_day_of_a_unit",
            "unit_id",
            "day",
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    day: Mapped[date]
    kind: Mapped[DayKind] = mapped_column(text_enum(DayKind))
    periods: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    title: Mapped[str] = mapped_column(sa.String(200))
    source: Mapped[str] = mapped_column(sa.String(300), default="")
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    created_at: Mapped[datetime]
    removed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    removed_at: Mapped[datetime | None]


def _special_days(session: Session, unit_id: int | None) -> list[SpecialDay]:
    """Of one unit, or of the province."""
    found: list[SpecialDay] | None = _kept_calendars(session).get(("days", unit_id))
    if found is None:
        rows = session.execute(
            sa.select(
                CalendarDay.day, CalendarDay.kind, CalendarDay.periods, CalendarDay.title
            ).where(CalendarDay.unit_id == unit_id, CalendarDay.removed_at.is_(None))
        )
        found = [
            SpecialDay(day, kind is DayKind.WORKING, _hours(periods), title)
            for day, kind, periods, title in rows
        ]
        _kept_calendars(session)[("days", unit_id)] = found
    return found


def _days_as_of(session: Session, unit_id: int | None, moment: datetime) -> list[SpecialDay]:
    """Those added by `moment` and not yet taken back; rows are never deleted."""
    rows = session.scalars(
        sa.select(CalendarDay)
        .where(
            CalendarDay.unit_id == unit_id,
            CalendarDay.created_at <= moment,
            sa.or_(CalendarDay.removed_at.is_(None), CalendarDay.removed_at > moment),
        )
        .order_by(CalendarDay.id)
    )
    return [
        SpecialDay(row.day, row.kind is DayKind.WORKING, _hours(row.periods), row.title)
        for row in rows
    ]


def _hours(periods: list[list[str]]) -> Intervals:
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in periods)


def _kept_calendars(session: Session) -> dict[Any, Any]:
    """What this session has read of calendars in its present transaction; asked for anew at each
    use, because a query may begin the transaction or write out a change."""
    transaction = session.get_transaction()
    whose, kept = session.info.get(_KEPT, (None, {}))
    if whose is not transaction or transaction is None:
        kept = {}
        session.info[_KEPT] = (transaction, kept)
    return kept


@event.listens_for(Session, "after_flush")
def _forget_calendars(session: Session, *_: Any) -> None:
    changed = (*session.new, *session.dirty, *session.deleted)
    if any(isinstance(row, Unit | CalendarDay) for row in changed):
        session.info.pop(_KEPT, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget_what_was_undone(session: Session, _transaction: Any) -> None:
    """A change that was tried and taken back leaves no calendar behind."""
    session.info.pop(_KEPT, None)
