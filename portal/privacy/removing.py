"""Removing the personal data of a dossier whose time is over. The dossier stays as a shell without a
person: its code, its states, its events with their dimensions, the money and the issued results, so
that every figure counts as before (Luật 91/2025/QH15; results and receipts follow the law of
archives and of accounting).

The exception to "events are never changed": their free words and the citizen's name are emptied, and
the database allows just that, once a row of `removal` says so. The same holds for what a gateway told
of a payment beside the sum.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.db import db
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.documents.signing_models import SigningRequest
from portal.dossiers.consultation_models import (
    ConsolidatedOpinion,
    Consultation,
    ConsultationFile,
)
from portal.dossiers.duty_models import PaymentDuty
from portal.dossiers.mandate_models import MandateUse
from portal.dossiers.models import (
    Attachment,
    Dossier,
    DraftPage,
    Event,
    SupplementProposal,
    SupplementRequest,
    Upload,
    UploadPart,
)
from portal.dossiers.reception.models import HandoverLine, PaperFacts, Visit, VisitEntry
from portal.dossiers.verification_models import Verification, VerificationPhoto
from portal.dossiers.workflow import CITIZEN
from portal.dossiers.workplace.models import Instruction
from portal.errors import Conflict
from portal.feedback.models import Rating
from portal.i18n import _
from portal.notifications.models import Notice, OutboxMessage
from portal.payments.models import GatewayNotice, Payment
from portal.payments.statement_models import StatementLine
from portal.privacy.models import Removal
from portal.privacy.retention import due_of

# Papers that are records of their own: the issued result with its copies, and the receipt for money.
STAYS = (DocumentKind.RESULT, DocumentKind.COPY, DocumentKind.FEE_RECEIPT)
NOBODY = "(đã xoá theo thời hạn lưu)"


def remove(dossier_id: int, *, by_name: str, today: date, at: datetime) -> Removal:
    """Empty what the dossier says of people, and write down that it was done. Raises Conflict when
    it is not past its time, or something keeps it back."""
    dossier = db.session.get(Dossier, dossier_id, with_for_update=True, populate_existing=True)
    due = due_of(dossier, today) if dossier is not None else None
    if dossier is None or due is None or due.kept_back:
        raise Conflict(_("Hồ sơ này chưa đến hạn xoá, đang được giữ, hoặc vừa được xoá."))
    removal = Removal(
        dossier_id=dossier.id,
        label=dossier.label,
        rule=due.rule.key,
        source=due.rule.source,
        ended_on=due.ended_on,
        by_name=by_name,
        at=at,
        told={},
    )
    told = _empty_beside(dossier)
    removal.told = told
    db.session.add(removal)
    db.session.flush()  # from now on the database lets the events and notices be emptied
    _empty_events(dossier.id)
    _empty_notices_of_gateways(dossier)
    _empty_dossier(dossier)
    return removal


def _empty_beside(dossier: Dossier) -> dict[str, Any]:
    """Papers, drafts, letters, words written about it; what went, by kind. Files that no row names
    any more are swept a day later."""
    this, own = dossier.id, Attachment.dossier_id == dossier.id
    papers = db.session.scalars(sa.select(Attachment.id).where(own, Attachment.sha256 != "")).all()
    _do(sa.update(Attachment).where(own).values(name="", sha256="", size=0, content_type=""))
    uploads = sa.select(Upload.id).where(Upload.dossier_id == this)
    _do(sa.delete(UploadPart).where(UploadPart.upload_id.in_(uploads)))
    _do(sa.delete(Upload).where(Upload.dossier_id == this))
    _do(sa.delete(DraftPage).where(DraftPage.dossier_id == this))
    letters = _remove_letters(this)
    asked = sa.select(Consultation.id).where(Consultation.dossier_id == this)
    _do(sa.delete(ConsultationFile).where(ConsultationFile.consultation_id.in_(asked)))
    _do(
        sa.update(Consultation)
        .where(Consultation.dossier_id == this)
        .values(question="", text="", dropped_reason="")
    )
    _do(
        sa.update(ConsolidatedOpinion).where(ConsolidatedOpinion.dossier_id == this).values(text="")
    )
    visits = sa.select(Verification.id).where(Verification.dossier_id == this)
    _do(sa.delete(VerificationPhoto).where(VerificationPhoto.verification_id.in_(visits)))
    _do(
        sa.update(Verification)
        .where(Verification.dossier_id == this)
        .values(place="", purpose="", people="", present="", findings="", dropped_reason="")
    )
    emptied: dict[str, Any] = {"reason": "", "items": []}
    answered = {**emptied, "answer": "", "corrections": []}
    _do(sa.update(SupplementRequest).where(SupplementRequest.dossier_id == this).values(**answered))
    _do(
        sa.update(SupplementProposal).where(SupplementProposal.dossier_id == this).values(**emptied)
    )
    _do(sa.update(Instruction).where(Instruction.dossier_id == this).values(text="", answer=""))
    _empty_at_the_desk(dossier)
    _empty_of_money(dossier)
    _do(
        sa.update(Rating)
        .where(Rating.dossier_id == this)
        .values(comment="", account_id=None)  # the mark stays: figures are counted from it
    )
    told = f"/%/{dossier.reference}"
    notices = 0
    for model in (Notice, OutboxMessage):
        mine = sa.or_(model.link.like(told), model.link.like(f"{told}/%"))
        notices += _do(sa.delete(model).where(mine))
    return {"papers": len(papers), "letters": letters, "notices": notices}


def _empty_at_the_desk(dossier: Dossier) -> None:
    """Where its papers came from, under whose authority it was filed, what was missing at a hand-over,
    and the visit in which it was brought once no other dossier of that visit is left."""
    this = dossier.id
    papers = sa.select(Attachment.id).where(Attachment.dossier_id == this)
    _do(
        sa.update(PaperFacts)
        .where(PaperFacts.attachment_id.in_(papers))
        .values(
            issuer="", issued_on=None, valid_until=None, faults=[], reused_attachment_id=None,
            reused_document_id=None, kept_paper_id=None, share_id=None,
        )
    )  # fmt: skip
    _do(sa.delete(MandateUse).where(MandateUse.dossier_id == this))
    _do(sa.update(HandoverLine).where(HandoverLine.dossier_id == this).values(missing=""))
    visit_id = db.session.scalar(
        sa.select(VisitEntry.visit_id).where(VisitEntry.dossier_id == this)
    )
    if visit_id is None:
        return
    _do(sa.delete(VisitEntry).where(VisitEntry.dossier_id == this))
    others = sa.exists().where(VisitEntry.visit_id == visit_id)
    _do(
        sa.update(Visit)
        .where(Visit.id == visit_id, ~others)
        .values(
            submitter_name=NOBODY, submitter_identity="", submitter_address="", phone="", email=""
        )
    )


def _empty_of_money(dossier: Dossier) -> None:
    """Payments and receipts are the books and stay; what was typed beside a duty and what the bank wrote
    beside a transfer go. What gateways told is emptied later: the database asks for the removal."""
    _do(
        sa.update(PaymentDuty)
        .where(PaymentDuty.dossier_id == dossier.id)
        .values(ground="", proof="")
    )
    _do(
        sa.update(StatementLine)
        .where(StatementLine.payment_id.in_(_payments_of(dossier)))
        .values(content="")
    )


def _empty_notices_of_gateways(dossier: Dossier) -> None:
    mine = GatewayNotice.payment_id.in_(_payments_of(dossier))
    _do(sa.update(GatewayNotice).where(mine).values(fields={}))


def _payments_of(dossier: Dossier) -> sa.Select[Any]:
    return sa.select(Payment.id).where(Payment.dossier_id == dossier.id)


def _remove_letters(dossier_id: int) -> int:
    """The forms printed on the way; results and receipts for money stay."""
    letters = list(
        db.session.scalars(
            sa.select(Document.id).where(
                Document.dossier_id == dossier_id,
                sa.or_(
                    Document.kind.not_in(STAYS),
                    # A copy that nobody signed is no record.
                    sa.and_(
                        Document.kind == DocumentKind.COPY, Document.state == DocumentState.DRAFT
                    ),
                ),
            )
        )
    )
    _do(sa.delete(SigningRequest).where(SigningRequest.document_id.in_(letters)))
    _do(
        sa.update(Verification)
        .where(Verification.document_id.in_(letters))
        .values(document_id=None)
    )
    _do(
        sa.update(Document)
        .where(Document.superseded_by_id.in_(letters))
        .values(superseded_by_id=None)
    )
    _empty_copies(dossier_id)
    _do(sa.update(Document).where(Document.copied_from_id.in_(letters)).values(copied_from_id=None))
    _do(sa.delete(Document).where(Document.id.in_(letters)))
    return len(letters)


def _empty_copies(dossier_id: int) -> None:
    """Copies stay in their register, without whom they went to and what for."""
    copies = sa.select(Document.id, Document.content).where(
        Document.dossier_id == dossier_id, Document.kind == DocumentKind.COPY
    )
    for copy_id, content in db.session.execute(copies).all():
        kept = {key: content[key] for key in ("form", "copies")}
        _do(sa.update(Document).where(Document.id == copy_id).values(content=kept))


def _empty_events(dossier_id: int) -> None:
    mine = Event.dossier_id == dossier_id
    _do(sa.update(Event).where(mine).values(note="", data={}))
    _do(
        sa.update(Event)
        .where(mine, Event.actor_role == CITIZEN)
        .values(actor_name="", actor_id=None)
    )


def _empty_dossier(dossier: Dossier) -> None:
    db.session.expire(dossier, ["events", "mandate_use", "attachments", "draft_pages", "uploads"])
    dossier.account_id = None
    dossier.applicant_name = NOBODY
    dossier.applicant_identity = dossier.applicant_address = ""
    dossier.submitter_name = dossier.submitter_identity = ""
    dossier.submitter_phone = dossier.submitter_email = ""
    dossier.delivery_address = dossier.delivered_to = dossier.delivered_identity = ""
    dossier.lookup_code = secrets.token_hex(10)  # nobody holds it
    dossier.answers = {}


def _do(statement: Any) -> int:
    """Straight to the database: the mapped guards of history know no exception."""
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return result.rowcount or 0  # type: ignore[attr-defined]
