"""Bars and lines as pictures that say the same in colour, in black and white and to those who do not
tell colours: the verdict is a hatching and a sign beside the figure; the colour only repeats it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pygal
from pygal.etree import etree
from pygal.style import Style

from portal.statistics.shares import Light

# pygal leaves an import hook of a kind Python has given up, and every later import of anything
# warns of it; it serves pygal's map plug-ins only.
sys.meta_path[:] = [hook for hook in sys.meta_path if type(hook) is not pygal.PluginImportFixer]

COLOURS = {
    Light.GREEN: "#0b6245",
    Light.AMBER: "#b26a00",
    Light.RED: "#a81e25",
    Light.NONE: "#3d6a8a",
}
SIGNS = {Light.GREEN: "●", Light.AMBER: "▲", Light.RED: "■", Light.NONE: ""}
INK, LINE = "#12232f", "#dfe8ef"
WIDE, NARROW = 1160, 340  # CSS pixels; the narrow one is drawn for a telephone, not shrunk to it
BAR_HEIGHT = 36
# Without this they are centred on the bar's end, half of each on the colour.
FIGURES_BESIDE_BARS = "inline:{{ id }}.text-overlay text.value { text-anchor: start !important }"


@dataclass(frozen=True)
class Bar:
    """`text` stands at the bar's end. `value` as the axis counts."""

    name: str
    value: float
    text: str
    light: Light = Light.NONE


def bars(
    lines: Sequence[Bar], *, top: float, target: float | None, unit: str, narrow: bool
) -> bytes:
    """An SVG document without scripts, fonts or anything else from outside: a bar a line, the
    first on top, `target` as a dashed line. `top` is the axis' end, `unit` follows its numbers."""
    even: tuple[float, ...] = (top,) if narrow else (0, top / 4, top / 2, top * 3 / 4, top)
    ticks = set(even)
    if target is not None:
        ticks = {tick for tick in even if abs(tick - target) >= top * 0.12} | {target}
    chart = pygal.HorizontalBar(
        width=NARROW if narrow else WIDE,
        height=48 + BAR_HEIGHT * len(lines),
        style=style(narrow=narrow),
        print_values=True,
        print_values_position="top",
        range=(0, top * (1.62 if narrow else 1.16)),  # room for the figure at the end of a full bar
        y_labels=[{"value": tick, "label": f"{_round(tick)}{unit}"} for tick in sorted(ticks)],
        y_labels_major=[0] if target is None else [target],
        show_x_guides=False,
        show_y_guides=True,
        truncate_label=16 if narrow else 34,
        spacing=6,
        rounded_bars=3,
        **COMMON,
    )
    chart.config.css = ("file://style.css", "file://graph.css", FIGURES_BESIDE_BARS)
    # The lowest bar is drawn first.
    chart.x_labels = [line.name for line in reversed(lines)]
    chart.add("", [_bar(line) for line in reversed(lines)])
    return drawn(chart)


def style(*, narrow: bool, colours: tuple[str, ...] = (COLOURS[Light.NONE],)) -> Style:
    size = 12 if narrow else 15
    return Style(
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
        legend_font_size=size,
        guide_stroke_color=LINE,
        guide_stroke_dasharray="0",
        major_guide_stroke_color=INK,
        major_guide_stroke_dasharray="5,4",
        value_colors=(INK,) * len(colours),
        colors=colours,
        transition="none",
    )


COMMON: dict[str, Any] = {
    "explicit_size": True,
    "js": [],
    "show_legend": False,
    "margin": 8,
    "disable_xml_declaration": True,
}


def drawn(chart: Any) -> bytes:
    """The document, with the hatchings and without scripts."""
    chart.add_xml_filter(_without_scripts)
    chart.add_xml_filter(_with_hatchings)
    return str(chart.render()).encode()  # text, since there is no XML declaration


def _bar(line: Bar) -> dict[str, Any]:
    sign = SIGNS[line.light]
    text = f"{line.text} {sign}" if sign else line.text
    return {
        "value": line.value,
        "color": COLOURS[line.light],
        "style": f"fill: url(#hatch-{line.light.value}); stroke: {COLOURS[line.light]}",
        "formatter": lambda _value: text,
    }


def _without_scripts(root: Any) -> Any:
    """The library writes its settings for its script even where there is none."""
    for parent in root.iter():
        for child in [c for c in parent if str(c.tag).rpartition("}")[2] == "script"]:
            parent.remove(child)
    return root


def _with_hatchings(root: Any) -> Any:
    """Full, slanted, crossed and dotted: told apart without colour, and on a grey printer."""
    defs = etree.Element("defs")
    for light, colour in COLOURS.items():
        pattern = etree.Element(
            "pattern",
            {
                "id": f"hatch-{light.value}", "width": "8", "height": "8",
                "patternUnits": "userSpaceOnUse",
            },
        )  # fmt: skip
        pattern.append(etree.Element("rect", {"width": "8", "height": "8", "fill": colour}))
        for path in {
            Light.AMBER: ("M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6",),
            Light.RED: ("M0 0 L8 8 M8 0 L0 8",),
        }.get(light, ()):
            pattern.append(
                etree.Element("path", {"d": path, "stroke": "#ffffff", "stroke-width": "1.6"})
            )
        defs.append(pattern)
    root.insert(0, defs)
    return root


def _round(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.1f}".replace(".", ",")


@dataclass(frozen=True)
class Curve:
    """A line of a trend, with its own sign and dashes besides its colour."""

    name: str
    values: Sequence[int]
    colour: str
    dashes: str = ""


def curves(lines: Sequence[Curve], labels: Sequence[str], *, narrow: bool) -> bytes:
    """Several lines over the same months or days; each is told by dashes and thickness, and named."""
    chart = pygal.Line(
        width=NARROW if narrow else WIDE,
        height=300 if narrow else 340,
        style=style(narrow=narrow, colours=tuple(line.colour for line in lines)),
        **{**COMMON, "show_legend": True},
        legend_at_bottom=True,
        legend_at_bottom_columns=1 if narrow else len(lines),
        x_label_rotation=60 if narrow else 0,
        show_y_guides=True,
        show_x_guides=False,
        truncate_label=-1,
        dots_size=4,
        min_scale=2,
        include_x_axis=True,
        value_formatter=lambda value: str(int(value)),
    )
    chart.x_labels = labels
    top = max((max(line.values, default=0) for line in lines), default=0)
    chart.y_labels = list(range(0, _end_of_axis(top) + 1, max(1, _end_of_axis(top) // 4)))
    for line in lines:
        stroke: dict[str, Any] = {"width": 3}
        if line.dashes:
            stroke["dasharray"] = line.dashes
        chart.add(line.name, list(line.values), stroke_style=stroke)
    return drawn(chart)


def _end_of_axis(top: int) -> int:
    """Four even steps of one, two or five times a power of ten."""
    step = 1
    while True:
        for times in (1, 2, 5):
            if top <= 4 * step * times:
                return 4 * step * times
        step *= 10
