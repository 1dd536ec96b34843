"""Hồ sơ quá hạn: resolved late in the period or still open past the due day, and the step and unit that
lost the time. A step counts as it was at the closing: what was done later changes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.i18n import _
from portal.procedures.models import ProcedureVersion
from portal.statistics import progress_queries
from portal.statistics.progress import BEHIND, Cell, Standing
from portal.statistics.progress_labels import STANDINGS
from portal.statistics.progress_queries import Course, SlowStep
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.behind import NOTHING, Things
from portal.statistics.reports.lines import by_unit
from portal.statistics.reports.progress_by import _courses
from portal.statistics.reports.shell import Chart, Column, Figure, Kind, Report, Row, Table, Value
from portal.statistics.shares import Light

MOST_LISTED = 2000  # a longer list is asked for unit by unit
STANDINGS_OF = {
    "late": frozenset({Standing.LATE}),
    "overdue": frozenset({Standing.OVERDUE}),
    "all": BEHIND,
}


def late(session: Session, asked: Asked) -> Report:
    """Units, then steps, then the dossiers one by one."""
    courses = _behind(session, asked)
    steps = progress_queries.slow_steps(session, [c.dossier_id for c in courses], asked.until)
    lines = by_unit(
        session, asked, ((c.unit_id, c) for c in courses), lambda rows: _values(rows, asked)
    )
    total = len(courses)
    return Report(
        key="late",
        title=_("Hồ sơ quá hạn và bước gây chậm"),
        scope=asked.scope,
        filters=asked.filters_in_words,
        period=asked.period,
        closing=asked.closing,
        made_at=asked.at,
        definition=_(
            "Hồ sơ có kết quả sau ngày hẹn trả trong kỳ, và hồ sơ đến ngày chốt chưa có kết quả mà "
            "đã qua ngày hẹn trả (không tính hồ sơ đang chờ người dân bổ sung)"
        ),
        source=_("Thông tư số 01/2020/TT-VPCP; Nghị định số 118/2025/NĐ-CP"),
        tables=(
            Table(
                _("Số hồ sơ quá hạn"),
                (
                    Column("name", _("Đơn vị"), Kind.TEXT),
                    Column("all", _("Tổng số"), opens=True, warns=True),
                    Column("late", _("Đã giải quyết quá hạn"), opens=True, warns=True),
                    Column("overdue", _("Đang giải quyết quá hạn"), opens=True, warns=True),
                    Column("days", _("Số ngày quá hạn bình quân"), Kind.DECIMAL),
                ),
                lines,
            ),
            _places(session, asked, steps),
            _list(session, asked, courses, steps),
        ),
        figures=(
            Figure(_("Hồ sơ quá hạn"), Kind.NUMBER, total, tone="bad" if total else ""),
            Figure(
                _("Đang giải quyết quá hạn"),
                Kind.NUMBER,
                sum(1 for c in courses if c.standing is Standing.OVERDUE),
                _("chưa có kết quả vào ngày chốt"),
            ),
            Figure(
                _("Đã giải quyết quá hạn"),
                Kind.NUMBER,
                sum(1 for c in courses if c.standing is Standing.LATE),
                _("có kết quả trong kỳ, sau ngày hẹn trả"),
            ),
        ),
        chart=Chart(_("Số hồ sơ quá hạn"), "all"),
        dossiers=tuple(one.dossier_id for one in courses[:MOST_LISTED]),
    )


def late_behind(_session: Session, asked: Asked, row: Row, column: str) -> Things | None:
    if column not in STANDINGS_OF:
        return None
    course, wanted = _courses(replace(asked, units=row.units))
    return (
        sa.select(course.c.dossier_id, NOTHING)
        .join(ProcedureVersion, ProcedureVersion.id == course.c.procedure_version_id)
        .where(*wanted, course.c.standing.in_(STANDINGS_OF[column]))
    )


def _behind(session: Session, asked: Asked) -> list[Course]:
    """Those behind, the longest first. The other filters are asked of the database."""
    course, wanted = _courses(asked)
    ids = set(
        session.scalars(
            sa.select(course.c.dossier_id)
            .join(ProcedureVersion, ProcedureVersion.id == course.c.procedure_version_id)
            .where(*wanted, course.c.standing.in_(BEHIND))
        )
    )
    found = progress_queries.courses(
        session,
        progress_queries.Asked(
            asked.period.start, asked.closing, Cell(standings=BEHIND), asked.units, asked.sector
        ),
        size=100_000,
    )
    return [one for one in found.rows if one.dossier_id in ids]


def _values(rows: list[tuple[object, ...]], asked: Asked) -> Sequence[Value | Light]:
    courses = [one for (one,) in rows if isinstance(one, Course)]
    counts = Counter(one.standing for one in courses)
    days = sum(one.days_behind(asked.closing) for one in courses)
    return [
        len(courses),
        counts[Standing.LATE],
        counts[Standing.OVERDUE],
        days / len(courses) if courses else None,
    ]


def _places(session: Session, asked: Asked, steps: dict[int, list[SlowStep]]) -> Table:
    """Each step that ran over its hours in some late dossier, the most frequent first."""
    dossiers: Counter[tuple[str, str]] = Counter()
    minutes: defaultdict[tuple[str, str], int] = defaultdict(int)
    for of_dossier in steps.values():
        for place in {(step.title, step.unit_name) for step in of_dossier}:
            dossiers[place] += 1
        for step in of_dossier:
            minutes[step.title, step.unit_name] += step.minutes
    return Table(
        _("Thời gian mất ở bước nào"),
        (
            Column("step", _("Bước"), Kind.TEXT),
            Column("unit", _("Đơn vị"), Kind.TEXT),
            Column("dossiers", _("Số hồ sơ quá giờ ở bước này")),
            Column("hours", _("Giờ làm việc vượt, bình quân"), Kind.HOURS),
        ),
        tuple(
            Row(
                f"{title}|{unit}",
                (title, unit, count, minutes[title, unit] / count / 60),
                "line",
                asked.units,
            )
            for (title, unit), count in sorted(
                dossiers.items(), key=lambda item: (-item[1], item[0])
            )
        ),
    )


def _list(
    session: Session, asked: Asked, courses: list[Course], steps: dict[int, list[SlowStep]]
) -> Table:
    def slowest(course: Course) -> str:
        found = steps.get(course.dossier_id, [])
        if not found:
            return _("Không bước nào quá giờ quy định của bước")
        step = found[0]
        return _(
            "%(step)s – %(unit)s: quá %(hours)d giờ làm việc",
            step=step.title,
            unit=step.unit_name,
            hours=step.hours,
        )

    return Table(
        _("Danh sách, hồ sơ đến hạn lâu nhất ở trên"),
        (
            Column("code", _("Mã hồ sơ"), Kind.TEXT),
            Column("title", _("Thủ tục"), Kind.TEXT),
            Column("unit", _("Đơn vị"), Kind.TEXT),
            Column("due", _("Hẹn trả"), Kind.DAY),
            Column("ended", _("Kết thúc"), Kind.DAY),
            Column("standing", _("Tình hình"), Kind.TEXT),
            Column("days", _("Số ngày quá hạn")),
            Column("cause", _("Bước và đơn vị gây chậm"), Kind.TEXT),
        ),
        tuple(
            Row(
                one.reference,
                (
                    one.code or one.reference, one.title, one.unit_name, one.due_on, one.ended_on,
                    str(STANDINGS[one.standing]), one.days_behind(asked.closing), slowest(one),
                ),
                "line",
                frozenset({one.unit_id}),
            )
            for one in courses[:MOST_LISTED]
        ),
        note=_("Chỉ liệt kê %(count)d hồ sơ đầu; hãy chọn từng đơn vị để xem hết.", count=MOST_LISTED)
        if len(courses) > MOST_LISTED
        else "",
    )  # fmt: skip
