"""Accounts at other providers."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.db import Base


class ExternalIdentity(Base):
    """Who `subject` of a provider is here. `level` is the assurance of the last sign-in. The account
    there of an organisation is here the person who represents it, with `organisation_id`."""

    __tablename__ = "external_identity"
    __table_args__ = (sa.UniqueConstraint("provider", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(sa.String(40))
    subject: Mapped[str] = mapped_column(sa.String(255))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.Integer)
    level: Mapped[int]
    linked_at: Mapped[datetime]
    seen_at: Mapped[datetime]

    account: Mapped[Account] = relationship()


class ProviderSession(Base):
    """Which of our sessions began at which session of the provider, for its logout."""

    __tablename__ = "provider_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(sa.ForeignKey("external_identity.id"), index=True)
    session_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sign_in_session.id", ondelete="CASCADE"), index=True
    )
    sid: Mapped[str] = mapped_column(sa.String(255), default="")
