"""Reads of issued papers."""

from __future__ import annotations

import sqlalchemy as sa

from portal.db import db
from portal.documents.models import Document, DocumentKind, DocumentState


def by_verify_code(code: str) -> Document | None:
    """The result, or copy, printed with this code, issued or revoked."""
    return db.session.scalar(sa.select(Document).where(Document.verify_code == code, *_PUBLISHED))


def by_content(sha256: str) -> Document | None:
    """The result, or copy, whose frozen file has exactly these bytes."""
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


def source_of(copy: Document) -> Document | None:
    """What a copy was made of: a paper, or a sao y of it. None for what is no copy."""
    return db.session.get(Document, copy.copied_from_id) if copy.copied_from_id else None


def original_of(copy: Document) -> Document | None:
    """The paper at the end of the line of copies; None for what is no copy."""
    found = source_of(copy)
    while found is not None and found.copied_from_id is not None:
        found = source_of(found)
    return found


_PUBLISHED = (
    Document.kind.in_((DocumentKind.RESULT, DocumentKind.COPY)),
    Document.state.in_((DocumentState.ISSUED, DocumentState.REVOKED)),
)
