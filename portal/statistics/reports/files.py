"""Any report as CSV, the way Vietnamese Excel opens it, and as XLSX."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction
from typing import Any

import xlsxwriter

from portal import clock
from portal.statistics.labels import share_text
from portal.statistics.reports.shell import Column, Kind, Report, Table, Value
from portal.statistics.reports.texts import about_lines, decimal, shown
from portal.statistics.shares import Light

FONT = {"font_name": "Times New Roman", "font_size": 12}
FORMATS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"text_wrap": True, "valign": "top"},
    Kind.LIGHT: {},
    Kind.NUMBER: {"num_format": "#,##0"},
    Kind.MONEY: {"num_format": "#,##0"},
    Kind.SHARE: {"num_format": "0.0%", "align": "right"},
    Kind.HOURS: {"num_format": "#,##0.0", "align": "right"},
    Kind.DECIMAL: {"num_format": "#,##0.0", "align": "right"},
    Kind.DAY: {"num_format": "dd/mm/yyyy", "align": "right"},
}


def to_csv(report: Report) -> bytes:
    """UTF-8 with its mark, “;” between columns, decimal comma. First what the figures are, a line
    each; then each table under an empty line, with one head row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for text in about_lines(report):
        writer.writerow([harmless(text)])
    for table in report.tables:
        writer.writerow([])
        if len(report.tables) > 1:
            writer.writerow([harmless(table.title)])
        writer.writerow([column.name for column in table.columns])
        for row in table.rows:
            writer.writerow(
                [_as_text(c, v) for c, v in zip(table.columns, row.values, strict=True)]
            )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_xlsx(report: Report) -> bytes:
    """A sheet for each table: what the figures are, then the lines under a frozen head. Numbers
    are numbers, shares numbers shown as percent, days days."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    about = about_lines(report)
    for number, table in enumerate(report.tables, 1):
        name = report.form_number or report.title
        _sheet(book, f"{number}. {name}" if len(report.tables) > 1 else name, about, table)
    book.set_properties(
        {"title": report.title, "created": clock.local(report.made_at).replace(tzinfo=None)}
    )
    book.close()
    return out.getvalue()


def _sheet(book: Any, name: str, about: list[str], table: Table) -> None:
    sheet = book.add_worksheet(_sheet_name(name))
    plain = book.add_format(FONT)
    title = book.add_format({**FONT, "bold": True, "font_size": 14})
    head = book.add_format(
        {**FONT, "bold": True, "text_wrap": True, "valign": "vcenter", "align": "center",
         "border": 1, "bg_color": "#e3eef5"}
    )  # fmt: skip
    formats = {
        (kind, bold): book.add_format({**FONT, "border": 1, "bold": bold, **more})
        for bold in (False, True)
        for kind, more in FORMATS.items()
    }
    for row, text in enumerate([*about, table.title]):
        sheet.write_string(row, 0, harmless(text), plain if row else title)
    top = len(about) + 2
    for place, column in enumerate(table.columns):
        sheet.write_string(top, place, column.name, head)
        sheet.set_column(place, place, 34 if place == 0 else 22 if not column.is_numeric else 14)
    sheet.set_row(top, 66)
    for number, line in enumerate(table.rows, top + 1):
        for place, (column, value) in enumerate(zip(table.columns, line.values, strict=True)):
            _write(sheet, number, place, column, value, formats[column.kind, line.kind != "line"])
    sheet.freeze_panes(top + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(top)
    sheet.fit_to_pages(1, 0)


def _write(
    sheet: Any, row: int, place: int, column: Column, value: Value | Light, look: Any
) -> None:
    if value is None:
        sheet.write_string(row, place, "–", look)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, look)
    elif isinstance(value, int | float | Fraction):
        sheet.write_number(row, place, float(value), look)
    else:
        sheet.write_string(row, place, harmless(shown(column.kind, value)), look)


def _as_text(column: Column, value: Value | Light) -> str:
    """As Excel reads it: a number without separators of thousands."""
    if isinstance(value, Light) or value is None:
        return shown(column.kind, value)
    if isinstance(value, Fraction) and column.kind is Kind.SHARE:
        return share_text(value)
    if column.kind in (Kind.DECIMAL, Kind.HOURS) and isinstance(value, int | float | Fraction):
        return decimal(value).replace(".", "")
    if isinstance(value, str | date):
        return harmless(shown(column.kind, value))
    return str(value)


def _sheet_name(name: str) -> str:
    """What a spreadsheet allows: 31 characters, none of []:*?/\\"""
    return "".join(c for c in name if c not in "[]:*?/\\")[:31].strip()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return (
        f"'{text}" if text.lstrip(" \t\r\n")[:1] in ("=", "+", "-", "@") and text != "–" else text
    )
