"""Take a file piece by piece: begin, add a piece where the last one ended, finish, give up."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal import config
from portal.db import db
from portal.dossiers import quotas, submission
from portal.dossiers.models import Attachment, Dossier, Upload, UploadPart
from portal.errors import Conflict, Invalid
from portal.files import open_store
from portal.i18n import _
from portal.uploads import accept

PATIENCE = timedelta(days=1)  # an upload untouched for so long is given up
MOST_AT_ONCE = 30


class OffsetWrong(Conflict):
    """The piece does not begin where the last one ended."""


def begin(dossier: Dossier, document_key: str, name: str, size: int, *, at: datetime) -> Upload:
    """Open an upload of `size` bytes for one paper; what is too large is refused before its first
    byte travels."""
    submission.expect_open_for_papers(dossier)
    most = config.current().max_upload_mb
    if size > most * 1024 * 1024:
        raise Invalid(
            _(
                "Tệp lớn hơn %(most)d MB. Hãy chụp hoặc quét lại ở độ phân giải thấp hơn, "
                "hoặc chia thành nhiều tệp.",
                most=most,
            )
        )
    if size <= 0:
        raise Invalid(_("Tệp này rỗng. Hãy mở thử tệp trên máy của Ông/Bà rồi chọn lại."))
    if len(dossier.uploads) >= MOST_AT_ONCE:
        raise Invalid(_("Đang có nhiều tệp tải dở. Hãy đợi các tệp đó xong, hoặc bỏ bớt."))
    quotas.expect_room(dossier, size + sum(one.size for one in dossier.uploads))
    upload = Upload(
        key=secrets.token_urlsafe(24),
        document_key=document_key,
        name=name[:255],
        size=size,
        touched_at=at,
    )
    dossier.uploads.append(upload)
    db.session.flush()
    return upload


def add_piece(upload: Upload, piece: bytes, offset: int, *, at: datetime) -> None:
    """Add the bytes that begin at `offset`. Raises OffsetWrong when something else is expected
    there, Invalid when they are more than was announced."""
    submission.expect_open_for_papers(upload.dossier)
    if offset != upload.offset:
        raise OffsetWrong(_("Phần tệp gửi tới không nối tiếp phần trước. Hãy tải lại trang."))
    if offset + len(piece) > upload.size:
        raise Invalid(_("Tệp gửi tới dài hơn đã báo. Hãy chọn lại tệp."))
    if piece:
        sha256, size = open_store(config.current()).put(iter([piece]))
        upload.parts.append(UploadPart(sha256=sha256, size=size))
    upload.touched_at = at


def finish(upload: Upload, *, at: datetime) -> Attachment:
    """Judge the whole file and attach it. Raises Invalid when it is not taken."""
    dossier = upload.dossier
    accepted = accept(
        io.BufferedReader(_Pieces(upload)),
        upload.name,
        max_bytes=config.current().max_upload_mb * 1024 * 1024,
        takes_office=True,
    )
    attachment = submission.attach(dossier, upload.document_key, accepted, at=at)
    give_up(upload)
    return attachment


def give_up(upload: Upload) -> None:
    """The row and its pieces go; the bytes are swept with other files that no row names."""
    upload.dossier.uploads.remove(upload)


def forget_stale(at: datetime) -> int:
    """Give up what nobody has touched for a day; how many."""
    stale = db.session.scalars(sa.select(Upload).where(Upload.touched_at < at - PATIENCE)).all()
    for upload in stale:
        give_up(upload)
    return len(stale)


class _Pieces(io.RawIOBase):
    """The pieces of an upload as one file, one piece in memory at a time."""

    def __init__(self, upload: Upload) -> None:
        self._keys: Iterator[str] = iter([part.sha256 for part in upload.parts])
        self._piece = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._piece:
            key = next(self._keys, None)
            if key is None:
                return 0
            self._piece = memoryview(open_store(config.current()).read(key))
        count = min(len(buffer), len(self._piece))
        buffer[:count] = self._piece[:count]
        self._piece = self._piece[count:]
        return count
