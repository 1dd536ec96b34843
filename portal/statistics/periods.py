"""Periods people ask for by name, as days in Vietnam, both ends included. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta


class NamedPeriod(enum.StrEnum):
    TODAY = "today"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"


@dataclass(frozen=True)
class Period:
    start: date
    end: date


def named(period: NamedPeriod, today: date) -> Period:
    """What the name means on `today`; what has begun but not ended goes up to today."""
    month = today.replace(day=1)
    quarter = month.replace(month=(today.month - 1) // 3 * 3 + 1)
    match period:
        case NamedPeriod.TODAY:
            return Period(today, today)
        case NamedPeriod.THIS_MONTH:
            return Period(month, today)
        case NamedPeriod.LAST_MONTH:
            last_day = month - timedelta(days=1)
            return Period(last_day.replace(day=1), last_day)
        case NamedPeriod.THIS_QUARTER:
            return Period(quarter, today)
        case NamedPeriod.LAST_QUARTER:
            last_day = quarter - timedelta(days=1)
            return Period(last_day.replace(month=last_day.month - 2, day=1), last_day)
        case NamedPeriod.THIS_YEAR:
            return Period(month.replace(month=1), today)
        case NamedPeriod.LAST_YEAR:
            return Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
