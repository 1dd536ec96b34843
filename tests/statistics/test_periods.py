from __future__ import annotations

from datetime import date

import pytest

from portal.statistics.periods import NamedPeriod, named


@pytest.mark.parametrize(
    ("name", "today", "start", "end"),
    [
        ("this_month", date(2026, 3, 18), date(2026, 3, 1), date(2026, 3, 18)),
        ("last_month", date(2026, 3, 18), date(2026, 2, 1), date(2026, 2, 28)),
        ("last_month", date(2024, 3, 31), date(2024, 2, 1), date(2024, 2, 29)),
        ("last_month", date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 31)),
        ("this_quarter", date(2026, 3, 31), date(2026, 1, 1), date(2026, 3, 31)),
        ("this_quarter", date(2026, 4, 1), date(2026, 4, 1), date(2026, 4, 1)),
        ("this_quarter", date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
        ("this_year", date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_named_period_begins_and_ends_on_the_right_days(
    name: str, today: date, start: date, end: date
) -> None:
    period = named(NamedPeriod(name), today)
    assert (period.start, period.end) == (start, end)
