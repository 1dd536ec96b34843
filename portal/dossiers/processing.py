"""The specialist takes a dossier, notes, drafts the result and proposes it."""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.documents.issuing import new_verify_code
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers import certifying, consultation, queries, routing, slips, steps
from portal.dossiers.certifying import Certified
from portal.dossiers.models import Dossier, Event, Task
from portal.dossiers.workflow import Action, Outcome
from portal.dossiers.workplace import instructions
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _
from portal.procedures.definitions import StepOutcome


def take(dossier: Dossier, task: Task, *, by: Account, at: datetime) -> None:
    """Take the open step. Taking what one already has changes nothing."""
    if task.assignee_id == by.id:
        return
    actor = steps.hold(task, by, at)
    dossier.move(Action.TAKE, by=actor, at=at, data=steps.named(task))


def release(dossier: Dossier, task: Task, *, by: Account, at: datetime) -> None:
    """Give the step back to the unit's queue."""
    actor = steps.hold(task, by, at)
    task.assignee_id, task.assignee_name = None, ""
    dossier.move(Action.RELEASE, by=actor, at=at, data=steps.named(task))


def note(dossier: Dossier, text: str, *, by: Account, at: datetime) -> Event:
    """Write a note for colleagues; citizens do not see it."""
    day = clock.local(at).date()
    for role in (Role.SPECIALIST, Role.LEADER, Role.CLERK, Role.RECEPTIONIST):
        unit = dossier.desk.unit if role is Role.RECEPTIONIST else dossier.unit
        if unit.id in by.units_as(role, day):
            actor = by.acting_as(role, unit.id, day)
            return dossier.move(Action.NOTE, by=actor, at=at, note=text)
    raise Forbidden(_("Ông/Bà không tham gia xử lý hồ sơ này."))


def draft_result(
    dossier: Dossier,
    *,
    outcome: Outcome,
    values: dict[str, str],
    remark: str,
    certified: Certified | None = None,
    by: Account,
    at: datetime,
) -> Document:
    """Write the draft of the result, or change it: rendered from the version's template with
    `values` in place of the answers they correct, or the scan that is `certified`. Raises Invalid
    for a refusal without reason."""
    task = steps.current_step(dossier, *steps.PAPERWORK)
    steps.hold(task, by, at)
    return write_draft(
        dossier, outcome=outcome, values=values, remark=remark, certified=certified, at=at
    )


def write_draft(
    dossier: Dossier,
    *,
    outcome: Outcome,
    values: dict[str, str],
    remark: str,
    certified: Certified | None = None,
    replaces: str = "",
    at: datetime,
) -> Document:
    """The draft itself, whoever may write it; `replaces` names the revoked paper it stands for."""
    if outcome is Outcome.REFUSED and not remark:
        raise Invalid(_("Hãy ghi lý do từ chối giải quyết."))
    document = queries.draft_result_of(dossier) or Document(
        dossier_id=dossier.id,
        unit_id=dossier.unit_id,
        kind=DocumentKind.RESULT,
        state=DocumentState.DRAFT,
        verify_code=new_verify_code(),
        created_at=at,
    )
    definition = dossier.procedure_version.parts.result
    document.title = definition.title if outcome is Outcome.GRANTED else slips.REFUSAL_TITLE
    document.content = {"outcome": outcome.value, "values": values, "remark": remark}
    if certified is not None and outcome is Outcome.GRANTED:
        document.title = certifying.title(certified)
        document.content = {**document.content, **certifying.content(dossier, certified)}
    if replaces:
        document.content = {**document.content, "replaces": replaces}
    db.session.add(document)
    slips.result(
        dossier, document, signer="", draft=True, words_only=True
    )  # a template fault shows here and now
    return document


def propose(
    dossier: Dossier, *, note: str, without: str = "", way: str = "", by: Account, at: datetime
) -> None:
    """Send the draft on. The step after this one is the leader's, or a further step of paperwork
    where the route has one. `without` says why answers that were asked for are not waited for;
    `way` is how the step ended, where the route leaves a choice."""
    task = steps.current_step(dossier, *steps.PAPERWORK)
    actor = steps.hold(task, by, at)
    if dossier.open_supplement_proposal is not None:
        raise Conflict(_("Đề nghị yêu cầu bổ sung thêm đang chờ lãnh đạo quyết định."))
    if instructions.waiting_on(dossier) is not None:
        raise Conflict(_("Hãy trả lời chỉ đạo của lãnh đạo trước khi trình."))
    chosen = _way(dossier, task, way)
    if queries.draft_result_of(dossier) is None:
        raise Conflict(_("Hãy soạn dự thảo kết quả trước khi trình."))
    if dossier.open_verification is not None:
        raise Conflict(_("Buổi xác minh thực tế chưa có biên bản. Hãy lập biên bản hoặc hủy hẹn."))
    consultation.expect_heard(dossier, without=without, at=at)
    data = {**steps.named(task), **({"without": without} if without else {})}
    if chosen is not None:
        data["way"] = chosen.label
    dossier.move(Action.PROPOSE, by=actor, at=at, note=note, data=data)
    steps.go_on(dossier, task, outcome=Action.PROPOSE, way=chosen.key if chosen else "", at=at)


def _way(dossier: Dossier, task: Task, way: str) -> StepOutcome | None:
    """The outcome chosen; None where the route leaves no choice. Raises Invalid."""
    offered = routing.ways(dossier.procedure_version.parts.route, task.step_key)
    chosen = next((outcome for outcome in offered if outcome.key == way), None)
    if offered and chosen is None:
        sentence = _("Hãy chọn bước này kết thúc thế nào.")
        raise Invalid(sentence, {"way": sentence})
    return chosen
