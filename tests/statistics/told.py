"""What the reports tell, as the tests compare it: the lines of the progress and of the online share."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from portal.procedures.definitions import ServiceLevel
from portal.statistics import report_queries
from portal.statistics.periods import Period
from portal.statistics.progress import Column, Progress
from portal.statistics.reports import online, progress_by, services
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.shell import Row, Table
from portal.units.models import Unit
from portal.units.tree import TreeOf

LEVELS = {None: "all", ServiceLevel.PARTIAL: "partial", ServiceLevel.FULL: "full"}


class By(enum.StrEnum):
    UNIT = "unit"
    SECTOR = "sector"


@dataclass(frozen=True)
class Line:
    """`kind` is "total", "group", "unit" or "sector"."""

    kind: str
    name: str
    unit_ids: frozenset[int]
    progress: Progress = field(default_factory=Progress)
    sector: str | None = None


@dataclass(frozen=True)
class Told:
    lines: list[Any]
    closing: date

    @property
    def total(self) -> Any:
        return self.lines[0]


@dataclass(frozen=True)
class Received:
    online: int
    desk: int
    post: int
    total: int
    share: Fraction | None


@dataclass(frozen=True)
class Shares:
    kind: str
    name: str
    unit_ids: frozenset[int]
    received: dict[ServiceLevel | None, Received]
    offered: dict[ServiceLevel | None, int]
    used: dict[ServiceLevel | None, int]


def progress_report(
    session: Session,
    period: Period,
    unit: Unit | None,
    by: By,
    at: datetime,
    tree: TreeOf = TreeOf.THEN,
) -> Told:
    asked = asked_of(session, period, unit, at, tree, by=by)
    found = progress_by.progress_by(session, asked)
    lines = []
    for row in found.tables[0].rows:
        columns = {c: row.values[int(c) - 1] for c in Column}
        lines.append(
            Line(
                by if row.kind == "line" else row.kind,
                str(row.values[1]),
                row.units,
                Progress(columns),  # type: ignore[arg-type]
                row.key if row.kind == "line" and by is By.SECTOR else None,
            )
        )
    return Told(lines, found.closing)


def online_share(
    session: Session,
    period: Period,
    unit: Unit | None,
    at: datetime,
    tree: TreeOf = TreeOf.THEN,
) -> Told:
    """By each level, and the services beside."""
    tables = {
        level: online.online_share(
            session, asked_of(session, period, unit, at, tree, level=level)
        ).tables[0]
        for level in LEVELS
    }
    offered = services.services_by_level(session, asked_of(session, period, unit, at, tree)).tables[
        0
    ]
    lines = []
    for row in tables[None].rows:
        lines.append(
            Shares(
                "unit" if row.kind == "line" else row.kind,
                str(row.values[0]),
                row.units,
                {level: _received(table, row) for level, table in tables.items()},
                {level: _value(offered, row, f"{name}_offered") for level, name in LEVELS.items()},
                {level: _value(offered, row, f"{name}_used") for level, name in LEVELS.items()},
            )
        )
    return Told(lines, period.end)


def asked_of(
    session: Session,
    period: Period,
    unit: Unit | None,
    at: datetime,
    tree: TreeOf,
    by: str = "unit",
    level: ServiceLevel | None = None,
) -> Asked:
    units = report_queries.units_asked(session, unit, period.end, tree, is_below=True)
    return Asked(
        period, at, frozenset(units), unit=unit, by=by, tree=tree, level=level,
        is_everywhere=unit is None,
    )  # fmt: skip


def _received(table: Table, row: Row) -> Received:
    return Received(*(_value(table, row, k) for k in ("online", "desk", "post", "total", "share")))


def _value(table: Table, row: Row, column: str) -> Any:
    """Of the same line; a unit of no figure may have none in a table of another level."""
    place = [one.key for one in table.columns].index(column)
    found = (r.values for r in table.rows if (r.kind, r.values[0]) == (row.kind, row.values[0]))
    return next(found, [None if column == "share" else 0] * (place + 1))[place]
