"""Periods people ask for by name, as days in Vietnam, both ends included. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta


class NamedPeriod(enum.StrEnum):
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_QUARTER = "this_quarter"
    THIS_YEAR = "this_year"


@dataclass(frozen=True)
class Period:
    start: date
    end: date


def named(period: NamedPeriod, today: date) -> Period:
    """What the name means on `today`; what has begun but not ended goes up to today."""
    month = today.replace(day=1)
    match period:
        case NamedPeriod.THIS_MONTH:
            return Period(month, today)
        case NamedPeriod.LAST_MONTH:
            last_day = month - timedelta(days=1)
            return Period(last_day.replace(day=1), last_day)
        case NamedPeriod.THIS_QUARTER:
            return Period(month.replace(month=(today.month - 1) // 3 * 3 + 1), today)
        case NamedPeriod.THIS_YEAR:
            return Period(month.replace(month=1), today)
