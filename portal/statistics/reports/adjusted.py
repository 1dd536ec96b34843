"""What was adjusted after a period of the report had been closed, as a table under its figures. The
figures themselves stay: who reads an old paper must find them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy.orm import Session

from portal import clock
from portal.dossiers.counting import Measure
from portal.dossiers.labels import CHANNELS
from portal.i18n import _
from portal.statistics.adjusting import adjustments, frozen_amount
from portal.statistics.adjustment_models import Adjustment
from portal.statistics.labels import MEASURES
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.shell import Column, Kind, Row, Table


def adjusted(session: Session, asked: Asked, measures: Collection[Measure]) -> tuple[Table, ...]:
    """The table, if there is anything to say; it is not told of a sector, procedure or level, which
    an adjustment does not name."""
    if asked.sector is not None or asked.procedure is not None or asked.level is not None:
        return ()
    found: dict[tuple[int, int, int, int], list[Adjustment]] = defaultdict(list)
    for one in adjustments(session, asked.period.start, asked.closing):
        if one.unit_id not in asked.units or one.measure not in measures:
            continue
        if asked.channel in (None, one.channel):
            found[one.closing_id, one.unit_id, one.channel, one.measure].append(one)
    if not found:
        return ()
    return (
        Table(
            _("Điều chỉnh sau khi chốt"),
            (
                Column("period", _("Kỳ đã chốt"), Kind.TEXT),
                Column("unit", _("Đơn vị"), Kind.TEXT),
                Column("what", _("Mục"), Kind.TEXT),
                Column("frozen", _("Đã chốt")),
                Column("amount", _("Điều chỉnh")),
                Column("result", _("Sau điều chỉnh")),
                Column("reason", _("Lý do, người điều chỉnh"), Kind.TEXT),
            ),
            tuple(_row(session, rows) for rows in found.values()),
            note=_(
                "Số liệu đã chốt ở các bảng trên không đổi; bảng này nói thêm những gì được điều "
                "chỉnh sau đó."
            ),
        ),
    )


def _row(session: Session, rows: list[Adjustment]) -> Row:
    first, amount = rows[0], sum(one.amount for one in rows)
    closed = first.closing
    frozen = frozen_amount(session, closed, first.unit_id, first.channel, first.measure)
    return Row(
        f"dieu-chinh-{first.id}",
        (
            f"{closed.start:%d/%m/%Y} – {closed.end:%d/%m/%Y}",
            first.unit.short_name,
            f"{MEASURES[first.measure]} – {CHANNELS[first.channel]}",
            frozen,
            amount,
            frozen + amount,
            "; ".join(f"{one.reason} ({one.by}, {clock.local(one.at):%d/%m/%Y})" for one in rows),
        ),
        "line",
        frozenset({first.unit_id}),
    )
