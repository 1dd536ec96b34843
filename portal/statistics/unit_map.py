"""The schematic map: a tile for each unit, near where it lies. Drawn from a file, since no picture of
a map can be read by everybody, and none may be fetched from outside."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from portal import config
from portal.config import SettingsFault

PACKAGED = Path(__file__).parent / "unit_map.toml"
Tile = TypeVar("Tile")


def rows(tiles: Sequence[tuple[str, Tile]]) -> list[list[Tile | None]]:
    """(unit's code, what its tile shows) as rows from north to south, None where no unit lies. Units
    the file does not know follow below."""
    places = _places()
    known = {code: places[code] for code, _tile in tiles if code in places}
    width = max((column for column, _row in known.values()), default=4)
    depth = max((row for _column, row in known.values()), default=0)
    found: list[list[Tile | None]] = [[None] * width for _row in range(depth)]
    others: list[Tile | None] = []
    for code, tile in tiles:
        if code in known:
            column, row = known[code]
            found[row - 1][column - 1] = tile
        else:
            others.append(tile)
    for start in range(0, len(others), width):
        line = others[start : start + width]
        found.append(line + [None] * (width - len(line)))
    return [row for row in found if any(row)]


def _places() -> dict[str, tuple[int, int]]:
    chosen = config.current().unit_map
    return _read(Path(chosen) if chosen else PACKAGED)


@lru_cache(maxsize=4)
def _read(path: Path) -> dict[str, tuple[int, int]]:
    try:
        tiles = tomllib.loads(path.read_text(encoding="utf-8"))["tiles"]
        places = {code: (int(column), int(row)) for code, (column, row) in tiles.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise SettingsFault(f"PORTAL_UNIT_MAP: không đọc được {path}: {fault}") from fault
    if any(not (0 < column < 100 and 0 < row < 100) for column, row in places.values()):
        raise SettingsFault("PORTAL_UNIT_MAP: cột và hàng phải từ 1 đến 99.")
    if len(set(places.values())) < len(places):
        raise SettingsFault("PORTAL_UNIT_MAP: hai đơn vị đứng cùng một ô.")
    return places
