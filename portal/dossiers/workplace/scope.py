"""Which dossiers stand in which tab of which list, as conditions on `dossier` and `task`.

Every tab but the archives reads open dossiers of the officer's units alone, through the indexes
on (desk, state) and (unit, role, closed): what is finished costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import searching
from portal.dossiers.models import Dossier, Task
from portal.dossiers.workflow import IN_WORK, State
from portal.dossiers.workplace.models import DossierLabel, Instruction
from portal.dossiers.workplace.wanted import MINE, NOBODY, Wanted, Worklist
from portal.procedures.models import Procedure
from portal.units.models import Desk

Condition = sa.ColumnElement[bool]

WAITING_FOR_CITIZEN = (State.SUPPLEMENT_REQUESTED, State.PAYMENT_REQUESTED)
OPEN_AT_DESK = (State.SUBMITTED, *sorted(IN_WORK), *WAITING_FOR_CITIZEN, State.RESOLVED)
AT_WORK = (Role.SPECIALIST, Role.LEADER, Role.CLERK)
OPEN_AT_WORK = (State.PROCESSING, *WAITING_FOR_CITIZEN)
# The step of the route; what runs beside it has lists of its own.
_MAIN_STEP = (Task.closed_at.is_(None), ~Task.is_beside)


@dataclass(frozen=True)
class Scope:
    """What an officer's list of one role draws from at this moment."""

    worklist: Worklist
    unit_ids: frozenset[int]
    desk_ids: frozenset[int]
    own_ids: frozenset[int]
    at: datetime

    @property
    def role(self) -> Role:
        return self.worklist.role

    @property
    def is_desk(self) -> bool:
        return self.worklist is Worklist.DESK

    def open(self) -> list[Condition]:
        """Everything of the list that is not finished."""
        if self.is_desk:
            return [Dossier.desk_id.in_(self.desk_ids), Dossier.state.in_(OPEN_AT_DESK)]
        return [
            *_MAIN_STEP,
            Task.role == self.role,
            Task.unit_id.in_(self.unit_ids),
            Dossier.state.in_(OPEN_AT_WORK),
        ]

    def elsewhere(self) -> list[Condition]:
        """What waits for others: one of us has worked on it and another role of the unit has it
        now, or it is ours while units that were asked, or a visit, have yet to answer."""
        worked, beside = sa.orm.aliased(Task), sa.orm.aliased(Task)
        handed_on = sa.and_(
            Task.role != self.role,
            sa.exists().where(
                worked.dossier_id == Dossier.id,
                worked.closed_at.is_not(None),
                worked.role == self.role,
                worked.assignee_id.in_(self.own_ids),
            ),
        )
        asked = sa.and_(
            Task.role == self.role,
            sa.exists().where(
                beside.dossier_id == Dossier.id, beside.closed_at.is_(None), beside.is_beside
            ),
        )
        return [
            *_MAIN_STEP,
            Dossier.state == State.PROCESSING,
            Task.unit_id.in_(self.unit_ids),
            sa.or_(handed_on, asked),
        ]

    def whole_unit(self) -> list[Condition]:
        """The open steps of every role in the leader's units."""
        return [
            *_MAIN_STEP,
            Task.role.in_(AT_WORK),
            Task.unit_id.in_(self.unit_ids),
            Dossier.state == State.PROCESSING,
        ]

    def of_tab(self, tab: str) -> Condition:
        """Which of the open ones stand in `tab`."""
        return _DESK_TABS[tab](self) if self.is_desk else _TASK_TABS[tab](self)

    def end_of_day(self, days: int = 0) -> datetime:
        """Midnight in Vietnam after today, or so many days later."""
        day = clock.local(self.at).date() + timedelta(days=days + 1)
        return datetime.combine(day, time(), clock.VIETNAM)

    def due_before(self, moment: datetime) -> Condition:
        """The step or the appointment ends before `moment`."""
        if self.is_desk:
            return Dossier.due_at < moment
        return sa.or_(Task.due_at < moment, Dossier.due_at < moment)


def scope_of(account: Account, worklist: Worklist, at: datetime) -> Scope:
    day = clock.local(at).date()
    units = account.units_as(worklist.role, day)
    desks: set[int] = set()
    if worklist is Worklist.DESK:
        desks = set(db.session.scalars(sa.select(Desk.id).where(Desk.unit_id.in_(units))))
    own = account.stands_for(day)
    return Scope(worklist, frozenset(units), frozenset(desks), frozenset(own), at)


def filters(wanted: Wanted, scope: Scope) -> list[Condition]:
    """What the officer narrowed the list by."""
    found: list[Condition] = []
    if wanted.text:
        found.append(searching.mentions(wanted.text))
    if wanted.procedure:
        found.append(Dossier.procedure_id == wanted.procedure)
    if wanted.sector:
        of_sector = sa.select(Procedure.id).where(Procedure.sector_id == wanted.sector)
        found.append(Dossier.procedure_id.in_(of_sector))
    if wanted.channel:
        found.append(sa.type_coerce(Dossier.channel, sa.Integer) == wanted.channel)
    if wanted.due:
        found.append(_due(wanted.due, scope))
    if wanted.assignee:
        found.append(_assigned(wanted.assignee, scope))
    if wanted.label:
        marked = sa.select(DossierLabel.dossier_id).where(DossierLabel.label_id == wanted.label)
        found.append(Dossier.id.in_(marked))
    return found


def has_instruction() -> Condition:
    """A leader's instruction on the dossier waits for its answer."""
    waiting = sa.select(Instruction.dossier_id).where(Instruction.answered_at.is_(None))
    return Dossier.id.in_(waiting)


def _due(wish: str, scope: Scope) -> Condition:
    if wish == "qua-han":
        return scope.due_before(scope.at)
    return scope.due_before(scope.end_of_day(0 if wish == "hom-nay" else int(wish)))


def _assigned(wish: str, scope: Scope) -> Condition:
    if scope.is_desk:
        return _open_step_of(wish, scope)
    if wish == NOBODY:
        return Task.assignee_id.is_(None)
    return Task.assignee_id.in_(scope.own_ids if wish == MINE else [int(wish)])


def _open_step_of(wish: str, scope: Scope) -> Condition:
    step = sa.orm.aliased(Task)
    who = step.assignee_id.is_(None)
    if wish != NOBODY:
        who = step.assignee_id.in_(scope.own_ids if wish == MINE else [int(wish)])
    return sa.exists().where(step.dossier_id == Dossier.id, step.closed_at.is_(None), who)


def _late(scope: Scope) -> Condition:
    return scope.due_before(scope.at)


def _due_today(scope: Scope) -> Condition:
    late = sa.func.coalesce(_late(scope), sa.false())
    return sa.and_(sa.not_(late), scope.due_before(scope.end_of_day()))


def _in_work(_scope: Scope) -> Condition:
    return Dossier.state.in_(sorted(IN_WORK))


def _processing(_scope: Scope) -> Condition:
    return Dossier.state == State.PROCESSING


def _for_citizen(_scope: Scope) -> Condition:
    return Dossier.state.in_(WAITING_FOR_CITIZEN)


_DESK_TABS: dict[str, Any] = {
    "cho-tiep-nhan": lambda s: Dossier.state == State.SUBMITTED,
    "dang-xu-ly": _in_work,
    "den-han": lambda s: sa.and_(_in_work(s), _due_today(s)),
    "qua-han": lambda s: sa.and_(_in_work(s), _late(s)),
    "cho-cong-dan": _for_citizen,
    "cho-tra": lambda s: Dossier.state == State.RESOLVED,
}
_TASK_TABS: dict[str, Any] = {
    "tat-ca": _processing,
    "cua-toi": lambda s: sa.and_(_processing(s), Task.assignee_id.in_(s.own_ids)),
    "chua-ai-nhan": lambda s: sa.and_(_processing(s), Task.assignee_id.is_(None)),
    "den-han": lambda s: sa.and_(_processing(s), _due_today(s)),
    "qua-han": lambda s: sa.and_(_processing(s), _late(s)),
    "chi-dao": lambda s: sa.and_(_processing(s), has_instruction()),
    "cho-cong-dan": _for_citizen,
}
