"""Filled in examples of papers, for people to copy from."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.db import db
from portal.procedures.models import SampleFile
from portal.uploads import Accepted


def keep(file: Accepted, *, at: datetime) -> SampleFile:
    """Name a stored file as an example. The same content is there once."""
    known = by_hash(file.sha256)
    if known is not None:
        return known
    row = SampleFile(
        sha256=file.sha256,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        added_at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row


def by_hash(sha256: str) -> SampleFile | None:
    return db.session.scalar(sa.select(SampleFile).where(SampleFile.sha256 == sha256))
