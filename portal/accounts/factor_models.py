"""The second factor: an authenticator app, passkeys, recovery codes; and the book of what was done
to an account."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Authenticator(Base):
    """An app that shows a code every half minute. `secret` is sealed with the portal's key;
    `last_step` is the half minute of the last code taken, so that none is taken twice."""

    __tablename__ = "authenticator"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), unique=True)
    secret: Mapped[str] = mapped_column(sa.String(300))
    last_step: Mapped[int] = mapped_column(sa.BigInteger)
    added_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code for the day the telephone is gone; its hash only, good once."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("account_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    digest: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key a device keeps for this portal (WebAuthn). `person` is what the device knows the
    account by: random, the same for all keys of one person."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    credential_id: Mapped[str] = mapped_column(sa.String(1400), unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    person: Mapped[str] = mapped_column(sa.String(43))
    name: Mapped[str] = mapped_column(sa.String(60))
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class EnrolmentLetter(Base):
    """A code an administrator hands to an officer who has no second factor yet: with it and the
    password, never with the password alone, the first one is added. Its hash only, good once."""

    __tablename__ = "enrolment_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AccountNote(Base):
    """Something done to an account, by whom and why; only ever added."""

    __tablename__ = "account_note"
    __table_args__ = (sa.Index("ix_account_note_account", "account_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    what: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    by_id: Mapped[int | None]
    by_name: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime]
