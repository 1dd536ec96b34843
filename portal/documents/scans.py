"""The pages of a scanned original as they are set into its certified copy: pictures in colour, 200 dpi
(NĐ 30/2020/NĐ-CP, annex I, part II, for digitised papers), drawn in the process for files of others."""

from __future__ import annotations

import io

from PIL import Image

from portal import config
from portal.documents.sheets import Sheet, jpeg_address, sheet
from portal.errors import Invalid
from portal.files import open_store
from portal.i18n import _
from portal.paper_process import Unfit, page_picture

MOST_PAGES = 60
UPRIGHT, LYING = 1654, 2339  # pixels across A4 at 200 dpi


def sheets_of(sha256: str, content_type: str, name: str) -> list[Sheet]:
    """One sheet a page, in order. Raises Invalid for a file that cannot be drawn, or is too long."""
    content = open_store(config.current()).read(sha256)
    sheets: list[Sheet] = []
    total = 1
    try:
        while len(sheets) < total:
            picture, total = _picture(content, content_type, len(sheets) + 1)
            if total > MOST_PAGES:
                raise Invalid(
                    _(
                        "Bản quét dài hơn %(most)d trang. Hãy chứng thực theo từng phần.",
                        most=MOST_PAGES,
                    )
                )
            with Image.open(io.BytesIO(picture)) as opened:
                width, height = opened.size
            words = f"Trang {len(sheets) + 1}/{total} của bản chính: {name} (ảnh chụp)"
            sheets.append(sheet(jpeg_address(picture), words, width, height))
    except Unfit as unfit:
        raise Invalid(_("Bản quét này không vẽ ra trang được. Hãy quét lại giấy tờ.")) from unfit
    return sheets


def _picture(content: bytes, content_type: str, page: int) -> tuple[bytes, int]:
    picture, total = page_picture(content, content_type, page, UPRIGHT)
    with Image.open(io.BytesIO(picture)) as opened:
        is_wide = opened.width > opened.height
    return page_picture(content, content_type, page, LYING) if is_wide else (picture, total)
