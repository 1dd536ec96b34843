"""Statements of banks and gateways, line by line, and what was decided about money that does not
fit."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, text_enum
from portal.payments.models import Way


class Match(enum.StrEnum):
    """What a line of a statement turned out to be."""

    MATCHED = "matched"
    MISSING_HERE = "missing_here"  # the money is there, and we know nothing of it
    AMOUNT_DIFFERS = "amount_differs"
    PUT_ASIDE = "put_aside"  # we knew of it and put it aside


class Decision(enum.StrEnum):
    """What an officer did about money that does not fit."""

    CREDITED = "credited"  # to a dossier
    GIVEN_BACK = "given_back"  # owed back from now on
    NOTED = "noted"


class Statement(Base):
    """One file that was read; the same file is never read twice. Bank statements are those of the
    transfers by code (`Way.VIETQR`)."""

    __tablename__ = "statement"
    __table_args__ = (sa.UniqueConstraint("source", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[Way] = mapped_column(text_enum(Way))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    first_day: Mapped[date]
    last_day: Mapped[date]
    count: Mapped[int]
    added: Mapped[int]
    imported_by_name: Mapped[str] = mapped_column(sa.String(200))
    imported_at: Mapped[datetime]


class StatementLine(Base):
    """Money as the other side tells it; each transaction once, in whatever files it comes."""

    __tablename__ = "statement_line"
    __table_args__ = (sa.UniqueConstraint("source", "transaction"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(sa.ForeignKey("statement.id"), index=True)
    source: Mapped[Way] = mapped_column(text_enum(Way))
    transaction: Mapped[str] = mapped_column(sa.String(100))
    at: Mapped[datetime]
    amount: Mapped[int]
    content: Mapped[str] = mapped_column(sa.String(500))
    reference: Mapped[str] = mapped_column(sa.String(100))
    match: Mapped[Match] = mapped_column(text_enum(Match))
    payment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payment.id"), index=True)


class MoneyDecision(Base):
    """One act about money that does not fit: a line of a statement, a notice, or a payment the
    statement does not have. Each is decided once."""

    __tablename__ = "money_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("statement_line.id"), unique=True)
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("gateway_notice.id"), unique=True)
    payment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payment.id"), unique=True)
    decision: Mapped[Decision] = mapped_column(text_enum(Decision))
    note: Mapped[str] = mapped_column(sa.Text)
    credited_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payment.id"))
    refund_id: Mapped[int | None] = mapped_column(sa.ForeignKey("refund.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    by_name: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime]
