"""Refunds asked of the gateway the money came through: once, whatever gets lost on the way."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal import config
from portal.db import db
from portal.payments import offered
from portal.payments.gateways import Forged, Unreachable, vnpay_refunds
from portal.payments.gateways.vnpay import Vnpay
from portal.payments.gateways.vnpay_refunds import REPEATED, RefundOrder
from portal.payments.models import Payment, Way
from portal.payments.refund_call_models import CallState, RefundCall
from portal.payments.refund_models import Refund, RefundWay

WAITS = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1),
    timedelta(hours=4), timedelta(hours=12), timedelta(hours=24),
)  # fmt: skip


def begin(refund: Refund, *, at: datetime) -> RefundCall | None:
    """An approved refund is to be asked of its gateway, if that one takes such calls; otherwise a
    cashier does it by hand."""
    payment = db.session.get(Payment, refund.payment_id) if refund.payment_id else None
    is_vnpay = payment is not None and payment.way is Way.VNPAY and payment.gateway_transaction
    if refund.way is not RefundWay.GATEWAY or not is_vnpay or _gateway() is None:
        return None
    call = RefundCall(
        refund_id=refund.id,
        key=f"R{secrets.token_hex(15)}",
        state=CallState.WAITING,
        attempts=0,
        next_at=at,
        created_at=at,
    )
    db.session.add(call)
    return call


def call_of(refund: Refund) -> RefundCall | None:
    return db.session.scalar(sa.select(RefundCall).where(RefundCall.refund_id == refund.id))


def due(at: datetime) -> list[int]:
    """The numbers of the calls to go on with."""
    return list(
        db.session.scalars(
            sa.select(RefundCall.id)
            .where(
                RefundCall.state.in_((CallState.WAITING, CallState.ASKED)), RefundCall.next_at <= at
            )
            .order_by(RefundCall.next_at)
        )
    )


def take(call_id: int, *, at: datetime) -> tuple[RefundCall, bool] | None:
    """Hold one call for the next step, and whether the gateway may have heard of it before. Commit
    before `go_on`: a worker that dies while asking leaves "asked" behind. None when another worker
    was faster."""
    call = db.session.scalar(
        sa.select(RefundCall)
        .where(RefundCall.id == call_id, RefundCall.next_at <= at)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if call is None or not call.is_open:
        return None
    was_asked = call.state is CallState.ASKED
    call.become(CallState.ASKED)
    call.attempts += 1
    call.next_at = at + WAITS[min(call.attempts, len(WAITS)) - 1]
    return call, was_asked


def go_on(call: RefundCall, *, was_asked: bool, at: datetime) -> None:
    """Ask, or look what became of it when it was asked before; the call knows then. An answer that
    is lost leaves it "asked": it is never asked again before the gateway said that it knows of no
    refund."""
    gateway = _gateway()
    payment = db.session.get_one(Payment, call.refund.payment_id)
    if gateway is None:
        call.become(CallState.BY_HAND, "no gateway")
        return
    order = RefundOrder(
        key=call.key,
        reference=payment.reference,
        transaction=payment.gateway_transaction or "",
        amount=call.refund.amount,
        paid=payment.amount,
        ordered_at=payment.created_at,
        by="Cong Mot cua",
    )
    try:
        if was_asked:
            _look(call, gateway, order, at)
        else:
            _ask(call, gateway, order, at)
    except (Unreachable, Forged) as fault:
        call.said = str(fault)[:200]
    if call.state is CallState.ASKED and call.attempts >= len(WAITS):
        call.become(CallState.BY_HAND, call.said or "no answer")


def _ask(call: RefundCall, gateway: Vnpay, order: RefundOrder, at: datetime) -> None:
    found = vnpay_refunds.ask(gateway, order, at=at)
    if found.is_taken:
        call.transaction = found.transaction
        call.become(CallState.DONE)
    elif found.code != REPEATED:
        call.become(CallState.REFUSED, f"code {found.code}")


def _look(call: RefundCall, gateway: Vnpay, order: RefundOrder, at: datetime) -> None:
    if _has_another(call):  # the gateway tells of the latest refund only: it may be the other's
        call.become(CallState.BY_HAND, "the payment has another refund")
        return
    found = vnpay_refunds.look(gateway, order, at=at)
    if found.is_taken:
        call.transaction = found.transaction
        call.become(CallState.DONE)
    elif found.is_known:
        call.become(CallState.REFUSED, "refused by the bank")
    elif found.code == "00":
        call.become(CallState.WAITING)
        call.next_at = at


def _has_another(call: RefundCall) -> bool:
    others = (
        sa.select(RefundCall.id)
        .join(Refund)
        .where(Refund.payment_id == call.refund.payment_id, RefundCall.id != call.id)
    )
    return db.session.scalar(others.limit(1)) is not None


def _gateway() -> Vnpay | None:
    found = offered.vnpay(config.current())
    return found if found is not None and found.refund_address else None
