"""Ask for what is missing (Mẫu 02), and take the answer: the clock pauses and resumes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import issuing
from portal.documents.models import Document, DocumentKind
from portal.dossiers import answers, autosaving, invoicing, messages, resuming, slips, steps
from portal.dossiers.models import Dossier, SupplementRequest
from portal.dossiers.workflow import Action, State
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.payments.invoice_models import LineOrigin
from portal.working_time import Pause


def request(
    dossier: Dossier,
    *,
    reason: str,
    items: list[dict[str, Any]],
    by: Account,
    at: datetime,
) -> Document:
    """Ask once, fully and exactly (domain rule 1); `items` as in SupplementRequest. A second
    request after reception needs a leader and a ground (rule 4) and is refused here."""
    if not reason or not items:
        raise Invalid(_("Hãy chọn giấy tờ cần bổ sung và ghi rõ lý do."))
    before_reception = dossier.state is State.SUBMITTED
    if before_reception:
        actor = by.acting_as(Role.RECEPTIONIST, dossier.desk.unit_id, clock.local(at).date())
    else:
        if any(not former.is_before_reception for former in dossier.supplement_requests):
            raise Conflict(
                _(
                    "Hồ sơ đã được yêu cầu bổ sung một lần. Lần tiếp theo phải do lãnh đạo quyết định."
                )
            )
        actor = steps.hold(steps.current_step(dossier, *steps.PAPERWORK), by, at)
    dossier.move(Action.REQUEST_SUPPLEMENT, by=actor, at=at, note=reason)
    dossier.supplement_requests.append(
        SupplementRequest(
            is_before_reception=before_reception, reason=reason, items=items, requested_at=at
        )
    )
    db.session.flush()
    messages.supplement_requested(dossier, reason, at=at)
    return issuing.issue_slip(
        DocumentKind.SUPPLEMENT,
        slips.supplement(dossier, items=items, reason=reason, officer=by.full_name, at=at),
        dossier_id=dossier.id,
        unit=dossier.desk.unit,
        title="Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        at=at,
    )


def answer(
    dossier: Dossier,
    *,
    text: str,
    corrected: Mapping[str, Any] | None = None,
    by: Account,
    at: datetime,
) -> None:
    """The citizen answers: the dossier goes back to where it was, and the clock runs on with the
    days of waiting left out (rule 4: it resumes, never restarts). `corrected` are the answers given
    anew, by key; only those asked for are taken, and what stood there before is kept beside them."""
    open_request = dossier.open_supplement_request
    if open_request is None:
        raise Conflict(_("Hồ sơ không có yêu cầu bổ sung nào đang chờ."))
    back_to = State.SUBMITTED if open_request.is_before_reception else State.PROCESSING
    pause = Pause(open_request.requested_at, at)
    due_at = resuming.due_after(dossier, pause)
    actor = by.as_citizen()
    dossier.move(Action.ANSWER_SUPPLEMENT, by=actor, at=at, to=back_to, note=text, due_at=due_at)
    open_request.answered_at = at
    open_request.answer = text
    if _correct(dossier, open_request, corrected or {}):
        invoicing.count_again(dossier, LineOrigin.SUPPLEMENT, at=at)
    autosaving.forget(dossier)
    resuming.run_on(dossier, pause, due_at)
    messages.supplement_answered(dossier, at=at)


def _correct(dossier: Dossier, asked: SupplementRequest, corrected: Mapping[str, Any]) -> bool:
    """True if an answer changed."""
    wanted = [str(item["field_key"]) for item in asked.items if item.get("field_key")]
    changed = {
        key: corrected[key]
        for key in wanted
        if key in corrected and corrected[key] != dossier.answers.get(key)
    }
    asked.corrections = [
        {"key": key, "old": dossier.answers.get(key), "new": new} for key, new in changed.items()
    ]
    if changed:
        dossier.answers = {**dossier.answers, **changed}
    return bool(changed)


def compared(dossier: Dossier, asked: SupplementRequest) -> list[tuple[str, str, str]]:
    """What an answered request changed: (what, before, after), questions in words, papers by the
    names of their files."""
    if asked.answered_at is None:
        return []
    fields = {field.key: field for field in dossier.procedure_version.parts.form.fields()}
    rows = [
        (
            fields[one["key"]].label,
            answers.in_words(fields[one["key"]], one["old"]),
            answers.in_words(fields[one["key"]], one["new"]),
        )
        for one in asked.corrections
        if one["key"] in fields
    ]
    for item in asked.items:
        if not item["document_key"]:
            continue
        files = [a for a in dossier.kept_attachments if a.document_key == item["document_key"]]
        before = [a.name for a in files if a.added_at < asked.requested_at]
        after = [a.name for a in files if asked.requested_at <= a.added_at <= asked.answered_at]
        if after:
            rows.append((item["name"], ", ".join(before), ", ".join(after)))
    return rows
