"""Where a paper of a dossier was taken from, in words for the officer who judges it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.db import db
from portal.documents.models import Document, DocumentState
from portal.dossiers.document_store.models import PaperShare
from portal.dossiers.models import Attachment, Dossier
from portal.dossiers.reception.models import PaperFacts
from portal.i18n import _


def sources_of(attachments: Sequence[Attachment]) -> dict[int, str]:
    """By the attachment's identifier; those that were sent in as files are not named."""
    if not attachments:
        return {}
    known = db.session.scalars(
        sa.select(PaperFacts).where(PaperFacts.attachment_id.in_([a.id for a in attachments]))
    )
    return {facts.attachment_id: _source(facts) for facts in known if facts.is_reused}


def _source(facts: PaperFacts) -> str:
    if facts.reused_document_id is not None:
        return _of_result(db.session.get_one(Document, facts.reused_document_id), facts)
    if facts.reused_attachment_id is not None:
        return _of_attachment(facts.reused_attachment_id)
    if facts.share_id is not None:
        return _of_share(db.session.get_one(PaperShare, facts.share_id), facts)
    return _("Người nộp tự đưa vào kho giấy tờ; chưa đối chiếu bản chính.")


def _of_result(result: Document, facts: PaperFacts) -> str:
    if result.sha256 != facts.attachment.sha256:
        return _("Tệp khác với kết quả đã ban hành. Hãy kiểm tra lại.")
    if result.state is not DocumentState.ISSUED:
        return _("Kết quả số %(number)s đã bị thu hồi hoặc thay thế.", number=result.number or "")
    return _(
        "Lấy từ kho: kết quả số %(number)s do cổng ban hành, tệp còn nguyên vẹn.",
        number=result.number or "",
    )


def _of_attachment(attachment_id: int) -> str:
    code = db.session.scalar(
        sa.select(sa.func.coalesce(Dossier.code, Dossier.reference))
        .join(Attachment, Attachment.dossier_id == Dossier.id)
        .where(Attachment.id == attachment_id)
    )
    return _("Lấy từ kho: đã nộp cùng hồ sơ %(code)s.", code=code or "")


def _of_share(share: PaperShare, facts: PaperFacts) -> str:
    """A result shared is still a result; of anything else only its owner speaks."""
    name = share.owner.full_name
    if share.origin.startswith("d"):
        result = db.session.get(Document, int(share.origin[1:]))
        if result is not None:
            said = _of_result(result, facts)
            return _("%(name)s chia sẻ. %(said)s", name=name, said=said)
    return _("%(name)s chia sẻ từ kho giấy tờ; chưa đối chiếu bản chính.", name=name)
