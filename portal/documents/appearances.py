"""What signing draws into the empty fields of a result (NĐ 30/2020/NĐ-CP, annex I)."""

import base64
import math
from datetime import datetime
from functools import lru_cache

from markupsafe import escape

from portal import clock, pdf

_RED = "#d0021b"
_BLUE = "#0b3d91"


def number_line(text: str, width: float, height: float) -> bytes:
    """The number and symbol ("Số: 05/GXN-UBND"), upright 13 pt, as a page of that size in points."""
    return _line(text, width, height, "normal")


def place_date(text: str, width: float, height: float) -> bytes:
    """The place and date of issue, italic 13 pt."""
    return _line(text, width, height, "italic")


def personal_signature(at: datetime, picture: bytes | None, width: float, height: float) -> bytes:
    """The signer's own signature as a picture (PNG), or blue words and the signing time."""
    if picture is not None:
        return _picture(picture, width, height)
    words = f"Đã ký số<br><small>{clock.local(at):%d/%m/%Y %H:%M:%S} +07:00</small>"
    return pdf.render_appearance(
        f"<style>p {{ margin: 0; font: italic 14pt/1.2 Tinos; color: {_BLUE};"
        f" text-align: center; padding-top: {height / 2 - 18:.1f}pt }} small {{ font-size: 9pt }}"
        f"</style><p>{words}</p>",
        width=width,
        height=height,
    )


# A unit's seal is the same on every paper, and drawn letter by letter: the dearest part of sealing.
@lru_cache(maxsize=128)
def unit_seal(unit: str, picture: bytes | None, width: float, height: float) -> bytes:
    """The unit's seal, red: its picture (PNG), or a ring with the unit's name round a star."""
    if picture is not None:
        return _picture(picture, width, height)
    across = min(width, height) - 4
    middle = across / 2
    ring = middle - 10  # where the letters stand
    letters = "".join(
        f'<i style="transform: translate({x:.2f}pt, {y:.2f}pt) rotate({turn:.2f}deg)">'
        f"{escape(letter)}</i>"
        for letter, x, y, turn in _letters_on_ring(unit.upper(), middle, ring)
    )
    return pdf.render_appearance(
        f"<style>div {{ position: absolute; border-radius: 50%; box-sizing: border-box }}"
        f".a {{ left: 2pt; top: 2pt; width: {across}pt; height: {across}pt;"
        f" border: 2pt solid {_RED}; color: {_RED} }}"
        f".b {{ left: 15pt; top: 15pt; width: {across - 34}pt; height: {across - 34}pt;"
        f" border: .8pt solid {_RED} }}"
        f"i {{ position: absolute; left: -8pt; top: -8pt; width: 12pt; height: 12pt;"
        f" text-align: center; font: bold 8pt/12pt Tinos }}"
        f"img {{ position: absolute; left: 50%; top: 50%; width: 26pt; margin: -13pt 0 0 -13pt }}"
        f'</style><div class="a"><div class="b"><img alt="" src="{_STAR}"></div>{letters}</div>',
        width=width,
        height=height,
    )


def copy_mark(form: str, unit: str, at: datetime, width: float, height: float) -> bytes:
    """The unit's signature on an electronic copy, at the upper right of its first page: no picture,
    but the form of the copy, who made it and when, upright 10 pt, black (NĐ 30/2020/NĐ-CP, annex I, part II)."""
    when = f"{clock.local(at):%d/%m/%Y %H:%M:%S} +07:00"
    lines = "<br>".join(str(escape(line)) for line in (form, unit, when))
    return pdf.render_appearance(
        f"<style>p {{ margin: 0; text-align: right; font: 10pt/1.2 Tinos }}</style><p>{lines}</p>",
        width=width,
        height=height,
    )


def _line(text: str, width: float, height: float, style: str) -> bytes:
    return pdf.render_appearance(
        f"<style>p {{ margin: 0; text-align: center; white-space: nowrap;"
        f" font: {style} 13pt/{height:.2f}pt Tinos }}</style><p>{escape(text)}</p>",
        width=width,
        height=height,
    )


def _picture(png: bytes, width: float, height: float) -> bytes:
    source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    return pdf.render_appearance(
        f"<style>img {{ display: block; width: {width:.2f}pt; height: {height:.2f}pt;"
        f' object-fit: contain }}</style><img alt="" src="{source}">',
        width=width,
        height=height,
    )


def _letters_on_ring(
    text: str, middle: float, ring: float
) -> list[tuple[str, float, float, float]]:
    """Each letter with the place of its centre and its turn in degrees, round the top of the ring."""
    widths = [_width(letter) for letter in text]
    unit = min(340 / max(sum(widths), 1), 8.4 / ring * 180 / math.pi * 0.78)
    turn = -unit * sum(widths) / 2
    placed = []
    for letter, width in zip(text, widths, strict=True):
        at = turn + unit * width / 2
        angle = math.radians(at)
        placed.append(
            (letter, middle + ring * math.sin(angle), middle - ring * math.cos(angle), at)
        )
        turn += unit * width
    return placed


def _width(letter: str) -> float:
    return {" ": 0.5, "I": 0.6, "M": 1.3, "W": 1.4, "-": 0.6, ".": 0.5}.get(letter, 1.0)


def _star() -> str:
    points = " ".join(
        f"{50 + r * math.sin(math.pi * i / 5):.1f},{50 - r * math.cos(math.pi * i / 5):.1f}"
        for i, r in enumerate([50, 19.1] * 5)
    )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<polygon points="{points}" fill="{_RED}"/></svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


_STAR = _star()
