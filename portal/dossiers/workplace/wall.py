"""Today's figures of a desk for a screen on its wall: numbers alone, nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa

from portal import clock
from portal.db import db
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import IN_WORK, State
from portal.dossiers.workplace.scope import Scope


@dataclass(frozen=True)
class WallFigures:
    """`oldest` is since when the longest waiting one waits for reception."""

    received: int
    returned: int
    waiting: int
    oldest: datetime | None
    in_work: int
    due: int
    overdue: int
    to_hand_over: int


def wall_figures(scope: Scope) -> WallFigures:
    """What the officer's desks received and returned today, and what is open now."""
    at_desks = Dossier.desk_id.in_(scope.desk_ids)
    midnight = datetime.combine(clock.local(scope.at).date(), time(), clock.VIETNAM)
    received = _count(at_desks, Dossier.received_at >= midnight)
    returned = _count(at_desks, Dossier.state == State.RETURNED, Dossier.returned_at >= midnight)
    waiting, oldest = db.session.execute(
        sa.select(sa.func.count(), sa.func.min(Dossier.submitted_at)).where(
            at_desks, Dossier.state == State.SUBMITTED
        )
    ).one()
    late = sa.case((Dossier.due_at < scope.at, 1), else_=0)
    today = sa.case(
        (sa.and_(Dossier.due_at >= scope.at, Dossier.due_at < scope.end_of_day()), 1), else_=0
    )
    in_work, overdue, due = db.session.execute(
        sa.select(sa.func.count(), sa.func.sum(late), sa.func.sum(today)).where(
            at_desks, Dossier.state.in_(sorted(IN_WORK))
        )
    ).one()
    to_hand_over = _count(at_desks, Dossier.state == State.RESOLVED)
    return WallFigures(
        received, returned, waiting, oldest, in_work, int(due or 0), int(overdue or 0), to_hand_over
    )


def _count(*where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count(Dossier.id)).where(*where)) or 0
