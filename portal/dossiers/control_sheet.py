"""Phiếu kiểm soát quá trình giải quyết hồ sơ (Mẫu 06), from the steps as they were handed on.

One block a hand-over: who gave, who received, when (by the hand-over list where the papers or the
result changed hands against one), and whether the step that then began was finished early, on its
day or late. Nothing is kept: the sheet is made from the steps each time.
"""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.db import db
from portal.documents.papers import ControlSheetPaper, HandOver
from portal.dossiers import slips
from portal.dossiers.consultation_models import Opinion
from portal.dossiers.models import Dossier, Task
from portal.dossiers.reception import list_queries
from portal.dossiers.reception.models import HandoverLine, ListKind
from portal.dossiers.workflow import Action
from portal.procedures.definitions import StepKind
from portal.units.models import Unit


def control_sheet(dossier: Dossier, *, at: datetime) -> ControlSheetPaper:
    """For a dossier that was received."""
    assert dossier.received_at is not None
    given_by = _receiver(dossier)
    given_at_unit = dossier.desk.name
    handovers = []
    lists = list_queries.lines_of(dossier)
    for number, task in enumerate(dossier.tasks):
        place = _place(dossier, task)
        line = _line(lists, number, task)
        handovers.append(
            HandOver(
                from_unit=given_at_unit,
                to_unit=f"{place} ({task.title})",
                at=(line.list.taken_at or line.list.given_at) if line else task.opened_at,
                giver=line.list.given_by_name if line else given_by,
                receiver=line.list.taken_by_name if line else task.assignee_name,
                outcome=outcome(task, at),
                note="; ".join(part for part in (_listed(line), _note(dossier, task)) if part),
            )
        )
        if task.is_beside:  # the dossier itself stays where it was
            continue
        given_by, given_at_unit = task.assignee_name, place
    return ControlSheetPaper(
        head=slips.head(dossier, dossier.unit, at),
        applicant=dossier.applicant_name,
        request=dossier.procedure_version.title,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        deciding_unit=dossier.unit.name,
        handovers=handovers,
        consulted_units=list(dict.fromkeys(c.unit.name for c in dossier.consultations)),
    )


def outcome(task: Task, at: datetime) -> str:
    """By the day in Vietnam: "early", "on_time", "late"; empty while the step is open in time."""
    if task.due_at is None:
        return ""
    if task.closed_at is None:
        return "late" if at > task.due_at else ""
    if task.closed_at > task.due_at:
        return "late"
    closed, due = clock.local(task.closed_at).date(), clock.local(task.due_at).date()
    return "early" if closed < due else "on_time"


def _line(lists: dict[ListKind, HandoverLine], number: int, task: Task) -> HandoverLine | None:
    """The list against which the papers, or the result, changed hands at this step."""
    if number == 0:
        return lists.get(ListKind.DOSSIERS)
    return lists.get(ListKind.RESULTS) if task.kind is StepKind.RETURN else None


def _listed(line: HandoverLine | None) -> str:
    if line is None:
        return ""
    said = f"Phiếu bàn giao số {line.list.number}"
    if line.list.taken_at is None:
        said += ", chưa xác nhận"
    return f"{said}. Thiếu: {line.missing}" if line.missing else said


def _receiver(dossier: Dossier) -> str:
    return next((e.actor_name for e in dossier.events if e.action is Action.RECEIVE), "")


def _place(dossier: Dossier, task: Task) -> str:
    if task.unit_id == dossier.unit_id and task.role != "receptionist":
        return dossier.unit.name
    if task.unit_id == dossier.desk.unit_id:
        return dossier.desk.name
    return db.session.get_one(Unit, task.unit_id).name


def _note(dossier: Dossier, task: Task) -> str:
    if task.is_beside:
        return _note_beside(dossier, task)
    if task.outcome == Action.SEND_BACK:
        return next(
            (
                f"Trả lại: {e.note}"
                for e in dossier.events
                if e.action is Action.SEND_BACK and e.at == task.closed_at
            ),
            "",
        )
    asked = [
        r
        for r in dossier.supplement_requests
        if not r.is_before_reception
        and r.requested_at >= task.opened_at
        and (task.closed_at is None or r.requested_at <= task.closed_at)
    ]
    return f"Yêu cầu bổ sung {len(asked)} lần" if asked else ""


OPINIONS = {
    Opinion.AGREE: "Đồng ý",
    Opinion.DISAGREE: "Không đồng ý",
    Opinion.OTHER: "Ý kiến khác",
}


def _note_beside(dossier: Dossier, task: Task) -> str:
    """What a consulted unit said, or that it said nothing: silence is not consent."""
    asked = next((c for c in dossier.consultations if c.task_id == task.id), None)
    if asked is None:
        return ""
    if asked.answered_at is not None and asked.opinion is not None:
        return f"Ý kiến: {OPINIONS[asked.opinion]}"
    return f"Không trả lời: {asked.dropped_reason}" if asked.dropped_at else ""
