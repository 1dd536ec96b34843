"""What a person agreed to, and took back: each decision a row, only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as orm_event
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class ConsentDecision(Base):
    """One decision about one purpose. `version` and `text` are what the person read when deciding,
    so that it can be shown what was agreed to (Luật 91/2025/QH15, consent can be proven)."""

    __tablename__ = "consent_decision"
    __table_args__ = (sa.Index("ix_consent_decision_latest", "account_id", "purpose", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    purpose: Mapped[str] = mapped_column(sa.String(40))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    is_given: Mapped[bool]
    at: Mapped[datetime]


@orm_event.listens_for(ConsentDecision, "before_update")
@orm_event.listens_for(ConsentDecision, "before_delete")
def _refuse_to_change_decisions(*_args: Any) -> None:
    raise RuntimeError("decisions about consent are only ever added")
