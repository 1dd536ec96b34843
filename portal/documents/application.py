"""The application form (đơn, tờ khai) as paper: the questions of a procedure's form with a person's
answers, laid out after NĐ 30/2020/NĐ-CP, annex I. Vietnamese by law, not translated."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal import pdf

ROOM = Path(__file__).parent


@dataclass(frozen=True)
class ApplicationPaper:
    """`sections` are titles with (question, answer in words); an empty answer is printed as a
    dotted line. `is_blank`: to be filled in by hand, or an example. Without a `day` its place is
    left open."""

    name: str
    addressee: str
    sections: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    applicant: str = ""
    place: str = ""
    day: date | None = None
    reference: str = ""
    is_draft: bool = False


def render_application(paper: ApplicationPaper) -> bytes:
    """The form filled in, as PDF/A; the same values give the same bytes."""
    html = _environment.get_template("print/application.html").render(paper=paper)
    return pdf.render(
        html,
        title=paper.name,
        identifier=hashlib.sha256(html.encode()).digest()[:16],
        stylesheets=(*pdf.PRINT_STYLESHEETS, ROOM / "application.css"),
    )


def _long_date(day: date | None) -> str:
    """A day below 10 and a month below 3 take a zero (annex I)."""
    if day is None:
        return "ngày … tháng … năm …"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


_environment = Environment(
    loader=FileSystemLoader(ROOM / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(long_date=_long_date, lines=lambda text: str(text).split("\n"))
