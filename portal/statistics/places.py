"""The lines of a report by units: the total, each group of units, each unit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from portal.i18n import _
from portal.units.models import Unit, UnitKind
from portal.units.tree import Node


@dataclass(frozen=True)
class Place:
    """`kind` is "total", "group" or "unit"; only a unit has a `code`. `unit_ids`: whose figures."""

    kind: str
    name: str
    code: str
    unit_ids: frozenset[int]


def places(
    units: Sequence[Node], chosen: Unit | None, counted: Collection[int], whole: str
) -> list[Place]:
    """The lines a report by units has, top to bottom: the total, each group of units, each unit.
    `counted`: units that have figures; `whole`: what the total is called when none was chosen."""

    def place(kind: str, name: str, nodes: Iterable[Node], code: str = "") -> Place:
        return Place(kind, name, code, frozenset(chain.from_iterable(n.members for n in nodes)))

    found = [place("total", _name_of(chosen, units) or whole, units)]
    groups = {
        UnitKind.PROVINCE: "",
        UnitKind.DEPARTMENT: _("Các sở, ngành"),
        UnitKind.COMMUNE: _("Các xã, phường"),
    }
    for kind, title in groups.items():
        # The province itself stands among the units only if it takes dossiers of its own.
        members = [
            u for u in units if u.kind is kind and (title or not u.members.isdisjoint(counted))
        ]
        if title and len(members) > 1:
            found.append(place("group", title, members))
        found += [place("unit", u.short_name, [u], u.code) for u in members]
    return found


def _name_of(chosen: Unit | None, units: Iterable[Node]) -> str:
    """As it was called in the tree the report is made by; empty when none was chosen."""
    if chosen is None:
        return ""
    return next((u.short_name for u in units if u.id == chosen.id), chosen.short_name)
