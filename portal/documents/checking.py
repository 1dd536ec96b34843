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
    `older` is what it stands in the place of."""

    sha256: str
    document: Document | None
    newer: Document | None
    older: Document | None
    reports: Sequence[SignatureReport]

    @property
    def standing(self) -> Standing:
        if self.document is None:
            return Standing.UNKNOWN
        if self.document.state is DocumentState.ISSUED:
            return Standing.IN_FORCE
        return Standing.REPLACED if self.newer else Standing.REVOKED

    @property
    def is_sound(self) -> bool:
        return verification.is_sound(self.reports)

    @property
    def is_good(self) -> bool:
        """Sound, and not revoked or replaced."""
        return self.is_sound and self.standing in (Standing.IN_FORCE, Standing.UNKNOWN)

    @property
    def verdict(self) -> str:
        if self.is_sound and self.standing is Standing.REPLACED:
            return _("Văn bản còn nguyên nhưng đã bị thu hồi và có văn bản thay thế.")
        if self.is_sound and self.standing is Standing.REVOKED:
            return _("Văn bản còn nguyên nhưng đã bị thu hồi.")
        if self.is_sound and self.standing is Standing.UNKNOWN:
            return _("Chữ ký hợp lệ, nhưng tệp này không có trong kho văn bản của cổng.")
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
    return Finding(
        sha256=sha256,
        document=document,
        newer=queries.replacement_of(document) if document else None,
        older=queries.replaced_by(document) if document else None,
        reports=reports,
    )
