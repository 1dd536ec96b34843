"""The outbox, and what people read in the portal."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, text_enum


class MessageChannel(enum.StrEnum):
    EMAIL = "email"
    PORTAL = "portal"
    SMS = "sms"


class MessageState(enum.StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class OutboxMessage(Base):
    """Something the outside is to hear, written in the transaction it tells of (law 3).

    `key` is what a receiver recognises a repetition by. A worker that takes the message holds it
    until `leased_until`; if the worker dies, another takes it after that.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (sa.Index("ix_outbox_message_due", "state", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    channel: Mapped[MessageChannel] = mapped_column(text_enum(MessageChannel))
    recipient: Mapped[str] = mapped_column(sa.String(254))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    subject: Mapped[str] = mapped_column(sa.String(300))
    body: Mapped[str] = mapped_column(sa.Text)
    link: Mapped[str] = mapped_column(sa.String(300), default="")
    state: Mapped[MessageState] = mapped_column(text_enum(MessageState))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Notice(Base):
    """A message a person reads after signing in; `message_key` makes delivery repeatable."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    message_key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    subject: Mapped[str] = mapped_column(sa.String(300))
    body: Mapped[str] = mapped_column(sa.Text)
    link: Mapped[str] = mapped_column(sa.String(300), default="")
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class AlertTopic(enum.StrEnum):
    """What officers are alerted to, each to be had at once, once a day, or not at all."""

    DUE = "due"  # a step or dossier is due soon, or overdue
    SHARE = "share"  # a unit's share is below its target
    QUEUE = "queue"  # a unit's queue grows


class AlertPace(enum.StrEnum):
    NOW = "now"
    DAILY = "daily"
    OFF = "off"


class AlertChoice(Base):
    """How an officer wants one topic; without a row, at once."""

    __tablename__ = "alert_choice"
    __table_args__ = (sa.UniqueConstraint("account_id", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    topic: Mapped[AlertTopic] = mapped_column(text_enum(AlertTopic))
    pace: Mapped[AlertPace] = mapped_column(text_enum(AlertPace))


class PendingAlert(Base):
    """An alert that waits for the day's digest; `key` as in the outbox, so that nobody is told of
    one thing twice. `told_at` once it stood in a digest."""

    __tablename__ = "pending_alert"
    __table_args__ = (sa.Index("ix_pending_alert_account", "account_id", "told_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    topic: Mapped[AlertTopic] = mapped_column(text_enum(AlertTopic))
    subject: Mapped[str] = mapped_column(sa.String(300))
    link: Mapped[str] = mapped_column(sa.String(300), default="")
    created_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
