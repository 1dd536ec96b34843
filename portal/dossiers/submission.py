"""The citizen begins, fills in and submits a dossier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.mandate_models import Mandate
from portal.accounts.models import Account
from portal.db import db
from portal.dossiers import (
    acting_for,
    authority,
    autosaving,
    invoicing,
    messages,
    numbering,
    quotas,
)
from portal.dossiers import answers as answers_room
from portal.dossiers.models import Attachment, DeliveryMethod, Dossier, PaymentState
from portal.dossiers.moving_on import moved_answers
from portal.dossiers.workflow import Action, State
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _
from portal.procedures import asked
from portal.procedures import queries as catalogue
from portal.procedures.definitions import (
    Channel,
    Exclusion,
    Parts,
    RequiredDocument,
    ServiceLevel,
)
from portal.procedures.models import Procedure
from portal.units.models import Desk, Unit
from portal.uploads import Accepted

MOST_FILES = 100
DUTY_PAPER = "nghia-vu-tai-chinh"  # the key under which papers about a financial duty stand


def begin(
    procedure: Procedure,
    unit: Unit,
    *,
    answers: dict[str, Any],
    key: str,
    by: Account,
    level: int = 0,
    at: datetime,
) -> Dossier:
    """Open a draft for the procedure's version in force. The same `key` gives the same draft.
    `level` is the assurance of the sign-in. Raises Conflict, Forbidden."""
    known = _begun_with(key, by)
    if known is not None and known.state is State.DISCARDED:
        raise Conflict(_("Hồ sơ nháp này đã xóa. Hãy tải lại trang rồi bắt đầu lại."))
    if known is not None:
        return known
    expect_open_online(procedure)
    version = procedure.current
    expect_assured(version.parts, level)
    desks = catalogue.receiving_desks(db.session, procedure, unit)
    if not desks:
        raise Conflict(_("%(unit)s chưa có Bộ phận Một cửa để nhận hồ sơ.", unit=unit.name))
    dossier = new_dossier(procedure, unit, desks[0], channel=Channel.ONLINE, key=key, at=at)
    dossier.account_id = by.id
    dossier.answers = answers
    dossier.submitter_name, dossier.submitter_identity = by.full_name, by.personal_number or ""
    _make_own(dossier, by)
    dossier.submitter_phone, dossier.submitter_email = by.phone, by.email
    dossier.delivery_method = (
        DeliveryMethod.ONLINE if version.level is ServiceLevel.FULL else DeliveryMethod.DESK
    )
    dossier.move(Action.BEGIN, by=by.as_citizen(), at=at)
    try:
        with db.session.begin_nested():
            db.session.add(dossier)
    except IntegrityError:  # the other press of the same button was faster
        known = _begun_with(key, by)
        if known is None:
            raise Conflict(_("Chưa mở được hồ sơ. Hãy tải lại trang rồi bắt đầu lại.")) from None
        return known
    return dossier


def _begun_with(key: str, by: Account) -> Dossier | None:
    return db.session.scalar(
        sa.select(Dossier).where(Dossier.submit_key == key, Dossier.account_id == by.id)
    )


def expect_open_online(procedure: Procedure) -> None:
    """Only a procedure in force, at level 3 or 4 and with a form is begun online
    (NĐ 42/2022/NĐ-CP, Điều 11)."""
    if not procedure.is_in_force:
        raise Conflict(_("Thủ tục này không còn hiệu lực nên không nhận hồ sơ mới."))
    version = procedure.current
    if version.level is ServiceLevel.INFORMATION or not version.parts.form.fields():
        raise Conflict(_("Thủ tục này chưa nhận hồ sơ trực tuyến. Hãy nộp tại Bộ phận Một cửa."))


def expect_assured(parts: Parts, level: int) -> None:
    """Some procedures are begun and handed in by a proven person only (định danh và xác thực điện
    tử, NĐ 69/2024/NĐ-CP). Raises Forbidden."""
    if level < parts.guidance.least_level:
        raise Forbidden(why_not_assured(parts))


def why_not_assured(parts: Parts) -> str:
    """What the procedure needs of a sign-in, and how one comes by it."""
    return _(
        "Thủ tục này cần đăng nhập bằng tài khoản định danh điện tử mức độ %(level)s trở lên. Hãy "
        "đăng nhập lại qua VNeID hoặc nhà cung cấp định danh khác ở trang Đăng nhập. Nếu tài khoản "
        "chưa đạt mức này, hãy nâng mức tại cơ quan công an, hoặc nộp hồ sơ tại Bộ phận Một cửa.",
        level=parts.guidance.least_level,
    )


def new_dossier(
    procedure: Procedure, unit: Unit, desk: Desk, *, channel: Channel, key: str, at: datetime
) -> Dossier:
    """A dossier without state and not yet in the session, with what every channel shares."""
    version = procedure.current
    return Dossier(
        reference=numbering.new_reference(),
        lookup_code=numbering.new_lookup_code(),
        submit_key=key,
        procedure=procedure,
        procedure_version=version,
        unit=unit,
        desk=desk,
        channel=channel,
        payment=PaymentState.UNPAID,
        delivery_method=DeliveryMethod.DESK,
        answers={},
        sets=version.parts.documents.sets or 1,
        created_at=at,
    )


def apply_for_oneself(dossier: Dossier, *, by: Account, at: datetime) -> None:
    """The draft is the submitter's own matter; an authority already attached is taken off."""
    expect_draft(dossier)
    dossier.mandate_use = None
    _make_own(dossier, by)
    for attachment in dossier.kept_attachments:
        if attachment.document_key == authority.AUTHORITY.key:
            attachment.removed_at = at


def _make_own(dossier: Dossier, by: Account) -> None:
    dossier.applicant_name = dossier.submitter_name
    dossier.applicant_identity = dossier.submitter_identity
    dossier.applicant_address = by.address


def apply_for_another(dossier: Dossier, *, name: str, identity: str, address: str) -> None:
    """The draft is the matter of a person (`identity` their personal number, empty when there is
    none) or of an organisation (its tax code); an authority is asked for (Bộ luật Dân sự 2015,
    Điều 134–140)."""
    expect_draft(dossier)
    dossier.mandate_use = None
    dossier.applicant_name, dossier.applicant_identity = name, identity
    dossier.applicant_address = address


def apply_under(dossier: Dossier, mandate: Mandate, *, by: Account, at: datetime) -> None:
    """The draft is the matter of who gave the submitter an electronic authority. Raises Conflict."""
    expect_draft(dossier)
    acting_for.file_under(dossier, mandate, by=by, at=at)


def save_answers(dossier: Dossier, answers: dict[str, Any]) -> None:
    """Keep the answers of one section of a draft."""
    expect_draft(dossier)
    dossier.answers = {**dossier.answers, **answers}


def attach(dossier: Dossier, document_key: str, file: Accepted, *, at: datetime) -> Attachment:
    """Add a file, already stored, for one paper of a draft or of an open supplement request. The
    same file for the same paper is there once, however often it is sent."""
    expect_open_for_papers(dossier)
    known = dossier.kept_attachments
    request = dossier.open_supplement_request
    if request is not None:  # sent again as an answer, it is a new thing
        known = [a for a in known if a.added_at >= request.requested_at]
    for attachment in known:
        if attachment.document_key == document_key and attachment.sha256 == file.sha256:
            return attachment
    if len(dossier.kept_attachments) >= MOST_FILES:
        raise Invalid(
            _("Hồ sơ đã có %(count)d tệp. Hãy gộp nhiều trang vào một tệp PDF.", count=MOST_FILES)
        )
    quotas.expect_room(dossier, file.size, file.sha256)
    attachment = Attachment(
        document_key=document_key,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        added_at=at,
    )
    dossier.attachments.append(attachment)
    db.session.flush()  # a page drawn in the same request names the file by its number
    return attachment


def detach(dossier: Dossier, attachment: Attachment, *, at: datetime) -> None:
    """Take a file off a draft, or off an answer to a supplement request not yet sent. The row
    stays."""
    request = dossier.open_supplement_request
    is_of_answer = (
        dossier.state is State.SUPPLEMENT_REQUESTED
        and request is not None
        and attachment.added_at >= request.requested_at
    )
    duty = dossier.open_duty
    is_of_duty = duty is not None and attachment.added_at >= duty.requested_at
    if not is_of_answer and not is_of_duty:
        expect_draft(dossier)
    attachment.removed_at = at


def choose_delivery(
    dossier: Dossier, method: DeliveryMethod, address: str, phone: str, email: str
) -> None:
    """How the result comes back (online at level 4 only), and how the person is reached."""
    expect_draft(dossier)
    is_full = dossier.procedure_version.level is ServiceLevel.FULL
    if method is DeliveryMethod.ONLINE and not is_full:
        raise Invalid(_("Kết quả của thủ tục này không trả trực tuyến."))
    if method is DeliveryMethod.POST and not address:
        raise Invalid(_("Hãy ghi địa chỉ để gửi kết quả qua bưu chính."))
    dossier.delivery_method = method
    dossier.delivery_address = address if method is DeliveryMethod.POST else ""
    dossier.submitter_phone, dossier.submitter_email = phone, email


def renew(dossier: Dossier) -> bool:
    """Bring a draft to the version in force, keeping the answers it still asks for; True if it
    was of an older one. What is handed in follows the procedure as it stands on that day."""
    expect_draft(dossier)
    expect_open_online(dossier.procedure)
    version = dossier.procedure.current
    if version is dossier.procedure_version:
        return False
    former = dossier.procedure_version.parts.form
    dossier.procedure_version = version
    dossier.answers = moved_answers(former, version.parts.form, dossier.answers)
    dossier.sets = version.parts.documents.sets or 1
    if version.level is not ServiceLevel.FULL and dossier.delivery_method is DeliveryMethod.ONLINE:
        dossier.delivery_method = DeliveryMethod.DESK
    return True


def submit(dossier: Dossier, *, by: Account, level: int = 0, at: datetime) -> Dossier:
    """Hand the draft in (NĐ 118/2025/NĐ-CP, nộp hồ sơ trực tuyến). Doing it again changes
    nothing: a dossier is submitted once. Raises Invalid when something required is missing, or
    when by the answers the procedure is not for this person. Answers to questions no longer asked
    are not handed in. `level` as in `begin`."""
    if dossier.submitted_at is not None:
        return dossier
    expect_assured(dossier.parts, level)
    acting_for.expect_in_force(dossier, by, at)
    expect_complete(dossier, at=at)
    dossier.move(Action.SUBMIT, by=by.as_citizen(), at=at)
    dossier.submitted_at = at
    autosaving.forget(dossier)
    dossier.answers = dossier.shown_answers
    invoicing.begin(dossier, at=at)
    messages.submitted(dossier, at=at)
    return dossier


def expect_complete(dossier: Dossier, *, at: datetime) -> None:
    """Raises Invalid when something required is missing, or when the person cannot use the
    procedure."""
    form, day = dossier.procedure_version.parts.form, clock.local(at).date()
    excluded = asked.exclusion(form, dossier.answers, day)
    if excluded is not None:
        raise Invalid(why_excluded(excluded))
    if answers_room.unanswered(form, dossier.answers, day):
        raise Invalid(_("Tờ khai còn mục bắt buộc chưa điền."))
    if missing_documents(dossier):
        raise Invalid(_("Hồ sơ còn thiếu giấy tờ bắt buộc."))


def why_excluded(excluded: Exclusion) -> str:
    """The sentence for a person who cannot use the procedure."""
    return _("Ông/Bà không dùng được thủ tục này vì %(reason)s.", reason=excluded.sentence)


def missing_documents(dossier: Dossier) -> list[RequiredDocument]:
    """Papers required, without a condition in words that only a person can judge, for which no
    file is there."""
    present = {attachment.document_key for attachment in dossier.kept_attachments}
    return [
        document
        for document in authority.asked_documents(dossier).items
        if document.required
        and (document.only_if is not None or not (document.condition or document.case))
        and document.key not in present
    ]


def discard(dossier: Dossier, *, by: Account, at: datetime) -> None:
    """Throw a draft away: what was typed and attached goes, the row and its event stay, since
    history is only ever added to (law 1)."""
    expect_draft(dossier)
    dossier.move(Action.DISCARD, by=by.as_citizen(), at=at)
    dossier.answers = {}
    dossier.applicant_name = dossier.applicant_identity = dossier.applicant_address = ""
    dossier.delivery_address = ""
    autosaving.forget(dossier)
    for attachment in dossier.kept_attachments:
        attachment.removed_at = at


def expect_draft(dossier: Dossier) -> None:
    if dossier.state is not State.DRAFT:
        raise Conflict(_("Hồ sơ đã được nộp nên không sửa được nữa."))


def expect_open_for_papers(dossier: Dossier) -> None:
    if dossier.state not in (State.DRAFT, State.SUPPLEMENT_REQUESTED, State.PAYMENT_REQUESTED):
        raise Conflict(_("Hồ sơ đã được nộp nên không thêm giấy tờ được nữa."))
