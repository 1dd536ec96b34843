"""`flask deadlines explain`: a due date with its reasoning, to check one by hand."""

from __future__ import annotations

import json
from datetime import datetime
from typing import IO, Any

import click

from portal.dossiers import deadlines as rules
from portal.working_time import ZONE, Calendar, Due, Limit, Pause, default_calendar


class BadInput(click.ClickException):
    """Said in one sentence, exit status 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"Lỗi: {self.message}", file=file, err=file is None)


@click.group()
def deadlines() -> None:
    """Ngày hẹn trả và cách tính."""


@deadlines.command()
@click.option("--unit", help="Mã đơn vị; để trống thì dùng lịch làm việc mặc định.")
@click.option("--received", help="Lúc nhận, ví dụ 2026-02-13T16:10 (giờ Việt Nam).")
@click.option("--limit", "limit_text", help="Thời hạn: 3wd, 15d, 8wh, 2m; 0wd là trong ngày.")
@click.option("--pause", "pause_texts", multiple=True, help="Tạm dừng: TỪ/ĐẾN; lặp lại được.")
@click.option("--json", "as_json", is_flag=True, help="In ra JSON.")
def explain(
    unit: str | None,
    received: str | None,
    limit_text: str | None,
    pause_texts: tuple[str, ...],
    as_json: bool,
) -> None:
    """In ngày hẹn trả và từng bước tính."""
    if not received:
        raise BadInput("Thiếu lúc nhận hồ sơ: --received 2026-02-13T16:10.")
    if not limit_text:
        raise BadInput("Thiếu thời hạn: --limit 3wd.")
    try:
        limit = Limit.parse(limit_text)
        pauses = [_pause(text) for text in pause_texts]
        due = rules.explain(_moment(received), limit, _calendar(unit), pauses)
    except ValueError as error:
        raise BadInput(str(error)) from error
    click.echo(_as_json(due, limit) if as_json else _as_text(due, limit))


def _calendar(unit: str | None) -> Calendar:
    if unit is None:
        return default_calendar()
    from portal.units import queries  # the only part of this command that needs the database

    try:
        return queries.calendar_of_code(unit)
    except LookupError as error:
        raise BadInput(f"Không có đơn vị nào mang mã “{unit}”.") from error


def _pause(text: str) -> Pause:
    start, separator, end = text.partition("/")
    if not separator:
        raise BadInput(
            f"Không hiểu khoảng tạm dừng “{text}”. Hãy viết TỪ/ĐẾN, "
            "ví dụ 2026-02-13T09:00/2026-02-24T10:30."
        )
    return Pause(_moment(start), _moment(end))


def _moment(text: str) -> datetime:
    """ISO 8601; without a zone it is Vietnam's."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(f"Không hiểu thời điểm “{text}”. Hãy viết như 2026-02-13T16:10.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _as_json(due: Due, limit: Limit) -> str:
    body = {
        "due_at": due.due_at.isoformat(),
        "limit": str(limit),
        "steps": [step.to_dict() for step in due.steps],
    }
    return json.dumps(body, ensure_ascii=False, indent=2)


def _as_text(due: Due, limit: Limit) -> str:
    lines = [f"Thời hạn: {limit.label()}", *(f"- {step.text}" for step in due.steps)]
    return "\n".join(lines)
