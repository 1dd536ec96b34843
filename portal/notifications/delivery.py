"""Taking messages from the outbox, one at a time, and what becomes of each (law 3).

A message is held by a lease: a worker that is killed loses it, and another delivers the message
again, with the same key. So each message arrives at least once, and is marked sent once.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal import clock
from portal.config import Settings
from portal.db import db, reading
from portal.notifications.channels import Undeliverable
from portal.notifications.channels import email as by_email
from portal.notifications.channels import portal as in_portal
from portal.notifications.channels import sms as by_sms
from portal.notifications.models import MessageChannel, MessageState, OutboxMessage

log = logging.getLogger("portal.outbox")

LEASE = timedelta(minutes=5)  # longer than the slowest delivery: SMTP waits 30 s at a step

# How long to wait after the first, second … attempt that failed; after the last it is put aside.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(WAITS) + 1


def deliver_next(settings: Settings, lease: timedelta = LEASE) -> bool:
    """Take one message that is due and deliver it. False when none is due. Commits."""
    with reading():  # an idle worker asks every second: it must not hold SQLite's write lock
        is_due = db.session.scalar(sa.select(sa.exists().where(_due(clock.now()))))
        db.forget()
    if not is_due:
        return False
    message = _take(lease)
    if message is None:
        return False  # another worker was faster
    if message.attempts > MOST_ATTEMPTS:
        _close(message, _put_aside("the worker ended during each attempt"))
        return True
    try:
        _deliver(message, settings)
    except Undeliverable as fault:
        outcome = _put_aside(str(fault))
    except Exception as fault:  # whatever the way out stumbles over, the worker goes on
        outcome = _try_later(message, f"{type(fault).__name__}: {fault}")
    else:
        outcome = {"state": MessageState.SENT, "sent_at": clock.now(), "last_error": ""}
    _close(message, outcome)
    return True


def _due(now: datetime) -> sa.ColumnElement[bool]:
    free = sa.or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now)
    return sa.and_(
        OutboxMessage.state == MessageState.WAITING, OutboxMessage.next_attempt_at <= now, free
    )


def _take(lease: timedelta) -> OutboxMessage | None:
    """Lease the message that waits longest. The attempt is counted before it is made: one that
    kills its worker must not be tried for ever."""
    now = clock.now()
    first = (
        sa.select(OutboxMessage.id)
        .where(_due(now))
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # SQLite has one writer at a time and ignores it
        .scalar_subquery()
    )
    message = db.session.scalar(
        sa.update(OutboxMessage)
        .where(OutboxMessage.id == first)
        .values(leased_until=now + lease, attempts=OutboxMessage.attempts + 1)
        .returning(OutboxMessage)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return message


def _deliver(message: OutboxMessage, settings: Settings) -> None:
    if message.channel is MessageChannel.EMAIL:
        by_email.deliver(message, settings)
    elif message.channel is MessageChannel.SMS:
        by_sms.deliver(message, settings)
    else:
        in_portal.deliver(message)


def _put_aside(reason: str) -> dict[str, object]:
    return {"state": MessageState.DEAD, "last_error": reason[:500]}


def _try_later(message: OutboxMessage, reason: str) -> dict[str, object]:
    if message.attempts >= MOST_ATTEMPTS:
        return _put_aside(reason)
    return {
        "next_attempt_at": clock.now() + WAITS[message.attempts - 1],
        "last_error": reason[:500],
    }


def _close(message: OutboxMessage, outcome: dict[str, object]) -> None:
    """Write what became of the attempt, in the transaction of a notice's own row; unless the
    lease ran out and somebody else holds or has finished the message."""
    if outcome.get("state") is not MessageState.SENT:
        db.session.rollback()
    changed = db.session.execute(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.id == message.id,
            OutboxMessage.state == MessageState.WAITING,
            OutboxMessage.leased_until == message.leased_until,
        )
        .values(leased_until=None, **outcome)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    if not changed.rowcount:  # type: ignore[attr-defined]
        log.warning("message %s was taken over before its delivery ended", message.id)
    elif outcome.get("state") is MessageState.DEAD:
        log.error("message %s was put aside after %s attempts", message.id, message.attempts)
    elif outcome.get("state") is not MessageState.SENT:
        log.warning("message %s failed, attempt %s", message.id, message.attempts)
    db.forget()
