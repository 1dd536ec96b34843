"""The layout of NĐ 30/2020/NĐ-CP annex I, measured in the finished PDF by another library."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import pdfplumber
import pytest

from portal.documents import samples
from portal.documents.papers import PaperKind, render_paper
from portal.documents.profiles import KEYS

MM = 72 / 25.4
LYING = {
    PaperKind.REGISTER, PaperKind.ISSUED_BOOK, PaperKind.HANDOVER_LIST, PaperKind.RESULTS_LIST,
}  # fmt: skip
FORMS = [
    (profile, kind)
    for profile in KEYS
    for kind in samples.sample_papers(profile)
    if kind is not PaperKind.FEE_RECEIPT  # A5, not a document of NĐ 30
]
Line = dict[str, Any]


@cache
def first_page(profile: str, kind: PaperKind) -> tuple[list[Line], dict[str, Any]]:
    """Its lines of text, each with its letters, and what else is on it."""
    made = render_paper(kind, samples.sample_papers(profile)[kind], profile)
    with pdfplumber.open(BytesIO(made)) as opened:
        page = opened.pages[0]
        words = page.extract_words(
            x_tolerance=1.5, keep_blank_chars=True, return_chars=True, use_text_flow=False
        )
        rules = [r for r in (*page.lines, *page.rects) if r["width"] > 20]
        return words, {"width": page.width, "height": page.height, "rules": rules,
                       "chars": page.chars, "images": page.images}  # fmt: skip


def line(lines: list[Line], text: str) -> Line:
    found = [one for one in lines if text in one["text"]]
    assert found, f"{text} is not on the page: {[one['text'] for one in lines]}"
    return found[0]


def face(of: Line) -> tuple[str, float]:
    """Name without the subset's prefix, and size in points, both the same for all letters."""
    names = {c["fontname"].partition("+")[2] for c in of["chars"] if c["text"].strip()}
    sizes = {round(c["size"], 1) for c in of["chars"] if c["text"].strip()}
    assert len(names) == len(sizes) == 1, (of["text"], names, sizes)
    return names.pop(), sizes.pop()


@pytest.mark.parametrize(("profile", "kind"), FORMS)
def test_the_sheet_is_a4_with_the_margins_of_the_decree(profile: str, kind: PaperKind) -> None:
    _lines, page = first_page(profile, kind)
    size = (round(page["width"] / MM), round(page["height"] / MM))
    assert size == ((297, 210) if kind in LYING else (210, 297))
    inside = [c for c in page["chars"] if c["text"].strip()]
    left = min(c["x0"] for c in inside) / MM
    right = (page["width"] - max(c["x1"] for c in inside)) / MM
    top = min(c["top"] for c in inside) / MM
    assert left + 0.5 >= 30 and left <= 35.5
    assert right >= 14.5
    assert 19.5 <= top <= 25.5
    # The check of a result's authenticity stands in the margin, as a signature's time does.
    body = [c for c in inside if c["size"] >= 10 or kind is not PaperKind.RESULT]
    assert (page["height"] - max(c["bottom"] for c in body)) / MM >= 19.5


@pytest.mark.parametrize(("profile", "kind"), FORMS)
def test_the_head_has_the_faces_and_sizes_of_the_decree(profile: str, kind: PaperKind) -> None:
    lines, page = first_page(profile, kind)
    country = line(lines, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    motto = line(lines, "Độc lập - Tự do - Hạnh phúc")
    name, size = face(country)
    assert name == "Tinos-Bold" and 12 <= size <= 13
    name, size = face(motto)
    assert name == "Tinos-Bold" and 13 <= size <= 14
    assert country["x0"] > page["width"] / 2 - 20 and country["bottom"] <= motto["bottom"]
    agency = [o for o in lines if o["x1"] < page["width"] * 0.55 and o["bottom"] < 110]
    assert face(agency[0])[0] == "Tinos" and 12 <= face(agency[0])[1] <= 13
    assert face(agency[1])[0] == "Tinos-Bold" and 12 <= face(agency[1])[1] <= 13
    assert agency[0]["text"].isupper() and agency[1]["text"].isupper()
    if kind is not PaperKind.RESULT:  # a result gets its date from the clerk
        name, size = face(line(lines, "Hải An, ngày"))
        assert name == "Tinos-Italic" and 13 <= size <= 14


@pytest.mark.parametrize(("profile", "kind"), FORMS)
def test_the_rules_under_the_agency_and_the_motto(profile: str, kind: PaperKind) -> None:
    """A third to a half of the agency's line; as long as the motto."""
    lines, page = first_page(profile, kind)
    motto = line(lines, "Độc lập - Tự do - Hạnh phúc")
    agency = [
        o
        for o in lines
        if o["x1"] < page["width"] * 0.55 and o["bottom"] < 110 and face(o)[0] == "Tinos-Bold"
    ]
    longest = max(o["x1"] - o["x0"] for o in agency)
    under_agency = next(r for r in page["rules"] if 0 <= r["bottom"] - agency[-1]["bottom"] < 8)
    assert 1 / 3 - 0.01 <= under_agency["width"] / longest <= 1 / 2 + 0.01
    under_motto = next(
        r
        for r in page["rules"]
        if r["x0"] > motto["x0"] - 3 and 0 < r["bottom"] - motto["bottom"] < 5
    )
    assert under_motto["width"] == pytest.approx(motto["x1"] - motto["x0"], abs=3)


@pytest.mark.parametrize(("profile", "kind"), FORMS)
def test_title_body_and_signer(profile: str, kind: PaperKind) -> None:
    lines, page = first_page(profile, kind)
    title = next(o for o in lines if o["text"].isupper() and o["top"] > 95 and face(o)[1] == 14)
    assert face(title)[0] == "Tinos-Bold"
    middle = (title["x0"] + title["x1"]) / 2
    assert middle == pytest.approx((30 * MM + page["width"] - 15 * MM) / 2, abs=3)
    if kind in LYING:
        return  # their text is a table
    # Letters of the text outside tables and notes: 13 to 14 points.
    text = [c for c in page["chars"] if c["text"].strip() and c["top"] > title["bottom"]]
    common = max({c["size"] for c in text}, key=lambda s: sum(c["size"] == s for c in text))
    assert 13 <= round(common, 1) <= 14 or kind is PaperKind.CONTROL_SHEET
    assert all(c["non_stroking_color"] in ((0, 0, 0), (0,), None) for c in page["chars"])


@pytest.mark.parametrize(
    ("profile", "kind"), [(p, k) for p, k in FORMS if k in (PaperKind.APOLOGY, PaperKind.STOP)]
)
def test_capacity_name_and_recipients_of_a_letter(profile: str, kind: PaperKind) -> None:
    lines, _page = first_page(profile, kind)
    name, size = face(line(lines, "PHÓ CHỦ TỊCH"))
    assert name == "Tinos-Bold" and 13 <= size <= 14
    name, size = face(line(lines, "Trần Văn Tuấn"))
    assert name == "Tinos-Bold" and 13 <= size <= 14
    assert face(line(lines, "Nơi nhận:")) == ("Tinos-Bold-Italic", 12)
    assert face(line(lines, "- Như trên")) == ("Tinos", 11)
    number, size = face(line(lines, "Số: 0"))
    assert number == "Tinos" and size == 13


def test_the_pages_after_the_first_bear_their_number_at_the_top() -> None:
    receipt = samples.sample_papers()[PaperKind.RECEIPT]
    many = [replace(c, name=f"{c.name} {n}") for n in range(25) for c in receipt.components]  # type: ignore[union-attr]
    made = render_paper(PaperKind.RECEIPT, replace(receipt, components=many))  # type: ignore[call-arg]
    with pdfplumber.open(BytesIO(made)) as opened:
        for number, page in enumerate(opened.pages, 1):
            above = [w for w in page.extract_words() if w["bottom"] < 20 * MM]
            assert [w["text"] for w in above] == ([] if number == 1 else [str(number)])
            if above:
                middle = (above[0]["x0"] + above[0]["x1"]) / 2
                assert middle == pytest.approx((30 * MM + page.width - 15 * MM) / 2, abs=2)


@pytest.mark.parametrize("profile", KEYS)
def test_a_fee_receipt_is_three_lying_a5_pages(profile: str) -> None:
    made = render_paper(
        PaperKind.FEE_RECEIPT, samples.sample_papers(profile)[PaperKind.FEE_RECEIPT], profile
    )
    with pdfplumber.open(BytesIO(made)) as opened:
        sizes = [(round(p.width / MM), round(p.height / MM)) for p in opened.pages]
        assert sizes == [(210, 148)] * 3
        copies = [p.extract_text() for p in opened.pages]
    for number, copy in enumerate(copies, 1):
        assert f"Liên {number}:" in copy and "Mười lăm nghìn đồng" in copy
