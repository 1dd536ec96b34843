"""Who is signed in where: one row for each browser."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.db import Base


class SignInSession(Base):
    """A browser somebody signed in with, from then to `ends_at` at the latest.

    `key` stands in the browser's signed cookie. `epoch` is the account's at that moment: raising
    the account's ends them all. `seen_at` is written by requests that write anyway, so it lags
    by some minutes; the limit of idle time goes by the cookie. `level` is the assurance a provider of
    identity gave for this sign-in, 0 for a password of ours.
    """

    __tablename__ = "sign_in_session"
    __table_args__ = (sa.Index("ix_sign_in_session_account", "account_id", "started_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(43), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    epoch: Mapped[int]
    device: Mapped[str] = mapped_column(sa.String(80), default="")
    address: Mapped[str] = mapped_column(sa.String(45), default="")
    way: Mapped[str] = mapped_column(sa.String(40), default="password")
    level: Mapped[int] = mapped_column(default=0, server_default="0")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()

    def is_open(self, at: datetime) -> bool:
        return (
            self.ended_at is None
            and at < self.ends_at
            and self.epoch == self.account.session_epoch
            and self.account.disabled_at is None
        )
