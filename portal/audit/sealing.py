"""The worker chains what was logged. Requests only add rows, so that nobody waits for the hash of
another's; a row that was committed late simply gets a later place."""

from __future__ import annotations

import sqlalchemy as sa

from portal.audit.chain import FIRST, Head, digest_of, link_hash
from portal.audit.models import LogEntry, content_of
from portal.counters import next_value
from portal.db import db

BATCH = 1000
_LOCK = "log/chain"  # its counter's row: one worker at a time, until it commits


def seal_next() -> Head | None:
    """Chain the next rows, in the order of their numbers; None when there are none."""
    session = db.session
    next_value(session, _LOCK)
    waiting = session.scalars(
        sa.select(LogEntry).where(LogEntry.position.is_(None)).order_by(LogEntry.id).limit(BATCH)
    ).all()
    if not waiting:
        return None
    before = head()
    position, previous = (before.position, before.hash) if before else (0, FIRST)
    for entry in waiting:
        position += 1
        digest = digest_of(content_of(entry))
        previous = link_hash(previous, position, digest)
        entry.position, entry.digest, entry.hash = position, digest, previous
    session.flush()
    return Head(position, previous)


def head() -> Head | None:
    """The last link."""
    row = db.session.execute(
        sa.select(LogEntry.position, LogEntry.hash)
        .where(LogEntry.position.is_not(None))
        .order_by(LogEntry.position.desc())
        .limit(1)
    ).first()
    return Head(row[0] or 0, row[1] or "") if row else None


def unsealed() -> int:
    return db.session.scalar(
        sa.select(sa.func.count()).select_from(LogEntry).where(LogEntry.position.is_(None))
    ) or 0  # fmt: skip
