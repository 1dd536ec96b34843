"""Scans are judged by what is on them: pages of type, darkened, blurred and shrunk on purpose."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from portal import pdf
from portal.scan_quality import FaultKind, judge

WORDS = "Giấy chứng sinh của trẻ Nguyễn Gia Hân, sinh ngày 02 tháng 3 năm 2026. " * 12


@pytest.fixture(scope="module")
def page() -> Image.Image:
    """A page of type as a scanner at 200 dots an inch sees it."""
    made = pdf.render(f"<p>{WORDS}</p>", title="x", identifier=b"x")
    with pypdfium2.PdfDocument(made) as opened:
        return opened[0].render(scale=200 / 72).to_pil().convert("L")


def kinds(picture: Image.Image) -> set[FaultKind]:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return {fault.kind for fault in judge(out.getvalue(), "image/jpeg").faults}


def test_a_clear_page_has_no_fault(page: Image.Image) -> None:
    assert kinds(page) == set()


def test_a_page_on_grey_paper_is_still_clear(page: Image.Image) -> None:
    assert kinds(page.point(lambda level: 40 + level * 0.6)) == set()


def test_a_blurred_page_is_called_blurred(page: Image.Image) -> None:
    assert kinds(page.filter(ImageFilter.GaussianBlur(9))) == {FaultKind.BLURRED}


def test_a_dark_page_is_called_dark(page: Image.Image) -> None:
    assert kinds(ImageEnhance.Brightness(page).enhance(0.25)) == {FaultKind.DARK}


def test_an_empty_page_is_called_blank(page: Image.Image) -> None:
    assert kinds(Image.new("L", page.size, 245)) == {FaultKind.BLANK}


def test_a_small_photograph_is_called_coarse(page: Image.Image) -> None:
    assert FaultKind.LOW_RESOLUTION in kinds(page.resize((600, 850)))


def test_pages_of_a_pdf_are_counted_and_named(page: Image.Image) -> None:
    out = io.BytesIO()
    blank = Image.new("L", page.size, 255)
    page.save(out, "PDF", resolution=200, save_all=True, append_images=[blank, page])
    quality = judge(out.getvalue(), "application/pdf")
    assert (quality.pages, quality.dpi) == (3, 200)
    assert [(f.page, f.kind) for f in quality.faults] == [(2, FaultKind.BLANK)]


def test_a_pdf_set_in_type_is_neither_coarse_nor_blurred() -> None:
    made = pdf.render(f"<p>{WORDS}</p>", title="x", identifier=b"x")
    quality = judge(made, "application/pdf")
    assert (quality.pages, quality.dpi, quality.faults) == (1, None, ())
