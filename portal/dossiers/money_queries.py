"""Reads of dossiers by what they owe, for cashiers: they see no more of one than money needs."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import workflow
from portal.dossiers.models import Dossier, PaymentState
from portal.payments.models import FeeReceipt
from portal.units.models import Desk

MOST = 50


def waiting_for_fee(unit_ids: set[int], text: str = "") -> list[Dossier]:
    """Received at the units' desks, owed, the longest waiting first; `text` is part of a code."""
    statement = _of_units(unit_ids).where(
        Dossier.payment == PaymentState.UNPAID,
        Dossier.fee_due > Dossier.fee_paid,
        Dossier.received_at.is_not(None),
        Dossier.state.not_in(workflow.ENDED),
    )
    if text:
        statement = statement.where(
            sa.or_(
                Dossier.code.icontains(text, autoescape=True),
                Dossier.reference.icontains(text, autoescape=True),
            )
        )
    return list(db.session.scalars(statement.order_by(Dossier.received_at, Dossier.id).limit(MOST)))


def dossier_of_cashier(
    reference: str, account: Account, day: date, *, lock: bool = False
) -> Dossier | None:
    """A dossier received at a desk where the person takes money."""
    statement = _of_units(account.units_as(Role.CASHIER, day)).where(Dossier.reference == reference)
    if lock:
        statement = statement.with_for_update(of=Dossier)
    return db.session.scalar(statement)


def replaced_by(receipt: FeeReceipt) -> FeeReceipt | None:
    """The cancelled receipt in whose place this one stands."""
    return db.session.scalar(sa.select(FeeReceipt).where(FeeReceipt.replaced_by_id == receipt.id))


def _of_units(unit_ids: set[int]) -> sa.Select[Dossier]:
    return (
        sa.select(Dossier).join(Desk, Desk.id == Dossier.desk_id).where(Desk.unit_id.in_(unit_ids))
    )
