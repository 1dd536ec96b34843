"""A financial duty asked for after reception (nghĩa vụ tài chính, national code 6)."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, text_enum


class DutyKind(enum.StrEnum):
    FEE = "fee"  # the dossier's own fee, paid through the portal or at the desk
    BUDGET = "budget"  # a tax or other duty paid to the state budget, shown by a paper


class PaymentDuty(Base):
    """From `requested_at` to `ended_at` the dossier's clock stands still. `amount` is đồng; `proof`
    names the paper by which a duty to the budget was met, `ended_by` who saw it. A duty that was
    taken back has `is_met` false."""

    __tablename__ = "payment_duty"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(sa.ForeignKey("dossier.id"), index=True)
    kind: Mapped[DutyKind] = mapped_column(text_enum(DutyKind))
    amount: Mapped[int]
    ground: Mapped[str] = mapped_column(sa.Text)
    requested_at: Mapped[datetime]
    requester_name: Mapped[str] = mapped_column(sa.String(200))
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(sa.String(200), default="")
    proof: Mapped[str] = mapped_column(sa.String(300), default="")
    is_met: Mapped[bool | None]
