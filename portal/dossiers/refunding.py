"""A refund is paid out: the dossier knows, and its person is told."""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.accounts.models import SYSTEM, Account, Actor
from portal.accounts.roles import Role
from portal.dossiers import messages, queries
from portal.dossiers.models import Dossier, PaymentState
from portal.dossiers.workflow import Action
from portal.payments import giving_back
from portal.payments.refund_models import Refund


def pay_out(refund: Refund, *, transaction: str, by: Account, at: datetime) -> None:
    """The cashier gives the money; what was a fee is then no longer paid."""
    # The dossier first, as everywhere: two acts cannot wait for each other.
    dossier = queries.dossier_to_settle(refund.dossier_id) if refund.dossier_id else None
    giving_back.pay_out(refund, transaction=transaction, by=by, at=at)
    actor = by.acting_as(Role.CASHIER, refund.unit_id, clock.local(at).date())
    _settle(dossier, refund, actor, at)


def given_back(refund: Refund, *, transaction: str, at: datetime) -> None:
    """The gateway gave the money back."""
    dossier = queries.dossier_to_settle(refund.dossier_id) if refund.dossier_id else None
    giving_back.given_back(refund, transaction=transaction, at=at)
    _settle(dossier, refund, SYSTEM, at)


def _settle(dossier: Dossier | None, refund: Refund, actor: Actor, at: datetime) -> None:
    if dossier is None:
        return
    dossier.move(Action.REFUND, by=actor, at=at, data={"amount": refund.amount})
    if not refund.is_aside:
        dossier.fee_paid -= refund.amount
        if dossier.fee_paid <= 0:
            dossier.payment = PaymentState.REFUNDED
    messages.refunded(dossier, refund, at=at)
