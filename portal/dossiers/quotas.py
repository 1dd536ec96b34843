"""How much a dossier and a person may keep here, in bytes of files. Each content counts once."""

from __future__ import annotations

import sqlalchemy as sa

from portal import config
from portal.db import db
from portal.dossiers.document_store.models import KeptPaper
from portal.dossiers.models import Attachment, Dossier
from portal.dossiers.workflow import State
from portal.errors import Invalid
from portal.i18n import _
from portal.uploads import Accepted

MEGABYTE = 1024 * 1024


def expect_room(dossier: Dossier, size: int, sha256: str = "") -> None:
    """For `size` bytes more. What the person keeps already (`sha256`) takes no more of their room.
    Raises Invalid with what to do."""
    settings = config.current()
    kept = sum(a.size for a in dossier.kept_attachments)
    if kept + size > settings.dossier_quota_mb * MEGABYTE:
        raise Invalid(
            _(
                "Các tệp của hồ sơ này cộng lại không được quá %(most)d MB. Hãy bỏ tệp không cần, "
                "hoặc quét lại ở độ phân giải thấp hơn (300 dpi là đủ rõ).",
                most=settings.dossier_quota_mb,
            )
        )
    if dossier.account_id is None:  # entered at a desk
        return
    _expect_room_of(dossier.account_id, size, sha256)


def expect_room_in_store(account_id: int, file: Accepted) -> None:
    """For one more paper in the person's store. Raises Invalid with what to do."""
    _expect_room_of(account_id, file.size, file.sha256)


def _expect_room_of(account_id: int, size: int, sha256: str) -> None:
    settings = config.current()
    kept = _files_of(account_id)
    if sha256 in kept:
        return
    if sum(kept.values()) + size > settings.person_quota_mb * MEGABYTE:
        raise Invalid(
            _(
                "Ông/Bà đã dùng hết %(most)d MB dành cho tệp của mình. Hãy xóa hồ sơ nháp không nộp "
                "nữa hoặc giấy tờ không dùng trong Kho giấy tờ, rồi gửi lại.",
                most=settings.person_quota_mb,
            )
        )


def used_by(account_id: int) -> int:
    """Bytes of the files in the person's dossiers and store."""
    return sum(_files_of(account_id).values())


def _files_of(account_id: int) -> dict[str, int]:
    """Size by content."""
    of_dossiers = (
        sa.select(Attachment.sha256, Attachment.size)
        .join(Dossier)
        .where(
            Dossier.account_id == account_id,
            Dossier.state != State.DISCARDED,
            Attachment.removed_at.is_(None),
            Attachment.sha256 != "",
        )
    )
    of_store = sa.select(KeptPaper.sha256, KeptPaper.size).where(
        KeptPaper.account_id == account_id, KeptPaper.removed_at.is_(None)
    )
    sizes: dict[str, int] = {}
    for sha256, size in db.session.execute(of_dossiers.union_all(of_store)):
        sizes[sha256] = max(size, sizes.get(sha256, 0))
    return sizes
