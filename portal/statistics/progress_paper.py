"""Biểu số II.06a and 07a as the statutory form, on paper lying down (TT 01/2020/TT-VPCP). Vietnamese
by law, not translated; the layout is corrected in its template, without code."""

from __future__ import annotations

import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal import clock, config, pdf
from portal.statistics.progress import Column
from portal.statistics.progress_exports import form_number
from portal.statistics.progress_report import By, ProgressReport

ROOM = Path(__file__).parent
STYLESHEETS = (*pdf.PRINT_STYLESHEETS, ROOM / "progress_print.css")


def to_pdf(report: ProgressReport) -> bytes:
    """The form filled in, as PDF/A; the same report gives the same bytes."""
    html = _environment.get_template("statistics/print/progress_2020.html").render(
        report=report,
        number=form_number(report),
        line_title="Đơn vị" if report.by is By.UNIT else "Lĩnh vực giải quyết",
        reporter=report.unit.name if report.unit else config.current().province,
        columns=list(Column),
    )
    return pdf.render(
        html,
        title=f"Biểu số {form_number(report)}/VPCP/KSTT",
        identifier=hashlib.sha256(html.encode()).digest()[:16],
        created=report.made_at,
        stylesheets=STYLESHEETS,
    )


_environment = Environment(
    loader=FileSystemLoader(ROOM / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(
    day=lambda value: value.strftime("%d/%m/%Y"),
    minute=lambda moment: clock.local(moment).strftime("%H:%M ngày %d/%m/%Y"),
    figure=lambda count: f"{count:,}".replace(",", "."),
)
