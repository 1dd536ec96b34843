"""Due dates worked out for a few receptions, so that a publisher sees what a limit means. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from portal.procedures.definitions import TimeLimit
from portal.working_time import ZONE, BadLimit, Calendar, Limit, OutOfRange, due

FRIDAY = 4
LOOKED_AHEAD = 370  # days within which the longest holiday is looked for


def receptions(today: date, calendar: Calendar) -> list[datetime]:
    """A plain morning, a Friday after 15:00, and the eve of the longest holiday to come, each on
    the first such day from today on."""
    plain = _next(today, calendar)
    friday = next(
        (
            day
            for day in _days(today, 60)
            if day.weekday() == FRIDAY and calendar.is_working_day(day)
        ),
        plain,
    )
    eve = _eve(today, calendar)
    times = [(plain, time(9)), (friday, time(15, 30)), *([(eve, time(9))] if eve else [])]
    return [datetime.combine(day, at, tzinfo=ZONE) for day, at in times]


def worked(
    limits: Sequence[TimeLimit], received: Sequence[datetime], calendar: Calendar
) -> list[tuple[TimeLimit, list[datetime | None]]]:
    """Each limit stated as such with when it ends for each reception; None where no calendar
    reaches."""
    rows: list[tuple[TimeLimit, list[datetime | None]]] = []
    for one in limits:
        try:
            limit = Limit.parse(one.limit)
        except BadLimit:
            continue
        rows.append((one, [_due(moment, limit, calendar) for moment in received]))
    return rows


def _due(received: datetime, limit: Limit, calendar: Calendar) -> datetime | None:
    try:
        return due(received, limit, calendar).due_at
    except OutOfRange:
        return None


def _next(today: date, calendar: Calendar) -> date:
    return next((day for day in _days(today, 60) if calendar.is_working_day(day)), today)


def _eve(today: date, calendar: Calendar) -> date | None:
    """The last working day before the longest run of days off."""
    best, longest, eve, run = None, 2, None, 0  # a weekend is two
    for day in _days(today, LOOKED_AHEAD):
        try:
            is_working = calendar.is_working_day(day)
        except OutOfRange:
            break
        if is_working:
            eve, run = day, 0
            continue
        run += 1
        if run > longest and eve is not None:
            best, longest = eve, run
    return best


def _days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=i) for i in range(count)]
