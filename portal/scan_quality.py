"""Is a scan fit to be read? Page count, resolution, and pages that are blank, dark or blurred.

Judged from pixels alone, by Pillow and pdfium; it knows no domain. It says what it sees and blocks
nothing: an officer who holds the paper decides. Thresholds were set on text pages rendered,
darkened and blurred on purpose (tests/test_scan_quality.py).
"""

from __future__ import annotations

import enum
import io
import threading
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageFilter, ImageStat

LONG_SIDE = 1000  # pixels of the reduced picture that is judged
A4_LONG_INCHES = 297 / 25.4
LEAST_DPI = 150
MOST_JUDGED = 40  # pages of one file; the others are counted only
INK = 60  # grey levels darker than the paper
LEAST_INK = 0.0008  # share of the page
DARKEST_PAPER = 90  # grey level of what should be white
LEAST_SHARPNESS = 45.0  # variance of the Laplacian

# pdfium may be entered by one thread at a time.
_one_at_a_time = threading.Lock()


class FaultKind(enum.StrEnum):
    LOW_RESOLUTION = "low_resolution"
    BLANK = "blank"
    DARK = "dark"
    BLURRED = "blurred"


@dataclass(frozen=True)
class PageFault:
    """`page` counts from 1."""

    page: int
    kind: FaultKind


@dataclass(frozen=True)
class Quality:
    """`dpi` is that of the coarsest page that is a picture; None for pages set in type."""

    pages: int
    dpi: int | None
    faults: tuple[PageFault, ...]


def judge(content: bytes, content_type: str) -> Quality:
    """Look at every page of a stored PDF, JPEG or PNG. A picture counts as a page of A4."""
    if content_type == "application/pdf":
        return _judge_pdf(content)
    with Image.open(io.BytesIO(content)) as picture:
        dpi = round(max(picture.size) / A4_LONG_INCHES)
        return Quality(1, dpi, tuple(_faults_of(picture, 1, dpi)))


def _judge_pdf(content: bytes) -> Quality:
    faults: list[PageFault] = []
    resolutions: list[int] = []
    with _one_at_a_time:
        opened = pypdfium2.PdfDocument(content)
        try:
            count = len(opened)
            for index in range(min(count, MOST_JUDGED)):
                page = opened[index]
                dpi = _dpi_of(page)
                scale = LONG_SIDE / max(page.get_size())
                picture = page.render(scale=scale, grayscale=True).to_pil()
                if dpi is not None:
                    resolutions.append(dpi)
                faults += _faults_of(picture, index + 1, dpi)
                page.close()
        finally:
            opened.close()
    return Quality(count, min(resolutions, default=None), tuple(faults))


def _dpi_of(page: pypdfium2.PdfPage) -> int | None:
    """Of the picture that covers most of the page; None when none does."""
    width, height = page.get_size()
    found = None
    for thing in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = thing.get_bounds()
        if (right - left) * (top - bottom) < 0.5 * width * height:
            continue
        across, down = thing.get_px_size()
        found = round(max(across, down) / (max(right - left, top - bottom) / 72))
    return found


def _faults_of(picture: Image.Image, page: int, dpi: int | None) -> list[PageFault]:
    """`dpi` None: set in type, which is neither coarse nor blurred."""
    grey = picture.convert("L")
    grey.thumbnail((LONG_SIDE, LONG_SIDE))
    paper = _paper_level(grey)
    faults = []
    if dpi is not None and dpi < LEAST_DPI:
        faults.append(FaultKind.LOW_RESOLUTION)
    if paper < DARKEST_PAPER:
        faults.append(FaultKind.DARK)
    elif _ink_share(grey, paper) < LEAST_INK:
        faults.append(FaultKind.BLANK)
    elif dpi is not None and _sharpness(grey) < LEAST_SHARPNESS:
        faults.append(FaultKind.BLURRED)
    return [PageFault(page, kind) for kind in faults]


def _paper_level(grey: Image.Image) -> int:
    """The grey level that nine tenths of the pixels do not exceed: the paper, not the letters."""
    counts, total = grey.histogram(), grey.width * grey.height
    below = 0
    for level, count in enumerate(counts):
        below += count
        if below >= 0.9 * total:
            return level
    return 255


def _ink_share(grey: Image.Image, paper: int) -> float:
    counts = grey.histogram()
    return sum(counts[: max(paper - INK, 0)]) / (grey.width * grey.height)


def _sharpness(grey: Image.Image) -> float:
    edges = grey.filter(ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), 1, 128))
    inner = edges.crop((2, 2, edges.width - 2, edges.height - 2))
    return ImageStat.Stat(inner).var[0]
