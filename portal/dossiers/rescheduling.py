"""A changed calendar moves the appointments of open dossiers: shown first, moved only by this act.

The original appointment decides the statistics (domain rule 5), and an apology never changes it.
This is another matter: a day off that the government announces is not counted, so the limit in law
itself ends on another day (Bộ luật Lao động 2019, Điều 111–112). What moves here is therefore the
legal appointment `due_at`; a second one promised with an apology stays as promised. An answered
supplement request counts by the calendar of its own day and needs no such act.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import deadlines, messages, steps, workflow
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Forbidden
from portal.i18n import _
from portal.units import queries as units_queries
from portal.units.models import Unit
from portal.working_time import Limit

MOVABLE = frozenset(
    state
    for row in workflow.TRANSITIONS
    if row.action is Action.RESCHEDULE
    for state in row.sources
    if state is not None
)


@dataclass(frozen=True)
class Shift:
    """One dossier's appointment, in UTC, as it stands and as the calendar has it now. All that an
    administrator sees of a dossier: its code and these."""

    code: str
    unit_name: str
    old_due: datetime
    new_due: datetime


@dataclass(frozen=True)
class Preview:
    """What `reschedule` would do; `seen` is what it is told, to do exactly this."""

    shifts: tuple[Shift, ...]
    open_count: int

    @property
    def seen(self) -> str:
        lines = (f"{s.code} {s.old_due.isoformat()} {s.new_due.isoformat()}" for s in self.shifts)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def preview(units: Collection[Unit]) -> Preview:
    """Which open dossiers of `units` would move, by code."""
    dossiers = _open_dossiers(units)
    moving = _moving(dossiers)
    return Preview(tuple(_shift(dossier, due_at) for dossier, due_at in moving), len(dossiers))


def look_ahead(units: Collection[Unit], change: Callable[[], object]) -> Preview:
    """Which open dossiers of `units` would move by `change` of a calendar and did not before it: it
    is made, looked at and taken back. Raises what `change` raises."""
    before = set(preview(units).shifts)
    trial = db.session.begin_nested()
    try:
        change()
        after = preview(units)
    finally:
        trial.rollback()
    return replace(after, shifts=tuple(shift for shift in after.shifts if shift not in before))


def reschedule(
    units: Collection[Unit], *, seen: str, reason: str, by: Account, at: datetime
) -> Preview:
    """Move what `preview` showed, each with an event and a word to the citizen. Raises Conflict
    when the list is no longer the one `seen`, Forbidden for a unit `by` does not administer."""
    day = clock.local(at).date()
    held = units_queries.administered_units(by, day)
    if set(units) - held.keys():
        raise Forbidden(_("Ông/Bà không giữ vai trò cần thiết tại đơn vị này."))
    dossiers = _open_dossiers(units, lock=True)
    moving = list(_moving(dossiers))
    done = Preview(tuple(_shift(*one) for one in moving), len(dossiers))
    if done.seen != seen:
        raise Conflict(
            _("Danh sách hồ sơ vừa thay đổi. Hãy xem lại danh sách dưới đây rồi đổi hẹn.")
        )
    for dossier, new_due in moving:
        old_due = dossier.due_at
        assert old_due is not None
        dossier.move(
            Action.RESCHEDULE,
            by=by.acting_as(Role.ADMINISTRATOR, held[dossier.unit], day),
            at=at,
            note=reason,
            data={
                "old_due": old_due.isoformat(),
                "new_due": new_due.isoformat(),
                "reason": reason,
            },
            due_at=new_due,
        )
        dossier.due_at = new_due
        if dossier.open_task is not None:
            steps.resume_step(dossier, dossier.open_task)
        messages.rescheduled(dossier, old_due, reason, at=at)
    return done


def _open_dossiers(units: Collection[Unit], *, lock: bool = False) -> list[Dossier]:
    """On the clock or paused, received, with an appointment; by code."""
    wanted = (
        sa.select(Dossier)
        .where(
            Dossier.unit_id.in_([unit.id for unit in units]),
            Dossier.state.in_(MOVABLE),
            Dossier.received_at.is_not(None),
            Dossier.due_at.is_not(None),
        )
        .options(
            selectinload(Dossier.unit),
            selectinload(Dossier.procedure_version),
            selectinload(Dossier.supplement_requests),
        )
        .order_by(Dossier.code)
    )
    if lock:
        wanted = wanted.with_for_update(of=Dossier).execution_options(populate_existing=True)
    return list(db.session.scalars(wanted))


def _moving(dossiers: list[Dossier]) -> Iterator[tuple[Dossier, datetime]]:
    """Those whose appointment the calendar now has otherwise, each with the new one."""
    for dossier in dossiers:
        found = dossier.limit
        if found is None or dossier.received_at is None:
            continue
        due_at = deadlines.due_at(
            dossier.received_at,
            Limit.parse(found.limit),
            dossier.unit.working_calendar(),
            dossier.pauses(),
        )
        if due_at != dossier.due_at:
            yield dossier, due_at


def _shift(dossier: Dossier, new_due: datetime) -> Shift:
    assert dossier.due_at is not None
    return Shift(dossier.label, dossier.unit.short_name, dossier.due_at, new_due)
