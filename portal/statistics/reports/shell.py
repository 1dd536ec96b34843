"""What a report is: a plain value. The page, PDF, XLSX and CSV are drawn from it, so that they cannot
differ, and a new report is one function."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from portal.statistics.periods import Period
from portal.statistics.shares import Light

Value = str | int | float | Fraction | date | None


class Kind(enum.StrEnum):
    """How a column's values are written. SHARE is a Fraction between 0 and 1, MONEY whole đồng,
    HOURS working hours, DECIMAL points or a mean; None is a dash: nothing to count or divide by."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"
    MONEY = "money"
    HOURS = "hours"
    DECIMAL = "decimal"
    DAY = "day"
    LIGHT = "light"


@dataclass(frozen=True)
class Column:
    """`key` names it in addresses; `full` is the title where it stands alone, in a file or a list.
    `opens`: behind its figures there are lists. `warns`: anything above nought is bad.
    `is_more`: on a phone it is folded away until asked for."""

    key: str
    title: str
    kind: Kind = Kind.NUMBER
    full: str = ""
    group: str = ""
    opens: bool = False
    warns: bool = False
    is_more: bool = False

    @property
    def name(self) -> str:
        """The title for where no group stands above it."""
        return self.full or (f"{self.group}: {self.title}" if self.group else self.title)

    @property
    def is_numeric(self) -> bool:
        return self.kind not in (Kind.TEXT, Kind.DAY, Kind.LIGHT)


@dataclass(frozen=True)
class Row:
    """A line. `key` names it in the addresses of the lists behind its figures, `units` are those
    it counts: who may not look into all of them gets no link. `kind`: total, group or line."""

    key: str
    values: tuple[Value | Light, ...]
    kind: str = "line"
    units: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Table:
    """`number`: a row of column numbers stands under the head, as in statutory forms."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    numbered: bool = False

    @property
    def groups(self) -> list[tuple[str, int]]:
        """(group, how many columns) from left to right; columns without a group stand alone."""
        found: list[tuple[str, int]] = []
        for column in self.columns:
            if column.group and found and found[-1][0] == column.group:
                found[-1] = (column.group, found[-1][1] + 1)
            else:
                found.append((column.group, 1))
        return found

    @property
    def is_folded(self) -> bool:
        return any(column.is_more for column in self.columns)

    def label(self, column: Column) -> str:
        """What stands beside a figure on a phone: short where no other shown figure is called so."""
        shown = [one.title for one in self.columns if not one.is_more]
        is_alone = not column.is_more and shown.count(column.title) == 1
        return column.title if self.is_folded and is_alone else column.name

    def column(self, key: str) -> Column | None:
        return next((c for c in self.columns if c.key == key), None)

    def row(self, key: str) -> Row | None:
        return next((r for r in self.rows if r.key == key), None)

    def value(self, row: str, column: str) -> Value | Light:
        """The cell of that row and column. Raises KeyError."""
        found = self.row(row)
        for place, one in enumerate(self.columns):
            if found and one.key == column:
                return found.values[place]
        raise KeyError((row, column))


@dataclass(frozen=True)
class Figure:
    """One of the large figures above the table."""

    label: str
    kind: Kind
    value: Value
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Chart:
    """Bars drawn from a table's column: one for each row that is not a group. `target` as the
    column's values, None when there is none."""

    title: str
    column: str
    target: float | None = None
    table: int = 0


@dataclass(frozen=True)
class Report:
    """`closing` is the day the figures stand at. `definition` says what is counted over what,
    `source` on which law; both stand on the page and in every file. `dossiers` are those named in a
    table, which whoever shows it tells the log."""

    key: str
    title: str
    scope: str
    filters: Sequence[str]
    period: Period
    closing: date
    made_at: datetime
    definition: str
    source: str
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()
    chart: Chart | None = None
    form_number: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    dossiers: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(row.kind == "line" for table in self.tables for row in table.rows)
