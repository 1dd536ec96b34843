"""Reads of issued papers."""

from __future__ import annotations

import sqlalchemy as sa

from portal.db import db
from portal.documents.models import Document, DocumentKind, DocumentState


def by_verify_code(code: str) -> Document | None:
    """The result printed with this code, issued or revoked."""
    return db.session.scalar(sa.select(Document).where(Document.verify_code == code, *_PUBLISHED))


def by_content(sha256: str) -> Document | None:
    """The result whose frozen file has exactly these bytes."""
    return db.session.scalar(sa.select(Document).where(Document.sha256 == sha256, *_PUBLISHED))


def replacement_of(document: Document) -> Document | None:
    """The issued paper that stands in the place of a revoked one; the last of the line."""
    newer = document
    while newer.superseded_by_id is not None:
        newer = db.session.get_one(Document, newer.superseded_by_id)
    return newer if newer is not document else None


def replaced_by(document: Document) -> Document | None:
    """The revoked paper in whose place this one stands."""
    return db.session.scalar(
        sa.select(Document).where(Document.superseded_by_id == document.id, *_PUBLISHED).limit(1)
    )


_PUBLISHED = (
    Document.kind == DocumentKind.RESULT,
    Document.state.in_((DocumentState.ISSUED, DocumentState.REVOKED)),
)
