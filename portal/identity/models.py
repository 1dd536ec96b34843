"""Letters that prove an address: forgotten passwords, e-mail and telephone that are to be confirmed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class RecoveryRequest(Base):
    """Somebody typed `identifier` and forgot the password. Whether there is such an account is
    looked up later, by the worker, so that the page takes the same time for all."""

    __tablename__ = "recovery_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(sa.String(254))
    asked_at: Mapped[datetime]


class ResetLink(Base):
    """A link by which a password may be set once; the hash of what stands in it."""

    __tablename__ = "reset_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class EmailCode(Base):
    """Six digits sent to `email`, to be typed by the account's owner."""

    __tablename__ = "email_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    digest: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PhoneCode(Base):
    """Six digits sent to the account's telephone number of that moment."""

    __tablename__ = "phone_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    phone: Mapped[str] = mapped_column(sa.String(20))
    digest: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
