"""What the bank of the sandbox remembers."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class SandboxTransfer(Base):
    """A transfer in the bank that is played in development; its statement is made of these. Empty
    in production."""

    __tablename__ = "sandbox_transfer"

    id: Mapped[int] = mapped_column(primary_key=True)
    transaction: Mapped[str] = mapped_column(sa.String(60), unique=True)
    amount: Mapped[int]
    content: Mapped[str] = mapped_column(sa.String(300))
    at: Mapped[datetime]
