"""The list behind a cell: as many lines as the cell says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import trail
from portal.dossiers.models import Dossier, Event
from portal.dossiers.workflow import Action, State
from portal.procedures.definitions import Channel
from portal.procedures.models import Procedure, ProcedureVersion
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.shell import Row
from portal.units.models import Unit

# Selects "dossier_id" and "what": a word on this line, or NULL. A dossier stands once for each
# thing of it that the cell counts.
Things = sa.Select[int, Any]


@dataclass(frozen=True)
class Thing:
    """A line of the list: what happened, nothing of what the dossier holds."""

    reference: str
    code: str | None
    title: str
    unit_id: int
    unit_name: str
    channel: Channel
    received_on: date | None
    state: State
    what: str | None


@dataclass(frozen=True)
class ThingPage:
    """A page of the list. `total` is the figure the whole list stands behind."""

    rows: list[Thing]
    number: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def listed(session: Session, things: Things, *, page: int = 1, size: int = 100) -> ThingPage:
    """The things of a cell, by dossier."""
    found = things.subquery()
    total = session.scalar(sa.select(sa.func.count()).select_from(found)) or 0
    received_on = (
        sa.select(sa.func.min(Event.day))
        .where(Event.dossier_id == Dossier.id, Event.action == Action.RECEIVE)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(
            Dossier.id,
            Dossier.reference,
            Dossier.code,
            ProcedureVersion.title,
            Dossier.unit_id,
            Unit.short_name,
            Dossier.channel,
            received_on,
            Dossier.state,
            found.c.what,
        )
        .select_from(found)
        .join(Dossier, Dossier.id == found.c.dossier_id)
        .join(ProcedureVersion, ProcedureVersion.id == Dossier.procedure_version_id)
        .join(Unit, Unit.id == Dossier.unit_id)
        .order_by(Dossier.id.desc(), found.c.what)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    trail.listed(dossier_id for dossier_id, *_rest in rows)
    return ThingPage([Thing(*rest) for _dossier_id, *rest in rows], page, total, size)


def narrowed(session: Session, asked: Asked, row: Row) -> Asked:
    """What is asked, for one line of a table: its units, and its sector or procedure."""
    asked = replace(asked, units=row.units)
    if row.key == "tong" or asked.by in ("", "unit"):
        return asked
    if asked.by == "sector":
        return replace(asked, sector=row.key)
    if asked.by == "procedure":
        found = session.scalar(sa.select(Procedure).where(Procedure.code == row.key))
        return replace(asked, procedure=found)
    return asked


NOTHING = sa.null().label("what")
