"""What is asked of a gateway to give money back."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, text_enum
from portal.payments.refund_models import Refund


class CallState(enum.StrEnum):
    WAITING = "waiting"  # not asked, or surely not heard
    ASKED = "asked"  # asked; what became of it is not known
    DONE = "done"
    REFUSED = "refused"
    BY_HAND = "by_hand"  # nobody can say; a person looks at the gateway's own page


class RefundCall(Base):
    """One refund asked of the gateway the money came through, at most one for each. `key` is what
    the gateway recognises a repetition by. The state says "asked" before a byte goes out."""

    __tablename__ = "refund_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    refund_id: Mapped[int] = mapped_column(sa.ForeignKey("refund.id"), unique=True)
    key: Mapped[str] = mapped_column(sa.String(32), unique=True)
    state: Mapped[CallState] = mapped_column(text_enum(CallState), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    said: Mapped[str] = mapped_column(sa.String(200), default="")
    transaction: Mapped[str] = mapped_column(sa.String(100), default="")
    created_at: Mapped[datetime]

    refund: Mapped[Refund] = relationship()

    @property
    def is_open(self) -> bool:
        return self.state in (CallState.WAITING, CallState.ASKED)

    def become(self, state: CallState, said: str = "") -> None:
        self.state, self.said = state, said[:200]
