"""Tình hình, kết quả giải quyết TTHC: Biểu số II.06a and its roll-ups (TT 01/2020/TT-VPCP), with every
filter. By unit (II.06a), by level and sector (II.06b), by unit and sector (II.06c), by sector
(II.07a), and by procedure, which no form asks for but whoever shortens a process does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.dossiers.counting import ENDED, Measure
from portal.i18n import _, lazy_
from portal.procedures.models import Procedure, ProcedureVersion
from portal.statistics import figures, progress_queries
from portal.statistics.figures import By
from portal.statistics.progress import CELLS, Progress, together
from portal.statistics.progress import Column as Number
from portal.statistics.progress_labels import FULL, GROUPS, SHORT, definition
from portal.statistics.reports.adjusted import adjusted
from portal.statistics.reports.asked import Asked, unit_places
from portal.statistics.reports.behind import NOTHING, Things
from portal.statistics.reports.shell import Chart, Column, Figure, Kind, Report, Row, Table, Value
from portal.statistics.reports.texts import thousands
from portal.units.models import Unit, UnitKind
from portal.vietnam import sort_key

FORMS = {
    "unit": "II.06a/VPCP/KSTT",
    "level": "II.06b/VPCP/KSTT",
    "unit_sector": "II.06c/VPCP/KSTT",
    "sector": "II.07a/VPCP/KSTT",
    "procedure": "",
}
LINES = {
    "unit": lazy_("Theo đơn vị (II.06a)"),
    "level": lazy_("Theo cấp và lĩnh vực (II.06b)"),
    "unit_sector": lazy_("Theo đơn vị và lĩnh vực (II.06c)"),
    "sector": lazy_("Theo lĩnh vực (II.07a)"),
    "procedure": lazy_("Theo thủ tục"),
}
LEVEL_NAMES = {
    UnitKind.PROVINCE: lazy_("Cấp tỉnh"),
    UnitKind.DEPARTMENT: lazy_("Cấp tỉnh"),
    UnitKind.COMMUNE: lazy_("Cấp xã"),
}
SHOWN_ON_A_PHONE = {
    Number.RECEIVED, Number.RESOLVED, Number.LATE, Number.PENDING, Number.OVERDUE,
}  # fmt: skip
SEPARATOR = "|"  # between the parts of a line's key


@dataclass(frozen=True)
class Line:
    """The progress of a unit, a sector, both or a procedure: of what the report keeps apart."""

    unit_id: int = 0
    sector: str = ""
    procedure: int = 0
    progress: Progress = field(kw_only=True)


def progress_by(session: Session, asked: Asked) -> Report:
    """What was received or carried over, and how it stands at the closing."""
    asked = replace(asked, by=asked.by or "unit")
    lines = _lines(session, asked)
    table = Table(
        _("Tình hình, kết quả giải quyết thủ tục hành chính"),
        (
            Column("index", _("STT"), Kind.TEXT),
            Column("name", _first(asked.by), Kind.TEXT),
            *(
                Column(
                    str(int(number)), str(SHORT[number]), full=str(FULL[number]), group=str(group),
                    opens=True, warns=number in (Number.LATE, Number.OVERDUE),
                    is_more=number not in SHOWN_ON_A_PHONE,
                )
                for group, numbers in GROUPS
                for number in numbers
            ),
            Column("on_time", _("Tỷ lệ đúng hạn"), Kind.SHARE),
        ),
        _rows(session, asked, lines),
        numbered=bool(FORMS[asked.by]),
    )  # fmt: skip
    total = together(line.progress for line in lines)
    return Report(
        key="progress",
        title=_("Tình hình, kết quả giải quyết thủ tục hành chính"),
        scope=asked.scope,
        filters=[*asked.filters_in_words, str(LINES[asked.by])],
        period=asked.period,
        closing=asked.closing,
        made_at=asked.at,
        definition=definition(asked.closing),
        source=_("Thông tư số 01/2020/TT-VPCP ngày 21/10/2020 của Văn phòng Chính phủ"),
        tables=(table, *adjusted(session, asked, {Measure.RECEIVED} | ENDED)),
        figures=_figures(total),
        notes=(
            _(
                "Các cột thoả: (3) = (4) + (5) + (6) = (7) + (11); (7) = (8) + (9) + (10); (11) = (12) + (13)."
            )
            if total.identities_hold
            else _("CẢNH BÁO: số liệu không thoả các đẳng thức của biểu. Hãy báo quản trị."),
            _(
                "Tỷ lệ đúng hạn = (8 + 9) / 7. Hồ sơ rút sau khi tiếp nhận và hồ sơ không quy định "
                "thời hạn tính là đúng hạn; hồ sơ đang chờ bổ sung tính là trong hạn."
            ),
        ),
        chart=Chart(_("Tỷ lệ đúng hạn"), "on_time"),
        form_number=FORMS[asked.by],
    )


def progress_behind(session: Session, asked: Asked, row: Row, column: str) -> Things | None:
    cell = {str(int(number)): cell for number, cell in CELLS.items()}.get(column)
    if cell is None:
        return None
    asked = replace(asked, units=row.units, by=asked.by or "unit")
    if row.kind == "line" and asked.by in ("sector", "level", "unit_sector"):
        asked = replace(asked, sector=row.key.rpartition(SEPARATOR)[2])
    if row.kind == "line" and asked.by == "procedure":
        found = session.scalar(sa.select(Procedure).where(Procedure.code == row.key))
        asked = replace(asked, procedure=found)
    course, wanted = _courses(asked)
    if cell.channels is not None:
        wanted.append(course.c.channel.in_(cell.channels))
    if cell.is_carried_over is not None:
        wanted.append(course.c.is_carried_over.is_(cell.is_carried_over))
    if cell.standings is not None:
        wanted.append(course.c.standing.in_(cell.standings))
    return (
        sa.select(course.c.dossier_id, NOTHING)
        .join(ProcedureVersion, ProcedureVersion.id == course.c.procedure_version_id)
        .where(*wanted)
    )


def _courses(asked: Asked) -> tuple[sa.Subquery, list[sa.ColumnElement[bool]]]:
    course = progress_queries.course_of(asked.period.start, asked.closing).subquery()
    wanted: list[sa.ColumnElement[bool]] = [course.c.unit_id.in_(asked.units)]
    if asked.sector is not None:
        wanted.append(ProcedureVersion.sector_name == asked.sector)
    if asked.procedure is not None:
        wanted.append(ProcedureVersion.procedure_id == asked.procedure.id)
    if asked.level is not None:
        wanted.append(ProcedureVersion.level == asked.level)
    if asked.channel is not None:
        wanted.append(course.c.channel == asked.channel)
    return course, wanted


def _lines(session: Session, asked: Asked) -> list[Line]:
    by = {
        "unit": [By.UNIT],
        "sector": [By.SECTOR],
        "procedure": [By.PROCEDURE],
    }.get(asked.by, [By.UNIT, By.SECTOR])
    found = figures.progress_by(session, asked.period.start, asked.closing, by, asked.where)
    return [
        Line(**dict(zip((_FIELDS[one] for one in by), key, strict=True)), progress=progress)
        for key, progress in found.items()
    ]


_FIELDS = {By.UNIT: "unit_id", By.SECTOR: "sector", By.PROCEDURE: "procedure"}


def _rows(session: Session, asked: Asked, lines: Sequence[Line]) -> tuple[Row, ...]:
    if asked.by == "unit":
        return _by_unit(session, asked, lines)
    total = _row("tong", "", asked.scope, "total", asked.units, lines)
    if asked.by == "sector":
        return (total, *_by_sector(lines, "", asked.units))
    if asked.by == "procedure":
        return (total, *_by_procedure(session, asked, lines))
    return (total, *_by_group_and_sector(session, asked, lines))


def _by_unit(session: Session, asked: Asked, lines: Sequence[Line]) -> tuple[Row, ...]:
    of_unit: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        of_unit[line.unit_id].append(line)
    rows, groups, units = [], 0, 0
    for place in unit_places(session, asked, of_unit):
        mine = [line for unit_id in place.unit_ids for line in of_unit.get(unit_id, [])]
        index, key, kind = "", "tong", place.kind
        if place.kind == "group":
            groups += 1
            index, key = ("I", "II", "III")[groups - 1], f"nhom-{groups}"
        elif place.kind == "unit":
            units += 1
            index, key, kind = str(units), place.code, "line"
        rows.append(_row(key, index, place.name, kind, place.unit_ids, mine))
    return tuple(rows)


def _by_sector(lines: Sequence[Line], prefix: str, units: frozenset[int]) -> list[Row]:
    of_sector: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        of_sector[line.sector].append(line)
    return [
        _row(prefix + sector, str(number), sector, "line", units, of_sector[sector])
        for number, sector in enumerate(sorted(of_sector, key=sort_key), 1)
    ]


def _by_procedure(session: Session, asked: Asked, lines: Sequence[Line]) -> list[Row]:
    of_procedure: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        of_procedure[line.procedure].append(line)
    found = session.scalars(sa.select(Procedure).where(Procedure.id.in_(of_procedure))).all()
    return [
        _row(one.code, str(number), one.title, "line", asked.units, of_procedure[one.id])
        for number, one in enumerate(sorted(found, key=lambda p: (sort_key(p.title), p.id)), 1)
    ]


def _by_group_and_sector(session: Session, asked: Asked, lines: Sequence[Line]) -> list[Row]:
    """Under each level of government, or each unit, its sectors."""
    units = session.scalars(
        sa.select(Unit).where(Unit.id.in_({line.unit_id for line in lines})).order_by(Unit.code)
    ).all()
    groups: dict[tuple[str, str], set[int]] = defaultdict(set)
    for unit in units:
        if asked.by == "level":
            key = "xa" if unit.kind is UnitKind.COMMUNE else "tinh"
            groups[key, str(LEVEL_NAMES[unit.kind])].add(unit.id)
        else:
            groups[unit.code, unit.short_name].add(unit.id)
    rows = []
    for number, ((key, name), members) in enumerate(groups.items()):
        mine = [line for line in lines if line.unit_id in members]
        ids = frozenset(members)
        index = chr(ord("A") + number) if number < 26 else str(number + 1)
        rows.append(_row(key, index, name, "group", ids, mine))
        rows += _by_sector(mine, f"{key}{SEPARATOR}", ids)
    return rows


def _row(
    key: str, index: str, name: str, kind: str, units: frozenset[int], mine: Sequence[Line]
) -> Row:
    line = together(one.progress for one in mine)
    values: list[Value] = [index, name, *(line[number] for number in Number), line.on_time_share]
    return Row(key, tuple(values), kind, units)


def _first(by: str) -> str:
    return {
        "unit": _("Đơn vị"),
        "procedure": _("Thủ tục"),
        "sector": _("Lĩnh vực, công việc giải quyết"),
    }.get(by, _("Lĩnh vực, công việc giải quyết theo cấp"))


def _figures(total: Progress) -> tuple[Figure, ...]:
    n = Number
    return (
        Figure(
            _("Giải quyết đúng và trước hạn"),
            Kind.SHARE,
            total.on_time_share,
            _("trên tổng số %(total)s hồ sơ đã giải quyết", total=thousands(total[n.RESOLVED])),
        ),
        Figure(
            _("Nhận giải quyết"),
            Kind.NUMBER,
            total[n.RECEIVED],
            _("trong đó %(count)s từ kỳ trước chuyển sang", count=thousands(total[n.CARRIED_OVER])),
        ),
        Figure(
            _("Đã giải quyết quá hạn"),
            Kind.NUMBER,
            total[n.LATE],
            _("hồ sơ giải quyết xong sau ngày hẹn trả"),
            "bad" if total[n.LATE] else "",
        ),
        Figure(
            _("Đang giải quyết quá hạn"),
            Kind.NUMBER,
            total[n.OVERDUE],
            _("trên tổng số %(total)s hồ sơ đang giải quyết", total=thousands(total[n.PENDING])),
            "bad" if total[n.OVERDUE] else "",
        ),
    )
