"""Pages of one file set into another: the letters stay letters, the fields and signatures do not.

A page that is copied becomes a picture of type and lines (a form XObject) in the new file: its tags
and fields are taken off, what was drawn into the fields is drawn into the page. So the new file is
archival like the old one and can be read and searched, but has nothing in it that was signed.
"""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from portal.documents.excerpts import Mark, _one_at_a_time

BAND_DPI = 36
FOOT, MARGIN = 30.0, 20.0  # millimetres: where a check may stand, what stays empty
_PAPER = 250  # grey levels from which on a point is empty


@dataclass(frozen=True)
class PageFacts:
    """A page as it is laid out again: millimetres, its words, and the band below its content on
    which nothing stands (`band_top` from the upper edge)."""

    width: float
    height: float
    text: str
    band_top: float
    band_height: float


def facts_of(content: bytes, pages: Sequence[int]) -> list[PageFacts]:
    """Of the pages, which count from 0."""
    found = []
    with _one_at_a_time:
        opened = pypdfium2.PdfDocument(content)
        try:
            opened.init_forms()  # what was drawn into fields stands on the page, too
            for index in pages:
                page = opened[index]
                width, height = (side / 72 * 25.4 for side in page.get_size())
                words = page.get_textpage()
                picture = page.render(scale=BAND_DPI / 72, grayscale=True).to_pil()
                top, band = _band(picture.tobytes(), picture.width, picture.height)
                text = " ".join(words.get_text_bounded().split())
                found.append(PageFacts(width, height, text, *_in_mm(top, band)))
                words.close()
                page.close()
        finally:
            opened.close()
    return found


def placeholder(place: int) -> str:
    """A picture, as a `data:` address, in whose stead `filled` puts the page of that place."""
    rows = b"\0\xff" * (place + 1)
    header = struct.pack(">IIBBBBB", 1, place + 1, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return f"data:image/png;base64,{b64encode(png).decode()}"


def without(source: bytes, left_out: Collection[Mark]) -> bytes:
    """The file with nothing shown of these sequences: they are not covered, they are not there."""
    with pikepdf.open(BytesIO(source)) as pdf:
        for index, page in enumerate(pdf.pages):
            marks = {mark for number, mark in left_out if number == index}
            if marks:
                page.Contents = pdf.make_stream(_shown(page, marks))
        output = BytesIO()
        pdf.save(output, deterministic_id=True)
    return output.getvalue()


def filled(made: bytes, source: bytes, pages: Sequence[int]) -> bytes:
    """`made` with the pages of `source` (from 0) where their placeholders are."""
    with pikepdf.open(BytesIO(made)) as pdf, pikepdf.open(BytesIO(source)) as original:
        for place, index in enumerate(pages):
            _set_page(pdf, _spot(pdf, place), original, original.pages[index])
        output = BytesIO()
        pdf.save(
            output,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return output.getvalue()


def _spot(pdf: pikepdf.Pdf, place: int) -> pikepdf.Object:
    for thing in pdf.objects:
        is_picture = isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        if is_picture and (int(thing["/Width"]), int(thing["/Height"])) == (1, place + 1):
            return thing
    raise ValueError(f"The page has no place {place}")


def _set_page(
    pdf: pikepdf.Pdf,
    spot: pikepdf.Object,
    original: pikepdf.Pdf,
    page: pikepdf.Page,
) -> None:
    """An image is drawn on a square of one by one; so is the page."""
    left, bottom, right, top = (float(number) for number in page.mediabox)
    resources = pdf.copy_foreign(original.make_indirect(page.obj.Resources))
    names = pikepdf.Dictionary()
    if "/XObject" in resources:
        names = pikepdf.Dictionary(dict(resources["/XObject"].items()))
    drawn = [_unmarked(page)]
    for number, (looks, matrix) in enumerate(_appearances(page)):
        names[f"/Looks{number}"] = pdf.copy_foreign(looks)
        drawn.append(b"q %s cm /Looks%d Do Q" % (matrix, number))
    form = pdf.make_stream(b"q\n" + b"\nQ\n".join([drawn[0], b"\n".join(drawn[1:])]))
    form["/Type"], form["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
    form["/BBox"] = pikepdf.Array([left, bottom, right, top])
    form["/Matrix"] = pikepdf.Array(
        [1 / (right - left), 0, 0, 1 / (top - bottom), -left / (right - left), -bottom / (top - bottom)]
    )  # fmt: skip
    form["/Resources"] = pikepdf.Dictionary({**dict(resources.items()), "/XObject": names})
    spot.write(form.read_bytes())
    for key in list(spot.keys()):
        if key not in ("/Length", "/Filter", "/DecodeParms"):
            del spot[key]
    for key in ("/Type", "/Subtype", "/BBox", "/Matrix", "/Resources"):
        spot[key] = form[key]


def _unmarked(page: pikepdf.Page) -> bytes:
    """The page's drawing without its tags, which mean nothing in another file."""
    return pikepdf.unparse_content_stream(
        [
            one
            for one in pikepdf.parse_content_stream(page)
            if str(one.operator) not in ("BMC", "BDC", "EMC")
        ]
    )


def _shown(page: pikepdf.Page, left_out: Collection[int]) -> bytes:
    kept, depth = [], [False]  # is what is open left out?
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BMC", "BDC"):
            tag = instruction.operands[1] if operator == "BDC" else None
            mark = tag.get("/MCID") if isinstance(tag, pikepdf.Dictionary) else None
            depth.append(depth[-1] or (mark is not None and int(mark) in left_out))
        elif operator == "EMC":
            depth.pop()
        elif depth[-1] and operator in _SHOWING:
            continue
        kept.append(instruction)
    return pikepdf.unparse_content_stream(kept)


_SHOWING = frozenset({"Tj", "TJ", "'", '"', "Do", "INLINE IMAGE", "sh"})


def _appearances(page: pikepdf.Page) -> list[tuple[pikepdf.Object, bytes]]:
    """What stands in the page's fields, with the matrix that puts it there."""
    found: list[tuple[pikepdf.Object, bytes]] = []
    annotations: Any = page.obj.get("/Annots", ())
    for field in annotations:
        looks = field["/AP"].get("/N") if "/AP" in field else None
        left, bottom, right, top = _sorted([float(number) for number in field["/Rect"]])
        if not isinstance(looks, pikepdf.Stream) or right <= left or top <= bottom:
            continue
        x, y, across, up = _sorted([float(number) for number in looks["/BBox"]])
        if across <= x or up <= y or not looks.read_bytes().strip():
            continue
        wide, high = (right - left) / (across - x), (top - bottom) / (up - y)
        matrix = (wide, 0, 0, high, left - x * wide, bottom - y * high)
        found.append((looks, " ".join(f"{number:.5f}" for number in matrix).encode()))
    return found


def _sorted(box: Sequence[float]) -> tuple[float, float, float, float]:
    return min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])


def _band(points: bytes, width: int, height: int) -> tuple[int, int]:
    """The first row below the content, and how many rows are empty there; the check at the foot of
    a result stands below it."""
    inked = [row for row in range(height) if min(points[row * width : (row + 1) * width]) < _PAPER]
    foot = height - _rows(FOOT)
    top = max((row for row in inked if row < foot), default=_rows(MARGIN)) + 1
    end = min((row for row in inked if row >= foot), default=height - _rows(MARGIN))
    return top, max(end - top, 0)


def _rows(millimetres: float) -> int:
    return round(millimetres / 25.4 * BAND_DPI)


def _in_mm(*rows: int) -> tuple[float, float]:
    top, band = (row / BAND_DPI * 25.4 for row in rows)
    return top, band


def count(content: bytes) -> int:
    """How many pages a file has."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)
