"""Money is owed back (domain rule 8); how it is paid out: `giving_back.py`."""

from __future__ import annotations

from datetime import datetime

from portal.db import db
from portal.payments import queries
from portal.payments.models import Payment
from portal.payments.refund_models import Refund, RefundState


def owe(dossier_id: int, *, unit_id: int, in_all: int, ground: str, at: datetime) -> Refund | None:
    """Record that of a dossier's fee `in_all` đồng are owed back, those of earlier times included;
    told again it adds nothing. `unit_id` is who collected."""
    known = sum(one.amount for one in queries.refunds_of(dossier_id) if not one.is_aside)
    if in_all <= known:
        return None
    payment = queries.last_paid(dossier_id)
    return _add(
        payment,
        dossier_id=dossier_id,
        unit_id=payment.unit_id if payment else unit_id,
        amount=in_all - known,
        ground=ground,
        at=at,
    )


def owe_aside(
    payment: Payment | None, *, unit_id: int, amount: int, ground: str, at: datetime
) -> Refund:
    """Record that money which was never owed is owed back, whole."""
    refund = _add(
        payment,
        dossier_id=payment.dossier_id if payment else None,
        unit_id=unit_id,
        amount=amount,
        ground=ground,
        at=at,
    )
    refund.is_aside = True
    return refund


def _add(
    payment: Payment | None,
    *,
    dossier_id: int | None,
    unit_id: int,
    amount: int,
    ground: str,
    at: datetime,
) -> Refund:
    owed = Refund(
        dossier_id=dossier_id,
        payment_id=payment.id if payment else None,
        unit_id=unit_id,
        amount=amount,
        ground=ground,
        state=RefundState.DUE,
        is_aside=False,
        created_at=at,
        account="",
        proposed_by_name="",
        approved_by_name="",
        remark="",
        paid_by_name="",
        transaction="",
    )
    db.session.add(owed)
    db.session.flush()
    return owed
