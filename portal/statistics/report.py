"""The report of one period as lines: the total, each group of units, each unit. The page, the
chart and both files are drawn from the same lines, so they cannot differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from sqlalchemy.orm import Session

from portal import clock
from portal.i18n import _
from portal.procedures.definitions import ServiceLevel
from portal.statistics import queries, shares
from portal.statistics.periods import Period
from portal.statistics.shares import Count, Figures, Service
from portal.units.models import Unit, UnitKind
from portal.units.tree import Node, TreeOf, below, nodes


@dataclass(frozen=True)
class Place:
    """`kind` is "total", "group" or "unit"; only a unit has a `code`. `unit_ids`: whose figures."""

    kind: str
    name: str
    code: str
    unit_ids: frozenset[int]


@dataclass(frozen=True)
class Line(Place):
    figures: Figures


@dataclass(frozen=True)
class Report:
    """`unit` is the one chosen, with all below it; None for the whole province.
    `level`: which figures the page and the chart show; the files hold all."""

    period: Period
    unit: Unit | None
    level: ServiceLevel | None
    made_at: datetime
    lines: list[Line]

    @property
    def total(self) -> Line:
        return self.lines[0]


def online_share(
    session: Session,
    period: Period,
    unit: Unit | None,
    level: ServiceLevel | None,
    at: datetime,
    tree: TreeOf = TreeOf.THEN,
) -> Report:
    """The online share of each unit among the dossiers received in the period (NQ 17/NQ-CP)."""
    counts = queries.received_counts(session, period.start, period.end)
    used = queries.used_services(session, period.start, period.end)
    offered = queries.offered_services(session, clock.local(at).date())
    units = queries.units_of_period(
        session, period.start, period.end, {count.unit_id for count in counts}, tree
    )
    if unit:
        chosen = below(nodes(session, tree, period.end), unit.id)
        units = [u for u in units if u.members <= chosen]
    facts: dict[int, _Facts] = defaultdict(_Facts)
    for count in counts:
        facts[count.unit_id].counts.append(count)
    for service in offered:
        facts[service.unit_id].offered.append(service)
    for service in used:
        facts[service.unit_id].used.append(service)
    return Report(period, unit, level, at, _lines(units, unit, facts))


@dataclass
class _Facts:
    """The rows of one unit, so that a line reads only those of its own units."""

    counts: list[Count] = field(default_factory=list)
    offered: list[Service] = field(default_factory=list)
    used: list[Service] = field(default_factory=list)


def _lines(units: Sequence[Node], chosen: Unit | None, facts: Mapping[int, _Facts]) -> list[Line]:
    def line(place: Place) -> Line:
        mine = [facts[unit_id] for unit_id in place.unit_ids if unit_id in facts]
        figures = shares.figures(
            chain.from_iterable(f.counts for f in mine),
            chain.from_iterable(f.offered for f in mine),
            chain.from_iterable(f.used for f in mine),
        )
        return Line(place.kind, place.name, place.code, place.unit_ids, figures)

    return [line(place) for place in places(units, chosen, facts)]


def places(units: Sequence[Node], chosen: Unit | None, counted: Collection[int]) -> list[Place]:
    """The lines a report by units has, top to bottom: the total, each group of units, each unit.
    `counted`: units that have figures."""

    def place(kind: str, name: str, nodes: Iterable[Node], code: str = "") -> Place:
        return Place(kind, name, code, frozenset(chain.from_iterable(n.members for n in nodes)))

    found = [place("total", _name_of(chosen, units), units)]
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
    """As it was called in the tree the report is made by."""
    if chosen is None:
        return _("Toàn tỉnh")
    return next((u.short_name for u in units if u.id == chosen.id), chosen.short_name)
