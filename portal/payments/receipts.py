"""Biên lai thu phí, lệ phí: their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.counters import next_value
from portal.db import db
from portal.payments.models import FeeReceipt, Payment, ReceiptState
from portal.units.models import Unit


@dataclass(frozen=True)
class Words:
    """What a receipt says otherwise than its payment."""

    payer: str = ""
    address: str = ""
    purpose: str = ""


def next_receipt(
    payment: Payment, unit: Unit, *, words: Words | None = None, at: datetime
) -> FeeReceipt:
    """The next number of the collecting unit's series of the year. Its counter stays locked until
    the commit: only the printed receipt comes after it. The file is named by the caller."""
    words = words or Words()
    series = f"BL-{unit.code}-{clock.local(at):%y}"
    receipt = FeeReceipt(
        series=series,
        number=next_value(db.session, f"fee-receipt/{series}"),
        payment_id=payment.id,
        sha256="",
        state=ReceiptState.ISSUED,
        issued_at=at,
        payer_name=words.payer[:200],
        payer_address=words.address[:300],
        purpose=words.purpose[:300],
        cancelled_by_name="",
        cancel_reason="",
    )
    db.session.add(receipt)
    return receipt


def cancel(receipt: FeeReceipt, *, reason: str, by_name: str, at: datetime) -> None:
    """Void from now on; its number stays taken and its file stays as it is."""
    receipt.cancel(reason, by_name, at)
