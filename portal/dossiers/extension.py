"""Late: the unit apologises and sets a new day, at most once (Mẫu 04; domain rule 5).

The first appointment stays on the dossier and decides the statistics; being late never blocks
anything else (rule 6). Drafted by the specialist, signed by the leader, before or after the day.
"""

from __future__ import annotations

from datetime import date, datetime

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import issuing
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers import letters, messages, queries
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Invalid
from portal.i18n import _

TITLE = "Văn bản xin lỗi và hẹn lại ngày trả kết quả"
SYMBOL = "PXL"


def draft(
    dossier: Dossier, *, reason: str, new_due_on: date, by: Account, at: datetime
) -> Document:
    """Write the apology for the leader to sign, or change it. `new_due_on` is a working day of the
    unit after the first appointment; its closing hour is promised."""
    actor = by.acting_as(Role.SPECIALIST, dossier.unit_id, clock.local(at).date())
    expect_possible(dossier)
    if not reason:
        raise _wrong("reason", _("Hãy ghi lý do chậm."))
    new_due_at(dossier, new_due_on, at)
    document = queries.draft_apology_of(dossier) or Document(
        dossier_id=dossier.id,
        unit_id=dossier.unit_id,
        kind=DocumentKind.APOLOGY,
        state=DocumentState.DRAFT,
        title=TITLE,
        verify_code=issuing.new_verify_code(),
        created_at=at,
    )
    document.content = {"reason": reason, "new_due_on": new_due_on.isoformat()}
    db.session.add(document)
    dossier.move(Action.DRAFT_EXTENSION, by=actor, at=at, note=reason)
    messages.to_decide(dossier, "extension", "Đề nghị xin lỗi và hẹn lại ngày trả", reason, at=at)
    return document


def extend(dossier: Dossier, *, by: Account, at: datetime) -> Document:
    """Sign the apology and send it: from here on both appointments are shown."""
    actor = by.acting_as(Role.LEADER, dossier.unit_id, clock.local(at).date())
    expect_possible(dossier)
    document = queries.draft_apology_of(dossier)
    if document is None:
        raise Conflict(_("Chưa có dự thảo xin lỗi và hẹn lại."))
    promised = promised_at(dossier, document, at)
    reason = document.content["reason"]
    dossier.move(
        Action.EXTEND, by=actor, at=at, note=reason, data={"extended_to": promised.isoformat()}
    )
    dossier.extended_to = promised
    db.session.flush()
    messages.extended(dossier, reason, at=at)
    paper = letters.apology(dossier, reason=reason, new_due_at=promised, signer=by.full_name, at=at)
    issuing.sign_letter(document, paper, unit=dossier.unit, symbol=SYMBOL, by=by, at=at)
    return document


def expect_possible(dossier: Dossier) -> None:
    """Raises Conflict without a time limit, and for a second time."""
    if dossier.due_at is None:
        raise Conflict(_("Thủ tục này không quy định thời hạn nên không có ngày hẹn để lùi."))
    if dossier.extended_to is not None:
        raise Conflict(_("Hồ sơ đã xin lỗi và hẹn lại một lần. Chỉ được hẹn lại một lần."))


def promised_at(dossier: Dossier, document: Document, at: datetime) -> datetime:
    """The moment the drafted apology promises, if it may still be promised at `at`."""
    return new_due_at(dossier, date.fromisoformat(document.content["new_due_on"]), at)


def closing_of(dossier: Dossier, document: Document) -> datetime:
    """What the draft promises, for looking at: whether it still may is asked when it is signed."""
    day = date.fromisoformat(document.content["new_due_on"])
    calendar = dossier.unit.working_calendar()
    return (
        calendar.closing(day)
        if calendar.is_working_day(day)
        else calendar.opening(calendar.next_working_day(day))
    )


def new_due_at(dossier: Dossier, day: date, at: datetime) -> datetime:
    """The closing hour of `day` at the competent unit. Raises Invalid for a day off, a day past,
    or one that is no later than the first appointment."""
    assert dossier.due_at is not None
    if day <= clock.local(dossier.due_at).date():
        raise _wrong("new_due_on", _("Ngày hẹn lại phải sau ngày hẹn trả lần đầu."))
    calendar = dossier.unit.working_calendar()
    if not calendar.is_working_day(day):
        raise _wrong("new_due_on", _("Ngày hẹn lại là ngày nghỉ của đơn vị. Hãy chọn ngày khác."))
    closing = calendar.closing(day)
    if closing <= at:
        raise _wrong("new_due_on", _("Ngày hẹn lại đã qua. Hãy chọn ngày khác."))
    return closing


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
