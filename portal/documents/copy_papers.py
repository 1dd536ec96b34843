"""Print a copy of an issued paper: its pages, and below them the form of a copy (NĐ 30/2020/NĐ-CP, annex
I, part II). Statutory, so Vietnamese.

The new file holds the pages as they look, not what was signed: signatures stay in the file that was
copied, which the copy names by number, code and hash. Like every paper it is PDF/A, and the same
values give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, time
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal import clock, pdf
from portal.documents import copied_pages
from portal.documents.excerpts import Mark
from portal.documents.paper_values import CopyPaper
from portal.documents.papers import FILTERS, SHEETS_STYLE
from portal.documents.sheets import sheet

ROOM = Path(__file__).parent
STYLESHEETS = (*pdf.PRINT_STYLESHEETS, SHEETS_STYLE)
LEGEND = 78.0  # millimetres that the legend needs, without its recipients
RECIPIENT = 4.7  # and one of those


def render_copy(
    paper: CopyPaper, source: bytes, pages: Sequence[int], left_out: Collection[Mark] = ()
) -> bytes:
    """The pages (from 0) of `source`, without the parts `left_out`, and the legend: right below the
    last page's content where it fits, as the decree wants it, else on a page of its own."""
    if left_out:
        source = copied_pages.without(source, left_out)
    facts = copied_pages.facts_of(source, pages)
    sheets = [
        sheet(
            copied_pages.placeholder(place),
            page.text or f"Trang {index + 1}",
            page.width,
            page.height,
            page.band_top,
        )
        for place, (index, page) in enumerate(zip(pages, facts, strict=True))
    ]
    needed = LEGEND + RECIPIENT * max(len(paper.recipients) - 6, 0)
    last = facts[-1]
    has_room = last.band_height >= needed and last.height > last.width
    title = f"{paper.form} {paper.head.number}".strip()
    html = environment().get_template("print/copy.html").render(
        paper=paper, pages=sheets, has_room=has_room, title=title
    )  # fmt: skip
    day = paper.head.date
    made = pdf.render(
        html,
        title=title,
        identifier=hashlib.sha256(html.encode() + source).digest()[:16],
        created=datetime.combine(day, time(), tzinfo=clock.VIETNAM) if day else None,
        stylesheets=STYLESHEETS,
    )
    return copied_pages.filled(made, source, pages)


@cache
def environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(FILTERS, qr=pdf.qr_data_uri)
    return found
