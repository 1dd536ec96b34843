"""What the statistics are made of. A dossier counts by its event of being received and by nothing
else, so that an old period gives the same figures for ever: events are only ever added. Figures are
read where they are added up (`figures`), the dossiers behind them from the events."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.dossiers.counting import Measure
from portal.dossiers.models import Dossier, Event
from portal.dossiers.workflow import Action, State
from portal.procedures.definitions import Channel, ServiceLevel
from portal.procedures.models import Offering, Procedure, ProcedureVersion
from portal.statistics import figures
from portal.statistics.figures import By
from portal.statistics.shares import Count, Service
from portal.units.models import Unit
from portal.units.queries import units_with_children
from portal.units.tree import Node, TreeOf, nodes, with_predecessors

_RECEIVED = (Measure.RECEIVED,)


def received_counts(session: Session, start: date, end: date) -> list[Count]:
    """Dossiers received from `start` to `end` (days in Vietnam, both included), per unit, level and
    channel as they were when received."""
    found = figures.flows(session, start, end, [By.UNIT, By.LEVEL, By.CHANNEL], measures=_RECEIVED)
    return [
        Count(unit_id, level, channel, counts[Measure.RECEIVED])
        for (unit_id, level, channel), counts in found.items()
    ]


def used_services(session: Session, start: date, end: date) -> list[Service]:
    """Procedures of which a unit received at least one dossier, at the level they had then."""
    by = [By.UNIT, By.PROCEDURE, By.LEVEL]
    return [Service(*key) for key in figures.flows(session, start, end, by, measures=_RECEIVED)]


def offered_services(session: Session, day: date) -> list[Service]:
    """Procedures in force that units take dossiers of on `day`, at their level of today."""
    rows = session.execute(
        sa.select(Offering.unit_id, Procedure.id, Procedure.level)
        .join(Procedure, Procedure.id == Offering.procedure_id)
        .where(Procedure.is_in_force, Offering.open_on(day))
    )
    return [Service(*row) for row in rows]


def units_of_period(
    session: Session,
    start: date,
    end: date,
    counted: Collection[int],
    tree: TreeOf = TreeOf.THEN,
) -> list[Node]:
    """Units that existed on some day of the period, and any that has a figure in it, by code: as
    they stood on its last day, or as they stand today."""
    return [
        node
        for node in nodes(session, tree, end)
        if node.existed(start, end) or not node.members.isdisjoint(counted)
    ]


def units_behind_figures(session: Session, account: Account, day: date) -> set[int]:
    """The units whose figures an officer may open: a leader's own, an auditor's and all below, and
    those merged into one of them.
    Other roles, administrators among them, open none."""
    seen = account.units_as(Role.LEADER, day)
    for unit_id in account.units_as(Role.AUDITOR, day):
        seen |= set(units_with_children(session, unit_id))
    return with_predecessors(session, seen)


@dataclass(frozen=True)
class ReceivedDossier:
    """One line of the list behind a figure: what happened, nothing of what the dossier holds."""

    reference: str
    code: str | None
    title: str
    unit_id: int
    unit_name: str
    channel: Channel
    level: ServiceLevel
    received_at: datetime
    state: State


@dataclass(frozen=True)
class ReceivedPage:
    """A page of the list. `total` is the figure the whole list stands behind."""

    rows: list[ReceivedDossier]
    number: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def received_dossiers(
    session: Session,
    start: date,
    end: date,
    units: Collection[int],
    channel: Channel | None = None,
    level: ServiceLevel | None = None,
    *,
    page: int = 1,
    size: int = 100,
) -> ReceivedPage:
    """The dossiers behind one figure of `received_counts`, the latest received first."""
    wanted = [*_received(start, end), Event.unit_id.in_(units)]
    if channel is not None:
        wanted.append(Event.channel == channel)
    if level is not None:
        wanted.append(Event.level == level)
    total = session.scalar(sa.select(sa.func.count(Event.id)).where(*wanted)) or 0
    rows = session.execute(
        sa.select(
            Dossier.reference,
            Dossier.code,
            ProcedureVersion.title,
            Event.unit_id,
            Unit.short_name,
            Event.channel,
            Event.level,
            Event.at,
            Dossier.state,
        )
        .join(Dossier, Dossier.id == Event.dossier_id)
        .join(ProcedureVersion, ProcedureVersion.id == Event.procedure_version_id)
        .join(Unit, Unit.id == Event.unit_id)
        .where(*wanted)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return ReceivedPage([ReceivedDossier(*row) for row in rows], page, total, size)


def _received(start: date, end: date) -> tuple[sa.ColumnElement[bool], ...]:
    return Event.action == Action.RECEIVE, Event.counted_on.between(start, end)
