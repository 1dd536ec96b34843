"""A leader gives a step to an officer: work of somebody who left, or who has too much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import messages, queries, steps
from portal.dossiers.models import Dossier, Task
from portal.dossiers.workflow import Action, State
from portal.dossiers.workplace.scope import AT_WORK
from portal.errors import Conflict
from portal.i18n import _


def assign(dossier: Dossier, assignee: Account, *, by: Account, at: datetime) -> None:
    """Give the open step to `assignee`, whoever had it. To give it to who has it changes nothing.
    Raises Forbidden for who does not lead the unit, Conflict for an officer without the role."""
    task = steps.current_step(dossier, *(t.kind for t in dossier.tasks))
    day = clock.local(at).date()
    actor = by.acting_as(Role.LEADER, task.unit_id, day)
    if task.assignee_id == assignee.id:
        return
    if assignee not in queries.holders_of(task.role, task.unit_id, day):
        raise Conflict(
            _("%(name)s không giữ vai trò của bước này tại đơn vị.", name=assignee.full_name)
        )
    data = {**steps.named(task), "from": task.assignee_name, "to": assignee.full_name}
    event = dossier.move(Action.ASSIGN, by=actor, at=at, note=assignee.full_name, data=data)
    task.assignee_id, task.assignee_name = assignee.id, assignee.full_name
    db.session.flush()
    messages.assigned(dossier, assignee, event.id, task.title, at=at)


@dataclass(frozen=True)
class Workload:
    """Open work of one officer, or of nobody (`account_id` 0). `oldest` is the nearest due."""

    account_id: int
    name: str
    number: int
    overdue: int
    soonest: datetime | None
    has_left: bool = False


def workloads(leader: Account, at: datetime) -> list[Workload]:
    """Who has how much in the leader's units, the most overdue first; officers who are free as
    well, and those who left but still have work."""
    day = clock.local(at).date()
    units = leader.units_as(Role.LEADER, day)
    late = sa.or_(Task.due_at < at, Dossier.due_at < at)
    rows = db.session.execute(
        sa.select(
            Task.assignee_id,
            sa.func.max(Task.assignee_name),
            sa.func.count(),
            sa.func.sum(sa.case((late, 1), else_=0)),
            sa.func.min(Dossier.due_at),
        )
        .join(Dossier)
        .where(
            Task.closed_at.is_(None),
            ~Task.is_beside,
            Task.unit_id.in_(units),
            Task.role.in_(AT_WORK),
            Dossier.state == State.PROCESSING,
        )
        .group_by(Task.assignee_id)
    ).all()
    here = {officer.id: officer.full_name for officer in officers_of(units, day)}
    found = [
        Workload(
            number or 0, name, count, int(overdue), soonest, bool(number and number not in here)
        )
        for number, name, count, overdue, soonest in rows
    ]
    free = set(here) - {one.account_id for one in found}
    found += [Workload(number, here[number], 0, 0, None) for number in free]
    return sorted(found, key=lambda one: (-one.overdue, -one.number, one.name))


def officers_of(units: set[int], day: date) -> list[Account]:
    """Who works dossiers off in these units that day."""
    found = {
        o.id: o for unit in units for role in AT_WORK for o in queries.holders_of(role, unit, day)
    }
    return sorted(found.values(), key=lambda officer: officer.full_name)
