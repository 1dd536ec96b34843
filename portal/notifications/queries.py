"""Reads of notices and of the outbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as readable
from pathlib import Path
from typing import cast

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.db import db
from portal.notifications.models import MessageState, Notice, OutboxMessage

NOTICES_A_PAGE = 20


@dataclass(frozen=True)
class Mail:
    """An e-mail that was written to a file instead of being sent. `name` is its file's stem."""

    name: str
    to: str
    subject: str
    date: datetime
    text: str


def notices_of(account: Account, page: int = 1) -> list[Notice]:
    """One's own notices, newest first, one page of them."""
    return list(
        db.session.scalars(
            sa.select(Notice)
            .where(Notice.account_id == account.id)
            .order_by(Notice.created_at.desc(), Notice.id.desc())
            .limit(NOTICES_A_PAGE)
            .offset((page - 1) * NOTICES_A_PAGE)
        )
    )


def notice_count(account: Account, *, unread: bool = False) -> int:
    query = sa.select(sa.func.count(Notice.id)).where(Notice.account_id == account.id)
    if unread:
        query = query.where(Notice.read_at.is_(None))
    return db.session.scalar(query) or 0


def own_notice(account: Account, notice_id: int) -> Notice | None:
    return db.session.scalar(
        sa.select(Notice).where(Notice.id == notice_id, Notice.account_id == account.id)
    )


def unread_notices(account: Account) -> list[Notice]:
    return list(
        db.session.scalars(
            sa.select(Notice).where(Notice.account_id == account.id, Notice.read_at.is_(None))
        )
    )


def dead_letters() -> list[OutboxMessage]:
    """Messages put aside, the newest first; two hundred are enough to see what is wrong."""
    return list(
        db.session.scalars(
            sa.select(OutboxMessage)
            .where(OutboxMessage.state == MessageState.DEAD)
            .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
            .limit(200)
        )
    )


def outbox_message(message_id: int) -> OutboxMessage | None:
    return db.session.get(OutboxMessage, message_id)


def outbox_counts() -> dict[MessageState, int]:
    rows = db.session.execute(
        sa.select(OutboxMessage.state, sa.func.count().label("n")).group_by(OutboxMessage.state)
    )
    return {**dict.fromkeys(MessageState, 0), **{row.state: row.n for row in rows}}


def mails(folder: Path) -> list[Mail]:
    """The e-mails in the development mailbox, newest first, at most two hundred."""
    return sorted(_all_mails(folder), key=lambda mail: mail.date, reverse=True)[:200]


def mail_named(folder: Path, name: str) -> Mail | None:
    path = folder / f"{name}.eml"
    if not re.fullmatch(r"[0-9a-f]{32}", name) or not path.is_file():
        return None
    return _read(path)


def _all_mails(folder: Path) -> Iterator[Mail]:
    for path in folder.glob("*.eml"):
        yield _read(path)


def _read(path: Path) -> Mail:
    mail = cast(EmailMessage, message_from_bytes(path.read_bytes(), policy=readable))
    body = mail.get_body(("plain",))
    return Mail(
        name=path.stem,
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        date=mail["Date"].datetime,
        text=body.get_content() if body else "",
    )
