"""A paper of the store becomes a paper of a draft, by reference: the same file, nothing copied."""

from __future__ import annotations

from datetime import date, datetime

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.dossiers import submission
from portal.dossiers.document_store import entries
from portal.dossiers.document_store.entries import StoredPaper
from portal.dossiers.models import Attachment, Dossier
from portal.dossiers.reception.digitising import name_source
from portal.dossiers.reception.models import PaperFacts
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.uploads import ENDINGS, Accepted


def use(
    dossier: Dossier, document_key: str, origin: str, *, by: Account, at: datetime
) -> Attachment:
    """Attach the stored paper `origin` for one paper of a draft or of an open supplement request,
    and remember where it was taken from. Raises Invalid, Conflict."""
    today = clock.local(at).date()
    paper = entries.paper_of(by, origin, today)
    if paper is None:
        raise Conflict(_("Giấy tờ này không còn trong kho của Ông/Bà. Hãy tải lại trang."))
    refusal = why_not(paper, today)
    if refusal:
        raise Invalid(refusal)
    file = Accepted(file_name(paper), paper.content_type, paper.size, paper.sha256)
    attachment = submission.attach(dossier, document_key, file, at=at)
    if db.session.get(PaperFacts, attachment.id) is None:
        facts = PaperFacts(
            attachment_id=attachment.id,
            issuer=paper.issuer,
            issued_on=paper.issued_on,
            valid_until=paper.valid_until,
            kept_at=at,
        )
        name_source(facts, paper)
        db.session.add(facts)
        db.session.flush()
    return attachment


def why_not(paper: StoredPaper, day: date) -> str:
    """Why the paper cannot be handed in that day; empty when it can."""
    if paper.has_expired(day) and paper.valid_until is not None:
        return _(
            "“%(name)s” đã hết hạn ngày %(day)s nên không dùng được. Hãy thêm bản mới vào kho, hoặc "
            "tải lên tệp khác.",
            name=paper.name,
            day=f"{paper.valid_until:%d/%m/%Y}",
        )
    return ""


def file_name(paper: StoredPaper) -> str:
    """What to call the file of a stored paper."""
    name = f"{paper.name} {paper.number}".strip().replace("/", "-")
    ending = ENDINGS.get(paper.content_type, ("",))[0]
    has_one = not ending or name.lower().endswith(
        tuple(f".{e}" for e in ENDINGS[paper.content_type])
    )
    return (name if has_one else f"{name}.{ending}")[-200:]
