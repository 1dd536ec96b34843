"""Due dates against hand-computed days and against a slow count from the rules' own words."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.working_time import (
    OFFICE_HOURS,
    SENTENCES,
    BadCalendar,
    BadLimit,
    BadPause,
    Calendar,
    Limit,
    OutOfRange,
    Pause,
    Step,
    add_working_hours,
    default_calendar,
    due,
    hand_over_by,
    working_minutes_between,
)

VIETNAM = timezone(timedelta(hours=7))
MORNING = (time(7, 30), time(11, 30))

OFFICE = default_calendar()
POLICE = Calendar(weekly=(OFFICE_HOURS,) * 5 + ((MORNING,), ()))
ODD = Calendar(
    weekly=(((time(8), time(12)),), (), ((time(18), time(21)),), (), (), (), (MORNING,)),
    closed=frozenset({date(2026, 3, 2)}),
    opened={date(2026, 3, 3): ((time(9, 15), time(9, 45)), (time(23), time(23, 59)))},
    holidays=False,
)


def at(text: str) -> datetime:
    """ "13/2/2026 16:10" on Vietnam's clocks."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


def pause(start: str, end: str) -> Pause:
    return Pause(at(start), at(end))


# --- days worked out by hand --------------------------------------------------------------
# 2026: Tết 16–20/2 (Mon–Fri), so 13/2 is the last working day before it and 23/2 the first after.
# 20/11 is an ordinary Friday, 14/11 an ordinary Saturday. 24/11 (Tue) is a day off since 2026.


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        # the 15:00 rule on a Friday
        ("20/11/2026 14:59", "0wd", "20/11/2026 17:00"),
        ("20/11/2026 15:00", "0wd", "20/11/2026 17:00"),
        ("20/11/2026 15:01", "0wd", "23/11/2026 17:00"),
        # and on the eve of Tết
        ("13/02/2026 14:59", "0wd", "13/02/2026 17:00"),
        ("13/02/2026 15:00", "0wd", "13/02/2026 17:00"),
        ("13/02/2026 15:01", "0wd", "23/02/2026 17:00"),
        # it changes no limit of one day or more
        ("20/11/2026 14:59", "1wd", "23/11/2026 17:00"),
        ("20/11/2026 15:01", "1wd", "23/11/2026 17:00"),
        ("13/02/2026 15:01", "1wd", "23/02/2026 17:00"),
        ("13/02/2026 16:10", "3wd", "25/02/2026 17:00"),
        ("20/11/2026 15:01", "3d", "23/11/2026 17:00"),
        # outside working time: the next opening
        ("14/11/2026 22:00", "0wd", "16/11/2026 17:00"),
        ("14/11/2026 22:00", "1wd", "17/11/2026 17:00"),
        ("14/11/2026 22:00", "1d", "17/11/2026 17:00"),
        ("14/11/2026 22:00", "8wh", "17/11/2026 08:00"),
        ("16/11/2026 07:29", "1wd", "17/11/2026 17:00"),
        ("16/11/2026 07:30", "1wd", "17/11/2026 17:00"),
        ("16/11/2026 00:00", "1wd", "17/11/2026 17:00"),
        ("16/11/2026 16:59", "1wd", "17/11/2026 17:00"),
        ("16/11/2026 17:00", "1wd", "18/11/2026 17:00"),
        ("13/11/2026 17:30", "0wd", "16/11/2026 17:00"),
        ("18/02/2026 10:00", "0wd", "23/02/2026 17:00"),
        ("18/02/2026 10:00", "1wd", "24/02/2026 17:00"),
        # the lunch break
        ("16/11/2026 12:00", "0wd", "16/11/2026 17:00"),
        ("16/11/2026 12:10", "2wh", "16/11/2026 15:30"),
        ("16/11/2026 10:30", "1wh", "16/11/2026 11:30"),
        ("16/11/2026 10:30", "2wh", "16/11/2026 14:30"),
        ("16/11/2026 07:30", "4wh", "16/11/2026 11:30"),
        ("16/11/2026 11:30", "1wh", "16/11/2026 14:30"),
        # working hours end at a closing, not at the next opening
        ("16/11/2026 15:00", "2wh", "16/11/2026 17:00"),
        ("16/11/2026 16:59", "1wh", "17/11/2026 08:29"),
        ("13/11/2026 16:00", "3wh", "16/11/2026 09:30"),
        ("13/02/2026 16:00", "2wh", "23/02/2026 08:30"),
        # the year's end: 1/1/2027 is a Friday
        ("31/12/2026 16:00", "1wd", "04/01/2027 17:00"),
        ("31/12/2026 15:01", "0wd", "04/01/2027 17:00"),
        ("31/12/2026 16:30", "1wh", "04/01/2027 08:00"),
        ("31/12/2026 09:00", "1d", "04/01/2027 17:00"),
        # calendar days: days off count, but the limit does not end on one
        ("09/02/2026 09:00", "4d", "13/02/2026 17:00"),
        ("09/02/2026 09:00", "5d", "23/02/2026 17:00"),
        ("09/02/2026 09:00", "10d", "23/02/2026 17:00"),
        ("09/02/2026 09:00", "15d", "24/02/2026 17:00"),
        # months: the same day, or the last of a shorter month
        ("16/11/2026 09:00", "1m", "16/12/2026 17:00"),
        ("31/03/2026 09:00", "1m", "04/05/2026 17:00"),  # 30/4, 1/5 and a weekend
        ("29/01/2027 09:00", "1m", "01/03/2027 17:00"),  # 28/2/2027 is a Sunday
        ("31/12/2026 09:00", "2m", "01/03/2027 17:00"),
        ("31/01/2028 09:00", "1m", "29/02/2028 17:00"),
        ("30/11/2026 09:00", "12m", "30/11/2027 17:00"),
        # a due date on the make-up Saturday of 2026, worked for Monday 31/8
        ("20/08/2026 09:00", "2wd", "22/08/2026 17:00"),
        ("21/08/2026 15:01", "0wd", "22/08/2026 17:00"),
        ("17/08/2026 09:00", "5d", "22/08/2026 17:00"),
        ("22/08/2026 09:00", "1wh", "22/08/2026 10:00"),
        ("28/08/2026 09:00", "1wd", "03/09/2026 17:00"),
        # a holiday on a Sunday (Giỗ Tổ 26/4/2026) is made up on Monday
        ("24/04/2026 09:00", "1wd", "28/04/2026 17:00"),
    ],
)
def test_a_limit_ends_on_the_day_worked_out_by_hand(received, limit, expected):
    assert due(at(received), Limit.parse(limit), OFFICE).due_at == at(expected)


@pytest.mark.parametrize(
    ("received", "limit", "pauses", "expected"),
    [
        # across Tết: 10, 11 and 12/2 count (12/2 is the day it began), then 25 and 26/2
        ("09/02/2026 09:00", "5wd", [], "23/02/2026 17:00"),
        ("09/02/2026 09:00", "5wd", [("12/02/2026 10:00", "24/02/2026 09:00")], "26/02/2026 17:00"),
        ("09/02/2026 09:00", "5d", [("12/02/2026 10:00", "24/02/2026 09:00")], "26/02/2026 17:00"),
        ("12/02/2026 16:00", "3wh", [("13/02/2026 08:00", "23/02/2026 09:00")], "23/02/2026 10:30"),
        # of no length, or within one day: nothing lost in days
        ("16/11/2026 09:00", "3wd", [("17/11/2026 10:00", "17/11/2026 10:00")], "19/11/2026 17:00"),
        ("16/11/2026 09:00", "3wd", [("17/11/2026 08:00", "17/11/2026 16:00")], "19/11/2026 17:00"),
        ("16/11/2026 09:00", "4wh", [("16/11/2026 10:00", "16/11/2026 10:00")], "16/11/2026 15:00"),
        # over midnight: one day lost
        ("16/11/2026 09:00", "3wd", [("17/11/2026 23:59", "18/11/2026 00:00")], "20/11/2026 17:00"),
        # hours: 9–10, then 14–17
        ("16/11/2026 09:00", "4wh", [("16/11/2026 10:00", "16/11/2026 14:00")], "16/11/2026 17:00"),
        ("16/11/2026 09:00", "1wh", [("16/11/2026 10:00", "16/11/2026 14:00")], "16/11/2026 10:00"),
        # over a weekend only: no working day lost
        ("13/11/2026 09:00", "2wd", [("13/11/2026 16:00", "15/11/2026 20:00")], "17/11/2026 17:00"),
        # two that overlap cost their union, 18 to 20/11
        (
            "16/11/2026 09:00",
            "2wd",
            [("17/11/2026 09:00", "19/11/2026 09:00"), ("18/11/2026 09:00", "20/11/2026 09:00")],
            "23/11/2026 17:00",
        ),
        # begun before the receipt
        ("16/11/2026 09:00", "1wd", [("13/11/2026 09:00", "17/11/2026 09:00")], "18/11/2026 17:00"),
        # after the end: too late to matter
        ("16/11/2026 09:00", "1wd", [("18/11/2026 09:00", "20/11/2026 09:00")], "17/11/2026 17:00"),
        # a month grows by the days not counted: 2/4 + 3 = Sunday 5/4, so Monday
        ("02/03/2026 09:00", "1m", [("10/03/2026 09:00", "13/03/2026 09:00")], "06/04/2026 17:00"),
        # a same-day limit asked about today and answered later: the first counted day after
        ("16/11/2026 09:00", "0wd", [("16/11/2026 10:00", "17/11/2026 09:00")], "18/11/2026 17:00"),
        ("20/11/2026 09:00", "0wd", [("20/11/2026 10:00", "21/11/2026 08:00")], "23/11/2026 17:00"),
        ("20/11/2026 09:00", "0wd", [("20/11/2026 10:00", "23/11/2026 09:00")], "25/11/2026 17:00"),
        ("13/02/2026 09:00", "0wd", [("13/02/2026 10:00", "23/02/2026 09:00")], "24/02/2026 17:00"),
        # … answered the same day, even after closing: nothing lost
        ("16/11/2026 09:00", "0wd", [("16/11/2026 10:00", "16/11/2026 16:00")], "16/11/2026 17:00"),
        ("16/11/2026 09:00", "0wd", [("16/11/2026 16:00", "16/11/2026 20:00")], "16/11/2026 17:00"),
        ("16/11/2026 09:00", "0wd", [("16/11/2026 10:00", "16/11/2026 10:00")], "16/11/2026 17:00"),
        # … of a dossier received after 15:00, due the next working day
        ("20/11/2026 15:01", "0wd", [("20/11/2026 16:00", "21/11/2026 08:00")], "23/11/2026 17:00"),
        ("20/11/2026 15:01", "0wd", [("20/11/2026 16:00", "23/11/2026 08:00")], "25/11/2026 17:00"),
        # … asked at closing or later: the limit was over
        ("16/11/2026 09:00", "0wd", [("16/11/2026 16:59", "18/11/2026 09:00")], "19/11/2026 17:00"),
        ("16/11/2026 09:00", "0wd", [("16/11/2026 17:00", "18/11/2026 09:00")], "16/11/2026 17:00"),
        ("16/11/2026 09:00", "0wd", [("17/11/2026 08:00", "18/11/2026 09:00")], "16/11/2026 17:00"),
        # … asked before reception and answered by then: no matter
        ("16/11/2026 09:00", "0wd", [("13/11/2026 09:00", "16/11/2026 08:00")], "16/11/2026 17:00"),
        # … asked again on the day it was then due
        (
            "16/11/2026 09:00",
            "0wd",
            [("16/11/2026 10:00", "17/11/2026 09:00"), ("18/11/2026 10:00", "19/11/2026 09:00")],
            "20/11/2026 17:00",
        ),
        # a day off that ends the limit is not moved into a pause (Saturday 14/11)
        ("09/11/2026 09:00", "5d", [("14/11/2026 09:00", "17/11/2026 09:00")], "18/11/2026 17:00"),
    ],
)
def test_a_pause_takes_its_days_or_hours_out_of_the_count(received, limit, pauses, expected):
    stood_still = [pause(*ends) for ends in pauses]
    assert due(at(received), Limit.parse(limit), OFFICE, stood_still).due_at == at(expected)


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("14/11/2026 10:00", "0wd", "14/11/2026 11:30"),
        ("13/11/2026 15:01", "0wd", "14/11/2026 11:30"),
        ("13/11/2026 09:00", "1wd", "14/11/2026 11:30"),
        ("13/11/2026 09:00", "2wd", "16/11/2026 17:00"),
        ("14/11/2026 11:30", "1wd", "17/11/2026 17:00"),
        ("13/11/2026 16:00", "2wh", "14/11/2026 08:30"),
        ("21/08/2026 09:00", "1wd", "22/08/2026 17:00"),  # a make-up Saturday is a full day
        ("05/02/2027 09:00", "1wd", "12/02/2027 17:00"),  # Saturday 6/2/2027 is Tết itself
    ],
)
def test_a_desk_open_on_saturday_mornings_has_its_own_dates(received, limit, expected):
    assert due(at(received), Limit.parse(limit), POLICE).due_at == at(expected)


def test_days_that_the_administrator_closed_and_opened_are_kept():
    calendar = default_calendar(
        closed=[date(2026, 1, 2)],
        opened={date(2026, 1, 10): OFFICE_HOURS, date(2026, 1, 17): (MORNING,)},
    )

    assert due(at("31/12/2025 09:00"), Limit.parse("1wd"), calendar).due_at == at(
        "05/01/2026 17:00"
    )
    assert due(at("08/01/2026 09:00"), Limit.parse("2wd"), calendar).due_at == at(
        "10/01/2026 17:00"
    )
    assert due(at("16/01/2026 09:00"), Limit.parse("1wd"), calendar).due_at == at(
        "17/01/2026 11:30"
    )
    assert due(at("12/01/2026 09:00"), Limit.parse("5d"), calendar).due_at == at("17/01/2026 11:30")


def test_a_holiday_can_be_opened_by_the_administrator():
    calendar = default_calendar(opened={date(2026, 11, 24): OFFICE_HOURS})
    assert due(at("23/11/2026 09:00"), Limit.parse("1wd"), calendar).due_at == at(
        "24/11/2026 17:00"
    )


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("20/11/2026 14:59", "20/11/2026 17:00"),
        ("20/11/2026 15:00", "20/11/2026 17:00"),
        ("20/11/2026 15:01", "23/11/2026 07:30"),
        ("13/02/2026 15:01", "23/02/2026 07:30"),
        ("14/11/2026 22:00", "16/11/2026 17:00"),
    ],
)
def test_a_dossier_is_handed_on_the_same_day_unless_it_came_after_three(received, expected):
    assert hand_over_by(at(received), OFFICE) == at(expected)


def test_seconds_belong_to_their_minute():
    almost_a_minute_late = at("20/11/2026 15:00") + timedelta(seconds=59)
    assert due(almost_a_minute_late, Limit.parse("0wd"), OFFICE).due_at == at("20/11/2026 17:00")


def test_the_zone_of_the_receipt_does_not_matter():
    in_utc = at("20/11/2026 15:01").astimezone(UTC)
    assert due(in_utc, Limit.parse("0wd"), OFFICE).due_at == at("23/11/2026 17:00")


def test_a_due_date_is_on_vietnams_clocks():
    assert due(at("20/11/2026 09:00"), Limit.parse("1wd"), OFFICE).due_at.isoformat() == (
        "2026-11-23T17:00:00+07:00"
    )


# --- the national days off ----------------------------------------------------------------


@pytest.mark.parametrize(
    "day",
    [
        date(2024, 2, 10), date(2024, 4, 18), date(2025, 1, 29), date(2025, 4, 7),
        date(2026, 2, 17), date(2026, 4, 26), date(2027, 2, 6), date(2027, 4, 16),
        date(2028, 1, 26), date(2028, 4, 4),
    ],
)  # fmt: skip
def test_the_first_day_of_tet_and_the_kings_day_are_off_even_for_a_unit_that_never_rests(day):
    restless = Calendar(weekly=(OFFICE_HOURS,) * 7)
    assert not restless.is_working_day(day)


@pytest.mark.parametrize("year", range(2021, 2036))
def test_every_year_has_all_its_days_off(year):
    restless = Calendar(weekly=(OFFICE_HOURS,) * 7)
    days = [date(year, 1, 1) + timedelta(n) for n in range(365)]
    off = {day for day in days if not restless.is_working_day(day)}

    assert {date(year, 1, 1), date(year, 4, 30), date(year, 5, 1), date(year, 9, 2)} <= off
    assert date(year, 9, 1) in off or date(year, 9, 3) in off
    # Tết: five days of it fall on weekdays or are made up on weekdays
    weekdays_at_tet = [
        day for day in off if date(year, 1, 19) <= day <= date(year, 2, 25) and day.weekday() < 5
    ]
    assert len(weekdays_at_tet) == 5


def test_a_unit_may_leave_the_national_days_off_aside():
    calendar = Calendar(weekly=(OFFICE_HOURS,) * 7, holidays=False)
    assert calendar.is_working_day(date(2026, 2, 17))


# --- a slow count, minute by minute and day by day ------------------------------------------
# Nothing below looks into portal.working_time: the days off are written down, the rules retold.

WRITTEN_DOWN_OFF = {
    date(2026, 1, 1),
    *(date(2026, 2, day) for day in range(16, 21)),
    date(2026, 4, 26), date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1),
    date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 24),
    date(2027, 1, 1),
    *(date(2027, 2, day) for day in range(4, 11)),
    date(2027, 4, 16), date(2027, 4, 30), date(2027, 5, 1), date(2027, 5, 3),
}  # fmt: skip
FULL_DAY = [(450, 690), (810, 1020)]  # minutes after midnight

Works = Callable[[date], list[tuple[int, int]]]


def office_works(day: date) -> list[tuple[int, int]]:
    if day == date(2026, 8, 22):
        return FULL_DAY
    return [] if day in WRITTEN_DOWN_OFF or day.weekday() >= 5 else FULL_DAY


def police_works(day: date) -> list[tuple[int, int]]:
    if day.weekday() == 5 and day not in WRITTEN_DOWN_OFF and day != date(2026, 8, 22):
        return [(450, 690)]
    return office_works(day)


def odd_works(day: date) -> list[tuple[int, int]]:
    if day == date(2026, 3, 2):
        return []
    if day == date(2026, 3, 3):
        return [(555, 585), (1380, 1439)]
    return {0: [(480, 720)], 2: [(1080, 1260)], 6: [(450, 690)]}.get(day.weekday(), [])


def is_open(works: Works, moment: datetime) -> bool:
    minute = moment.hour * 60 + moment.minute
    return any(a <= minute < b for a, b in works(moment.date()))


def slow_due(received: datetime, limit: str, works: Works, pauses: list[Pause]) -> datetime:
    while not is_open(works, received):
        received += timedelta(minutes=1)
    today = received.date()
    if limit.endswith("wh"):
        return slow_hours(received, int(limit[:-2]), works, pauses)
    if limit == "0wd":
        if received.hour * 60 + received.minute > 15 * 60:
            today = next(d for d in days_after(today) if works(d))
        while not works(today) or any(slept_over(p, today, works, received) for p in pauses):
            today += timedelta(1)
        return closing(today, works)

    uncounted = set()
    for stood in pauses:
        day = stood.start.date()
        while day < stood.end.date():
            day += timedelta(1)
            uncounted.add(day)

    if limit.endswith("wd"):
        left = int(limit[:-2])
        countable = (d for d in days_after(today) if works(d) and d not in uncounted)
    else:
        left = int(limit[:-1]) if limit.endswith("d") else days_of_months(today, int(limit[:-1]))
        countable = (d for d in days_after(today) if d not in uncounted)
    for _ in range(left):
        last = next(countable)
    while not works(last):
        last = next(d for d in days_after(last) if d not in uncounted)
    return closing(last, works)


def slept_over(stood: Pause, day: date, works: Works, received: datetime) -> bool:
    """Was the office waiting in the last minute before `day` closes, and until another day; or
    had it been waiting since an earlier day?"""
    if stood.end <= received:
        return False
    last_minute = closing(day, works) - timedelta(minutes=1)
    nights = {stood.start.date() + timedelta(n) for n in range((stood.end - stood.start).days + 2)}
    nights = {night for night in nights if stood.start.date() <= night < stood.end.date()}
    return (day in nights and stood.start <= last_minute) or day - timedelta(1) in nights


def days_after(day: date):
    while True:
        day += timedelta(1)
        yield day


def closing(day: date, works: Works) -> datetime:
    return datetime.combine(day, time(0), VIETNAM) + timedelta(minutes=works(day)[-1][1])


def days_of_months(day: date, months: int) -> int:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    number = day.day
    while True:
        try:
            return (date(year, month, number) - day).days
        except ValueError:
            number -= 1


def slow_hours(moment: datetime, hours: int, works: Works, pauses: list[Pause]) -> datetime:
    left = hours * 60
    while left:
        if is_open(works, moment) and not any(p.start <= moment < p.end for p in pauses):
            left -= 1
        moment += timedelta(minutes=1)
    return moment


UNITS = st.sampled_from([(OFFICE, office_works), (POLICE, police_works), (ODD, odd_works)])
MOMENTS = st.integers(0, 60 * 24 * 400).map(
    lambda minutes: at("20/12/2025 00:00") + timedelta(minutes=minutes)
)
# Near the openings, closings and 15:00 mistakes are likeliest.
EDGES = st.builds(
    lambda day, minute: at("20/12/2025 00:00") + timedelta(days=day, minutes=minute),
    st.integers(0, 400),
    st.sampled_from([0, 449, 450, 451, 689, 690, 809, 810, 899, 900, 901, 1019, 1020, 1021, 1439]),
)
RECEIPTS = MOMENTS | EDGES
LIMITS = (
    st.integers(0, 25).map("{}wd".format)
    | st.integers(1, 40).map("{}d".format)
    | st.integers(1, 30).map("{}wh".format)
    | st.integers(1, 2).map("{}m".format)
)


@st.composite
def receipts_with_pauses(draw):
    received = draw(RECEIPTS)
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        start = received + timedelta(minutes=draw(st.integers(-3000, 30000)))
        length = draw(st.just(0) | st.integers(0, 600) | st.integers(0, 15000))
        pauses.append(Pause(start, start + timedelta(minutes=length)))
    return received, pauses


# PORTAL_TEST_RECEPTIONS=10000 for the full run.
@settings(max_examples=int(os.environ.get("PORTAL_TEST_RECEPTIONS", "400")), deadline=None)
@given(receipts_with_pauses(), LIMITS, UNITS)
def test_the_engine_agrees_with_the_slow_count(receipt, limit, unit):
    received, pauses = receipt
    calendar, works = unit
    assert due(received, Limit.parse(limit), calendar, pauses).due_at == slow_due(
        received, limit, works, pauses
    )


@settings(max_examples=100, deadline=None)
@given(receipts_with_pauses(), st.integers(0, 20000), UNITS)
def test_minutes_between_agree_with_the_slow_count(receipt, minutes, unit):
    start, pauses = receipt
    calendar, works = unit
    moments = (start + timedelta(minutes=n) for n in range(minutes))
    slow = sum(is_open(works, m) and not any(p.start <= m < p.end for p in pauses) for m in moments)
    end = start + timedelta(minutes=minutes)
    assert working_minutes_between(start, end, calendar, pauses) == slow
    assert working_minutes_between(end, start, calendar, pauses) == -slow


@settings(max_examples=100, deadline=None)
@given(receipts_with_pauses(), st.integers(1, 60), UNITS)
def test_adding_hours_and_measuring_them_are_inverse(receipt, hours, unit):
    start, pauses = receipt
    calendar, _ = unit
    end = add_working_hours(start, hours, calendar, pauses)
    assert working_minutes_between(start, end, calendar, pauses) == hours * 60


def test_no_hours_end_at_the_next_opening():
    assert add_working_hours(at("14/11/2026 22:00"), 0, OFFICE) == at("16/11/2026 07:30")


# --- limits, pauses, calendars as values ----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("0wd", "Trong ngày"),
        ("3wd", "3 ngày làm việc"),
        ("15d", "15 ngày"),
        ("8wh", "8 giờ làm việc"),
        ("2m", "2 tháng"),
    ],
)
def test_a_limit_is_read_written_and_said(text, label):
    limit = Limit.parse(text)
    assert (str(limit), limit.label()) == (text, label)


@pytest.mark.parametrize(
    "text",
    ["", "3", "wd", "-1wd", "1000d", "0d", "0wh", "0m", "3 wd", "3WD", "３wd", "1.5d", "3wdd"],
)
def test_what_is_no_limit_is_refused_with_a_sentence(text):
    with pytest.raises(BadLimit, match="hạn"):
        Limit.parse(text)


def test_a_pause_cannot_end_before_it_begins():
    with pytest.raises(BadPause, match="trước khi bắt đầu"):
        pause("17/11/2026 10:00", "17/11/2026 09:59")


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="múi giờ"):
        due(datetime(2026, 11, 20, 9, 0), Limit.parse("1wd"), OFFICE)  # noqa: DTZ001


@pytest.mark.parametrize("year", [1, 1994, 2101, 9999])
def test_years_without_known_holidays_are_refused_instead_of_guessed(year):
    with pytest.raises(OutOfRange, match=str(year)):
        due(datetime(year, 6, 1, 9, tzinfo=VIETNAM), Limit.parse("1wd"), OFFICE)


def test_a_limit_that_leaves_the_known_years_is_refused():
    for limit in ("999m", "999wd"):
        with pytest.raises(OutOfRange):
            due(at("31/12/2099 09:00"), Limit.parse(limit), OFFICE)


@pytest.mark.parametrize(
    ("weekly", "closed", "opened"),
    [
        (((),) * 7, (), {}),
        ((OFFICE_HOURS,) * 5, (), {}),
        ((((time(9), time(8)),),) + ((),) * 6, (), {}),
        ((((time(9), time(9)),),) + ((),) * 6, (), {}),
        ((((time(8), time(10)), (time(9), time(11))),) + ((),) * 6, (), {}),
        ((((time(8), time(10, 0, 30)),),) + ((),) * 6, (), {}),
        (OFFICE.weekly, (), {date(2026, 1, 10): ()}),
        (OFFICE.weekly, (date(2026, 1, 10),), {date(2026, 1, 10): OFFICE_HOURS}),
    ],
)
def test_hours_that_make_no_calendar_are_refused(weekly, closed, opened):
    with pytest.raises(BadCalendar):
        Calendar(weekly, frozenset(closed), opened)


@pytest.mark.parametrize("calendar", [OFFICE, POLICE, ODD])
def test_a_calendar_survives_being_written_down(calendar):
    assert Calendar.from_dict(calendar.to_dict()) == calendar


def test_what_a_written_calendar_leaves_out_is_as_usual():
    assert Calendar.from_dict({}) == OFFICE
    assert Calendar.from_dict({"weekly": {"sat": [["07:30", "11:30"]]}}) == POLICE


@pytest.mark.parametrize(
    "body",
    [
        {"weekly": {"monday": []}},
        {"weekly": {"mon": [["7h30", "11h30"]]}},
        {"weekly": {"mon": [["07:30"]]}},
        {"weekly": []},
        {"closed": ["31/12/2026"]},
        {"closed": 3},
        {"holidays": "false"},
        {"opened": {"2026-01-10": []}},
        {"opened": ["2026-01-10"]},
        {"weekly": {day: [] for day in ("mon", "tue", "wed", "thu", "fri")}},
    ],
)
def test_a_badly_written_calendar_is_refused_with_a_sentence(body):
    with pytest.raises(BadCalendar, match=r"\.$"):
        Calendar.from_dict(body)


def test_a_day_off_has_no_opening_and_no_closing():
    for edge in (OFFICE.opening, OFFICE.closing):
        with pytest.raises(ValueError, match="Chủ nhật 22/11/2026 là ngày nghỉ"):
            edge(date(2026, 11, 22))


# --- the reasoning --------------------------------------------------------------------------


def test_the_reasoning_names_every_turn_of_the_count():
    steps = due(
        at("12/02/2026 18:00"),
        Limit.parse("5d"),
        OFFICE,
        [pause("24/02/2026 09:00", "24/02/2026 10:00")],
    ).steps
    assert [step.text for step in steps] == [
        "Nhận lúc 18:00 thứ Năm 12/02/2026.",
        "Nhận ngoài giờ làm việc, tính như nhận lúc mở cửa tiếp theo: 07:30 thứ Sáu 13/02/2026.",
        "Không tính ngày nhận; đếm 5 ngày, kể cả ngày nghỉ, kể từ ngày sau đó.",
        "Ngày cuối của thời hạn là thứ Tư 18/02/2026.",
        "Thứ Tư 18/02/2026 là ngày nghỉ: chuyển sang ngày làm việc tiếp theo, thứ Hai 23/02/2026.",
        "Hẹn trả: 17:00 thứ Hai 23/02/2026.",
    ]


@pytest.mark.parametrize(
    ("received", "limit", "pauses", "codes"),
    [
        ("20/11/2026 09:00", "0wd", [], ["same_day"]),
        ("20/11/2026 15:01", "0wd", [], ["same_day_late"]),
        (
            "16/11/2026 09:00",
            "0wd",
            [("16/11/2026 10:00", "17/11/2026 09:00")],
            ["same_day", "paused_days", "last_day"],
        ),
        ("23/11/2026 09:00", "1wd", [], ["count_working_days", "day_off", "last_day"]),
        ("21/08/2026 09:00", "1wd", [], ["count_working_days", "day_made_up", "last_day"]),
        (
            "16/11/2026 09:00",
            "2wd",
            [("17/11/2026 09:00", "18/11/2026 09:00")],
            ["count_working_days", "paused_days", "last_day"],
        ),
        (
            "16/11/2026 09:00",
            "2wd",
            [("17/11/2026 09:00", "17/11/2026 10:00")],
            ["count_working_days", "paused_within_a_day", "last_day"],
        ),
        (
            "16/11/2026 09:00",
            "2wd",
            [("19/11/2026 09:00", "20/11/2026 10:00")],
            ["count_working_days", "last_day"],
        ),
        (
            "16/11/2026 09:00",
            "4wh",
            [("16/11/2026 10:00", "16/11/2026 14:00")],
            ["count_hours", "paused_hours"],
        ),
        ("16/11/2026 09:00", "1m", [], ["count_months", "last_day"]),
    ],
)
def test_each_rule_used_leaves_its_step(received, limit, pauses, codes):
    steps = due(at(received), Limit.parse(limit), OFFICE, [pause(*p) for p in pauses]).steps
    assert [step.code for step in steps] == ["received", *codes, "due"]


def test_a_step_can_be_said_in_another_language():
    english = {SENTENCES["due"]: "Due: %(due)s.", "thứ Sáu": "Friday"}
    step = Step("due", {"due": at("20/11/2026 17:00")})
    assert step.say(lambda text: english.get(text, text)) == "Due: 17:00 Friday 20/11/2026."
