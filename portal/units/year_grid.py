"""A year of a calendar, month by month, as a person looks at it."""

from __future__ import annotations

import calendar as gregorian
import enum
from dataclasses import dataclass
from datetime import date

from portal.working_time import Calendar


class Mark(enum.StrEnum):
    """How a day differs from the hours of its weekday."""

    USUAL = "usual"
    REST = "rest"  # off every week
    OFF = "off"
    WORKED = "worked"  # a full day in exchange
    HALF = "half"  # other hours than usual


@dataclass(frozen=True)
class GridDay:
    day: date
    mark: Mark
    title: str


@dataclass(frozen=True)
class Month:
    """`weeks` begin on Monday; None stands for a day of another month."""

    number: int
    weeks: tuple[tuple[GridDay | None, ...], ...]


def months(calendar: Calendar, year: int) -> list[Month]:
    found = []
    for number in range(1, 13):
        weeks = gregorian.Calendar().monthdatescalendar(year, number)
        found.append(
            Month(
                number,
                tuple(
                    tuple(_grid_day(calendar, day) if day.month == number else None for day in week)
                    for week in weeks
                ),
            )
        )
    return found


def _grid_day(calendar: Calendar, day: date) -> GridDay:
    hours, usual = calendar.intervals(day), calendar.weekly[day.weekday()]
    if hours == usual:
        mark = Mark.USUAL if hours else Mark.REST
    elif not hours:
        mark = Mark.OFF
    else:
        mark = Mark.WORKED if hours == calendar.full_hours(day) else Mark.HALF
    return GridDay(day, mark, calendar.titles.get(day, ""))
