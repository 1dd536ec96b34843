"""A stretch of days cut into whole years, months, thirds of months and single days, so that many days are few
rows to add up. Pure."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


class Span(enum.IntEnum):
    """How long one row of a roll-up is."""

    DAY = 1
    MONTH = 2
    YEAR = 3
    THIRD = 4  # of a month: from the 1st, the 11th or the 21st to its end


LONGEST_FIRST = (Span.YEAR, Span.MONTH, Span.THIRD, Span.DAY)


@dataclass(frozen=True)
class Slice:
    """Rows of one span that begin from `first` on (None: from the beginning) and before `end`."""

    span: Span
    first: date | None
    end: date


def cut(first: date | None, last: date, spans: Sequence[Span] = LONGEST_FIRST) -> list[Slice]:
    """The slices of the days from `first` (None: from the beginning) to `last`, both included.
    `spans`: those that may be used, the longest first; DAY must be the last."""
    return _cut(first, last + timedelta(days=1), list(spans))


def _cut(first: date | None, end: date, spans: Sequence[Span]) -> list[Slice]:
    if first is not None and first >= end:
        return []
    span, *rest = spans
    if not rest:
        return [Slice(span, first, end)]
    whole_from = None if first is None else _at_or_after(first, span)
    whole_to = first_day(end, span)
    if whole_from is None:
        return [Slice(span, None, whole_to), *_cut(whole_to, end, rest)]
    if first is None or whole_from >= whole_to:
        return _cut(first, end, rest)
    return [
        *_cut(first, whole_from, rest),
        Slice(span, whole_from, whole_to),
        *_cut(whole_to, end, rest),
    ]


def first_day(day: date, span: Span) -> date:
    """Of the third, month or year the day is in."""
    if span is Span.DAY:
        return day
    if span is Span.THIRD:
        return day.replace(day=(1, 11, 21)[min((day.day - 1) // 10, 2)])
    return day.replace(day=1) if span is Span.MONTH else day.replace(month=1, day=1)


def last_day(day: date, span: Span) -> date:
    return _next(first_day(day, span), span) - timedelta(days=1)


def _at_or_after(day: date, span: Span) -> date:
    """The first beginning of a third, month or year that is not before the day."""
    beginning = first_day(day, span)
    return day if beginning == day else _next(beginning, span)


def _next(beginning: date, span: Span) -> date:
    longest = {Span.DAY: 1, Span.THIRD: 11, Span.MONTH: 32, Span.YEAR: 366}[span]
    return first_day(beginning + timedelta(days=longest), span)
