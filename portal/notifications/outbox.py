"""Telling somebody: a row in the transaction it tells of (law 3). The worker does the rest."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.accounts.models import Account
from portal.db import db
from portal.errors import Conflict
from portal.i18n import _
from portal.notifications.models import MessageChannel, MessageState, OutboxMessage


def notify(
    *,
    account: Account | None,
    email: str,
    subject: str,
    body: str,
    link: str,
    key: str,
    at: datetime,
) -> None:
    """One message for each way there is: e-mail when `email` is not empty, a notice in the
    portal when there is an `account`.

    `link` is a path of ours ("/ho-so/…"), or empty. `key` (at most 190 characters) names what
    is told: the same key again adds nothing, also from two requests at once. Never commits.
    """
    if account is not None:
        db.session.flush()  # a new account gets its number
    ways: list[tuple[MessageChannel, str]] = []
    if email:
        ways.append((MessageChannel.EMAIL, email))
    if account is not None:
        ways.append((MessageChannel.PORTAL, str(account.id)))
    for channel, recipient in ways:
        _add(
            key=f"{key}/{channel.value}",
            channel=channel,
            recipient=recipient,
            account_id=account.id if account else None,
            subject=" ".join(subject.split())[:300],  # a line break would begin a new header
            body=body,
            link=link,
            state=MessageState.WAITING,
            attempts=0,
            next_attempt_at=at,
            last_error="",
            created_at=at,
        )


def mail(*, account: Account, subject: str, body: str, link: str, key: str, at: datetime) -> None:
    """One e-mail to somebody with an account and no notice in the portal; `link` and `key` as in
    `notify`. Never commits."""
    _add(
        key=f"{key}/{MessageChannel.EMAIL.value}",
        channel=MessageChannel.EMAIL,
        recipient=account.email,
        account_id=account.id,
        subject=" ".join(subject.split())[:300],
        body=body,
        link=link,
        state=MessageState.WAITING,
        attempts=0,
        next_attempt_at=at,
        last_error="",
        created_at=at,
    )


def take_back(account: Account, *, channel: MessageChannel, key_starts: str) -> int:
    """Remove what waits to go out to somebody who no longer agrees to it; says how many. What a
    worker holds at this moment goes out."""
    result = db.session.execute(
        sa.delete(OutboxMessage)
        .where(
            OutboxMessage.account_id == account.id,
            OutboxMessage.channel == channel,
            OutboxMessage.state != MessageState.SENT,
            OutboxMessage.leased_until.is_(None),
            OutboxMessage.key.startswith(key_starts, autoescape=True),
        )
        .execution_options(synchronize_session=False)
    )
    return result.rowcount or 0  # type: ignore[attr-defined]


def text(
    *,
    phone: str,
    body: str,
    key: str,
    at: datetime,
    account: Account | None = None,
    link: str = "",
) -> None:
    """One text message to a number; `key` as in `notify`, `link` the page it tells of. Never commits."""
    _add(
        key=f"{key}/{MessageChannel.SMS.value}",
        channel=MessageChannel.SMS,
        recipient=phone,
        account_id=account.id if account else None,
        subject="Tin nhắn SMS",
        body=body,
        link=link,
        state=MessageState.WAITING,
        attempts=0,
        next_attempt_at=at,
        last_error="",
        created_at=at,
    )


def has(key: str) -> bool:
    """Was somebody told of this, in any way?"""
    keys = [f"{key}/{channel.value}" for channel in MessageChannel]
    found = sa.select(OutboxMessage.id).where(OutboxMessage.key.in_(keys)).limit(1)
    return db.session.scalar(found) is not None


def send_again(message: OutboxMessage, *, at: datetime) -> None:
    """Give a message that was put aside all its attempts once more. Raises Conflict."""
    if message.state is not MessageState.DEAD:
        raise Conflict(_("Thư này không còn nằm trong danh sách chờ gửi lại."))
    message.state = MessageState.WAITING
    message.attempts = 0
    message.next_attempt_at = at
    message.leased_until = None


def _add(**columns: object) -> None:
    dialect = db.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    db.session.execute(
        insert(OutboxMessage).values(**columns).on_conflict_do_nothing(index_elements=["key"])
    )
