"""The leader sends back, or approves and signs; the clerk numbers, seals and issues."""

from __future__ import annotations

from datetime import date, datetime

from portal import clock, working_time
from portal.accounts.models import Account
from portal.db import db
from portal.documents import issuing, keys, remote_signing, responders
from portal.documents.models import Document, DocumentState
from portal.dossiers import linking, messages, queries, returning, slips, steps
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action, Outcome
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.procedures.definitions import RouteStep, StepKind


def send_back(dossier: Dossier, *, reason: str, to: str = "", by: Account, at: datetime) -> None:
    """Return the dossier to a step it passed (`to`, its key), with the reason; without `to` to the
    specialist who made the draft. What a leader had signed is a draft again, so that nothing wrong
    is ever sealed."""
    if not reason:
        raise Invalid(_("Hãy ghi rõ cần sửa điều gì."))
    task = steps.current_step(dossier, *steps.PAPERWORK, StepKind.APPROVE, StepKind.ISSUE)
    actor = steps.hold(task, by, at)
    step = _earlier(dossier, to)
    dossier.move(
        Action.SEND_BACK, by=actor, at=at, note=reason, data={**steps.named(task), "to": step.title}
    )
    signed = queries.result_of(dossier, DocumentState.SIGNED)
    if signed is not None:
        issuing.unsign(signed)
    draft = queries.draft_result_of(dossier)
    request = remote_signing.open_request_of(draft.id) if draft is not None else None
    if request is not None:
        remote_signing.drop(request, _("Hồ sơ được trả lại để sửa."), at=at)
    steps.close_step(task, outcome=Action.SEND_BACK, at=at)
    reopened = steps.open_step(dossier, step, at=at)
    former = next(
        (t for t in reversed(dossier.tasks) if t.step_key == step.key and t.closed_at), None
    )
    if former is not None:
        reopened.assignee_id, reopened.assignee_name = former.assignee_id, former.assignee_name


def _earlier(dossier: Dossier, to: str) -> RouteStep:
    offered = steps.passed(dossier)
    if not offered:
        raise Conflict(_("Đây là bước đầu tiên nên không trả lại được."))
    if to:
        chosen = next((step for step in offered if step.key == to), None)
        if chosen is None:
            sentence = _("Chỉ trả lại được cho một bước đã qua.")
            raise Invalid(sentence, {"to": sentence})
        return chosen
    return next((step for step in offered if step.kind in steps.PAPERWORK), offered[0])


def approve(dossier: Dossier, *, note: str, by: Account, at: datetime) -> Document:
    """Approve and sign the result: the leader's personal signature (NĐ 30/2020/NĐ-CP, Điều 13).
    Signed is not issued: the clerk follows. With a key at the remote service the signature is
    asked for, and nothing else changes until it has come (`take_signature`)."""
    task = steps.current_step(dossier, StepKind.APPROVE)
    actor = steps.hold(task, by, at)
    document = queries.draft_result_of(dossier)
    if document is None:
        raise Conflict(_("Hồ sơ chưa có dự thảo kết quả."))
    paper = slips.result(dossier, document, signer=by.full_name)
    signer = keys.signer_of(by)
    responders.refuse_withdrawn(signer, at)  # asks outside, so before anything is written
    if signer.is_remote:
        remote_signing.begin(document, paper, signer, act=Action.APPROVE, note=note, by=by, at=at)
        return document
    dossier.move(Action.APPROVE, by=actor, at=at, note=note, data=steps.named(task))
    steps.go_on(dossier, task, outcome=Action.APPROVE, at=at)
    issuing.sign_result(document, paper, by=by, at=at)
    return document


def take_signature(
    dossier: Dossier, document: Document, signed: bytes, *, note: str, by: Account, at: datetime
) -> None:
    """The signature asked of the remote service has come: approved and signed."""
    task = steps.current_step(dossier, StepKind.APPROVE)
    actor = steps.hold(task, by, at)
    dossier.move(Action.APPROVE, by=actor, at=at, note=note, data=steps.named(task))
    steps.go_on(dossier, task, outcome=Action.APPROVE, at=at)
    issuing.take_signature(document, signed, by=by, at=at)


def issue(dossier: Dossier, *, by: Account, at: datetime) -> Document:
    """Number, seal and freeze the signed result: from here on the dossier is resolved. A result
    asked for online is returned at the same moment, or waits for the fee that is still owed."""
    task = steps.current_step(dossier, StepKind.ISSUE)
    actor = steps.hold(task, by, at)
    document = queries.result_of(dossier, DocumentState.SIGNED)
    if document is None:
        raise Conflict(_("Kết quả chưa được lãnh đạo ký."))
    outcome = Outcome(document.content["outcome"])
    dossier.move(Action.ISSUE, by=actor, at=at, data=steps.named(task))
    dossier.outcome, dossier.resolved_at = outcome, at
    steps.go_on(dossier, task, outcome=Action.ISSUE, at=at)
    returning.return_online(dossier, at=at)
    messages.resolved(dossier, at=at)
    if outcome is Outcome.GRANTED and (until := _valid_until(dossier, at)):
        document.content = {**document.content, "valid_until": until.isoformat()}
    db.session.flush()
    issuing.number_and_seal(
        document,
        unit=dossier.unit,
        symbol=slips.symbol(dossier, document),
        place=dossier.unit.place,
        at=at,
    )
    linking.go_on(dossier, at=at)
    return document


def _valid_until(dossier: Dossier, at: datetime) -> date | None:
    valid_for = dossier.procedure_version.parts.result.valid_for
    return working_time.last_day(clock.local(at).date(), valid_for)
