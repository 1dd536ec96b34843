"""Biên lai thu phí, lệ phí: their numbers."""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.counters import next_value
from portal.db import db
from portal.payments.models import FeeReceipt, Payment, ReceiptState
from portal.units.models import Unit


def next_receipt(payment: Payment, unit: Unit, *, at: datetime) -> FeeReceipt:
    """The next number of the collecting unit's series of the year. Its counter stays locked until
    the commit: only the printed receipt comes after it. The file is named by the caller."""
    series = f"BL-{unit.code}-{clock.local(at):%y}"
    receipt = FeeReceipt(
        series=series,
        number=next_value(db.session, f"fee-receipt/{series}"),
        payment_id=payment.id,
        sha256="",
        state=ReceiptState.ISSUED,
        issued_at=at,
    )
    db.session.add(receipt)
    return receipt
