"""Before it is late: who has the open step hears that it, or the dossier, is due within one working
day, and once more when it is overdue (domain rule 5)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.dossiers import deadlines, messages, queries, timeline
from portal.dossiers.models import Dossier, Task
from portal.dossiers.workflow import State
from portal.units.models import Desk, Unit

RECEPTION_WARNING_HOURS = 2


def units_at_work() -> list[Unit]:
    """Where a step is open."""
    return list(
        db.session.scalars(
            sa.select(Unit)
            .where(Unit.id.in_(sa.select(Task.unit_id).where(_OPEN)))
            .order_by(Unit.id)
        )
    )


def remind_unit(unit: Unit, *, at: datetime) -> None:
    """Tell of what is due by this time of the unit's next working day, or is overdue; waiting for
    the citizen is not work and is left out. Repeating it tells nobody twice: each message is keyed
    by what is due, when, and to whom, so that two workers may do it at once."""
    horizon = deadlines.same_time_next_working_day(at, unit.working_calendar())
    appointment = sa.func.coalesce(Dossier.extended_to, Dossier.due_at)
    tasks = db.session.scalars(
        sa.select(Task)
        .join(Dossier)
        .options(joinedload(Task.dossier))
        .where(
            _OPEN,
            Task.unit_id == unit.id,
            sa.or_(Dossier.state == State.PROCESSING, Task.is_beside),
            sa.or_(Task.due_at <= horizon, appointment <= horizon),
        )
        .order_by(Task.id)
    ).all()
    for task in tasks:
        told = _who(task, at)
        if task.due_at is not None and task.due_at <= horizon:
            messages.step_due(task.dossier, task, told, is_late=task.due_at < at, at=at)
        promised = task.dossier.extended_to or task.dossier.due_at
        if task.is_beside:
            continue
        if promised is not None and promised <= horizon:
            messages.dossier_due(task.dossier, promised, told, is_late=promised < at, at=at)


def desks_at_work() -> list[Unit]:
    """Where something waits for reception."""
    waiting = sa.select(Dossier.desk_id).where(Dossier.state == State.SUBMITTED)
    return list(
        db.session.scalars(
            sa.select(Unit)
            .where(Unit.id.in_(sa.select(Desk.unit_id).where(Desk.id.in_(waiting))))
            .order_by(Unit.id)
        )
    )


def remind_desks(unit: Unit, *, at: datetime) -> None:
    """The receptionists hear that the 8 working hours to answer in end within two, and once more
    when they are over. Repeating it tells nobody twice."""
    horizon = deadlines.step_due_at(at, RECEPTION_WARNING_HOURS, unit.working_calendar())
    waiting = db.session.scalars(
        sa.select(Dossier)
        .join(Desk, Desk.id == Dossier.desk_id)
        .where(Desk.unit_id == unit.id, Dossier.state == State.SUBMITTED)
        .order_by(Dossier.id)
    ).all()
    for dossier in waiting:
        due = timeline.reception_due(dossier)
        if due <= horizon:
            told = queries.receptionists_at(dossier.desk, clock.local(at).date())
            messages.reception_due(dossier, due, told, is_late=due < at, at=at)


def _who(task: Task, at: datetime) -> list[Account]:
    """The officer who has the step, else everybody who could take it."""
    assignee = db.session.get(Account, task.assignee_id) if task.assignee_id else None
    if assignee is not None and assignee.disabled_at is None:
        return [assignee]
    return queries.holders_of(task.role, task.unit_id, clock.local(at).date())


_OPEN = Task.closed_at.is_(None)
