"""What is known of a file or a paper: its place in the portal's store, and its signatures."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from portal.documents import queries, trust, verification
from portal.documents.issuing import store
from portal.documents.models import Document, DocumentState
from portal.documents.verification import SignatureReport
from portal.i18n import _


class Standing(enum.StrEnum):
    IN_FORCE = "in force"
    REPLACED = "replaced"
    REVOKED = "revoked"
    UNKNOWN = "not known here"


@dataclass(frozen=True)
class Finding:
    """`document` is the paper of ours with exactly these bytes; `newer` stands in its place,
    `older` is what it stands in the place of. A copy has a `source`, the `original` at the end of
    the line, and perhaps `instead`, what stands in that one's place today."""

    sha256: str
    document: Document | None
    newer: Document | None
    older: Document | None
    source: Document | None
    original: Document | None
    instead: Document | None
    reports: Sequence[SignatureReport]

    @property
    def standing(self) -> Standing:
        if self.document is None:
            return Standing.UNKNOWN
        return _standing(self.document, self.newer)

    @property
    def original_standing(self) -> Standing | None:
        """Of what a copy is of, today; None for what is no copy."""
        if self.original is None:
            return None
        return _standing(self.original, self.instead)

    @property
    def is_sound(self) -> bool:
        return verification.is_sound(self.reports)

    @property
    def is_good(self) -> bool:
        """Sound, and not revoked or replaced, nor a copy of what is."""
        stands = self.standing in (Standing.IN_FORCE, Standing.UNKNOWN)
        return self.is_sound and stands and self.original_standing in (None, Standing.IN_FORCE)

    @property
    def verdict(self) -> str:
        if self.is_sound and self.standing is Standing.REPLACED:
            return _("Văn bản còn nguyên nhưng đã bị thu hồi và có văn bản thay thế.")
        if self.is_sound and self.standing is Standing.REVOKED:
            return _("Văn bản còn nguyên nhưng đã bị thu hồi.")
        if self.is_sound and self.standing is Standing.UNKNOWN:
            return _("Chữ ký hợp lệ, nhưng tệp này không có trong kho văn bản của cổng.")
        if self.is_sound and self.original_standing is Standing.REPLACED:
            return _(
                "Bản sao còn nguyên nhưng văn bản được sao đã bị thu hồi và có văn bản thay thế."
            )
        if self.is_sound and self.original_standing is Standing.REVOKED:
            return _("Bản sao còn nguyên nhưng văn bản được sao đã bị thu hồi.")
        return verification.verdict(self.reports)


def check_file(content: bytes) -> Finding:
    """Of a file somebody has. Raises `UnreadableFile` if it is not a PDF."""
    sha256 = verification.sha256(content)
    return _finding(queries.by_content(sha256), content, sha256)


def check_document(document: Document) -> Finding:
    """Of a paper of ours, as it lies in the store."""
    return _finding(document, store().read(document.sha256), document.sha256)


def _finding(document: Document | None, content: bytes, sha256: str) -> Finding:
    reports = verification.check(
        content, [root.dump() for root in trust.roots()], trust.withdrawn_lists()
    )
    original = queries.original_of(document) if document else None
    return Finding(
        sha256=sha256,
        document=document,
        newer=queries.replacement_of(document) if document else None,
        older=queries.replaced_by(document) if document else None,
        source=queries.source_of(document) if document else None,
        original=original,
        instead=queries.replacement_of(original) if original else None,
        reports=reports,
    )


def _standing(document: Document, newer: Document | None) -> Standing:
    if document.state is DocumentState.ISSUED:
        return Standing.IN_FORCE
    return Standing.REPLACED if newer else Standing.REVOKED
