"""Periods whose figures are frozen."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal import clock
from portal.db import Base

_LOCK = 0x626F6F6B73  # "books"


class ClosedPeriod(Base):
    """Kỳ số liệu đã chốt. Append-only. From then on nothing is counted on a day up to `end`: what is
    recorded later of such a day counts on the first day after (`first_open_day`).

    The figures are a file, kept under its hash; `signature` is the unit's seal on it (CMS, DER);
    `previous` is the file of the closing before, so that none can be taken out."""

    __tablename__ = "closed_period"

    id: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[date]
    end: Mapped[date] = mapped_column(index=True)
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    closed_by: Mapped[str] = mapped_column(sa.String(200))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    size: Mapped[int]
    previous: Mapped[str] = mapped_column(sa.String(64), default="")
    signature: Mapped[bytes] = mapped_column(sa.LargeBinary)
    signer: Mapped[str] = mapped_column(sa.String(300))


def first_open_day(session: Session, day: date) -> date:
    """`day`, or the day after the last closed one if `day` is closed. Asked while an event is made.

    Only days two days past are ever closed (`closing.close`), so an event of today asks nothing; one
    of the past holds a lock until its transaction ends, and no period is closed meanwhile."""
    if day >= clock.today():
        return day
    with session.no_autoflush:
        _lock(session, shared=True)
        last = last_closed_day(session)
    return day if last is None or day > last else last + timedelta(days=1)


def last_closed_day(session: Session) -> date | None:
    return session.scalar(sa.select(sa.func.max(ClosedPeriod.end)))


def lock_books(session: Session) -> None:
    """Wait until nobody is recording anything of the past, and keep them waiting until the
    transaction ends. SQLite has one writer at a time anyway."""
    _lock(session, shared=False)


def _lock(session: Session, *, shared: bool) -> None:
    if session.get_bind().dialect.name == "postgresql":
        lock = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        session.execute(sa.select(getattr(sa.func, lock)(_LOCK)))
