"""A paid fee is owed back when the dossier ends without a result (domain rule 8)."""

from __future__ import annotations

from datetime import datetime

from portal.db import db
from portal.payments import queries
from portal.payments.models import RefundDue


def owe(dossier_id: int, *, unit_id: int, amount: int, ground: str, at: datetime) -> RefundDue:
    """Record that `unit_id`, which collected, owes `amount` đồng back; once for a dossier."""
    known = queries.refund_due_of(dossier_id)
    if known is not None:
        return known
    payment = queries.paid_payment(dossier_id)
    owed = RefundDue(
        dossier_id=dossier_id,
        payment_id=payment.id if payment else None,
        unit_id=payment.unit_id if payment else unit_id,
        amount=payment.amount if payment else amount,
        ground=ground,
        created_at=at,
    )
    db.session.add(owed)
    return owed
