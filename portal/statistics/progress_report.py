"""Biểu số II.06a and 07a as lines: the total, then each unit or each sector. The page and every file
are drawn from the same lines, so they cannot differ."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count, repeat

from sqlalchemy.orm import Session

from portal import clock
from portal.i18n import _
from portal.statistics import figures, queries
from portal.statistics.periods import Period
from portal.statistics.progress import Progress, together
from portal.statistics.report import Place, places
from portal.units.models import Unit
from portal.units.tree import Node, TreeOf, below, nodes
from portal.vietnam import fold


class By(enum.StrEnum):
    """What the lines under the total are."""

    UNIT = "unit"
    SECTOR = "sector"


@dataclass(frozen=True)
class ProgressLine(Place):
    """`kind` is "total", "group", "unit" or "sector"; `sector` is whose name a sector's line has.
    `index` stands in column (1): groups are counted with Roman numerals, the total not at all."""

    progress: Progress
    index: str
    sector: str | None = None


@dataclass(frozen=True)
class ProgressReport:
    """`unit` is the one chosen, with all below it; None for the whole province. `closing` is the
    day the figures stand at: the period's last, or the day of asking if that is earlier."""

    period: Period
    closing: date
    unit: Unit | None
    by: By
    made_at: datetime
    lines: list[ProgressLine]

    @property
    def total(self) -> ProgressLine:
        return self.lines[0]


def progress_report(
    session: Session,
    period: Period,
    unit: Unit | None,
    by: By,
    at: datetime,
    tree: TreeOf = TreeOf.THEN,
) -> ProgressReport:
    """The progress of dossiers in the period, as of its closing (TT 01/2020/TT-VPCP)."""
    closing = closing_day(period, at)
    chosen = below(nodes(session, tree, period.end), unit.id) if unit else None
    found = figures.progress_by(
        session,
        period.start,
        closing,
        [figures.By.UNIT, figures.By.SECTOR],
        figures.Where(units=chosen),
    )
    units = queries.units_of_period(
        session, period.start, period.end, {unit_id for unit_id, _sector in found}, tree
    )
    if chosen is not None:
        units = [u for u in units if u.members <= chosen]
    lines = _by_unit(units, unit, found) if by is By.UNIT else _by_sector(units, unit, found)
    return ProgressReport(period, closing, unit, by, at, lines)


def closing_day(period: Period, at: datetime) -> date:
    """Nothing is known of days to come: what is due tomorrow is not overdue by Sunday."""
    return min(period.end, clock.local(at).date())


def closing_moment(closing: date, at: datetime) -> datetime:
    """The end of the closing day in Vietnam, or `at` when that day is not over."""
    return min(at, datetime.combine(closing + timedelta(days=1), time(), tzinfo=clock.VIETNAM))


def _by_unit(
    units: Sequence[Node], chosen: Unit | None, found: Mapping[figures.Key, Progress]
) -> list[ProgressLine]:
    of_unit: dict[int, list[Progress]] = defaultdict(list)
    for (unit_id, _sector), line in found.items():
        of_unit[unit_id].append(line)
    indexes: dict[str, Iterator[str]] = {
        "total": repeat(""),
        "group": iter(("I", "II")),
        "unit": map(str, count(1)),
    }
    return [
        ProgressLine(
            place.kind,
            place.name,
            place.code,
            place.unit_ids,
            together(p for unit_id in place.unit_ids for p in of_unit.get(unit_id, [])),
            next(indexes[place.kind]),
        )
        for place in places(units, chosen, of_unit)
    ]


def _by_sector(
    units: Sequence[Node], chosen: Unit | None, found: Mapping[figures.Key, Progress]
) -> list[ProgressLine]:
    of_sector: dict[str, list[Progress]] = defaultdict(list)
    for (_unit_id, sector), line in found.items():
        of_sector[sector].append(line)
    ids = frozenset[int]().union(*(u.members for u in units))
    name = chosen.short_name if chosen else _("Toàn tỉnh")
    return [
        ProgressLine("total", name, "", ids, together(found.values()), ""),
        *(
            ProgressLine("sector", sector, "", ids, together(of_sector[sector]), str(index), sector)
            for index, sector in enumerate(sorted(of_sector, key=_alphabetic), 1)
        ),
    ]


def _alphabetic(name: str) -> tuple[str, str]:
    return fold(name), name
