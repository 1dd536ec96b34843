"""How much a dossier and a person may keep here, in bytes of files. Each content counts once."""

from __future__ import annotations

import sqlalchemy as sa

from portal import config
from portal.db import db
from portal.dossiers.models import Attachment, Dossier
from portal.dossiers.workflow import State
from portal.errors import Invalid
from portal.i18n import _

MEGABYTE = 1024 * 1024


def expect_room(dossier: Dossier, size: int) -> None:
    """For `size` bytes more. Raises Invalid with what to do."""
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
    if used_by(dossier.account_id) + size > settings.person_quota_mb * MEGABYTE:
        raise Invalid(
            _(
                "Ông/Bà đã dùng hết %(most)d MB dành cho tệp của mình. Hãy xóa hồ sơ nháp không nộp "
                "nữa hoặc bỏ bớt tệp trong đó, rồi gửi lại.",
                most=settings.person_quota_mb,
            )
        )


def used_by(account_id: int) -> int:
    """Bytes of the files in the person's dossiers."""
    files = (
        sa.select(Attachment.sha256, sa.func.max(Attachment.size).label("size"))
        .join(Dossier)
        .where(
            Dossier.account_id == account_id,
            Dossier.state != State.DISCARDED,
            Attachment.removed_at.is_(None),
            Attachment.sha256 != "",
        )
        .group_by(Attachment.sha256)
        .subquery()
    )
    return db.session.scalar(sa.select(sa.func.coalesce(sa.func.sum(files.c.size), 0))) or 0
