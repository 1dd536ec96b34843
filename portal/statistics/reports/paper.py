"""Any report as a paper of the office (layout of NĐ 30/2020/NĐ-CP, annex I), lying when its table is
wide; sealed by the unit on demand. Vietnamese: papers of the State are not translated."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask_babel import force_locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal import clock, pdf
from portal.documents import keys, signing
from portal.statistics.reports.shell import Report
from portal.statistics.reports.texts import about_lines, shown
from portal.units.models import Unit

ROOM = Path(__file__).parent.parent
STYLESHEETS = (*pdf.PRINT_STYLESHEETS, ROOM / "report_print.css", ROOM / "form_print.css")
MOST_COLUMNS_STANDING = 6


@dataclass(frozen=True)
class Issuer:
    """Whose paper it is: the agency's names for the head, and where."""

    superior: str
    name: str
    place: str

    @classmethod
    def of(cls, unit: Unit) -> Issuer:
        return cls(unit.superior_name, unit.name, unit.place)


def to_pdf(report: Report, issuer: Issuer) -> bytes:
    """The report printed, as PDF/A; the same report gives the same bytes. It must have been made
    in Vietnamese."""
    html = report_html(report, issuer)
    return pdf.render(
        html,
        title=report.title,
        identifier=hashlib.sha256(html.encode()).digest()[:16],
        created=report.made_at,
        stylesheets=STYLESHEETS,
    )


def sealed(content: bytes, unit: Unit, at: datetime) -> bytes:
    """With the unit's electronic seal over everything (NĐ 30/2020/NĐ-CP, annex I). Raises Conflict
    when the unit has no certificate, Refusal when it is not in force."""
    return signing.sign_personally(signing.prepare(content), keys.seal_of(unit), at)


def report_html(report: Report, issuer: Issuer) -> str:
    with force_locale("vi"):
        template = "progress_2020" if report.form_number else "report"
        return _environment.get_template(f"statistics/print/{template}.html").render(
            report=report,
            issuer=issuer,
            about=about_lines(report)[1:],
            is_wide=any(len(t.columns) > MOST_COLUMNS_STANDING for t in report.tables),
        )


def _long_date(moment: datetime) -> str:
    """ngày 05 tháng 01 năm 2026: zeros before days below 10 and months 1, 2."""
    day = clock.local(moment)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


_environment = Environment(
    loader=FileSystemLoader(ROOM / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(
    long_date=_long_date,
    day=lambda value: value.strftime("%d/%m/%Y"),
    minute=lambda moment: clock.local(moment).strftime("%H:%M ngày %d/%m/%Y"),
)
_environment.globals.update(shown=shown)
