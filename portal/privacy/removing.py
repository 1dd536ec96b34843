"""Removing the personal data of a dossier whose time is over. The dossier stays as a shell without a
person: its code, its states, its events with their dimensions, the money and the issued results, so
that every figure counts as before (Luật 91/2025/QH15; results and receipts follow the law of
archives and of accounting).

The exception to "events are never changed": their free words and the citizen's name are emptied, and
the database allows just that, once a row of `removal` says so.
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
from portal.dossiers.verification_models import Verification, VerificationPhoto
from portal.dossiers.workflow import CITIZEN
from portal.dossiers.workplace.models import Instruction
from portal.errors import Conflict
from portal.i18n import _
from portal.notifications.models import Notice, OutboxMessage
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
    db.session.flush()  # from now on the database lets the events be emptied
    _empty_events(dossier.id)
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
    _do(sa.update(Consultation).where(Consultation.dossier_id == this).values(question="", text=""))
    _do(
        sa.update(ConsolidatedOpinion).where(ConsolidatedOpinion.dossier_id == this).values(text="")
    )
    visits = sa.select(Verification.id).where(Verification.dossier_id == this)
    _do(sa.delete(VerificationPhoto).where(VerificationPhoto.verification_id.in_(visits)))
    _do(
        sa.update(Verification)
        .where(Verification.dossier_id == this)
        .values(place="", purpose="", people="", present="", findings="")
    )
    emptied: dict[str, Any] = {"reason": "", "items": []}
    answered = {**emptied, "answer": "", "corrections": []}
    _do(sa.update(SupplementRequest).where(SupplementRequest.dossier_id == this).values(**answered))
    _do(
        sa.update(SupplementProposal).where(SupplementProposal.dossier_id == this).values(**emptied)
    )
    _do(sa.update(Instruction).where(Instruction.dossier_id == this).values(text="", answer=""))
    told = f"/%/{dossier.reference}"
    notices = 0
    for model in (Notice, OutboxMessage):
        mine = sa.or_(model.link.like(told), model.link.like(f"{told}/%"))
        notices += _do(sa.delete(model).where(mine))
    return {"papers": len(papers), "letters": letters, "notices": notices}


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
    _do(sa.update(Document).where(Document.copied_from_id.in_(letters)).values(copied_from_id=None))
    _do(sa.delete(Document).where(Document.id.in_(letters)))
    return len(letters)


def _empty_events(dossier_id: int) -> None:
    mine = Event.dossier_id == dossier_id
    _do(sa.update(Event).where(mine).values(note="", data={}))
    _do(
        sa.update(Event)
        .where(mine, Event.actor_role == CITIZEN)
        .values(actor_name="", actor_id=None)
    )


def _empty_dossier(dossier: Dossier) -> None:
    db.session.expire(dossier, ["events", "attachments", "draft_pages", "uploads"])
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
