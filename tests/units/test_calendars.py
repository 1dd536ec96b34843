"""A unit's calendar: the library's days off, the province's days, its weekly hours, its own days.
Every expected hour and date is worked out by hand on the calendar of 2026."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal import clock
from portal.db import db
from portal.dossiers.deadlines_cli import deadlines as commands
from portal.units.models import CalendarDay, DayKind, Unit
from portal.working_time import Limit, due
from tests.factories import make_unit

pytestmark = pytest.mark.usefixtures("at_noon", "session")

MORNING = [["07:30", "11:30"]]
OFFICE = ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
EARLY = {
    "weekly": {
        weekday: [["07:00", "11:00"], ["13:00", "16:30"]]
        for weekday in ("mon", "tue", "wed", "thu", "fri")
    }
}
POLICE = {"weekly": {"sat": MORNING}}
FRIDAY, SATURDAY = date(2026, 1, 2), date(2026, 1, 10)  # changed for one another


def add(day: date, kind: DayKind, unit: Unit | None = None, **columns: Any) -> CalendarDay:
    row = CalendarDay(
        unit_id=unit.id if unit else None,
        day=day,
        kind=kind,
        created_at=clock.now(),
        **{"title": "Hoán đổi ngày làm việc", "periods": [], **columns},
    )
    db.session.add(row)
    db.session.flush()
    return row


def swap() -> None:
    add(FRIDAY, DayKind.OFF)
    add(SATURDAY, DayKind.WORKING)


def answer(unit: Unit, received: datetime, limit: str) -> datetime:
    return due(received, Limit.parse(limit), unit.working_calendar()).due_at


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.VIETNAM)


def test_without_any_day_the_library_decides() -> None:
    calendar = make_unit().working_calendar()
    assert calendar.intervals(date(2026, 1, 1)) == ()  # Thursday, New Year
    assert calendar.intervals(FRIDAY) == OFFICE
    assert calendar.intervals(SATURDAY) == ()


def test_a_day_off_and_its_make_up_saturday_hold_in_every_unit() -> None:
    swap()
    for unit in (make_unit(), make_unit(), make_unit(calendar=POLICE)):
        calendar = unit.working_calendar()
        assert calendar.intervals(FRIDAY) == ()
        assert calendar.intervals(SATURDAY) == OFFICE


def test_a_unit_works_the_make_up_day_by_its_own_hours() -> None:
    swap()
    early = make_unit(calendar=EARLY).working_calendar()
    assert early.intervals(SATURDAY) == ((time(7), time(11)), (time(13), time(16, 30)))


def test_the_swap_moves_due_dates_across_both_days() -> None:
    # Wednesday 31/12/2025 10:00, three working days: without the swap 2, 5, 6 January.
    unit, received = make_unit(), local(date(2025, 12, 31), 10)
    assert answer(unit, received, "3wd") == local(date(2026, 1, 6), 17)
    swap()
    assert answer(unit, received, "3wd") == local(date(2026, 1, 7), 17)
    # Thursday 8/1, two working days: Friday 9 and the Saturday made up; else Monday 12.
    assert answer(unit, local(date(2026, 1, 8), 9), "2wd") == local(SATURDAY, 17)


def test_a_half_day_of_the_province_leaves_a_unit_the_half_of_its_own_hours() -> None:
    # Tuesday 10/3/2026: only the morning is worked.
    add(date(2026, 3, 10), DayKind.WORKING, periods=MORNING)
    assert make_unit().working_calendar().intervals(date(2026, 3, 10)) == OFFICE[:1]
    early = make_unit(calendar=EARLY)
    assert early.working_calendar().intervals(date(2026, 3, 10)) == ((time(7), time(11)),)
    assert answer(make_unit(), local(date(2026, 3, 9), 8), "1wd") == local(
        date(2026, 3, 10), 11, 30
    )
    # Eight hours from Monday 13:30: 3.5 on Monday, 4 on Tuesday morning, 0.5 on Wednesday.
    assert answer(make_unit(), local(date(2026, 3, 9), 13, 30), "8wh") == local(
        date(2026, 3, 11), 8
    )


def test_a_unit_closes_on_a_working_day_of_the_province_and_opens_on_its_day_off() -> None:
    swap()
    unit, other = make_unit(), make_unit()
    add(SATURDAY, DayKind.OFF, unit, title="Mất điện")
    add(FRIDAY, DayKind.WORKING, unit, periods=MORNING, title="Trực")
    assert unit.working_calendar().intervals(SATURDAY) == ()
    assert unit.working_calendar().intervals(FRIDAY) == OFFICE[:1]
    assert other.working_calendar().intervals(SATURDAY) == OFFICE
    assert other.working_calendar().intervals(FRIDAY) == ()


def test_the_province_opens_a_day_the_library_has_off() -> None:
    # 24/11/2026, a Tuesday, is off by the library.
    unit = make_unit()
    assert unit.working_calendar().intervals(date(2026, 11, 24)) == ()
    add(date(2026, 11, 24), DayKind.WORKING)
    assert unit.working_calendar().intervals(date(2026, 11, 24)) == OFFICE


def test_a_unit_that_works_through_holidays_works_through_announced_days_too() -> None:
    swap()
    always = make_unit(calendar={"holidays": False})
    assert always.working_calendar().intervals(FRIDAY) == OFFICE


def test_a_day_taken_back_holds_no_more() -> None:
    unit, day = make_unit(), add(FRIDAY, DayKind.OFF)
    assert not unit.working_calendar().is_working_day(FRIDAY)
    day.removed_at = clock.now()
    db.session.flush()
    assert unit.working_calendar().is_working_day(FRIDAY)
    add(FRIDAY, DayKind.OFF)  # and can be announced again


@pytest.mark.parametrize("is_unit", [False, True])
def test_a_day_stands_once_in_one_calendar(is_unit: bool) -> None:
    unit = make_unit() if is_unit else None
    add(FRIDAY, DayKind.OFF, unit)
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        add(FRIDAY, DayKind.WORKING, unit)


def test_changed_weekly_hours_hold_at_once() -> None:
    unit = make_unit()
    assert unit.working_calendar().intervals(date(2026, 3, 14)) == ()
    unit.calendar = POLICE
    db.session.flush()
    assert unit.working_calendar().intervals(date(2026, 3, 14)) == OFFICE[:1]


def test_the_desk_asks_the_database_once_for_a_calendar(session: Session) -> None:
    swap()
    unit = make_unit()
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for _time in range(50):
            unit.working_calendar()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len([sql for sql in asked if "calendar_day" in sql]) == 2


def test_the_title_stands_in_the_reasoning() -> None:
    add(FRIDAY, DayKind.OFF, title="Nghỉ Tết Dương lịch")
    add(SATURDAY, DayKind.WORKING, title="Làm bù ngày 2/1")
    calendar = make_unit().working_calendar()
    steps = due(local(date(2025, 12, 31), 10), Limit.parse("6wd"), calendar).steps
    said = [step.text for step in steps]
    assert "Thứ Sáu 02/01/2026 được nghỉ (Nghỉ Tết Dương lịch): không tính." in said
    assert "Thứ Bảy 10/01/2026 đi làm (Làm bù ngày 2/1): có tính." in said
    assert said[-1] == "Hẹn trả: 17:00 thứ Bảy 10/01/2026."
    moved = due(local(date(2025, 12, 31), 10), Limit.parse("2d"), calendar).steps
    assert (
        "Thứ Sáu 02/01/2026 được nghỉ (Nghỉ Tết Dương lịch): chuyển sang ngày làm việc tiếp theo, "
        "thứ Hai 05/01/2026."
    ) in [step.text for step in moved]
    assert moved[-2].to_dict()["params"]["title"] == "Nghỉ Tết Dương lịch"


def test_the_reasoning_says_why_a_half_day_ends_early() -> None:
    add(date(2026, 3, 10), DayKind.WORKING, periods=MORNING, title="Diễn tập phòng chống lũ")
    steps = due(
        local(date(2026, 3, 9), 8), Limit.parse("1wd"), make_unit().working_calendar()
    ).steps
    assert [step.text for step in steps[-2:]] == [
        "Thứ Ba 10/03/2026 làm việc theo giờ riêng: Diễn tập phòng chống lũ.",
        "Hẹn trả: 11:30 thứ Ba 10/03/2026.",
    ]


def test_the_command_sees_the_days_of_the_province_and_of_the_unit() -> None:
    swap()
    make_unit("H99.77")
    told = ["explain", "--received", "2025-12-31T10:00", "--limit", "3wd"]
    by_unit = CliRunner().invoke(commands, [*told, "--unit", "H99.77"])
    assert by_unit.output.splitlines()[-1] == "- Hẹn trả: 17:00 thứ Tư 07/01/2026."
    assert "Thứ Sáu 02/01/2026 được nghỉ (Hoán đổi ngày làm việc)" in by_unit.output
    by_default = CliRunner().invoke(commands, told)
    assert by_default.output.splitlines()[-1] == "- Hẹn trả: 17:00 thứ Ba 06/01/2026."
