"""The only reader of the system clock (law 7). Acts read it once and pass the moment on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_travelled_to: ContextVar[datetime | None] = ContextVar("travelled_to", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _travelled_to.get() or datetime.now(UTC)


def today() -> date:
    """This day in Vietnam."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """An aware moment on Vietnam's clocks."""
    return moment.astimezone(VIETNAM)


@contextmanager
def travelling(moment: datetime) -> Iterator[None]:
    """Let the clock stand at `moment` (aware): for the demonstration's past, and for tests."""
    token = _travelled_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _travelled_to.reset(token)
