"""Deadlines in UTC, and the command that explains one."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from portal.dossiers import deadlines
from portal.dossiers.deadlines_cli import deadlines as commands
from portal.working_time import Limit, Pause, default_calendar
from tests.factories import make_unit

OFFICE = default_calendar()


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_a_dossier_received_on_friday_afternoon_is_due_on_monday_in_utc():
    # 15:01 on Friday 20/11/2026 in Vietnam; 17:00 on Monday 23/11
    due_at = deadlines.due_at(utc(2026, 11, 20, 8, 1), Limit.parse("0wd"), OFFICE)
    assert due_at == utc(2026, 11, 23, 10, 0)
    assert due_at.tzinfo is UTC


def test_a_supplement_answered_after_tet_resumes_the_count():
    asked_and_answered = Pause(utc(2026, 2, 12, 3, 0), utc(2026, 2, 24, 2, 0))
    due_at = deadlines.due_at(
        utc(2026, 2, 9, 2, 0), Limit.parse("5wd"), OFFICE, [asked_and_answered]
    )
    assert due_at == utc(2026, 2, 26, 10, 0)


def test_the_evening_in_utc_is_the_next_day_in_vietnam():
    # 23:30 UTC on Sunday 15/11 is 6:30 on Monday 16/11
    assert deadlines.due_at(utc(2026, 11, 15, 23, 30), Limit.parse("0wd"), OFFICE) == utc(
        2026, 11, 16, 10, 0
    )


def test_a_step_is_due_after_its_working_hours():
    # opened 16:00 on Friday 13/11, four hours: one on Friday, three on Monday
    step = deadlines.step_due_at(utc(2026, 11, 13, 9, 0), 4, OFFICE)
    assert step == utc(2026, 11, 16, 3, 30)


def test_a_step_stands_still_while_the_dossier_is_paused():
    pause = Pause(utc(2026, 11, 16, 3, 0), utc(2026, 11, 16, 7, 0))  # 10:00–14:00
    step = deadlines.step_due_at(utc(2026, 11, 16, 2, 0), 4, OFFICE, [pause])
    assert step == utc(2026, 11, 16, 10, 0)


def test_a_dossier_received_after_three_is_handed_on_the_next_morning():
    assert deadlines.hand_over_by(utc(2026, 11, 19, 8, 0), OFFICE) == utc(2026, 11, 19, 10, 0)
    assert deadlines.hand_over_by(utc(2026, 11, 19, 8, 1), OFFICE) == utc(2026, 11, 20, 0, 30)


# --- the command ----------------------------------------------------------------------------


def run(*arguments: str):
    return CliRunner().invoke(commands, ["explain", *arguments])


def test_the_command_prints_the_due_date_and_why():
    result = run("--received", "2026-11-20T15:01", "--limit", "0wd")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "Thời hạn: Trong ngày",
        "- Nhận lúc 15:01 thứ Sáu 20/11/2026.",
        "- Giải quyết trong ngày, nhận sau 15:00: trả vào ngày làm việc tiếp theo, "
        "thứ Hai 23/11/2026.",
        "- Hẹn trả: 17:00 thứ Hai 23/11/2026.",
    ]


def test_the_command_prints_json():
    result = run(
        *("--received", "2026-02-09T09:00", "--limit", "5wd", "--json"),
        *("--pause", "2026-02-12T10:00/2026-02-24T09:00"),
    )
    assert result.exit_code == 0
    body = json.loads(result.stdout)
    assert body["due_at"] == "2026-02-26T17:00:00+07:00"
    assert [step["code"] for step in body["steps"]][-3:] == ["paused_days", "last_day", "due"]
    assert body["steps"][-1]["params"] == {"due": "2026-02-26T17:00:00+07:00"}


def test_a_moment_may_carry_its_zone():
    result = run("--received", "2026-11-20T08:01Z", "--limit", "0wd", "--json")
    assert json.loads(result.stdout)["due_at"] == "2026-11-23T17:00:00+07:00"


def test_pauses_may_be_several():
    result = run(
        *("--received", "2026-11-16T09:00", "--limit", "2wd", "--json"),
        *("--pause", "2026-11-17T09:00/2026-11-19T09:00"),
        *("--pause", "2026-11-18T09:00/2026-11-20T09:00"),
    )
    assert json.loads(result.stdout)["due_at"] == "2026-11-23T17:00:00+07:00"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Thiếu lúc nhận hồ sơ"),
        (("--received", "2026-11-20T09:00"), "Thiếu thời hạn"),
        (("--received", "hôm qua", "--limit", "3wd"), "Không hiểu thời điểm “hôm qua”"),
        (("--received", "2026-02-30T09:00", "--limit", "3wd"), "Không hiểu thời điểm"),
        (("--received", "2026-11-20T09:00", "--limit", "ba ngày"), "Không hiểu thời hạn “ba ngày”"),
        (("--received", "9999-12-31T09:00", "--limit", "3wd"), "Năm 9999 nằm ngoài"),
        (
            ("--received", "2026-11-20T09:00", "--limit", "3wd", "--pause", "2026-11-20"),
            "Không hiểu khoảng tạm dừng",
        ),
        (
            (
                *("--received", "2026-11-20T09:00", "--limit", "3wd"),
                *("--pause", "2026-11-24T09:00/2026-11-23T09:00"),
            ),
            "trước khi bắt đầu",
        ),
    ],
)
def test_bad_input_gets_one_sentence_and_exit_status_two(arguments, sentence):
    result = run(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stderr.startswith("Lỗi: ")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


# --- with a unit's own calendar ---------------------------------------------------------------


def test_the_command_reckons_by_the_units_own_calendar(session):
    saturday_mornings = {"weekly": {"sat": [["07:30", "11:30"]]}}
    unit = make_unit(calendar=saturday_mornings)

    result = run("--unit", unit.code, "--received", "2026-11-13T15:01", "--limit", "0wd", "--json")

    assert json.loads(result.stdout)["due_at"] == "2026-11-14T11:30:00+07:00"


def test_a_unit_nobody_has_is_refused(session):
    result = run("--unit", "H00.99", "--received", "2026-11-13T15:01", "--limit", "0wd")
    assert result.exit_code == 2
    assert result.stderr == "Lỗi: Không có đơn vị nào mang mã “H00.99”.\n"
