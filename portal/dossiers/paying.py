"""The fee of a dossier is paid: online through a gateway, or at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from portal.accounts.models import SYSTEM, Account, Actor
from portal.db import db
from portal.documents import issuing
from portal.documents.models import Document, DocumentKind
from portal.dossiers import duties, invoicing, messages, queries, returning, slips
from portal.dossiers.models import Dossier, PaymentState
from portal.dossiers.workflow import Action
from portal.errors import Conflict
from portal.i18n import _
from portal.payments import desk, ordering, receipts, recording
from portal.payments import queries as payments
from portal.payments.gateways import Forged, Gateway
from portal.payments.models import ALARMS, MoneyState, Payment, Verdict, Way
from portal.payments.ordering import Due


@dataclass(frozen=True)
class Recorded:
    """What became of a notice. `payment` is None for an order that is not ours."""

    verdict: Verdict
    payment: Payment | None = None


def is_due(dossier: Dossier) -> bool:
    """A fee is owed from reception until the dossier ends."""
    return (
        dossier.payment is PaymentState.UNPAID
        and dossier.fee_owed > 0
        and dossier.received_at is not None
        and not dossier.is_ended
    )


def expect_due(dossier: Dossier) -> None:
    if dossier.fee_due and dossier.payment is PaymentState.PAID:
        raise Conflict(_("Hồ sơ này đã nộp phí, lệ phí."))
    if not is_due(dossier):
        raise Conflict(_("Hồ sơ này hiện không có phí, lệ phí phải nộp."))


def order_online(dossier: Dossier, way: Way = Way.VNPAY, *, at: datetime) -> Payment:
    """Open an order at the gateway for all that is owed; no money has moved."""
    expect_due(dossier)
    return ordering.order(_due(dossier), way, at=at)


def record(params: Mapping[str, str], gateway: Gateway, *, arrival: str, at: datetime) -> Recorded:
    """Take a gateway's notice, from its server or through the payer's browser, in any order and
    however often: the fee is paid once, a result that only waited for it is returned, and a
    receipt is given. What does not fit is put aside."""
    try:
        notice = gateway.read_notice(params)
    except Forged:
        return Recorded(recording.keep_forged(params, gateway=gateway.name, arrival=arrival, at=at))
    payment = payments.payment_of(notice.reference)
    dossier = None
    if payment is not None:  # always the dossier first: two notices cannot wait for each other
        dossier = queries.dossier_to_settle(payment.dossier_id)
        payment = payments.payment_of(notice.reference, lock=True)
    due = dossier is not None and is_due(dossier)
    verdict = recording.record(notice, payment, is_due=due, arrival=arrival, at=at)
    if verdict is Verdict.RECORDED and dossier is not None and payment is not None:
        _settle(dossier, payment, by=SYSTEM, at=at)
        returning.return_online(dossier, at=at)
        messages.paid(dossier, payment.amount, at=at)
        give_receipt(dossier, payment, collector="", at=at)
    elif verdict in ALARMS:
        messages.money_put_aside(verdict, notice, payment, at=at)
    return Recorded(verdict, payment)


def collect(dossier: Dossier, way: Way, *, note: str = "", by: Account, at: datetime) -> Document:
    """Take the fee at the desk that received the dossier. Returns the receipt."""
    payment = take(dossier, way, note=note, by=by, at=at)
    returning.return_online(dossier, at=at)
    messages.paid(dossier, payment.amount, at=at)
    return give_receipt(dossier, payment, collector=by.full_name, at=at)


def take(dossier: Dossier, way: Way, *, note: str = "", by: Account, at: datetime) -> Payment:
    """The money at the desk, without its receipt: acts that go on give that last."""
    expect_due(dossier)
    payment = desk.take(_due(dossier), way, note=note, by=by, at=at)
    _settle(dossier, payment, by=desk.collector(by, payment.unit_id, at), at=at)
    return payment


def credit_by_hand(
    dossier: Dossier,
    payment: Payment | None,
    *,
    way: Way,
    amount: int,
    transaction: str,
    by: Account,
    at: datetime,
) -> Payment:
    """Money found by reconciling becomes the dossier's payment, as it came. `payment` is the order
    it named; one of another dossier stays put aside under its number."""
    due = replace(_due(dossier), amount=amount)
    is_its_own = (
        payment is not None
        and payment.dossier_id == dossier.id
        and payment.state is not MoneyState.PAID
        and payment.gateway_transaction in (None, transaction)
    )
    if payment is None or not is_its_own:
        payment = ordering.order(due, way, at=at)
    payment.amount, payment.call = due.amount, due.call
    is_taken = payments.has_transaction(transaction) and payment.gateway_transaction is None
    payment.credit(f"{transaction}#{payment.id}" if is_taken else transaction, at)
    payment.officer_id = by.id
    db.session.flush()
    _settle(dossier, payment, by=desk.collector(by, payment.unit_id, at), at=at)
    return payment


def give_receipt(
    dossier: Dossier,
    payment: Payment,
    *,
    collector: str,
    words: receipts.Words | None = None,
    at: datetime,
) -> Document:
    """Number and print the receipt; its counter stays locked until the commit."""
    unit = dossier.desk.unit
    db.session.flush()
    receipt = receipts.next_receipt(payment, unit, words=words, at=at)
    document = issuing.issue_slip(
        DocumentKind.FEE_RECEIPT,
        slips.fee_receipt(dossier, payment, receipt, collector=collector),
        dossier_id=dossier.id,
        unit=unit,
        title="Biên lai thu phí, lệ phí",
        at=at,
    )
    document.number, receipt.sha256 = receipt.label, document.sha256
    return document


def _settle(dossier: Dossier, payment: Payment, *, by: Actor, at: datetime) -> None:
    dossier.move(
        Action.PAY, by=by, at=at, data={"amount": payment.amount, "way": payment.way.value}
    )
    dossier.fee_paid += payment.amount
    if dossier.fee_owed > 0:
        dossier.fee_call += 1  # what was paid is recorded, the rest is still owed
        return
    invoicing.settle(dossier, at=at)
    duties.settle_by_payment(dossier, by=by, at=at)


def _due(dossier: Dossier) -> Due:
    """The unit whose desk received the dossier collects its fee."""
    return Due(
        dossier_id=dossier.id,
        unit_id=dossier.desk.unit_id,
        amount=dossier.fee_owed,
        dossier_code=dossier.label,
        payer_name=dossier.submitter_name,
        purpose=f"Phí, lệ phí: {dossier.procedure_version.title}",
        call=dossier.fee_call,
    )
