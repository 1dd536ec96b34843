"""Reads of payments and of what gateways said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from portal import clock
from portal.db import db
from portal.payments.models import (
    ALARMS,
    FeeReceipt,
    GatewayNotice,
    MoneyState,
    Payment,
    ReceiptState,
    Verdict,
    Way,
)
from portal.payments.refund_models import Refund


def payment_of(reference: str, *, lock: bool = False) -> Payment | None:
    """`lock` keeps it from others until the transaction ends, as it is by then."""
    statement = sa.select(Payment).where(Payment.reference == reference)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def paid_payment(dossier_id: int, call: int) -> Payment | None:
    """The one payment that answered the dossier's `call`-th demand."""
    return db.session.scalar(
        sa.select(Payment).where(
            Payment.dossier_id == dossier_id,
            Payment.call == call,
            Payment.state == MoneyState.PAID,
        )
    )


def last_paid(dossier_id: int) -> Payment | None:
    return db.session.scalar(
        sa.select(Payment)
        .where(Payment.dossier_id == dossier_id, Payment.state == MoneyState.PAID)
        .order_by(Payment.id.desc())
        .limit(1)
    )


def refunds_of(dossier_id: int) -> list[Refund]:
    """What is, or was, owed back for a dossier."""
    return list(
        db.session.scalars(
            sa.select(Refund).where(Refund.dossier_id == dossier_id).order_by(Refund.id)
        )
    )


def has_transaction(transaction: str) -> bool:
    return (
        db.session.scalar(sa.select(Payment.id).where(Payment.gateway_transaction == transaction))
        is not None
    )


def forged_since(moment: datetime) -> int:
    return (
        db.session.scalar(
            sa.select(sa.func.count(GatewayNotice.id)).where(
                GatewayNotice.verdict == Verdict.FORGED, GatewayNotice.at >= moment
            )
        )
        or 0
    )


@dataclass(frozen=True)
class Taking:
    """One payment as the cashier lists it, with its receipt's label."""

    payment: Payment
    receipt: str
    receipt_id: int | None = None


@dataclass(frozen=True)
class Takings:
    """Money received in a period, the newest first; sums in đồng by way."""

    rows: list[Taking]
    sums: dict[Way, tuple[int, int]]  # way → (count, đồng)

    @property
    def total(self) -> tuple[int, int]:
        return (
            sum(count for count, _sum in self.sums.values()),
            sum(amount for _count, amount in self.sums.values()),
        )


def takings(unit_ids: Iterable[int], start: date, end: date) -> Takings:
    """What the units received from `start` to `end`, both days included, in Vietnam."""
    first, after = (_midnight(day) for day in (start, end + timedelta(days=1)))
    found = db.session.execute(
        sa.select(Payment, FeeReceipt)
        .outerjoin(
            FeeReceipt,
            sa.and_(FeeReceipt.payment_id == Payment.id, FeeReceipt.state == ReceiptState.ISSUED),
        )
        .where(
            Payment.unit_id.in_(unit_ids),
            Payment.state == MoneyState.PAID,
            Payment.paid_at >= first,
            Payment.paid_at < after,
        )
        .order_by(Payment.paid_at.desc(), Payment.id.desc())
    ).all()
    sums = dict.fromkeys(Way, (0, 0))
    rows = []
    for payment, receipt in found:
        rows.append(
            Taking(payment, receipt.label if receipt else "", receipt.id if receipt else None)
        )
        count, amount = sums[payment.way]
        sums[payment.way] = (count + 1, amount + payment.amount)
    return Takings(rows, sums)


def alarms(unit_ids: Iterable[int], *, everywhere: bool = False) -> list[GatewayNotice]:
    """Money nobody owes like this, the newest first, each once however often it was told:
    that of the units' payments, or all of it, orders we do not know included."""
    statement = (
        sa.select(sa.func.min(GatewayNotice.id))
        .outerjoin(Payment, Payment.id == GatewayNotice.payment_id)
        .where(GatewayNotice.verdict.in_(ALARMS))
        .group_by(GatewayNotice.verdict, GatewayNotice.reference, GatewayNotice.gateway_transaction)
    )
    if not everywhere:
        statement = statement.where(Payment.unit_id.in_(unit_ids))
    return list(
        db.session.scalars(
            sa.select(GatewayNotice)
            .where(GatewayNotice.id.in_(statement))
            .order_by(GatewayNotice.id.desc())
            .limit(500)
        )
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.VIETNAM)
