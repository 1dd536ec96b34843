"""An officer is transferred: every role ends at once, and what they had open is offered to the
leaders for others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal import clock
from portal.accounts import disabling
from portal.accounts.account_notes import note
from portal.accounts.models import Account, Actor, Substitution
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import messages, queries
from portal.dossiers.models import Dossier, Task
from portal.dossiers.workflow import ENDED
from portal.errors import Conflict, Forbidden
from portal.i18n import _
from portal.units.models import Unit


@dataclass(frozen=True)
class OpenWork:
    """How many open steps an officer has at a unit, and how many of them are late."""

    unit_id: int
    unit: str
    number: int
    overdue: int


def transfer(
    officer: Account,
    *,
    reason: str,
    to: tuple[Unit, Role] | None,
    by: Actor,
    at: datetime,
) -> list[OpenWork]:
    """End every role, session and substitution of the officer now, give them their new place if
    there is one, and tell the leaders of the units that have open work of theirs. Returns that
    work. Raises Forbidden for oneself, Conflict for who has no role and gets none."""
    if officer.id == by.account_id:
        raise Forbidden(_("Hãy nhờ quản trị khác điều chuyển chính Ông/Bà."))
    today = clock.local(at).date()
    held = [grant for grant in officer.grants if grant.valid_to is None or grant.valid_to >= today]
    if not held and to is None:
        raise Conflict(_("Cán bộ này không còn giữ vai trò nào."))
    for grant in held:
        disabling.revoke_role(grant, by=by, last_day=today - timedelta(days=1))
    _end_substitutions(officer, today)
    if to is not None:
        unit, role = to
        disabling.grant_role(officer, role, unit.id, by=by, valid_from=today)
    officer.end_sessions()
    note(officer, "transferred", by=by, at=at, reason=reason)
    left = [work for work in open_work(officer, at) if work.unit_id not in _units(officer, today)]
    for work in left:
        for leader in queries.holders_of(Role.LEADER, work.unit_id, today):
            messages.left_behind(leader, officer, work.unit, work.number, at=at)
    return left


def open_work(officer: Account, at: datetime) -> list[OpenWork]:
    """Numbers alone: an administrator of accounts reads no dossiers."""
    late = sa.case((sa.or_(Task.due_at < at, Dossier.due_at < at), 1), else_=0)
    rows = db.session.execute(
        sa.select(Task.unit_id, Unit.name, sa.func.count(), sa.func.sum(late))
        .join(Dossier, Dossier.id == Task.dossier_id)
        .join(Unit, Unit.id == Task.unit_id)
        .where(
            Task.assignee_id == officer.id,
            Task.closed_at.is_(None),
            Dossier.state.not_in(sorted(ENDED)),
        )
        .group_by(Task.unit_id, Unit.name)
        .order_by(Unit.name)
    )
    return [OpenWork(unit_id, name, count, int(late or 0)) for unit_id, name, count, late in rows]


def _end_substitutions(officer: Account, today: date) -> None:
    """They stand in for nobody any more, and nobody for them."""
    db.session.execute(
        sa.update(Substitution)
        .where(
            sa.or_(Substitution.absent_id == officer.id, Substitution.substitute_id == officer.id),
            Substitution.ended_on.is_(None),
            Substitution.to_day >= today,
        )
        .values(ended_on=today)
    )


def _units(officer: Account, day: date) -> set[int]:
    return {grant.unit_id for grant in officer.grants if grant.is_valid_on(day)}
