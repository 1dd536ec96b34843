"""The report as a picture: a bar for each unit, the target as a dashed line."""

from __future__ import annotations

import sys
from typing import Any

import pygal
from pygal.style import Style

from portal.i18n import _
from portal.statistics.labels import share_text
from portal.statistics.report import Line, Report
from portal.statistics.shares import Light, light

# pygal leaves an import hook of a kind Python has given up, and every later import of anything
# warns of it; it serves pygal's map plug-ins only.
sys.meta_path[:] = [hook for hook in sys.meta_path if type(hook) is not pygal.PluginImportFixer]

COLOURS = {
    Light.GREEN: "#0b6245",
    Light.AMBER: "#b26a00",
    Light.RED: "#a81e25",
    Light.NONE: "#5b6b7b",
}
INK, LINE = "#12232f", "#dfe8ef"
WIDE, NARROW = 1160, 340  # CSS pixels; the narrow one is drawn for a telephone, not shrunk to it
BAR_HEIGHT = 36
# Without this they are centred on the bar's end, half of each on the colour.
FIGURES_BESIDE_BARS = "inline:{{ id }}.text-overlay text.value { text-anchor: start !important }"


def share_chart(report: Report, target: int, *, narrow: bool = False) -> bytes:
    """An SVG document without scripts, fonts or anything else from outside. `target` in percent."""
    lines = shown_lines(report)
    size = 12 if narrow else 15
    style = Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground=INK,
        foreground_strong=INK,
        foreground_subtle=LINE,
        opacity="1",
        opacity_hover="1",
        font_family='"Be Vietnam Pro", "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif',
        label_font_size=size,
        major_label_font_size=size,
        value_font_size=size,
        value_label_font_size=size,
        guide_stroke_color=LINE,
        guide_stroke_dasharray="0",
        major_guide_stroke_color=INK,
        major_guide_stroke_dasharray="5,4",
        value_colors=(INK,),
        colors=(COLOURS[Light.NONE],),
        transition="none",
    )
    even: tuple[int, ...] = (100,) if narrow else (0, 25, 50, 75, 100)
    ticks = sorted({tick for tick in even if abs(tick - target) >= 12} | {target})
    chart = pygal.HorizontalBar(
        width=NARROW if narrow else WIDE,
        height=48 + BAR_HEIGHT * len(lines),
        explicit_size=True,
        style=style,
        js=[],
        show_legend=False,
        print_values=True,
        print_values_position="top",
        range=(0, 150 if narrow else 112),  # room for the figure at the end of a full bar
        y_labels=[{"value": tick, "label": f"{tick} %"} for tick in ticks],
        y_labels_major=[target],
        show_x_guides=False,
        show_y_guides=True,
        truncate_label=16 if narrow else 34,
        margin=8,
        css=("file://style.css", "file://graph.css", FIGURES_BESIDE_BARS),
        spacing=6,
        rounded_bars=3,
        disable_xml_declaration=True,
    )
    # The lowest bar is drawn first.
    chart.x_labels = [line.name for line in reversed(lines)]
    chart.add("", [_bar(report, line, target) for line in reversed(lines)])
    chart.add_xml_filter(_without_scripts)
    return str(chart.render()).encode()  # text, since there is no XML declaration


def _without_scripts(root: Any) -> Any:
    """The library writes its settings for its script even where there is none."""
    for parent in root.iter():
        for child in [c for c in parent if str(c.tag).rpartition("}")[2] == "script"]:
            parent.remove(child)
    return root


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


def _bar(report: Report, line: Line, target: int) -> dict[str, Any]:
    share = _share(report, line)
    colour = COLOURS[light(share, target)]
    return {
        "value": float(share * 100) if share is not None else 0,
        "color": colour,
        "formatter": lambda _value: share_text(share),
    }


def _share(report: Report, line: Line) -> Any:
    return line.figures.received[report.level].share
