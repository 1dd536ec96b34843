"""What the bank and the gateway of the sandbox remember."""

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


class SandboxRefund(Base):
    """A refund VNPAY was asked for in development. `key` is the request's, `kind` whole or in part."""

    __tablename__ = "sandbox_refund"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(32), unique=True)
    reference: Mapped[str] = mapped_column(sa.String(30), index=True)
    kind: Mapped[str] = mapped_column(sa.String(2))
    amount: Mapped[int]
    at: Mapped[datetime]
