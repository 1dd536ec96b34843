"""The desk turns papers into files, or takes them from what the person handed in before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal import clock, quarantine
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.documents.issuing import store as files
from portal.dossiers import authority
from portal.dossiers.document_store import at_the_desk
from portal.dossiers.document_store.entries import StoredPaper
from portal.dossiers.models import Attachment, Dossier
from portal.dossiers.reception.joining import joined
from portal.dossiers.reception.models import PaperFacts
from portal.dossiers.submission import MOST_FILES
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.paper_process import Unfit, quality_of
from portal.scan_quality import Quality
from portal.uploads import ENDINGS as SCANNED
from portal.uploads import Accepted


@dataclass(frozen=True)
class Origin:
    """Who issued the paper that was scanned, when, and until when it holds; as far as told."""

    issuer: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


def keep_scan(
    dossier: Dossier,
    document_key: str,
    pages: Sequence[Accepted],
    origin: Origin,
    *,
    by: Account,
    at: datetime,
) -> Attachment:
    """Keep what was scanned or photographed for one paper, several files as one PDF, with its page
    count and what is wrong with it. Nothing wrong keeps it from being kept. Raises Invalid."""
    _expect_room(dossier)
    if origin.issued_on and origin.valid_until and origin.valid_until < origin.issued_on:
        raise Invalid(_("Ngày hết hạn của giấy tờ phải sau ngày cấp."))
    name = _paper_name(dossier, document_key)
    file = joined(pages, name)
    quarantine.hold_as(file.sha256, [page.sha256 for page in pages], at=at)
    found = _same_file(dossier, document_key, file)
    if found is not None:
        return found
    quality = _quality(files().read(file.sha256), file.content_type)
    attachment = _attached(dossier, document_key, file, at)
    _remember(attachment, quality, origin, by, at)
    _move(dossier, name, by, at, pages=quality.pages)
    return attachment


def reuse(
    dossier: Dossier,
    document_key: str,
    origin: str,
    *,
    agreed: bool,
    by: Account,
    at: datetime,
) -> Attachment:
    """Take a paper the person handed in before, or a result they were given, by reference: the
    same file, nothing copied. The person agrees to it (Luật BVDLCN 91/2025/QH15)."""
    _expect_room(dossier)
    if not agreed:
        sentence = _("Hãy hỏi người nộp có đồng ý dùng lại giấy tờ đã có không, rồi đánh dấu.")
        raise Invalid(sentence, {"agreed": sentence})
    offered = at_the_desk.papers_of(dossier.applicant_identity, clock.local(at).date(), but=dossier)
    paper = next((one for one in offered if one.origin == origin), None)
    if paper is None:
        raise Conflict(_("Giấy tờ này không còn dùng lại được. Hãy tải lại trang."))
    content = files().read(paper.sha256)
    file = Accepted(_file_name(paper), paper.content_type, len(content), paper.sha256)
    attachment = _attached(dossier, document_key, file, at)
    known = Origin(paper.issuer, paper.issued_on, paper.valid_until)
    facts = _remember(attachment, _quality(content, paper.content_type), known, by, at)
    name_source(facts, paper)
    _move(dossier, _paper_name(dossier, document_key), by, at, reused=paper.origin)
    return attachment


def name_source(facts: PaperFacts, paper: StoredPaper) -> None:
    """Where the paper was taken from."""
    number = int(paper.origin[1:])
    match paper.origin[0]:
        case "a":
            facts.reused_attachment_id = number
        case "d":
            facts.reused_document_id = number
        case "s":
            facts.kept_paper_id = number
        case "c":
            facts.share_id = number


def take_off(dossier: Dossier, attachment: Attachment, *, by: Account, at: datetime) -> None:
    """Take off a scan of the desk, to scan again; what the citizen sent stays. The row stays."""
    facts = facts_of([attachment]).get(attachment.id)
    if facts is None or facts.scanned_by_id is None:
        raise Conflict(_("Chỉ bỏ được bản do Bộ phận Một cửa quét hoặc lấy lại."))
    attachment.removed_at = at
    _move(dossier, _paper_name(dossier, attachment.document_key), by, at, removed=attachment.id)


def facts_of(attachments: Sequence[Attachment]) -> dict[int, PaperFacts]:
    """What the desk knows of each, by the attachment's identifier."""
    if not attachments:
        return {}
    found = db.session.query(PaperFacts).filter(
        PaperFacts.attachment_id.in_([attachment.id for attachment in attachments])
    )
    return {facts.attachment_id: facts for facts in found}


def _attached(dossier: Dossier, key: str, file: Accepted, at: datetime) -> Attachment:
    attachment = Attachment(
        document_key=key,
        name=file.name[:255],
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        added_at=at,
    )
    dossier.attachments.append(attachment)
    db.session.flush()
    return attachment


def _remember(
    attachment: Attachment, quality: Quality, origin: Origin, by: Account, at: datetime
) -> PaperFacts:
    facts = PaperFacts(
        attachment_id=attachment.id,
        pages=quality.pages,
        dpi=quality.dpi,
        faults=[{"page": fault.page, "kind": fault.kind.value} for fault in quality.faults],
        issuer=origin.issuer,
        issued_on=origin.issued_on,
        valid_until=origin.valid_until,
        scanned_by_id=by.id,
        kept_at=at,
    )
    db.session.add(facts)
    db.session.flush()
    return facts


def _move(dossier: Dossier, note: str, by: Account, at: datetime, **data: object) -> None:
    actor = by.acting_as(Role.RECEPTIONIST, dossier.desk.unit_id, clock.local(at).date())
    dossier.move(Action.DIGITISE, by=actor, at=at, note=note, data=dict(data))


def _quality(content: bytes, content_type: str) -> Quality:
    """Of a scan; nothing is said of an office file, nor of what nobody can draw."""
    if content_type not in SCANNED:
        return Quality(0, None, ())
    try:
        return quality_of(content, content_type)
    except Unfit as unfit:
        raise Invalid(
            _("Tệp này không vẽ ra trang được để kiểm tra. Hãy quét lại giấy tờ.")
        ) from unfit


def _expect_room(dossier: Dossier) -> None:
    if len(dossier.kept_attachments) >= MOST_FILES:
        raise Invalid(
            _("Hồ sơ đã có %(count)d tệp. Hãy gộp nhiều trang vào một tệp PDF.", count=MOST_FILES)
        )


def _same_file(dossier: Dossier, key: str, file: Accepted) -> Attachment | None:
    """The same file for the same paper is there once, however often it is sent."""
    return next(
        (a for a in dossier.kept_attachments if a.document_key == key and a.sha256 == file.sha256),
        None,
    )


def _paper_name(dossier: Dossier, key: str) -> str:
    paper = authority.asked_documents(dossier).item(key)
    return paper.name if paper else _("Giấy tờ khác")


def _file_name(paper: StoredPaper) -> str:
    ending = {"image/jpeg": ".jpg", "image/png": ".png"}.get(paper.content_type, ".pdf")
    return (
        paper.name
        if paper.name.lower().endswith((".pdf", ".jpg", ".jpeg", ".png"))
        else (f"{paper.name.replace('/', '-')}{ending}")
    )
