"""Certified electronic copies of originals that people bring: bản sao điện tử có chứng thực từ bản chính
(NĐ 45/2020/NĐ-CP, Điều 10; NĐ 23/2015/NĐ-CP; TT 01/2020/TT-BTP).

It is a result like any other, on the way every result takes: the desk scans the original, a
specialist compares and drafts, the certifier signs, the clerk numbers it in the book of
certifications and seals. Only what is printed differs: the scan, and the lời chứng.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.db import db
from portal.documents import scans
from portal.documents.sheets import Sheet
from portal.dossiers.models import Attachment, Dossier
from portal.dossiers.reception.models import PaperFacts
from portal.errors import Invalid
from portal.i18n import _
from portal.uploads import ENDINGS

# Printed, and statutory (TT 01/2020/TT-BTP), so Vietnamese.
ATTESTATION = "<p>Chứng thực bản sao đúng với bản chính.</p>"
TITLE = "Bản sao điện tử có chứng thực từ bản chính"


@dataclass(frozen=True)
class Certified:
    """Which scan is certified, what the original is called, and that the officer compared them."""

    attachment_id: int
    original: str
    is_compared: bool


def title(certified: Certified) -> str:
    return f"{TITLE}: {certified.original}"[:300] if certified.original else TITLE


def scans_of(dossier: Dossier) -> list[tuple[Attachment, PaperFacts]]:
    """What the desk itself scanned, the newest first: a picture that somebody sent was not compared
    with anything, and a paper taken from an earlier dossier was not brought today."""
    files = [one for one in dossier.kept_attachments if one.content_type in ENDINGS and one.sha256]
    own = {
        facts.attachment_id: facts
        for facts in db.session.scalars(
            sa.select(PaperFacts).where(
                PaperFacts.attachment_id.in_([one.id for one in files]),
                PaperFacts.scanned_by_id.is_not(None),
                PaperFacts.reused_attachment_id.is_(None),
                PaperFacts.reused_document_id.is_(None),
                PaperFacts.kept_paper_id.is_(None),
                PaperFacts.share_id.is_(None),
            )
        )
    }
    return [(one, own[one.id]) for one in reversed(files) if one.id in own]


def content(dossier: Dossier, certified: Certified) -> dict[str, Any]:
    """What the draft keeps of it. Raises Invalid."""
    wanted = certified.attachment_id
    found = next((one for one, _facts in scans_of(dossier) if one.id == wanted), None)
    if not dossier.procedure_version.parts.result.certifies_copies or found is None:
        raise _wrong("scan", _("Hãy chọn bản quét do Bộ phận Một cửa thực hiện."))
    if not certified.original:
        raise _wrong("original", _("Hãy ghi tên bản chính."))
    if not certified.is_compared:
        raise _wrong("compared", _("Hãy đối chiếu bản quét với bản chính rồi đánh dấu."))
    scan = {
        "attachment_id": found.id,
        "sha256": found.sha256,
        "content_type": found.content_type,
        "name": certified.original,
    }
    try:
        pages = len(sheets_of(scan))
    except Invalid as refusal:
        raise _wrong("scan", refusal.sentence) from refusal
    return {"scan": {**scan, "pages": pages}}


def sheets_of(scan: Mapping[str, Any]) -> Sequence[Sheet]:
    return tuple(scans.sheets_of(scan["sha256"], scan["content_type"], scan["name"]))


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
