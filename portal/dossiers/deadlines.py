"""When a dossier, or one step of it, is due: `portal.working_time` in the dossier's words.

Moments come and go in UTC, as the database keeps them. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from portal import working_time
from portal.working_time import Calendar, Due, Limit, Pause


def due_at(
    received_at: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> datetime:
    """Ngày hẹn trả: the legal appointment, in UTC, by the competent unit's calendar."""
    return explain(received_at, limit, calendar, pauses).due_at.astimezone(UTC)


def explain(
    received_at: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> Due:
    """The appointment (on Vietnam's clocks) and the sentences that lead to it."""
    return working_time.due(received_at, limit, calendar, pauses)


def step_due_at(
    opened_at: datetime, hours: int, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> datetime:
    """When a step opened at `opened_at` and allowed `hours` of working time is due, in UTC."""
    return working_time.add_working_hours(opened_at, hours, calendar, pauses).astimezone(UTC)


def moved_by_pause(promised: datetime, pause: Pause, calendar: Calendar) -> datetime:
    """A promised closing hour after the clock stood still, in UTC: the working days that were left
    when it stopped are left when it runs again. A promise already past when it stopped stays."""
    stopped = working_time.local(pause.start).date()
    last = working_time.local(promised).date()
    left, day = 0, stopped
    while (day := calendar.next_working_day(day)) <= last:
        left += 1
    if left == 0:
        return promised
    day = stopped
    while left:
        day = calendar.next_working_day(day)
        left -= not pause.covers(day)
    return calendar.closing(day).astimezone(UTC)


def same_time_next_working_day(moment: datetime, calendar: Calendar) -> datetime:
    """One working day after `moment`, by the clock on the wall, in UTC."""
    local = working_time.local(moment)
    following = calendar.next_working_day(local.date())
    return datetime.combine(following, local.timetz()).astimezone(UTC)


def hand_over_by(received_at: datetime, calendar: Calendar) -> datetime:
    """By when the desk passes the dossier on, in UTC (rule of 15:00, NĐ 118/2025/NĐ-CP)."""
    return working_time.hand_over_by(received_at, calendar).astimezone(UTC)
