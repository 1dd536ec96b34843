"""The picture of a report: bars of one column, with what it says in words for those who do not see
it. Every figure of it stands in the table beside it."""

from __future__ import annotations

from fractions import Fraction

from portal.i18n import _
from portal.statistics import drawing
from portal.statistics.drawing import Bar
from portal.statistics.reports.shell import Column, Kind, Report, Row, Value
from portal.statistics.reports.texts import shown
from portal.statistics.shares import Light, light

MOST_BARS = 40


def bars(report: Report, *, narrow: bool = False) -> bytes:
    """An SVG document of the report's chart."""
    assert report.chart is not None
    column, rows = _shown(report)
    values = [_number(column, value) for _row, value in rows]
    is_share = column.kind is Kind.SHARE
    target = report.chart.target
    top = 100.0 if is_share else _round_up(max(values, default=1.0))
    lines = [
        Bar(
            str(_name(report, row)),
            number,
            shown(column.kind, value),
            _light(column, value, target),
        )
        for (row, value), number in zip(rows, values, strict=True)
    ]
    return drawing.bars(
        lines,
        top=top,
        target=target * 100 if target is not None and is_share else target,
        unit=" %" if is_share else "",
        narrow=narrow,
    )


def has_bars(report: Report) -> bool:
    return report.chart is not None and any(value is not None for _row, value in _shown(report)[1])


def description(report: Report) -> str:
    """What the picture shows: which figures, whose is the highest and the lowest."""
    assert report.chart is not None
    column, rows = _shown(report)
    lines = [(row, value) for row, value in rows if value is not None and row.kind == "line"]
    text = _("Biểu đồ thanh: %(title)s.", title=report.chart.title)
    if len(lines) < 2:
        return text
    highest = max(lines, key=lambda one: _number(column, one[1]))
    lowest = min(lines, key=lambda one: _number(column, one[1]))
    return f"{text} " + _(
        "Cao nhất: %(highest)s, %(most)s. Thấp nhất: %(lowest)s, %(least)s. Bảng bên dưới có đủ các "
        "số liệu này.",
        highest=_name(report, highest[0]),
        most=shown(column.kind, highest[1]),
        lowest=_name(report, lowest[0]),
        least=shown(column.kind, lowest[1]),
    )


def _shown(report: Report) -> tuple[Column, list[tuple[Row, Value]]]:
    """The column drawn and its cells: the total if it is of a kind with the lines (a share), and
    the lines; groups would stand between them like lines."""
    assert report.chart is not None
    table = report.tables[report.chart.table]
    place = next(i for i, c in enumerate(table.columns) if c.key == report.chart.column)
    column = table.columns[place]
    kinds = ("total", "line") if column.kind is Kind.SHARE else ("line",)
    found = [
        (row, value)
        for row in table.rows
        if row.kind in kinds and not isinstance(value := row.values[place], Light)
    ]
    return column, found[:MOST_BARS]


def _name(report: Report, row: Row) -> object:
    assert report.chart is not None
    table = report.tables[report.chart.table]
    return row.values[1 if table.columns[0].key == "index" else 0]


def _number(column: Column, value: Value) -> float:
    if not isinstance(value, int | float | Fraction):
        return 0.0
    return float(value) * (100 if column.kind is Kind.SHARE else 1)


def _light(column: Column, value: Value, target: float | None) -> Light:
    if target is None or column.kind is not Kind.SHARE:
        return Light.NONE
    return light(
        Fraction(value) if isinstance(value, int | Fraction) else None, round(target * 100)
    )


def _round_up(value: float) -> float:
    """To four steps of one, two or five times a power of ten: whole numbers along the axis."""
    step = 1.0
    while True:
        for times in (1, 2, 5):
            if value <= 4 * step * times:
                return 4 * step * times
        step *= 10
