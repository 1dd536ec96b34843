"""Rows of a person's store: papers put there by themselves, and what they let others use."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.db import Base


class KeptPaper(Base):
    """A paper its owner put into the store. A newer version names the one before it (`earlier_id`);
    what was taken out keeps its row and loses its file, unless a dossier holds it too."""

    __tablename__ = "kept_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    number: Mapped[str] = mapped_column(sa.String(60), default="")
    issuer: Mapped[str] = mapped_column(sa.String(200), default="")
    issued_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    file_name: Mapped[str] = mapped_column(sa.String(255))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    earlier_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("kept_paper.id"), unique=True, index=False
    )

    earlier: Mapped[KeptPaper | None] = relationship(remote_side=[id])


class PaperShare(Base):
    """The owner lets one other person use a paper of the store, until a day (included) or until it
    is taken back. `origin` names the paper as `entries.StoredPaper` does."""

    __tablename__ = "paper_share"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    origin: Mapped[str] = mapped_column(sa.String(20))
    paper_name: Mapped[str] = mapped_column(sa.String(300))
    with_number: Mapped[str] = mapped_column(sa.String(12), index=True)
    with_name: Mapped[str] = mapped_column(sa.String(120))
    until: Mapped[date]
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    owner: Mapped[Account] = relationship()

    def is_in_force(self, day: date) -> bool:
        return self.ended_at is None and self.until >= day
