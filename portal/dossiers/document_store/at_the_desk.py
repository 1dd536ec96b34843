"""What a desk is offered of a person's store, by the number they show: papers handed in, results
issued, papers they keep (NĐ 118/2025/NĐ-CP: no paper twice)."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts import consents
from portal.accounts.models import Account
from portal.accounts.purposes import REUSE
from portal.db import db
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers.document_store.entries import (
    LIKE_ENOUGH,
    StoredPaper,
    as_stored,
    likeness,
)
from portal.dossiers.document_store.models import KeptPaper
from portal.dossiers.models import Attachment, Dossier
from portal.dossiers.reception.models import PaperFacts
from portal.dossiers.workflow import NEVER_HANDED_IN
from portal.units.models import Unit

MOST_OFFERED = 30


def papers_of(identity: str, day: date, *, but: Dossier | None = None) -> list[StoredPaper]:
    """Of the person with this number, the newest first and each content once; nothing that has
    run out by `day`, nothing of `but`. No number, no papers."""
    if not identity:
        return []
    found = [*_results(identity), *_kept(identity), *_handed_in(identity)]
    seen: set[str] = {a.sha256 for a in but.kept_attachments} if but else set()
    offered = []
    for paper in found:
        if paper.sha256 in seen or (paper.has_expired(day)):
            continue
        seen.add(paper.sha256)
        offered.append(paper)
    return offered[:MOST_OFFERED]


def is_like(paper: StoredPaper, name: str) -> bool:
    """Does the stored paper's name hold most words of `name`?"""
    return likeness(paper, name) >= LIKE_ENOUGH


def _results(identity: str) -> list[StoredPaper]:
    rows = db.session.execute(
        sa.select(Document, Dossier, Unit.name)
        .join(Dossier, Dossier.id == Document.dossier_id)
        .join(Unit, Unit.id == Document.unit_id)
        .where(
            Dossier.applicant_identity == identity,
            Document.kind == DocumentKind.RESULT,
            Document.state == DocumentState.ISSUED,
        )
        .order_by(Document.id.desc())
        .limit(MOST_OFFERED)
    )
    return [
        StoredPaper(
            origin=f"d{document.id}",
            name=f"{document.title} số {document.number}",
            paper=document.title,
            sha256=document.sha256,
            content_type="application/pdf",
            issuer=issuer,
            issued_on=clock.local(document.issued_at).date() if document.issued_at else None,
            valid_until=document.valid_until,
            code=dossier.label,
        )
        for document, dossier, issuer in rows
    ]


def _kept(identity: str) -> list[StoredPaper]:
    """What its owner put there, if they agreed that desks may use it: nobody has compared it with an
    original yet."""
    owner = db.session.scalar(sa.select(Account.id).where(Account.personal_number == identity))
    if owner is None or not consents.has_consented(owner, REUSE):
        return []
    newer = aliased(KeptPaper)
    rows = db.session.scalars(
        sa.select(KeptPaper)
        .where(
            KeptPaper.account_id == owner,
            KeptPaper.removed_at.is_(None),
            ~sa.exists().where(newer.earlier_id == KeptPaper.id),
        )
        .order_by(KeptPaper.id.desc())
        .limit(MOST_OFFERED)
    )
    return [as_stored(row) for row in rows]


def _handed_in(identity: str) -> list[StoredPaper]:
    facts = aliased(PaperFacts)
    rows = db.session.execute(
        sa.select(Attachment, Dossier, facts)
        .join(Dossier, Dossier.id == Attachment.dossier_id)
        .outerjoin(facts, facts.attachment_id == Attachment.id)
        .where(
            Dossier.applicant_identity == identity,
            Dossier.state.not_in(NEVER_HANDED_IN),
            Attachment.sha256 != "",
            Attachment.removed_at.is_(None),
        )
        .order_by(Attachment.id.desc())
        .limit(MOST_OFFERED)
    )
    offered = []
    for attachment, dossier, known in rows:
        paper = dossier.procedure_version.parts.documents.item(attachment.document_key)
        offered.append(
            StoredPaper(
                origin=f"a{attachment.id}",
                name=attachment.name,
                paper=paper.name if paper else "",
                sha256=attachment.sha256,
                content_type=attachment.content_type,
                issuer=known.issuer if known else "",
                issued_on=known.issued_on if known else None,
                valid_until=known.valid_until if known else None,
                code=dossier.label,
                handed_in_on=clock.local(attachment.added_at).date(),
            )
        )
    return offered
