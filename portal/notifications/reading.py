"""A person has read a notice."""

from __future__ import annotations

from datetime import datetime

from portal.notifications.models import Notice


def mark_read(*notices: Notice, at: datetime) -> None:
    """Note when each was read; the first time counts."""
    for notice in notices:
        notice.read_at = notice.read_at or at
