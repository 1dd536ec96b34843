"""What was received and how far it got: the columns of Biểu số II.06a/VPCP/KSTT (TT 01/2020/TT-VPCP,
domain reference §7). Pure.

A dossier stands in exactly one of three cells of each side: how it came in (online, by hand or
post, or carried over), and how it stands at the closing (resolved early, on time or late; pending
in time or overdue). Every other column is a sum of these, so the identities hold by construction.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from portal.procedures.definitions import Channel


class Standing(enum.StrEnum):
    """Days in Vietnam are compared: resolved before the due day, on it, after it; still open and
    not yet past it (or waiting for the citizen, or without a due day), or past it."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    IN_TIME = "in_time"
    OVERDUE = "overdue"


class Column(enum.IntEnum):
    """The numbered columns of the form; (1) and (2) are the line's number and name."""

    RECEIVED = 3
    ONLINE = 4
    BY_HAND = 5
    CARRIED_OVER = 6
    RESOLVED = 7
    EARLY = 8
    ON_TIME = 9
    LATE = 10
    PENDING = 11
    IN_TIME = 12
    OVERDUE = 13


@dataclass(frozen=True)
class Cell:
    """Which dossiers a column counts; what is None is not asked."""

    channels: frozenset[Channel] | None = None
    is_carried_over: bool | None = None
    standings: frozenset[Standing] | None = None


RESOLVED = frozenset({Standing.EARLY, Standing.ON_TIME, Standing.LATE})
PENDING = frozenset({Standing.IN_TIME, Standing.OVERDUE})
BEHIND = frozenset({Standing.LATE, Standing.OVERDUE})
CELLS: dict[Column, Cell] = {
    Column.RECEIVED: Cell(),
    Column.ONLINE: Cell(channels=frozenset({Channel.ONLINE}), is_carried_over=False),
    Column.BY_HAND: Cell(channels=frozenset({Channel.DESK, Channel.POST}), is_carried_over=False),
    Column.CARRIED_OVER: Cell(is_carried_over=True),
    Column.RESOLVED: Cell(standings=RESOLVED),
    Column.EARLY: Cell(standings=frozenset({Standing.EARLY})),
    Column.ON_TIME: Cell(standings=frozenset({Standing.ON_TIME})),
    Column.LATE: Cell(standings=frozenset({Standing.LATE})),
    Column.PENDING: Cell(standings=PENDING),
    Column.IN_TIME: Cell(standings=frozenset({Standing.IN_TIME})),
    Column.OVERDUE: Cell(standings=frozenset({Standing.OVERDUE})),
}


@dataclass(frozen=True)
class Progress:
    """A line of the form."""

    columns: Mapping[Column, int] = field(default_factory=dict)

    def __getitem__(self, column: Column) -> int:
        return self.columns.get(column, 0)

    @property
    def on_time_share(self) -> Fraction | None:
        """Resolved early or on time among the resolved, (8)+(9) over (7); None if none was."""
        if not self[Column.RESOLVED]:
            return None
        return Fraction(self[Column.EARLY] + self[Column.ON_TIME], self[Column.RESOLVED])

    @property
    def identities_hold(self) -> bool:
        """(3)=(4)+(5)+(6), (7)=(8)+(9)+(10), (11)=(12)+(13), (3)=(7)+(11)."""
        c = Column
        return (
            self[c.RECEIVED] == self[c.ONLINE] + self[c.BY_HAND] + self[c.CARRIED_OVER]
            and self[c.RESOLVED] == self[c.EARLY] + self[c.ON_TIME] + self[c.LATE]
            and self[c.PENDING] == self[c.IN_TIME] + self[c.OVERDUE]
            and self[c.RECEIVED] == self[c.RESOLVED] + self[c.PENDING]
        )


def together(lines: Iterable[Progress]) -> Progress:
    """Several lines as one."""
    columns: Counter[Column] = Counter()
    for line in lines:
        columns.update(line.columns)
    return Progress(dict(columns))
