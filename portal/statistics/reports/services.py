"""Dịch vụ công theo mức độ: what each unit offers, and what was really used (domain reference §7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock, config
from portal.dossiers.counting import Measure
from portal.dossiers.models import Event
from portal.dossiers.workflow import Action
from portal.i18n import _
from portal.procedures.definitions import ServiceLevel
from portal.procedures.models import Offering, Procedure, Sector
from portal.statistics import figures
from portal.statistics.figures import By
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.behind import NOTHING, Things, narrowed
from portal.statistics.reports.lines import by_unit
from portal.statistics.reports.shell import Chart, Column, Figure, Kind, Report, Row, Table, Value
from portal.statistics.shares import Light, light

LEVELS: tuple[ServiceLevel | None, ...] = (None, ServiceLevel.PARTIAL, ServiceLevel.FULL)
NAMES: dict[ServiceLevel | None, str] = {
    None: "all", ServiceLevel.PARTIAL: "partial", ServiceLevel.FULL: "full",
}  # fmt: skip
OFFERED, USED = "offered", "used"


def services_by_level(session: Session, asked: Asked) -> Report:
    """Services of each unit at level 3, 4 and all, and those with at least one dossier."""
    target = config.current().full_level_target
    rows: list[tuple[object, ...]] = [
        (unit, OFFERED, procedure, level, 0)
        for unit, procedure, level in session.execute(_offered(asked))
    ]
    used = figures.flows(
        session,
        asked.period.start,
        asked.closing,
        [By.UNIT, By.PROCEDURE, By.LEVEL],
        asked.where,
        [Measure.RECEIVED],
    )
    rows += [
        (unit, USED, procedure, level, counts[Measure.RECEIVED])
        for (unit, procedure, level), counts in used.items()
    ]
    table = Table(
        _("Dịch vụ công và dịch vụ có hồ sơ"),
        (Column("name", _("Đơn vị"), Kind.TEXT), *_columns()),
        by_unit(session, asked, rows, lambda mine: _values(mine, target)),
        note=_(
            "Một thủ tục ở nhiều đơn vị chỉ tính một lần trong nhóm và toàn tỉnh. Số dịch vụ theo "
            "danh mục đang công bố hôm nay; “có hồ sơ” là có ít nhất một hồ sơ tiếp nhận trong kỳ, "
            "theo mức độ khi tiếp nhận."
        ),
    )
    return Report(
        key="services",
        title=_("Dịch vụ công trực tuyến theo mức độ"),
        scope=asked.scope,
        filters=asked.filters_in_words,
        period=asked.period,
        closing=asked.closing,
        made_at=asked.at,
        definition=_(
            "Tỷ lệ dịch vụ mức độ 4 = số dịch vụ mức độ 4 / tổng số dịch vụ (thủ tục đang công bố mà "
            "đơn vị tiếp nhận)"
        ),
        source=_(
            "Nghị quyết số 17/NQ-CP ngày 07/3/2019 của Chính phủ: dịch vụ mức độ 4 từ %(target)d %%",
            target=target,
        ),
        tables=(table,),
        figures=(
            Figure(
                _("Dịch vụ ở mức độ 4"),
                Kind.SHARE,
                table.value("tong", "full_share"),
                _("chỉ tiêu từ %(target)d %%", target=target),
            ),
            Figure(_("Tất cả dịch vụ"), Kind.NUMBER, table.value("tong", "all_offered")),
            Figure(
                _("Dịch vụ có hồ sơ trong kỳ"),
                Kind.NUMBER,
                table.value("tong", "all_used"),
            ),
        ),
        chart=Chart(_("Tỷ lệ dịch vụ mức độ 4"), "full_share", target / 100),
    )


def services_behind(session: Session, asked: Asked, row: Row, column: str) -> Things | None:
    """Of the dossiers: those received of the services counted. Services themselves have no list
    of dossiers; the catalogue shows them."""
    levels = {f"{NAMES[level]}_received": level for level in LEVELS}
    if column not in levels:
        return None
    wanted = _received(narrowed(session, asked, row))
    if levels[column] is not None:
        wanted.append(Event.level == levels[column])
    return sa.select(Event.dossier_id, NOTHING).where(*wanted)


def _offered(asked: Asked) -> sa.Select[int, int, ServiceLevel]:
    statement = (
        sa.select(Offering.unit_id, Procedure.id, Procedure.level)
        .join(Procedure, Procedure.id == Offering.procedure_id)
        .where(
            Procedure.is_in_force,
            Offering.open_on(clock.local(asked.at).date()),
            Offering.unit_id.in_(asked.units),
        )
    )
    if asked.sector is not None:
        statement = statement.join(Sector, Sector.id == Procedure.sector_id).where(
            Sector.name == asked.sector
        )
    if asked.procedure is not None:
        statement = statement.where(Procedure.id == asked.procedure.id)
    if asked.level is not None:
        statement = statement.where(Procedure.level == asked.level)
    return statement


def _received(asked: Asked) -> list[sa.ColumnElement[bool]]:
    return [
        Event.action == Action.RECEIVE,
        Event.counted_on.between(asked.period.start, asked.closing),
        *asked.of_event(),
    ]


def _columns() -> Iterable[Column]:
    for level in LEVELS:
        group = _("Mức độ %(level)d", level=level) if level else _("Tất cả")
        name = NAMES[level]
        yield Column(f"{name}_offered", _("Dịch vụ"), group=group, is_more=name != "all")
        yield Column(f"{name}_used", _("Có hồ sơ"), group=group, is_more=name != "all")
        yield Column(
            f"{name}_received", _("Số hồ sơ"), group=group, opens=True, is_more=name != "all"
        )
    yield Column("full_share", _("Tỷ lệ mức độ 4"), Kind.SHARE)
    yield Column("light", _("So với chỉ tiêu"), Kind.LIGHT)


def _values(rows: list[tuple[object, ...]], target: int) -> list[Value | Light]:
    # One look at each row: where every unit uses every procedure there are tens of thousands.
    services: dict[str, dict[ServiceLevel | None, set[object]]] = {
        kind: {level: set() for level in LEVELS} for kind in (OFFERED, USED)
    }
    received: Counter[ServiceLevel | None] = Counter()
    for kind, procedure, level, count in rows:
        of_kind = services[kind]  # type: ignore[index]
        of_kind[None].add(procedure)
        received[None] += count  # type: ignore[operator]
        if level in of_kind:
            of_kind[level].add(procedure)  # type: ignore[index]
            received[level] += count  # type: ignore[index, operator]
    offered = {level: len(found) for level, found in services[OFFERED].items()}
    values: list[Value | Light] = []
    for level in LEVELS:
        values += [offered[level], len(services[USED][level]), received[level]]
    share = Fraction(offered[ServiceLevel.FULL], offered[None]) if offered[None] else None
    return [*values, share, light(share, target)]
