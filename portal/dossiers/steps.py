"""Open and close the steps of a dossier's route (bước xử lý)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from portal import clock
from portal.accounts.models import Account, Actor
from portal.accounts.roles import Role
from portal.dossiers import deadlines, routing
from portal.dossiers.models import Dossier, Task
from portal.errors import Conflict
from portal.i18n import _
from portal.procedures.definitions import RouteStep, StepKind

PAPERWORK = (StepKind.ASSESS, StepKind.VERIFY, StepKind.DRAFT, StepKind.CONSULT)


def open_step(dossier: Dossier, step: RouteStep, *, at: datetime) -> Task:
    """Open `step` at the unit that does it, due after its working hours there."""
    unit = dossier.desk.unit if step.at_receiver else dossier.unit
    task = Task(
        step_key=step.key,
        kind=step.kind,
        title=step.title,
        unit_id=unit.id,
        role=step.role,
        opened_at=at,
        due_at=deadlines.step_due_at(at, step.hours, unit.working_calendar()),
    )
    dossier.tasks.append(task)
    return task


def close_step(task: Task, *, outcome: str, at: datetime) -> None:
    task.closed_at = at
    task.outcome = outcome


def close_all(dossier: Dossier, *, outcome: str, at: datetime) -> None:
    """The dossier ends: no step of it is open any more, beside the route or on it. Questions not
    answered and visits not made end with it."""
    for task in dossier.tasks:
        if task.closed_at is None:
            close_step(task, outcome=outcome, at=at)
    for asked in dossier.open_consultations:
        asked.dropped_at = at
    if dossier.open_verification is not None:
        dossier.open_verification.dropped_at = at
    duty = dossier.open_duty
    if duty is not None:
        duty.ended_at, duty.is_met = at, False


def go_on(
    dossier: Dossier, task: Task, *, outcome: str, way: str = "", at: datetime
) -> Task | None:
    """Close `task` and open the step it leads to when it ends the way `way`; None when the route
    ends."""
    close_step(task, outcome=outcome, at=at)
    following = routing.step_after(
        dossier.procedure_version.parts.route,
        task.step_key,
        way=way,
        answers=dossier.shown_answers,
        on=dossier.answered_on,
    )
    return open_step(dossier, following, at=at) if following else None


def passed(dossier: Dossier) -> list[RouteStep]:
    """The steps of its route it really went through to the open one, the nearest first."""
    if dossier.open_task is None:
        return []
    opened = [task.step_key for task in dossier.tasks if not task.is_beside]
    return routing.steps_passed(dossier.procedure_version.parts.route, opened)


def current_step(dossier: Dossier, *kinds: StepKind) -> Task:
    """The open task, if it is of one of `kinds`. Raises Conflict: somebody was faster."""
    task = dossier.open_task
    if task is None or task.kind not in kinds:
        raise Conflict(_("Bước này đã được xử lý. Hãy tải lại trang để xem bước hiện tại."))
    return task


def open_beside(
    dossier: Dossier,
    kind: StepKind,
    title: str,
    *,
    unit_id: int,
    role: Role,
    due_at: datetime,
    at: datetime,
) -> Task:
    """Open a task that runs beside the route's step (a consultation, a verification)."""
    number = sum(t.is_beside for t in dossier.tasks) + 1
    task = Task(
        step_key=f"{kind.value}-{number}",
        kind=kind,
        is_beside=True,
        title=title[:200],
        unit_id=unit_id,
        role=role,
        opened_at=at,
        due_at=due_at,
    )
    dossier.tasks.append(task)
    return task


def resume_step(dossier: Dossier, task: Task) -> None:
    """Work out anew when `task` is due, the dossier's pauses left out (domain rule 4)."""
    step = dossier.procedure_version.parts.route.step(task.step_key)
    if step is not None:
        unit = dossier.desk.unit if step.at_receiver else dossier.unit
        task.due_at = deadlines.step_due_at(
            task.opened_at, step.hours, unit.working_calendar(), dossier.pauses()
        )


def hold(task: Task, by: Account, at: datetime) -> Actor:
    """Take `task` if nobody has it or its holder is away and `by` stands in, and say who acts.
    Raises Conflict when a colleague has it, Forbidden when the officer does not hold the role in the unit."""
    day = clock.local(at).date()
    actor = by.acting_as(task.role, task.unit_id, day, for_whom=task.assignee_id)
    expect_free(task, by, day)
    task.assignee_id, task.assignee_name = by.id, by.full_name
    return actor


def named(task: Task) -> dict[str, Any]:
    """Which step an act closed or touched, for its event: a route may have several alike."""
    return {"step": task.title}


def expect_free(task: Task, by: Account, day: date) -> None:
    """Raises Conflict when a colleague has the step for whom `by` does not stand in that day."""
    if task.assignee_id not in (None, *by.stands_for(day)):
        raise Conflict(_("Việc này đang do %(name)s xử lý.", name=task.assignee_name))
