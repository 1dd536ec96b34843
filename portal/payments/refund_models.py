"""Money that is owed back."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, text_enum


class RefundState(enum.StrEnum):
    DUE = "due"  # owed, nobody has proposed how
    PROPOSED = "proposed"
    APPROVED = "approved"
    PAID = "paid"


class RefundWay(enum.StrEnum):
    CASH = "cash"
    TRANSFER = "transfer"
    GATEWAY = "gateway"  # by the gateway through which it came


class Refund(Base):
    """Money owed back: a fee that was paid for a dossier which ended without a result, one that
    was paid too much, or money that was never owed. `amount` in đồng; `ground` says why. Who
    approves is never who proposed. `dossier_id` is empty for money that named no dossier;
    `is_aside` is money that never counted as a fee."""

    __tablename__ = "refund"
    __table_args__ = (sa.Index("ix_refund_unit_state", "unit_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    payment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payment.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    amount: Mapped[int]
    ground: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[RefundState] = mapped_column(text_enum(RefundState))
    is_aside: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    way: Mapped[RefundWay | None] = mapped_column(text_enum(RefundWay))
    account: Mapped[str] = mapped_column(sa.String(300), default="")
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    proposed_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    proposed_at: Mapped[datetime | None]
    approved_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    approved_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(sa.Text, default="")
    paid_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    settled_at: Mapped[datetime | None]
    transaction: Mapped[str] = mapped_column(sa.String(100), default="")
    shift_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cashier_shift.id"))

    def advance(self, state: RefundState) -> None:
        """The next of due, proposed, approved, paid; or back to due."""
        self.state = state
