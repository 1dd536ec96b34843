"""Phí, lệ phí: what was paid, of which kind and in which way, and how much of it online."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.dossiers.models import Dossier
from portal.i18n import _, lazy_
from portal.payments.invoice_models import InvoiceLine
from portal.payments.labels import WAYS
from portal.payments.models import DESK_WAYS, MoneyState, Payment, Way
from portal.procedures import fees
from portal.procedures.definitions import FeeKind
from portal.procedures.models import ProcedureVersion
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.behind import Things
from portal.statistics.reports.lines import by_unit
from portal.statistics.reports.shell import Chart, Column, Figure, Kind, Report, Row, Table, Value
from portal.statistics.reports.texts import thousands

FEE_KINDS = {FeeKind.FEE: lazy_("Phí"), FeeKind.CHARGE: lazy_("Lệ phí")}


@dataclass(frozen=True)
class Paid:
    """One payment, its sum parted by kind."""

    unit_id: int
    way: Way
    amount: int
    fee: int
    charge: int

    @property
    def is_online(self) -> bool:
        return self.way not in DESK_WAYS


def payments(session: Session, asked: Asked) -> Report:
    """By way of paying, with phí and lệ phí apart; then by unit, with the share paid online."""
    paid = _paid(session, asked)
    ways = _by_way(asked, paid)
    units = Table(
        _("Theo đơn vị thu"),
        (
            Column("name", _("Đơn vị"), Kind.TEXT),
            Column("count", _("Số lượt nộp"), opens=True),
            Column("online", _("Nộp trực tuyến"), opens=True),
            Column("share", _("Tỷ lệ nộp trực tuyến"), Kind.SHARE),
            Column("amount", _("Số tiền"), Kind.MONEY),
            Column("online_amount", _("Trong đó nộp trực tuyến"), Kind.MONEY),
        ),
        by_unit(session, asked, ((one.unit_id, one) for one in paid), _unit_values),
    )
    return Report(
        key="payments",
        title=_("Thu phí, lệ phí và thanh toán trực tuyến"),
        scope=asked.scope,
        filters=asked.filters_in_words,
        period=asked.period,
        closing=asked.closing,
        made_at=asked.at,
        definition=_(
            "Tỷ lệ thanh toán trực tuyến = số lượt nộp qua cổng thanh toán / tổng số lượt nộp phí, lệ "
            "phí có tiền về trong kỳ, tính cho đơn vị thu; không tính khoản chờ đối soát"
        ),
        source=_("Quyết định số 766/QĐ-TTg ngày 23/6/2022 của Thủ tướng Chính phủ"),
        tables=(units, ways),
        figures=(
            Figure(
                _("Tỷ lệ thanh toán trực tuyến"),
                Kind.SHARE,
                units.value("tong", "share"),
                _("trên %(count)s lượt nộp", count=thousands(len(paid))),
            ),
            Figure(_("Tổng số tiền"), Kind.MONEY, sum(one.amount for one in paid)),
        ),
        chart=Chart(_("Tỷ lệ nộp trực tuyến"), "share"),
    )


def payments_behind(_session: Session, asked: Asked, row: Row, column: str) -> Things | None:
    wanted = _conditions(asked, row.units)
    if row.key in list(Way):
        wanted.append(Payment.way == Way(row.key))
    if column == "online":
        wanted.append(Payment.way.not_in(DESK_WAYS))
    elif column != "count":
        return None
    return (
        sa.select(Payment.dossier_id, sa.cast(Payment.reference, sa.String).label("what"))
        .join(Dossier, Dossier.id == Payment.dossier_id)
        .where(*wanted)
    )


def _paid(session: Session, asked: Asked) -> list[Paid]:
    wanted = _conditions(asked, asked.units)
    rows = session.execute(
        sa.select(Payment, Dossier)
        .join(Dossier, Dossier.id == Payment.dossier_id)
        .options(joinedload(Dossier.procedure_version))
        .where(*wanted)
    )
    owed: dict[int, dict[FeeKind, int]] = defaultdict(lambda: dict.fromkeys(FeeKind, 0))
    of_paid = sa.select(Payment.dossier_id).join(Dossier, Dossier.id == Payment.dossier_id)
    for dossier_id, kind, amount in session.execute(
        sa.select(InvoiceLine.dossier_id, InvoiceLine.kind, sa.func.sum(InvoiceLine.amount))
        .where(InvoiceLine.dossier_id.in_(of_paid.where(*wanted)))
        .group_by(InvoiceLine.dossier_id, InvoiceLine.kind)
    ):
        owed[dossier_id][kind] = int(amount)
    return [
        _parted(payment, owed.get(dossier.id) or _counted(dossier)) for payment, dossier in rows
    ]


def _parted(payment: Payment, owed: dict[FeeKind, int]) -> Paid:
    """By the lines of what the dossier owes, in their proportion where less was paid at once. What
    no line explains goes with lệ phí, so that nothing is lost."""
    total = sum(owed.values())
    fee = payment.amount * owed[FeeKind.FEE] // total if total > 0 else 0
    return Paid(payment.unit_id, payment.way, payment.amount, fee, payment.amount - fee)


def _counted(dossier: Dossier) -> dict[FeeKind, int]:
    """Of a dossier of before there were lines: what its version's fees come to."""
    sums = dict.fromkeys(FeeKind, 0)
    for line in fees.lines(
        dossier.procedure_version.parts.fees,
        dossier.channel,
        dossier.shown_answers,
        dossier.answered_on,
    ):
        sums[line.item.kind] += line.amount or 0
    return sums


def _by_way(asked: Asked, paid: list[Paid]) -> Table:
    of_way: dict[Way, list[Paid]] = defaultdict(list)
    for one in paid:
        of_way[one.way].append(one)

    def row(key: str, name: str, mine: list[Paid], kind: str = "line") -> Row:
        sums = (sum(p.fee for p in mine), sum(p.charge for p in mine), sum(p.amount for p in mine))
        return Row(key, (name, len(mine), *sums), kind, asked.units)

    return Table(
        _("Theo cách nộp và loại khoản thu"),
        (
            Column("name", _("Cách nộp"), Kind.TEXT),
            Column("count", _("Số lượt nộp"), opens=True),
            Column("fee", _("Phí"), Kind.MONEY),
            Column("charge", _("Lệ phí"), Kind.MONEY),
            Column("amount", _("Tổng số tiền"), Kind.MONEY),
        ),
        (
            row("tong", _("Tổng số"), paid, "total"),
            *(row(way.value, str(WAYS[way]), of_way[way]) for way in Way if of_way[way]),
        ),
    )


def _unit_values(rows: list[tuple[object, ...]]) -> Sequence[Value]:
    mine = [one for (one,) in rows if isinstance(one, Paid)]
    online = [one for one in mine if one.is_online]
    return [
        len(mine),
        len(online),
        Fraction(len(online), len(mine)) if mine else None,
        sum(one.amount for one in mine),
        sum(one.amount for one in online),
    ]


def _conditions(asked: Asked, units: frozenset[int]) -> list[sa.ColumnElement[bool]]:
    level = (
        sa.select(ProcedureVersion.level)
        .where(ProcedureVersion.id == Dossier.procedure_version_id)
        .scalar_subquery()
    )
    first = datetime.combine(asked.period.start, time(), tzinfo=clock.VIETNAM)
    after = datetime.combine(asked.closing + timedelta(days=1), time(), tzinfo=clock.VIETNAM)
    return [
        Payment.state == MoneyState.PAID,
        Payment.paid_at >= first,
        Payment.paid_at < after,
        Payment.unit_id.in_(units),
        *asked.of(
            Payment.unit_id,
            Dossier.procedure_id,
            Dossier.procedure_version_id,
            level,
            Dossier.channel,
        ),
    ]
