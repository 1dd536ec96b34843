"""Payments of fees, what gateways told us about them, and the receipts issued for them."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as orm_event
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, text_enum


class Way(enum.StrEnum):
    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    VNPAY = "vnpay"
    NATIONAL = "national"  # the payment platform of the national portal
    VIETQR = "vietqr"  # a transfer by the code of the order, told by the bank


DESK_WAYS = (Way.CASH, Way.CARD, Way.TRANSFER)


class MoneyState(enum.StrEnum):
    PENDING = "pending"  # ordered at a gateway, no money yet
    PAID = "paid"
    FAILED = "failed"
    ASIDE = "aside"  # money came that is not owed like this: somebody has to look


class Verdict(enum.StrEnum):
    """What became of a notice."""

    RECORDED = "recorded"
    FAILED = "failed"
    REPEATED = "repeated"
    FORGED = "forged"
    UNKNOWN = "unknown"
    AMOUNT_DIFFERS = "amount_differs"
    SECOND_PAYMENT = "second_payment"
    TRANSACTION_REUSED = "transaction_reused"
    NOT_DUE = "not_due"


# Money is somewhere and nobody owes it like this: a person has to settle it.
ALARMS = frozenset(
    {
        Verdict.UNKNOWN,
        Verdict.AMOUNT_DIFFERS,
        Verdict.SECOND_PAYMENT,
        Verdict.TRANSACTION_REUSED,
        Verdict.NOT_DUE,
    }
)


class ReceiptState(enum.StrEnum):
    ISSUED = "issued"
    CANCELLED = "cancelled"


class Payment(Base):
    """One attempt to pay the fee of a dossier, `amount` in đồng. `unit` collects. `call` counts the
    demands: one dossier is paid once for each. `shift_id` is the cashier's shift that took it.

    `reference` is ours and goes to the gateway; `gateway_transaction` is the gateway's, set once
    money came. The dossier is known by id; what a receipt says of it is kept here as it was.
    """

    __tablename__ = "payment"
    __table_args__ = (
        # The database's own word for "exactly once".
        sa.Index(
            "uq_payment_paid_once",
            "dossier_id",
            "call",
            unique=True,
            sqlite_where=sa.text("state = 'paid'"),
            postgresql_where=sa.text("state = 'paid'"),
        ),
        sa.Index("ix_payment_unit_paid", "unit_id", "paid_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    amount: Mapped[int]
    way: Mapped[Way] = mapped_column(text_enum(Way))
    state: Mapped[MoneyState] = mapped_column(text_enum(MoneyState))
    reference: Mapped[str] = mapped_column(sa.String(30), unique=True)
    gateway_transaction: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    dossier_code: Mapped[str] = mapped_column(sa.String(60))
    payer_name: Mapped[str] = mapped_column(sa.String(200))
    purpose: Mapped[str] = mapped_column(sa.String(300))
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    officer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    call: Mapped[int] = mapped_column(default=1, server_default="1")
    shift_id: Mapped[int | None] = mapped_column(index=True)

    def credit(self, transaction: str, at: datetime) -> None:
        """The money came as it was owed."""
        self.state = MoneyState.PAID
        self.gateway_transaction, self.paid_at = transaction, at

    def put_aside(self, transaction: str, at: datetime) -> None:
        """Money came, but not as it was owed."""
        self.state = MoneyState.ASIDE
        self.gateway_transaction, self.paid_at = transaction, at

    def fail(self) -> None:
        """The gateway says that nothing was paid. A later success still counts."""
        self.state = MoneyState.FAILED


class GatewayNotice(Base):
    """What arrived from a gateway, by server or through the payer's browser (`arrival`), as it
    arrived and without its signature; append-only, but `fields` are emptied when the personal data
    of the dossier is removed (portal/privacy). `amount` in đồng, None if it cannot be read."""

    __tablename__ = "gateway_notice"
    __table_args__ = (sa.Index("ix_gateway_notice_verdict_at", "verdict", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gateway: Mapped[str] = mapped_column(sa.String(20))
    arrival: Mapped[str] = mapped_column(sa.String(20))
    fields: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    is_verified: Mapped[bool]
    verdict: Mapped[Verdict] = mapped_column(text_enum(Verdict))
    reference: Mapped[str] = mapped_column(sa.String(100))
    gateway_transaction: Mapped[str] = mapped_column(sa.String(100))
    amount: Mapped[int | None]
    payment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payment.id"), index=True)
    at: Mapped[datetime]


class FeeReceipt(Base):
    """Biên lai thu phí, lệ phí: numbered without gap in its series, never edited. A wrong one is
    cancelled and replaced. `sha256` names the frozen file; `payer_*` and `purpose` are what it says
    where that differs from the payment."""

    __tablename__ = "fee_receipt"
    __table_args__ = (sa.UniqueConstraint("series", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(sa.String(60))
    number: Mapped[int]
    payment_id: Mapped[int] = mapped_column(sa.ForeignKey("payment.id"), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[ReceiptState] = mapped_column(text_enum(ReceiptState))
    issued_at: Mapped[datetime]
    replaced_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fee_receipt.id"))
    payer_name: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    payer_address: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    purpose: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    cancelled_at: Mapped[datetime | None]
    cancelled_by_name: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    cancel_reason: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    def cancel(self, reason: str, by_name: str, at: datetime) -> None:
        self.state = ReceiptState.CANCELLED
        self.cancel_reason, self.cancelled_by_name, self.cancelled_at = reason, by_name, at

    @property
    def label(self) -> str:
        """ "BL-H99.11-26/0000001" """
        return f"{self.series}/{self.number:07d}"


@orm_event.listens_for(GatewayNotice, "before_update")
@orm_event.listens_for(GatewayNotice, "before_delete")
def _refuse_to_change_notices(*_args: Any) -> None:
    raise RuntimeError("gateway notices are only ever added")
