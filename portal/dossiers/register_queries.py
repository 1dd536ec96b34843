"""Reads of the register book."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal import clock, trail
from portal.db import db
from portal.dossiers.models import Dossier
from portal.units.models import Desk


def received_between(desk: Desk, start: date, end: date, *, most: int) -> tuple[list[Dossier], int]:
    """What the desk received from `start` to `end` (days in Vietnam, both included), in order: at
    most `most` dossiers, and how many there are."""
    first = datetime.combine(start, time(), clock.VIETNAM)
    after = datetime.combine(end + timedelta(days=1), time(), clock.VIETNAM)
    wanted = (
        Dossier.desk_id == desk.id, Dossier.received_at >= first, Dossier.received_at < after,
    )  # fmt: skip
    total = db.session.scalar(sa.select(sa.func.count(Dossier.id)).where(*wanted)) or 0
    rows = db.session.scalars(
        sa.select(Dossier)
        .where(*wanted)
        .options(
            joinedload(Dossier.procedure_version),
            joinedload(Dossier.unit),
            selectinload(Dossier.events),
            selectinload(Dossier.supplement_requests),
        )
        .order_by(Dossier.received_at, Dossier.id)
        .limit(most)
    )
    found = list(rows)
    trail.listed(dossier.id for dossier in found)
    return found, total
