"""What becomes of a paid fee when the dossier ends without a result."""

from __future__ import annotations

from datetime import datetime

from portal.dossiers.models import Dossier, PaymentState
from portal.payments import refunds
from portal.payments.models import RefundDue


def owe_back(dossier: Dossier, *, ground: str, at: datetime) -> RefundDue | None:
    """Record the refund of a fee that was paid (domain rule 8); None when nothing was. Paying it
    out is the cashier's act; until then the dossier's payment stays as it is."""
    if dossier.payment is not PaymentState.PAID or not dossier.fee_due:
        return None
    return refunds.owe(
        dossier.id, unit_id=dossier.desk.unit_id, amount=dossier.fee_due, ground=ground, at=at
    )
