"""Pages of something else on sheets of A4: a paper that is copied, the scan of an original. Pure."""

from __future__ import annotations

import base64
from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """A page on a sheet of A4, upright or lying: its picture as a `data:` address, its words, its
    place, and where the room below begins. Millimetres."""

    picture: str
    words: str
    is_wide: bool
    left: float
    top: float
    width: float
    height: float
    room_top: float = 0.0


def sheet(picture: str, words: str, width: float, height: float, band_top: float = 0.0) -> Sheet:
    """A page of `width` × `height`, in any unit, as large as the sheet allows."""
    across, down = (297.0, 210.0) if width > height else (210.0, 297.0)
    scale = min(across / width, down / height)
    wide, high = round(width * scale, 2), round(height * scale, 2)
    left, top = round((across - wide) / 2, 2), round((down - high) / 2, 2)
    room_top = round(top + band_top * scale + 3, 1)
    return Sheet(picture, words, width > height, left, top, wide, high, room_top)


def jpeg_address(picture: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"
