"""Keep the calendars: days off, make-up days, half days, weekly hours.

What is changed here holds for every appointment made from now on. Appointments already given stay
until an administrator moves them (portal.dossiers.rescheduling).
"""

from __future__ import annotations

import enum
from datetime import date, datetime, time

from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _
from portal.i18n import day as written
from portal.units import queries
from portal.units.models import CalendarDay, DayKind, Unit
from portal.working_time import BadCalendar, Calendar, Intervals

NOON = time(12)


class Shape(enum.StrEnum):
    """How much of a day is worked."""

    OFF = "off"
    FULL = "full"
    MORNING = "morning"
    AFTERNOON = "afternoon"


def add_day(
    unit: Unit | None,
    day: date,
    shape: Shape,
    *,
    title: str,
    source: str,
    by: Account,
    at: datetime,
) -> CalendarDay:
    """Add a special day to the calendar of `unit`, or with None of the whole province. Raises
    Invalid for a day that stands there already or changes nothing, Forbidden."""
    _expect_administrator(unit, by, at)
    if (there := queries.calendar_day_on(unit, day)) is not None:
        raise _wrong(
            "day",
            _(
                "Ngày %(day)s đã có trong lịch này: %(title)s. Hãy bỏ mục đó trước.",
                day=written(day),
                title=there.title,
            ),
        )
    calendar = unit.working_calendar() if unit else queries.province_calendar()
    hours = _hours(calendar, day, shape)
    _expect_change(unit, calendar, day, shape, hours)
    row = CalendarDay(
        unit_id=unit.id if unit else None,
        day=day,
        kind=DayKind.OFF if shape is Shape.OFF else DayKind.WORKING,
        periods=[[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in hours]
        if shape in (Shape.MORNING, Shape.AFTERNOON)
        else [],
        title=title,
        source=source,
        created_by=by.id,
        created_at=at,
    )
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(
            _("Ngày %(day)s vừa được người khác thêm vào lịch.", day=written(day))
        ) from error
    return row


def remove_day(row: CalendarDay, *, by: Account, at: datetime) -> None:
    """Take a day back: from now on it is what it would be without it. Raises Forbidden."""
    _expect_administrator(db.session.get(Unit, row.unit_id) if row.unit_id else None, by, at)
    row.removed_by, row.removed_at = by.id, at
    db.session.flush()


def set_weekly_hours(
    unit: Unit, weekly: dict[str, list[list[str]]], *, by: Account, at: datetime
) -> None:
    """The unit's hours of the week, {"mon": [["07:30", "11:30"], …], …}. Raises Invalid,
    Forbidden."""
    _expect_administrator(unit, by, at)
    changed = {**unit.calendar, "weekly": weekly}
    try:
        Calendar.from_dict(changed)
    except BadCalendar as error:
        raise Invalid(_(str(error))) from error
    unit.calendar = changed
    db.session.flush()


def _hours(calendar: Calendar, day: date, shape: Shape) -> Intervals:
    full = calendar.full_hours(day)
    match shape:
        case Shape.OFF:
            return ()
        case Shape.FULL:
            return full
        case Shape.MORNING:
            kept = tuple(hours for hours in full if hours[0] < NOON)
        case Shape.AFTERNOON:
            kept = tuple(hours for hours in full if hours[0] >= NOON)
    if not kept or kept == full:
        raise _wrong("shape", _("Giờ làm việc hằng tuần của ngày này không có đủ hai buổi."))
    return kept


def _expect_change(
    unit: Unit | None, calendar: Calendar, day: date, shape: Shape, hours: Intervals
) -> None:
    """Raises Invalid for a day that is so already. The province may name a holiday that is known
    without it, to give its title and source."""
    now = calendar.intervals(day)
    if now != hours:
        return
    if shape is not Shape.OFF:
        raise _wrong("day", _("Ngày %(day)s vốn đã làm việc như vậy.", day=written(day)))
    if unit is not None or not calendar.weekly[day.weekday()]:
        raise _wrong("day", _("Ngày %(day)s vốn đã là ngày nghỉ.", day=written(day)))


def _expect_administrator(unit: Unit | None, by: Account, at: datetime) -> None:
    held = queries.administered_units(by, clock.local(at).date())
    if not (unit in held if unit else queries.is_of_the_province(held)):
        raise Forbidden(_("Ông/Bà không giữ vai trò cần thiết tại đơn vị này."))


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
