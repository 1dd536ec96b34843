"""Tỷ lệ hồ sơ trực tuyến: online over all, of what was received in the period (NQ 17/NQ-CP)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import config
from portal.dossiers.counting import Measure
from portal.dossiers.labels import CHANNELS
from portal.dossiers.models import Event
from portal.dossiers.workflow import Action
from portal.i18n import _
from portal.procedures.definitions import Channel, ServiceLevel
from portal.statistics import figures
from portal.statistics.figures import By
from portal.statistics.reports import dimensions
from portal.statistics.reports.adjusted import adjusted
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.behind import NOTHING, Things, narrowed
from portal.statistics.reports.shell import Chart, Column, Figure, Kind, Report, Row, Table, Value
from portal.statistics.reports.texts import thousands
from portal.statistics.shares import Light, light

FULL, PARTIAL = ServiceLevel.FULL, ServiceLevel.PARTIAL
# Which levels and channels a column counts; None: all of them.
CELLS: dict[str, tuple[frozenset[ServiceLevel] | None, Channel | None]] = {
    "online": (None, Channel.ONLINE),
    "desk": (None, Channel.DESK),
    "post": (None, Channel.POST),
    "total": (None, None),
    "partial_online": (frozenset({PARTIAL}), Channel.ONLINE),
    "partial_total": (frozenset({PARTIAL}), None),
    "full_online": (frozenset({FULL}), Channel.ONLINE),
    "full_total": (frozenset({FULL}), None),
    "national_total": (frozenset({PARTIAL, FULL}), None),
}


def online_share(session: Session, asked: Asked) -> Report:
    """The online share of each line, by level, with the national variant beside it."""
    target = config.current().online_share_target
    found = figures.flows(
        session,
        asked.period.start,
        asked.closing,
        [dimensions.keys_of(asked), By.LEVEL, By.CHANNEL],
        asked.where,
        [Measure.RECEIVED],
    )
    rows = [(*key, counts[Measure.RECEIVED]) for key, counts in found.items()]
    table = Table(
        _("Hồ sơ tiếp nhận trong kỳ"),
        (dimensions.first_column(asked), *_columns()),
        dimensions.rows(session, asked, rows, lambda mine: _values(mine, target)),
    )
    share = table.value("tong", "share")
    assert share is None or isinstance(share, Fraction)
    return Report(
        key="online",
        title=_("Tỷ lệ hồ sơ tiếp nhận trực tuyến"),
        scope=asked.scope,
        filters=asked.filters_in_words,
        period=asked.period,
        closing=asked.closing,
        made_at=asked.at,
        definition=definition(),
        source=_(
            "Nghị quyết số 17/NQ-CP ngày 07/3/2019 của Chính phủ: hồ sơ trực tuyến từ %(target)d %%",
            target=target,
        ),
        tables=(table, *adjusted(session, asked, {Measure.RECEIVED})),
        figures=_figures(table, share, target),
        notes=(
            _(
                "Tỷ lệ của nhóm và của toàn tỉnh là tổng hồ sơ trực tuyến chia cho tổng hồ sơ tiếp "
                "nhận, không phải trung bình cộng tỷ lệ các dòng."
            ),
            _(
                "Theo cách tính quốc gia: chỉ tính hồ sơ của thủ tục có cung cấp dịch vụ công trực "
                "tuyến (mức độ 3 và 4) ở cả tử số và mẫu số."
            ),
        ),
        chart=Chart(_("Tỷ lệ trực tuyến"), "share", target / 100),
    )


def online_share_behind(session: Session, asked: Asked, row: Row, column: str) -> Things | None:
    if column not in CELLS:
        return None
    levels, channel = CELLS[column]
    wanted = _received(narrowed(session, asked, row))
    if levels is not None:
        wanted.append(Event.level.in_(levels))
    if channel is not None:
        wanted.append(Event.channel == channel)
    return sa.select(Event.dossier_id, NOTHING).where(*wanted)


def definition() -> str:
    """Numerator and denominator in one sentence."""
    return _(
        "Tỷ lệ trực tuyến = số hồ sơ tiếp nhận trực tuyến / tổng số hồ sơ tiếp nhận trong kỳ (trực "
        "tuyến + trực tiếp + bưu chính); không tính hồ sơ bị từ chối tiếp nhận, hồ sơ chưa tiếp "
        "nhận và hồ sơ từ kỳ trước chuyển sang"
    )


def _received(asked: Asked) -> list[sa.ColumnElement[bool]]:
    return [
        Event.action == Action.RECEIVE,
        Event.counted_on.between(asked.period.start, asked.closing),
        *asked.of_event(),
    ]


def _columns() -> Iterable[Column]:
    for key, channel in (("online", 2), ("desk", 1), ("post", 3)):
        yield Column(
            key,
            str(CHANNELS[Channel(channel)]),
            group=_("Mọi mức độ"),
            opens=True,
            is_more=key != "online",
        )
    yield Column("total", _("Tổng số"), group=_("Mọi mức độ"), opens=True)
    yield Column("share", _("Tỷ lệ trực tuyến"), Kind.SHARE, group=_("Mọi mức độ"))
    yield Column("light", _("So với chỉ tiêu"), Kind.LIGHT, group=_("Mọi mức độ"))
    for prefix, level in (("partial", 3), ("full", 4)):
        group = _("Mức độ %(level)d", level=level)
        yield Column(f"{prefix}_online", _("Trực tuyến"), group=group, opens=True, is_more=True)
        yield Column(f"{prefix}_total", _("Tổng số"), group=group, opens=True, is_more=True)
        yield Column(f"{prefix}_share", _("Tỷ lệ"), Kind.SHARE, group=group, is_more=True)
    group = _("Cách tính quốc gia")
    yield Column("national_total", _("Hồ sơ mức độ 3, 4"), group=group, opens=True, is_more=True)
    yield Column("national_share", _("Tỷ lệ"), Kind.SHARE, group=group, is_more=True)


def _values(rows: list[tuple[object, ...]], target: int) -> list[Value | Light]:
    def counted(key: str) -> int:
        levels, channel = CELLS[key]
        return sum(
            count  # type: ignore[misc]
            for level, its_channel, count in rows
            if (levels is None or level in levels) and channel in (None, its_channel)
        )

    def share(part: int, whole: int) -> Fraction | None:
        return Fraction(part, whole) if whole else None

    n = {key: counted(key) for key in CELLS}
    overall = share(n["online"], n["total"])
    return [
        n["online"], n["desk"], n["post"], n["total"], overall, light(overall, target),
        n["partial_online"], n["partial_total"], share(n["partial_online"], n["partial_total"]),
        n["full_online"], n["full_total"], share(n["full_online"], n["full_total"]),
        n["national_total"],
        share(n["partial_online"] + n["full_online"], n["national_total"]),
    ]  # fmt: skip


def _figures(table: Table, share: Fraction | None, target: int) -> tuple[Figure, ...]:
    total, online = table.value("tong", "total"), table.value("tong", "online")
    assert isinstance(total, int) and isinstance(online, int)
    tone = {Light.GREEN: "good", Light.AMBER: "warning", Light.RED: "bad"}.get(
        light(share, target), ""
    )
    return (
        Figure(
            _("Tỷ lệ trực tuyến"),
            Kind.SHARE,
            share,
            _("chỉ tiêu từ %(target)d %%", target=target),
            tone,
        ),
        Figure(
            _("Hồ sơ tiếp nhận trực tuyến"),
            Kind.NUMBER,
            online,
            _("trên tổng số %(total)s hồ sơ tiếp nhận", total=thousands(total)),
        ),
        Figure(
            _("Theo cách tính quốc gia"),
            Kind.SHARE,
            table.value("tong", "national_share"),
            _("chỉ hồ sơ của dịch vụ công trực tuyến mức độ 3 và 4"),
        ),
    )
