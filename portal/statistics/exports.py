"""The report as files: CSV as Vietnamese Excel opens it, and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import xlsxwriter

from portal import clock
from portal.dossiers.labels import CHANNELS
from portal.i18n import _, day, minute
from portal.procedures.definitions import Channel, ServiceLevel
from portal.statistics.labels import LIGHTS, share_text
from portal.statistics.report import Line, Report
from portal.statistics.shares import LEVELS, Received, light

Value = str | int | Fraction | None
CHANNEL_ORDER = (Channel.ONLINE, Channel.DESK, Channel.POST)


@dataclass(frozen=True)
class Column:
    """`kind` is "text", "number" or "share"; a share is None where there is nothing to divide by."""

    title: str
    kind: str
    value: Callable[[Line], Value]


def columns(online_target: int) -> list[Column]:
    """Every column of both files, left to right. The target in percent."""
    return [
        Column(_("Đơn vị"), "text", lambda line: line.name),
        Column(_("Mã đơn vị"), "text", lambda line: line.code),
        *(column for level in LEVELS for column in _received(level, online_target)),
        *_services(),
    ]


def to_csv(report: Report, online_target: int) -> bytes:
    """UTF-8 with its mark, “;” between columns, decimal comma: what Excel set to Vietnamese opens
    with a double click."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    kept = columns(online_target)
    writer.writerow([column.title for column in kept])
    for line in report.lines:
        writer.writerow([_as_text(column.kind, column.value(line)) for column in kept])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def to_xlsx(report: Report, online_target: int, full_target: int) -> bytes:
    """One sheet: title, period, definition, date of the data, then the lines under a frozen head.
    Numbers are numbers; shares are numbers shown as percent."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_("Tỷ lệ trực tuyến")[:31])
    font = {"font_name": "Times New Roman", "font_size": 12}
    plain = book.add_format(font)
    title = book.add_format({**font, "bold": True, "font_size": 14})
    head = book.add_format(
        {**font, "bold": True, "text_wrap": True, "valign": "vcenter", "align": "center",
         "border": 1, "bg_color": "#e3eef5"}
    )  # fmt: skip
    about = about_lines(report, online_target, full_target)
    for row, text in enumerate(about):
        sheet.write_string(row, 0, harmless(text), plain if row else title)
    head_row = len(about) + 1
    kept = columns(online_target)
    for number, column in enumerate(kept):
        sheet.write_string(head_row, number, column.title, head)
        sheet.set_column(number, number, 30 if number == 0 else 14)
    sheet.set_row(head_row, 66)
    formats = {
        (kind, bold): book.add_format({**font, "border": 1, "bold": bold, **more})
        for bold in (False, True)
        for kind, more in {
            "text": {},
            "number": {"num_format": "#,##0"},
            "share": {"num_format": "0.0%", "align": "right"},
        }.items()
    }
    for row, line in enumerate(report.lines, head_row + 1):
        for number, column in enumerate(kept):
            _write(
                sheet, row, number, column.value(line), formats[column.kind, line.kind != "unit"]
            )
    sheet.freeze_panes(head_row + 1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(head_row)
    sheet.fit_to_pages(1, 0)
    book.set_properties(
        {"title": about[0], "created": clock.local(report.made_at).replace(tzinfo=None)}
    )
    book.close()
    return out.getvalue()


def about_lines(report: Report, online_target: int, full_target: int) -> list[str]:
    """What stands above the figures: title, whose, period, definition and targets, date."""
    return [
        _("Tỷ lệ hồ sơ tiếp nhận trực tuyến"),
        _("Phạm vi: %(name)s", name=report.total.name),
        _(
            "Kỳ số liệu: từ %(start)s đến hết %(end)s",
            start=day(report.period.start),
            end=day(report.period.end),
        ),
        definition(),
        _(
            "Chỉ tiêu (Nghị quyết số 17/NQ-CP ngày 07/3/2019): hồ sơ trực tuyến từ %(online)d %%, "
            "dịch vụ mức độ 4 từ %(full)d %%",
            online=online_target,
            full=full_target,
        ),
        _("Số liệu tính đến %(moment)s", moment=minute(report.made_at)),
    ]


def definition() -> str:
    """Numerator and denominator in one sentence."""
    return _(
        "Tỷ lệ trực tuyến = số hồ sơ tiếp nhận trực tuyến / tổng số hồ sơ tiếp nhận trong kỳ (trực "
        "tuyến + trực tiếp + bưu chính); không tính hồ sơ bị từ chối tiếp nhận, hồ sơ chưa tiếp "
        "nhận và hồ sơ từ kỳ trước chuyển sang"
    )


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return (
        f"'{text}" if text.lstrip(" \t\r\n")[:1] in ("=", "+", "-", "@") and text != "–" else text
    )


def _received(level: ServiceLevel | None, target: int) -> Iterator[Column]:
    def of(line: Line) -> Received:
        return line.figures.received[level]

    def titled(text: Any) -> str:
        return _("Mức độ %(level)d: %(text)s", level=level, text=text) if level else str(text)

    def counted(channel: Channel) -> Column:
        return Column(titled(CHANNELS[channel]), "number", lambda line: of(line).by(channel))

    yield from map(counted, CHANNEL_ORDER)
    yield Column(titled(_("Tổng số")), "number", lambda line: of(line).total)
    yield Column(titled(_("Tỷ lệ trực tuyến")), "share", lambda line: of(line).share)
    yield Column(
        titled(_("So với chỉ tiêu")),
        "text",
        lambda line: str(LIGHTS[light(of(line).share, target)]),
    )


def _services() -> Iterator[Column]:
    def different(level: ServiceLevel | None, offered: str, used: str) -> Iterator[Column]:
        yield Column(offered, "number", lambda line: line.figures.services[level].offered)
        yield Column(used, "number", lambda line: line.figures.services[level].used)

    partial, full = ServiceLevel.PARTIAL, ServiceLevel.FULL
    yield from different(partial, _("Dịch vụ mức độ 3"), _("Dịch vụ mức độ 3 có hồ sơ"))
    yield from different(full, _("Dịch vụ mức độ 4"), _("Dịch vụ mức độ 4 có hồ sơ"))
    yield from different(None, _("Tất cả dịch vụ"), _("Tất cả dịch vụ có hồ sơ"))
    yield Column(_("Tỷ lệ dịch vụ mức độ 4"), "share", lambda line: line.figures.full_level_share)


def _as_text(kind: str, value: Value) -> str:
    if kind == "share":
        assert value is None or isinstance(value, Fraction)
        return share_text(value)
    return harmless(str(value)) if kind == "text" else str(value)


def _write(sheet: Any, row: int, number: int, value: Value, look: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, number, harmless(value), look)
    elif value is None:
        sheet.write_string(row, number, "–", look)
    else:
        sheet.write_number(row, number, float(value), look)
