"""Open a payment at a gateway."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from portal.db import db
from portal.payments.models import MoneyState, Payment, Way

_LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"


@dataclass(frozen=True)
class Due:
    """What one dossier owes, in plain values. `amount` in đồng; `unit_id` is who collects; `call`
    counts the demands."""

    dossier_id: int
    unit_id: int
    amount: int
    dossier_code: str
    payer_name: str
    purpose: str
    call: int = 1


def order(due: Due, way: Way, *, at: datetime) -> Payment:
    """A pending payment with a reference of its own. Every attempt is a new one: a gateway takes
    a reference once, and if two are paid the second is put aside."""
    return new_payment(due, way, MoneyState.PENDING, at=at)


def new_payment(due: Due, way: Way, state: MoneyState, *, at: datetime) -> Payment:
    payment = Payment(
        dossier_id=due.dossier_id,
        unit_id=due.unit_id,
        amount=due.amount,
        way=way,
        state=state,
        reference="".join(secrets.choice(_LETTERS) for _position in range(16)),
        dossier_code=due.dossier_code,
        payer_name=due.payer_name,
        purpose=due.purpose[:300],
        created_at=at,
        note="",
        call=due.call,
    )
    db.session.add(payment)
    db.session.flush()
    return payment
