"""The report as a picture: a bar for each unit, the target as a dashed line."""

from __future__ import annotations

from typing import Any

from portal.i18n import _
from portal.statistics import drawing
from portal.statistics.drawing import Bar
from portal.statistics.labels import share_text
from portal.statistics.report import Line, Report
from portal.statistics.shares import light


def share_chart(report: Report, target: int, *, narrow: bool = False) -> bytes:
    """An SVG document without scripts, fonts or anything else from outside. `target` in percent."""
    return drawing.bars(
        [_bar(report, line, target) for line in shown_lines(report)],
        top=100,
        target=target,
        unit=" %",
        narrow=narrow,
    )


def description(report: Report, target: int) -> str:
    """What the picture shows, for those who do not see it; the table beside it has every figure."""
    lines = [
        line
        for line in shown_lines(report)
        if line.kind == "unit" and _share(report, line) is not None
    ]
    text = _(
        "Biểu đồ thanh: tỷ lệ hồ sơ trực tuyến của từng đơn vị so với chỉ tiêu %(target)d %%. "
        "%(name)s: %(share)s.",
        target=target,
        name=report.total.name,
        share=share_text(_share(report, report.total)),
    )
    if len(lines) < 2:
        return text
    highest = max(lines, key=lambda line: _share(report, line) or 0)
    lowest = min(lines, key=lambda line: _share(report, line) or 0)
    return f"{text} " + _(
        "Cao nhất: %(highest)s, %(most)s. Thấp nhất: %(lowest)s, %(least)s. Bảng bên dưới có đủ các "
        "số liệu này.",
        highest=highest.name,
        most=share_text(_share(report, highest)),
        lowest=lowest.name,
        least=share_text(_share(report, lowest)),
    )


def shown_lines(report: Report) -> list[Line]:
    """The total and the units; groups would stand between them like units."""
    return [line for line in report.lines if line.kind != "group"]


def _bar(report: Report, line: Line, target: int) -> Bar:
    share = _share(report, line)
    value = float(share * 100) if share is not None else 0
    return Bar(line.name, value, share_text(share), light(share, target))


def _share(report: Report, line: Line) -> Any:
    return line.figures.received[report.level].share
