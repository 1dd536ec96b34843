"""All receipts of a visit in one file, each in its two copies: one press prints them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf

from portal.documents.issuing import store
from portal.documents.models import Document

COPIES = 2  # one for the submitter, one that stays with the dossier (Mẫu 01)


def printed_together(receipts: Sequence[Document]) -> bytes:
    """The frozen papers one after the other; the file is for the printer, not a paper itself."""
    out = pikepdf.new()
    for receipt in receipts:
        content = store().read(receipt.sha256)
        with pikepdf.open(io.BytesIO(content)) as paper:
            for _copy in range(COPIES):
                out.pages.extend(paper.pages)
    kept = io.BytesIO()
    out.save(kept, deterministic_id=True)
    return kept.getvalue()
