"""Biểu số II.06a and 07a as files: CSV as Vietnamese Excel opens it, and XLSX with the form's head."""

from __future__ import annotations

import csv
import io
from typing import Any

import xlsxwriter

from portal import clock
from portal.i18n import _, day, minute
from portal.statistics.exports import harmless
from portal.statistics.labels import share_text
from portal.statistics.progress import Column
from portal.statistics.progress_labels import FULL, GROUPS, SHORT, definition
from portal.statistics.progress_report import By, ProgressReport


def to_csv(report: ProgressReport) -> bytes:
    """One head row; UTF-8 with its mark, “;” between columns, decimal comma."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            "(1) " + _("STT"),
            "(2) " + _line_title(report),
            _("Mã đơn vị"),
            *(f"({int(column)}) {FULL[column]}" for column in Column),
            _("Tỷ lệ đúng hạn"),
        ]
    )
    for line in report.lines:
        writer.writerow(
            [
                line.index,
                harmless(line.name),
                line.code,
                *(line.progress[column] for column in Column),
                share_text(line.progress.on_time_share),
            ]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_xlsx(report: ProgressReport) -> bytes:
    """One sheet: what it is, the form's head of two rows and the numbers of the columns, lines."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(form_number(report))
    font = {"font_name": "Times New Roman", "font_size": 12}
    plain = book.add_format(font)
    title = book.add_format({**font, "bold": True, "font_size": 14})
    head = book.add_format(
        {**font, "bold": True, "text_wrap": True, "valign": "vcenter", "align": "center",
         "border": 1, "bg_color": "#e3eef5"}
    )  # fmt: skip
    about = about_lines(report)
    for row, text in enumerate(about):
        sheet.write_string(row, 0, harmless(text), title if row < 2 else plain)
    top = len(about) + 1
    last = _write_head(sheet, top, _line_title(report), head)
    formats = {
        (kind, bold): book.add_format({**font, "border": 1, "bold": bold, **more})
        for bold in (False, True)
        for kind, more in {
            "text": {},
            "number": {"num_format": "#,##0"},
            "share": {"num_format": "0.0%", "align": "right"},
        }.items()
    }
    for row, line in enumerate(report.lines, top + 3):
        bold = line.kind in ("total", "group")
        sheet.write_string(row, 0, line.index, formats["text", bold])
        sheet.write_string(row, 1, harmless(line.name), formats["text", bold])
        for column in Column:
            sheet.write_number(row, column - 1, line.progress[column], formats["number", bold])
        share = line.progress.on_time_share
        if share is None:
            sheet.write_string(row, last, "–", formats["share", bold])
        else:
            sheet.write_number(row, last, float(share), formats["share", bold])
    sheet.freeze_panes(top + 3, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(top, top + 2)
    sheet.fit_to_pages(1, 0)
    book.set_properties(
        {"title": about[0], "created": clock.local(report.made_at).replace(tzinfo=None)}
    )
    book.close()
    return out.getvalue()


def about_lines(report: ProgressReport) -> list[str]:
    """What stands above the figures."""
    return [
        _("Biểu số %(number)s/VPCP/KSTT", number=form_number(report)),
        _("Tình hình, kết quả giải quyết thủ tục hành chính"),
        _("Phạm vi: %(name)s", name=report.total.name),
        _(
            "Kỳ số liệu: từ %(start)s đến hết %(end)s",
            start=day(report.period.start),
            end=day(report.period.end),
        ),
        definition(report.closing),
        _("Lập lúc %(moment)s", moment=minute(report.made_at)),
    ]


def form_number(report: ProgressReport) -> str:
    """The form of TT 01/2020/TT-VPCP that has such lines."""
    return "II.06a" if report.by is By.UNIT else "II.07a"


def _line_title(report: ProgressReport) -> str:
    return _("Đơn vị") if report.by is By.UNIT else _("Lĩnh vực")


def _write_head(sheet: Any, top: int, line_title: str, look: Any) -> int:
    """Three rows from `top`; returns the last column's index."""
    last = max(Column)
    for place, text in ((0, _("STT")), (1, line_title), (last, _("Tỷ lệ đúng hạn"))):
        sheet.merge_range(top, place, top + 1, place, text, look)
    for group, columns in GROUPS:
        sheet.merge_range(top, columns[0] - 1, top, columns[-1] - 1, str(group), look)
        for column in columns:
            sheet.write_string(top + 1, column - 1, str(SHORT[column]), look)
    for place in range(last):
        sheet.write_string(top + 2, place, f"({place + 1})", look)
    sheet.write_string(top + 2, last, "", look)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, last, 11)
    sheet.set_row(top + 1, 34)
    return last
