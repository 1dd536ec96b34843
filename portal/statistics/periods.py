"""Periods people ask for by name, as days in Vietnam, both ends included. Pure."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.statistics.spans import Span, last_day


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


def read(text: str) -> Period:
    """A period as it is written for a machine: 2026, 2026-Q1, 2026-03 or 2026-01-01/2026-03-31. Raises
    ValueError."""
    if "/" in text:
        first, last = (date.fromisoformat(part) for part in text.split("/"))
        if last < first:
            raise ValueError("ends before it begins")
        return Period(first, last)
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        return _months(int(found[1]), 3 * int(found[2]) - 2, 3)
    if found := re.fullmatch(r"(\d{4})-(\d\d)", text):
        return _months(int(found[1]), int(found[2]), 1)
    if re.fullmatch(r"\d{4}", text):
        return _months(int(text), 1, 12)
    raise ValueError(f"not a period: {text}")


def written(period: Period) -> str:
    """As `read` reads it, the shortest way."""
    year, month = period.start.year, period.start.month
    for short in (f"{year}", f"{year}-Q{(month + 2) // 3}", f"{year}-{month:02d}"):
        if read(short) == period:
            return short
    return f"{period.start}/{period.end}"


def ended(until: date) -> Iterator[Period]:
    """The years, quarters and months that were over on `until`, of the last two years, the latest
    first; of those that end together the longest first."""
    months = [(until.year - back, month) for back in range(3) for month in range(12, 0, -1)]
    for year, month in months:
        for count in (12, 3, 1):
            if month % count == 0:
                period = _months(year, month - count + 1, count)
                if period.end <= until and period.end > until - timedelta(days=731):
                    yield period


def _months(year: int, month: int, count: int) -> Period:
    """`count` whole months from that one on, of one year."""
    last = date(year, month + count - 1, 1)
    return Period(date(year, month, 1), last_day(last, Span.MONTH))
