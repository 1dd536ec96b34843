"""The books of the bank of the sandbox."""

from __future__ import annotations

import sqlalchemy as sa

from portal.db import db
from portal.payments.gateways.sandbox_bank import Transfer
from portal.payments.sandbox_models import SandboxTransfer


def keep(transfer: Transfer) -> None:
    db.session.add(
        SandboxTransfer(
            transaction=transfer.transaction,
            amount=transfer.amount,
            content=transfer.content[:300],
            at=transfer.at,
        )
    )


def all_of_them() -> list[Transfer]:
    found = db.session.scalars(sa.select(SandboxTransfer).order_by(SandboxTransfer.id))
    return [Transfer(one.transaction, one.amount, one.content, one.at) for one in found]
