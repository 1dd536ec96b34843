"""Thời gian thực hiện từng bước: how long each step took against the hours it is allowed, to see where
the process can be shortened (NĐ 118/2025/NĐ-CP; domain reference §7)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from math import ceil

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.dossiers.duty_models import PaymentDuty
from portal.dossiers.models import Dossier, SupplementRequest, Task
from portal.i18n import _, lazy_
from portal.procedures.definitions import StepKind
from portal.procedures.models import Procedure
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.behind import Things
from portal.statistics.reports.shell import Column, Figure, Kind, Report, Row, Table
from portal.units.models import Unit
from portal.vietnam import sort_key
from portal.working_time import Calendar, working_minutes_between

SEPARATOR = "|"
ASIDE = "+"  # before the kind of what runs beside the route
BESIDE = {
    StepKind.CONSULT: lazy_("Lấy ý kiến phối hợp"),
    StepKind.VERIFY: lazy_("Xác minh"),
}
FEW = 5  # below this many steps nothing is advised: chance, not a habit


@dataclass(frozen=True)
class Timed:
    """One closed task: minutes of working time it took, and it was allowed (None: nothing is said)."""

    task: Task
    key: str
    procedure: str
    minutes: int
    allowed: int | None

    @property
    def is_over(self) -> bool:
        return self.allowed is not None and self.minutes > self.allowed


@dataclass
class Step:
    """The times of one step of one procedure, in minutes of working time. `allowed` is what the one
    closed last was allowed; each is judged by its own, since a route may change. `over` took longer."""

    title: str
    procedure: str
    allowed: int | None
    minutes: list[int] = field(default_factory=list)
    over: int = 0

    @property
    def median(self) -> float:
        return _quantile(self.minutes, 0.5)

    @property
    def ninetieth(self) -> float:
        return _quantile(self.minutes, 0.9)


def time_per_step(session: Session, asked: Asked) -> Report:
    """Steps closed in the period: median and 90th percentile of their working time, without the
    time the citizen took to supplement."""
    steps = _steps(session, asked)
    rows = tuple(
        Row(
            key,
            (
                step.title, step.procedure, len(step.minutes),
                step.allowed / 60 if step.allowed is not None else None,
                step.median / 60, step.ninetieth / 60, step.over, _advice(step),
            ),
            "line",
            asked.units,
        )
        for key, step in sorted(
            steps.items(), key=lambda item: (sort_key(item[1].procedure), item[0])
        )
    )  # fmt: skip
    counted = sum(len(step.minutes) for step in steps.values())
    over = sum(step.over for step in steps.values())
    return Report(
        key="steps",
        title=_("Thời gian thực hiện từng bước so với quy định"),
        scope=asked.scope,
        filters=asked.filters_in_words,
        period=asked.period,
        closing=asked.closing,
        made_at=asked.at,
        definition=_(
            "Thời gian của một bước là giờ làm việc từ khi bước mở đến khi đóng, trừ thời gian chờ "
            "người dân bổ sung hoặc nộp tiền; mỗi lần so với thời gian quy định của chính lần đó; bước "
            "tính vào kỳ theo ngày đóng. Trung vị: một nửa số lần làm nhanh hơn; mức 9/10: chín phần mười số lần làm nhanh hơn hoặc bằng"
        ),
        source=_("Quy trình nội bộ của thủ tục theo Nghị định số 118/2025/NĐ-CP"),
        tables=(
            Table(
                _("Các bước đã hoàn thành trong kỳ"),
                (
                    Column("name", _("Bước"), Kind.TEXT),
                    Column("procedure", _("Thủ tục"), Kind.TEXT),
                    Column("count", _("Số lần"), opens=True, is_more=True),
                    Column("allowed", _("Quy định (giờ)"), Kind.HOURS, is_more=True),
                    Column("median", _("Trung vị (giờ)"), Kind.HOURS),
                    Column("ninetieth", _("Mức 9/10 (giờ)"), Kind.HOURS),
                    Column("over", _("Số lần quá giờ"), opens=True, warns=True),
                    Column("advice", _("Gợi ý"), Kind.TEXT, is_more=True),
                ),
                rows,
            ),
        ),
        figures=(
            Figure(_("Bước đã hoàn thành"), Kind.NUMBER, counted),
            Figure(_("Lần quá giờ quy định"), Kind.NUMBER, over, tone="bad" if over else ""),
            Figure(
                _("Bước có thể rút ngắn"),
                Kind.NUMBER,
                sum(1 for step in steps.values() if _can_be_shortened(step)),
                _("mức 9/10 không quá một nửa thời gian quy định"),
            ),
        ),
        notes=(
            _(
                "“Có thể rút ngắn”: chín phần mười số lần chỉ dùng đến một nửa thời gian quy định. “Cần "
                "xem lại”: quá một phần mười số lần vượt quy định. Bước làm dưới %(few)d lần thì không "
                "gợi ý.",
                few=FEW,
            ),
        ),
    )


def steps_behind(session: Session, asked: Asked, row: Row, column: str) -> Things | None:
    if column not in ("count", "over"):
        return None
    procedure, _separator, step_key = row.key.partition(SEPARATOR)
    wanted = [
        *_closed(asked),
        *(
            [Task.is_beside, Task.kind == StepKind(step_key.removeprefix(ASIDE))]
            if step_key.startswith(ASIDE)
            else [Task.is_beside.is_(False), Task.step_key == step_key]
        ),
        Dossier.procedure_id
        == sa.select(Procedure.id).where(Procedure.code == procedure).scalar_subquery(),
    ]
    if column == "over":
        ids = [one.task.id for one in _timed(session, asked) if one.key == row.key and one.is_over]
        wanted.append(Task.id.in_(ids))
    return sa.select(Task.dossier_id, Task.assignee_name.label("what")).join(Dossier).where(*wanted)


def _steps(session: Session, asked: Asked) -> dict[str, Step]:
    found: dict[str, Step] = {}
    for one in _timed(session, asked):
        step = found.get(one.key)
        if step is None:
            title = BESIDE.get(one.task.kind) if one.task.is_beside else None
            found[one.key] = step = Step(str(title or one.task.title), one.procedure, one.allowed)
        step.minutes.append(one.minutes)
        step.over += one.is_over
    return found


def _timed(session: Session, asked: Asked) -> list[Timed]:
    """The latest closed first, so that the allowance of a line is the one in force last."""
    rows = session.execute(
        sa.select(Task, Procedure.code, Procedure.title)
        .join(Dossier, Dossier.id == Task.dossier_id)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .options(sa.orm.joinedload(Task.dossier).joinedload(Dossier.procedure_version))
        .where(*_closed(asked))
        .order_by(Task.closed_at.desc(), Task.id.desc())
    ).all()
    waits = _waits(session, asked)
    calendars = _calendars(session, {task.unit_id for task, _code, _title in rows})
    return [
        Timed(
            task,
            f"{code}{SEPARATOR}{_key(task)}",
            title,
            # What runs beside goes on while the citizen is waited for, and its day is not moved.
            _minutes(
                task,
                calendars[task.unit_id],
                [] if task.is_beside else waits[task.dossier_id],
            ),
            _allowed(task, calendars[task.unit_id]),
        )
        for task, code, title in rows
    ]


def _minutes(task: Task, calendar: Calendar, waits: list[tuple[datetime, datetime]]) -> int:
    assert task.closed_at is not None
    minutes = working_minutes_between(task.opened_at, task.closed_at, calendar)
    for start, end in waits:
        start, end = max(start, task.opened_at), min(end, task.closed_at)
        if start < end:
            minutes -= working_minutes_between(start, end, calendar)
    return max(0, minutes)


def _waits(session: Session, asked: Asked) -> dict[int, list[tuple[datetime, datetime]]]:
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    since = _bounds(asked)[0] - timedelta(days=366)
    for row, end in (
        (SupplementRequest, SupplementRequest.answered_at),
        (PaymentDuty, PaymentDuty.ended_at),
    ):
        for dossier_id, start, until in session.execute(
            sa.select(row.dossier_id, row.requested_at, end).where(end >= since)
        ):
            assert until is not None
            found[dossier_id].append((start, until))
    return found


def _calendars(session: Session, ids: set[int]) -> dict[int, Calendar]:
    units = session.scalars(sa.select(Unit).where(Unit.id.in_(ids)))
    return {unit.id: unit.working_calendar() for unit in units}


def _closed(asked: Asked) -> list[sa.ColumnElement[bool]]:
    first, after = _bounds(asked)
    return [
        Task.closed_at >= first,
        Task.closed_at < after,
        Task.kind != StepKind.RETURN,  # how long a result waits to be fetched is the citizen's
        *asked.of(
            Task.unit_id,
            Dossier.procedure_id,
            Dossier.procedure_version_id,
            sa.select(Procedure.level)
            .where(Procedure.id == Dossier.procedure_id)
            .scalar_subquery(),
            Dossier.channel,
        ),
    ]


def _bounds(asked: Asked) -> tuple[datetime, datetime]:
    return (
        datetime.combine(asked.period.start, time(), tzinfo=clock.VIETNAM),
        datetime.combine(asked.closing + timedelta(days=1), time(), tzinfo=clock.VIETNAM),
    )


def _key(task: Task) -> str:
    """Steps of the route by their key; what runs beside them by its kind, as each has its own number."""
    return f"{ASIDE}{task.kind}" if task.is_beside else task.step_key


def _allowed(task: Task, calendar: Calendar) -> int | None:
    if task.is_beside:
        if task.due_at is None:
            return None
        return working_minutes_between(task.opened_at, task.due_at, calendar)
    step = task.dossier.procedure_version.parts.route.step(task.step_key)
    return step.hours * 60 if step else None


def _quantile(values: list[int], share: float) -> float:
    """The smallest value that `share` of them do not exceed (nearest rank)."""
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def _can_be_shortened(step: Step) -> bool:
    return bool(step.allowed and len(step.minutes) >= FEW and step.ninetieth <= step.allowed / 2)


def _advice(step: Step) -> str:
    if _can_be_shortened(step):
        assert step.allowed is not None
        return _("Có thể rút ngắn còn %(hours)d giờ", hours=max(1, ceil(step.ninetieth * 1.2 / 60)))
    if len(step.minutes) >= FEW and step.over * 10 > len(step.minutes):
        return _("Cần xem lại: hay quá giờ")
    return ""
