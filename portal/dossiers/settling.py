"""What becomes of a paid fee when the dossier ends without a result."""

from __future__ import annotations

from datetime import datetime

from portal.dossiers.models import Dossier, PaymentState
from portal.payments import refunds
from portal.payments.refund_models import Refund


def owe_back(dossier: Dossier, *, ground: str, at: datetime) -> Refund | None:
    """Record the refund of a fee that was paid (domain rule 8); None when nothing was. Paying it
    out is the cashier's act; until then the dossier's payment stays as it is."""
    paid = dossier.fee_paid or (dossier.fee_due if dossier.payment is PaymentState.PAID else 0)
    if not paid:
        return None
    return refunds.owe(dossier.id, unit_id=dossier.desk.unit_id, in_all=paid, ground=ground, at=at)
