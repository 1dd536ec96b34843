"""Other units are asked for their opinion, several at once, each with its own deadline (lấy ý kiến;
NĐ 118/2025/NĐ-CP). No silence is taken as consent: whoever goes on without an answer says why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import deadlines, messages, queries, steps
from portal.dossiers.consultation_models import (
    ConsolidatedOpinion,
    Consultation,
    ConsultationFile,
    Opinion,
)
from portal.dossiers.models import Dossier, Task
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.procedures.definitions import StepKind
from portal.units.models import Unit
from portal.uploads import Accepted

MOST_HOURS = 400


def ask(
    dossier: Dossier,
    units: Sequence[Unit],
    *,
    question: str,
    hours: int,
    sections: Sequence[str] = (),
    documents: Sequence[str] = (),
    needs_leader: bool = False,
    by: Account,
    at: datetime,
) -> list[Consultation]:
    """Ask each of `units` the same question, to be answered within `hours` of its own working time.
    They see the `sections` and `documents` (keys) named here, no more."""
    actor = steps.hold(steps.current_step(dossier, *steps.PAPERWORK), by, at)
    _expect_good(dossier, units, question, hours)
    asked = []
    for unit in units:
        due_at = deadlines.step_due_at(at, hours, unit.working_calendar())
        dossier.move(
            Action.CONSULT,
            by=actor,
            at=at,
            note=question,
            data={"unit": unit.name, "due_at": due_at.isoformat()},
        )
        task = _open_task(dossier, unit, Role.SPECIALIST, due_at, at)
        db.session.flush()
        found = Consultation(
            task_id=task.id,
            unit=unit,
            question=question,
            sections=list(sections),
            documents=list(documents),
            needs_leader=needs_leader,
            asked_at=at,
            asked_by=by.full_name,
            due_at=due_at,
        )
        dossier.consultations.append(found)
        db.session.flush()
        messages.consulted(dossier, found, task, at=at)
        asked.append(found)
    return asked


def answer(
    dossier: Dossier,
    asked: Consultation,
    *,
    opinion: Opinion,
    text: str,
    files: Sequence[Accepted] = (),
    by: Account,
    at: datetime,
) -> None:
    """The asked unit's specialist answers, or drafts the answer for their leader; the leader
    confirms it, changed or not. Anything but plain agreement needs words."""
    task = _open(dossier, asked)
    actor = steps.hold(task, by, at)
    if opinion is not Opinion.AGREE and not text:
        sentence = _("Hãy ghi rõ ý kiến: không đồng ý điều gì, vì sao, hoặc cần gì thêm.")
        raise Invalid(sentence, {"text": sentence})
    asked.opinion, asked.text = opinion, text
    asked.files += [
        ConsultationFile(
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
            added_at=at,
        )
        for file in files
    ]
    steps.close_step(task, outcome=Action.ANSWER_CONSULTATION, at=at)
    if task.role is Role.SPECIALIST:
        asked.drafted_at, asked.drafter_name = at, by.full_name
    else:
        asked.leader_name = by.full_name
    if asked.needs_leader and task.role is Role.SPECIALIST:
        following = _open_task(dossier, asked.unit, Role.LEADER, asked.due_at, at)
        db.session.flush()
        asked.task_id = following.id
        messages.consulted(dossier, asked, following, at=at)
        return
    dossier.move(
        Action.ANSWER_CONSULTATION,
        by=actor,
        at=at,
        note=text,
        data={"unit": asked.unit.name, "opinion": opinion.value},
    )
    asked.answered_at = at
    messages.consultation_answered(dossier, asked, at=at)


def send_back(
    dossier: Dossier, asked: Consultation, *, reason: str, by: Account, at: datetime
) -> None:
    """The asked unit's leader wants the drafted answer changed."""
    task = _open(dossier, asked)
    if task.role is not Role.LEADER:
        raise Conflict(_("Ý kiến này chưa được trình lãnh đạo."))
    if not reason:
        sentence = _("Hãy ghi rõ cần sửa điều gì.")
        raise Invalid(sentence, {"text": sentence})
    steps.hold(task, by, at)
    steps.close_step(task, outcome=Action.SEND_BACK, at=at)
    again = _open_task(dossier, asked.unit, Role.SPECIALIST, asked.due_at, at)
    db.session.flush()
    asked.task_id = again.id
    messages.consulted(dossier, asked, again, at=at, reason=reason)


def drop(dossier: Dossier, asked: Consultation, *, reason: str, by: Account, at: datetime) -> None:
    """The asking specialist does without this answer, and says why."""
    if not reason:
        sentence = _("Hãy ghi lý do thôi lấy ý kiến.")
        raise Invalid(sentence, {"reason": sentence})
    task = _open(dossier, asked)
    actor = by.acting_as(Role.SPECIALIST, dossier.unit_id, clock.local(at).date())
    dossier.move(
        Action.DROP_CONSULTATION, by=actor, at=at, note=reason, data={"unit": asked.unit.name}
    )
    _drop(dossier, asked, task, reason, at)


def consolidate(dossier: Dossier, *, text: str, by: Account, at: datetime) -> ConsolidatedOpinion:
    """Write down what the answers come to together; it stands on the case for the leader."""
    if not any(c.answered_at for c in dossier.consultations):
        raise Conflict(_("Chưa có đơn vị nào trả lời nên chưa tổng hợp được."))
    if not text:
        sentence = _("Hãy ghi nội dung tổng hợp ý kiến.")
        raise Invalid(sentence, {"text": sentence})
    actor = steps.hold(steps.current_step(dossier, *steps.PAPERWORK), by, at)
    dossier.move(Action.CONSOLIDATE, by=actor, at=at, note=text)
    made = ConsolidatedOpinion(text=text, by_name=by.full_name, at=at)
    dossier.consolidated_opinions.append(made)
    return made


def needs_consolidation(dossier: Dossier) -> bool:
    """An answer came that the consolidated opinion does not know yet."""
    answers = [c.answered_at for c in dossier.consultations if c.answered_at]
    written = [made.at for made in dossier.consolidated_opinions]
    return bool(answers) and (not written or max(answers) > max(written))


def expect_heard(dossier: Dossier, *, without: str, at: datetime) -> None:
    """Before a dossier is proposed: every unit has answered, or `without` says why not; and the
    answers are consolidated. Questions left open are dropped, never counted as consent."""
    silent = dossier.open_consultations
    if silent and not without:
        units = ", ".join(c.unit.short_name or c.unit.name for c in silent)
        sentence = _(
            "%(units)s chưa trả lời. Hãy chờ, hoặc ghi rõ vì sao trình mà không có ý kiến ấy.",
            units=units,
        )
        raise Invalid(sentence, {"without": sentence})
    if needs_consolidation(dossier):
        raise Conflict(_("Hãy tổng hợp ý kiến của các đơn vị trước khi trình."))
    for asked in silent:
        _drop(dossier, asked, _open(dossier, asked), without, at)


def _drop(dossier: Dossier, asked: Consultation, task: Task, reason: str, at: datetime) -> None:
    asked.dropped_at, asked.dropped_reason = at, reason
    steps.close_step(task, outcome=Action.DROP_CONSULTATION, at=at)
    messages.consultation_dropped(dossier, asked, reason, at=at)


def _open(dossier: Dossier, asked: Consultation) -> Task:
    task = queries.task_of(dossier, asked.task_id)
    if not asked.is_open or task is None or task.closed_at is not None or dossier.is_ended:
        raise Conflict(_("Câu hỏi này đã được trả lời hoặc không còn chờ trả lời."))
    return task


def _open_task(dossier: Dossier, unit: Unit, role: Role, due_at: datetime, at: datetime) -> Task:
    title = "Cho ý kiến phối hợp" if role is Role.SPECIALIST else "Duyệt ý kiến phối hợp của đơn vị"
    return steps.open_beside(
        dossier, StepKind.CONSULT, title, unit_id=unit.id, role=role, due_at=due_at, at=at
    )


def _expect_good(dossier: Dossier, units: Sequence[Unit], question: str, hours: int) -> None:
    if not question:
        raise _wrong("question", _("Hãy ghi câu hỏi cần lấy ý kiến."))
    if not units:
        raise _wrong("units", _("Hãy chọn đơn vị cần lấy ý kiến."))
    if not 1 <= hours <= MOST_HOURS:
        raise _wrong("hours", _("Hãy ghi thời hạn trả lời, từ 1 đến 400 giờ làm việc."))
    waiting = {c.unit_id for c in dossier.open_consultations}
    for unit in units:
        if unit.id == dossier.unit_id:
            raise _wrong("units", _("Không lấy ý kiến của chính đơn vị đang giải quyết."))
        if unit.id in waiting:
            raise _wrong("units", _("%(unit)s đang được lấy ý kiến rồi.", unit=unit.name))


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
