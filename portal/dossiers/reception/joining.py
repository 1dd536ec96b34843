"""Several pages, photographed or scanned, as one PDF."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from PIL import Image

from portal.documents.issuing import store
from portal.i18n import _
from portal.uploads import MOST_PAGES, Accepted, UploadRefused

A4_LONG_INCHES = 297 / 25.4


def joined(files: Sequence[Accepted], name: str) -> Accepted:
    """The files in their order as one PDF called `name`; a single one stays as it is. Pictures
    become pages of A4's long side, at their own resolution."""
    if len(files) == 1:
        return files[0]
    out = pikepdf.new()
    for file in files:
        content = store().read(file.sha256)
        if file.content_type != "application/pdf":
            content = _page(content)
        with pikepdf.open(io.BytesIO(content)) as part:
            out.pages.extend(part.pages)
    if len(out.pages) > MOST_PAGES:
        raise UploadRefused(
            _(
                "Tệp PDF có %(pages)d trang, nhiều hơn %(most)d. Hãy chia thành nhiều tệp.",
                pages=len(out.pages),
                most=MOST_PAGES,
            )
        )
    kept = io.BytesIO()
    out.save(kept, deterministic_id=True)
    sha256, size = store().put([kept.getvalue()])
    stem = name.strip()[:200].replace("/", "-") or "giay-to"
    return Accepted(f"{stem}.pdf", "application/pdf", size, sha256)


def _page(picture: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as opened:
        flat = opened if opened.mode in ("L", "RGB") else opened.convert("RGB")
        resolution = max(flat.size) / A4_LONG_INCHES
        flat.save(out, "PDF", resolution=resolution, quality=92)
    return out.getvalue()
