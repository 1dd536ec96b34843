"""A gateway's notice becomes money, once, or is put aside for somebody to look at.

Notices come in any order, doubled, late, through the server or the payer's browser; the same act
takes them all. The caller holds the locks of the dossier and of the payment.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from portal.db import db
from portal.payments import queries
from portal.payments.gateways import Notice
from portal.payments.models import GatewayNotice, MoneyState, Payment, Verdict

SERVER = "server"
BROWSER = "browser"
FORGERY_WINDOW, MOST_FORGERIES = timedelta(minutes=1), 30


def record(
    notice: Notice, payment: Payment | None, *, is_due: bool, arrival: str, at: datetime
) -> Verdict:
    """Credit, fail or put aside `payment`, and keep the notice. `is_due` says whether the dossier
    still waits for its fee; `payment` is the one the notice names, None if there is none."""
    verdict = _judge(notice, payment, is_due)
    if payment is not None:
        if verdict is Verdict.RECORDED:
            payment.credit(notice.transaction, at)
        elif verdict is Verdict.FAILED:
            payment.fail()
        elif _is_new_money(verdict, payment):
            payment.put_aside(notice.transaction, at)
    db.session.add(
        GatewayNotice(
            gateway=notice.gateway,
            arrival=arrival,
            fields=_readable(notice.fields),
            is_verified=True,
            verdict=verdict,
            reference=notice.reference[:100],
            gateway_transaction=notice.transaction[:100],
            amount=notice.amount,
            payment_id=payment.id if payment else None,
            at=at,
        )
    )
    db.session.flush()
    return verdict


def keep_forged(fields: Mapping[str, str], *, gateway: str, arrival: str, at: datetime) -> Verdict:
    """Keep what somebody sent in the gateway's name; it changes nothing else. Of a flood only a
    sample is kept, and no true notice is ever turned away for it."""
    if queries.forged_since(at - FORGERY_WINDOW) >= MOST_FORGERIES:
        return Verdict.FORGED
    db.session.add(
        GatewayNotice(
            gateway=gateway,
            arrival=arrival,
            fields=_readable(fields),
            is_verified=False,
            verdict=Verdict.FORGED,
            reference="",
            gateway_transaction="",
            amount=None,
            payment_id=None,
            at=at,
        )
    )
    return Verdict.FORGED


def _judge(notice: Notice, payment: Payment | None, is_due: bool) -> Verdict:
    if payment is None or payment.way != notice.gateway:
        # Without money behind it, an unknown order is nobody's worry; with it, it is.
        return Verdict.UNKNOWN if notice.succeeded else Verdict.REPEATED
    if not notice.succeeded:
        return Verdict.FAILED if payment.state is MoneyState.PENDING else Verdict.REPEATED
    if payment.gateway_transaction is not None:
        same = payment.gateway_transaction == notice.transaction
        return Verdict.REPEATED if same else Verdict.SECOND_PAYMENT
    if queries.has_transaction(notice.transaction):
        return Verdict.TRANSACTION_REUSED
    if notice.amount != payment.amount:
        return Verdict.AMOUNT_DIFFERS
    if queries.paid_payment(payment.dossier_id, payment.call) is not None:
        return Verdict.SECOND_PAYMENT
    return Verdict.RECORDED if is_due else Verdict.NOT_DUE


def _is_new_money(verdict: Verdict, payment: Payment) -> bool:
    return payment.gateway_transaction is None and verdict in (
        Verdict.AMOUNT_DIFFERS,
        Verdict.SECOND_PAYMENT,
        Verdict.NOT_DUE,
    )


def _readable(fields: Mapping[str, str]) -> dict[str, str]:
    """Bounded, and free of what PostgreSQL cannot keep: anybody may send anything."""
    kept = list(fields.items())[:40]
    return {name[:60].replace("\0", ""): value[:300].replace("\0", "") for name, value in kept}
