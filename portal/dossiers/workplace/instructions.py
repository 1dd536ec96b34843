"""A leader instructs on an overdue dossier; whoever has the step must answer before it goes on."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import messages, queries, steps
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action
from portal.dossiers.workplace.models import Instruction
from portal.errors import Conflict, Invalid
from portal.i18n import _


def instruct(dossier: Dossier, text: str, *, by: Account, at: datetime) -> Instruction:
    """Tell who has the open step, or everybody who could take it, what to do about the delay.
    Raises Conflict when nothing is overdue or an instruction still waits for its answer."""
    if not text:
        raise Invalid(_("Hãy ghi nội dung chỉ đạo."))
    if not is_overdue(dossier, at):
        raise Conflict(_("Chỉ hồ sơ đã quá hạn mới có chỉ đạo; hãy dùng ghi chú."))
    if waiting_on(dossier) is not None:
        raise Conflict(_("Chỉ đạo trước chưa được trả lời."))
    task = steps.current_step(dossier, *(t.kind for t in dossier.tasks))
    day = clock.local(at).date()
    actor = by.acting_as(Role.LEADER, dossier.unit_id, day)
    given = Instruction(
        dossier_id=dossier.id,
        text=text,
        leader_id=by.id,
        leader_name=actor.name,
        assignee_id=task.assignee_id,
        given_at=at,
    )
    db.session.add(given)
    dossier.move(Action.INSTRUCT, by=actor, at=at, note=text, data=steps.named(task))
    db.session.flush()
    holder = db.session.get(Account, task.assignee_id) if task.assignee_id else None
    told = [holder] if holder else queries.holders_of(task.role, task.unit_id, day)
    messages.instructed(dossier, told, given.id, text, at=at)
    return given


def answer(dossier: Dossier, text: str, *, by: Account, at: datetime) -> None:
    """Say what is done about it; the leader is told. Taking the step is part of answering."""
    if not text:
        raise Invalid(_("Hãy ghi câu trả lời cho lãnh đạo."))
    waiting = waiting_on(dossier)
    if waiting is None:
        raise Conflict(_("Không có chỉ đạo nào đang chờ trả lời."))
    task = steps.current_step(dossier, *(t.kind for t in dossier.tasks))
    actor = steps.hold(task, by, at)
    dossier.move(Action.ANSWER_INSTRUCTION, by=actor, at=at, note=text, data=steps.named(task))
    waiting.answer, waiting.answerer_name, waiting.answered_at = text, actor.name, at
    leader = db.session.get(Account, waiting.leader_id)
    if leader is not None:
        messages.instruction_answered(dossier, leader, waiting.id, text, at=at)


def waiting_on(dossier: Dossier) -> Instruction | None:
    """The instruction that nobody has answered yet."""
    return db.session.scalar(
        sa.select(Instruction)
        .where(Instruction.dossier_id == dossier.id, Instruction.answered_at.is_(None))
        .order_by(Instruction.id.desc())
        .limit(1)
    )


def is_overdue(dossier: Dossier, at: datetime) -> bool:
    """The appointment or the open step has passed."""
    task = dossier.open_task
    limits = [dossier.due_at, task.due_at if task else None]
    return any(limit is not None and limit < at for limit in limits)
