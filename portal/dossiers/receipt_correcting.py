"""A wrong receipt (biên lai) is cancelled and replaced by one with the next number, never edited."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import issuing
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.documents.papers import PaperKind
from portal.documents.printing import printed
from portal.dossiers import paying, queries, slips
from portal.dossiers.models import Dossier
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.payments import receipts
from portal.payments.models import FeeReceipt, Payment, ReceiptState


def replace(
    receipt: FeeReceipt,
    *,
    payer: str,
    address: str,
    purpose: str,
    reason: str,
    by: Account,
    at: datetime,
) -> Document:
    """Cancel the receipt for `reason` and give another with the corrected words; the sum is that of
    the payment. Both stay, linked. Returns the new paper."""
    payment = db.session.get_one(Payment, receipt.payment_id)
    by.acting_as(Role.CASHIER, payment.unit_id, clock.local(at).date())
    dossier = queries.dossier_to_settle(payment.dossier_id)
    assert dossier is not None
    db.session.refresh(receipt, with_for_update=True)
    if receipt.state is not ReceiptState.ISSUED:
        raise Conflict(_("Biên lai này đã hủy."))
    for field, text, sentence in (
        ("payer", payer, _("Hãy ghi người nộp tiền.")),
        ("purpose", purpose, _("Hãy ghi nội dung thu.")),
        ("reason", reason, _("Hãy ghi lý do hủy và lập lại.")),
    ):
        if not text:
            raise Invalid(sentence, {field: sentence})
    receipts.cancel(receipt, reason=reason, by_name=by.full_name, at=at)
    words = receipts.Words(payer, address, purpose)
    made = paying.give_receipt(
        dossier, payment, collector=collector_of(payment), words=words, at=at
    )
    db.session.flush()
    newer = receipt_named(made.number or "")
    assert newer is not None
    receipt.replaced_by_id = newer.id
    former = paper_of(dossier, receipt)
    if former is not None:
        issuing.revoke(former, reason, at=at)
        former.superseded_by_id = made.id
    return made


def cancelled_copy(receipt: FeeReceipt) -> bytes:
    """The receipt as it was, over each copy the words that it is void and what stands in its
    place."""
    payment = db.session.get_one(Payment, receipt.payment_id)
    dossier = db.session.get_one(Dossier, payment.dossier_id)
    newer = db.session.get(FeeReceipt, receipt.replaced_by_id) if receipt.replaced_by_id else None
    legend = f"ĐÃ HỦY. Thay thế bằng biên lai {newer.label}." if newer else "ĐÃ HỦY"
    paper = slips.fee_receipt(
        dossier, payment, receipt, collector=collector_of(payment), legend=legend
    )
    return printed(PaperKind.FEE_RECEIPT, paper)


def collector_of(payment: Payment) -> str:
    """Who took the money; empty for a gateway."""
    officer = db.session.get(Account, payment.officer_id) if payment.officer_id else None
    return officer.full_name if officer else ""


def receipt_named(label: str) -> FeeReceipt | None:
    series, _slash, number = label.rpartition("/")
    if not (number.isascii() and number.isdigit()):
        return None
    return db.session.scalar(
        sa.select(FeeReceipt).where(FeeReceipt.series == series, FeeReceipt.number == int(number))
    )


def receipt_in(receipt_id: int, unit_ids: set[int]) -> tuple[FeeReceipt, Payment] | None:
    """A receipt for money the units collected."""
    row = db.session.execute(
        sa.select(FeeReceipt, Payment)
        .join(Payment, Payment.id == FeeReceipt.payment_id)
        .where(FeeReceipt.id == receipt_id, Payment.unit_id.in_(unit_ids))
    ).first()
    return (row[0], row[1]) if row else None


def paper_of(dossier: Dossier, receipt: FeeReceipt) -> Document | None:
    return db.session.scalar(
        sa.select(Document).where(
            Document.dossier_id == dossier.id,
            Document.kind == DocumentKind.FEE_RECEIPT,
            Document.number == receipt.label,
            Document.state == DocumentState.ISSUED,
        )
    )
