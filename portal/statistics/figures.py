"""Reading the figures: what every report, page and alert is made of.

Roll-ups and the facts not rolled up yet are read in one statement, so in one state of the database,
and at a cost that does not grow with the number of dossiers. Three questions, each grouped and
filtered alike:

    flows(session, period.start, period.end, [By.UNIT, By.MONTH])   what happened in those days
    standing(session, day, [By.SECTOR])                              how many stood how at its end
    progress_by(session, start, closing, [By.UNIT, By.SECTOR])       columns of Biểu số II.06a

Each answers {key: …}, the key being a tuple of the values of `by` in that order: () for one line
without grouping, (unit_id, date(2026, 3, 1)) for the first example. A key without figures is missing.
`Where` filters; a filter that is None does not. Every figure belongs to the unit, sector, procedure,
level and channel that the dossier had at its reception (before it: at the event).

    used = flows(session, start, end, [By.UNIT, By.PROCEDURE], Where(levels={ServiceLevel.FULL}),
                 measures=[Measure.RECEIVED])
"""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.dossiers.counting import BALANCES, EARLY, ENDED, LATE, ON_TIME, Measure
from portal.dossiers.fact_models import Fact
from portal.procedures.definitions import Channel, ServiceLevel
from portal.statistics.models import Grain, RollUp, Series
from portal.statistics.progress import Column, Progress
from portal.statistics.spans import Slice, Span, cut

Key = tuple[Any, ...]
FLOWS = frozenset(Measure) - BALANCES
OPENS = frozenset({Measure.RECEIVED}) | ENDED  # what changes how many are open


class By(enum.StrEnum):
    """What keeps figures apart; in brackets what stands in the key."""

    UNIT = "unit"  # the unit's id
    SECTOR = "sector"  # its name
    LEVEL = "level"  # ServiceLevel
    CHANNEL = "channel"  # Channel
    PROCEDURE = "procedure"  # the procedure's id
    VERSION = "version"  # the version's id
    DAY = "day"  # the day; flows only
    MONTH = "month"  # its first day; flows only


@dataclass(frozen=True)
class Where:
    """Only what belongs to one of these; None: to any. An empty collection: nothing does."""

    units: Collection[int] | None = None
    sectors: Collection[str] | None = None
    procedures: Collection[int] | None = None
    levels: Collection[ServiceLevel] | None = None
    channels: Collection[Channel] | None = None


EVERYWHERE = Where()


@dataclass(frozen=True)
class Standing:
    """Dossiers at the end of a day: received and not ended, those past their due day among them, and
    those waiting for the citizen (never overdue)."""

    open: int = 0
    overdue: int = 0
    waiting: int = 0


def flows(
    session: Session,
    start: date,
    end: date,
    by: Sequence[By] = (),
    where: Where = EVERYWHERE,
    measures: Collection[Measure] = FLOWS,
) -> dict[Key, Counter[Measure]]:
    """How much of each measure there was from `start` to `end` (days in Vietnam, both included)."""
    if BALANCES & set(measures):
        raise ValueError("a balance has no flow: ask for its standing")
    return _amounts(session, [_Stretch(start, end, measures)], by, where)[0]


def standing(
    session: Session, day: date, by: Sequence[By] = (), where: Where = EVERYWHERE
) -> dict[Key, Standing]:
    """How dossiers stood at the end of `day`."""
    return standings(session, [day], by, where)[day]


def standings(
    session: Session, days: Iterable[date], by: Sequence[By] = (), where: Where = EVERYWHERE
) -> dict[date, dict[Key, Standing]]:
    """The same for several days at once: a trend."""
    if {By.DAY, By.MONTH} & set(by):
        raise ValueError("a standing is of one day: ask for several days")
    wanted = sorted(set(days))
    # Each day adds to the one before, so that the past is met once and not once for each day.
    firsts = [None, *(day + timedelta(days=1) for day in wanted[:-1])]
    stretches = [
        _Stretch(first, day, OPENS | BALANCES) for first, day in zip(firsts, wanted, strict=True)
    ]
    counted: dict[Key, Counter[Measure]] = defaultdict(Counter)
    found: dict[date, dict[Key, Standing]] = {}
    for day, rows in zip(wanted, _amounts(session, stretches, by, where), strict=True):
        for key, counts in rows.items():
            counted[key].update(counts)
        stood = {
            key: Standing(_open(c), c[Measure.OVERDUE], c[Measure.WAITING])
            for key, c in counted.items()
        }
        found[day] = {key: standing for key, standing in stood.items() if standing != Standing()}
    return found


def progress_by(
    session: Session, start: date, closing: date, by: Sequence[By] = (), where: Where = EVERYWHERE
) -> dict[Key, Progress]:
    """The columns of Biểu số II.06a: what was received from `start` to `closing` or carried over
    into those days, and how it stood at the end of the closing day."""
    if {By.DAY, By.MONTH} & set(by):
        raise ValueError("a progress is of one period: ask for several")
    stretches = [
        _Stretch(None, min(start - timedelta(days=1), closing), OPENS),
        _Stretch(start, closing, OPENS),
        _Stretch(None, closing, {Measure.OVERDUE}),
    ]
    carried, during, overdue = _amounts(session, stretches, [*by, By.CHANNEL], where)
    columns: dict[Key, Counter[Column]] = defaultdict(Counter)
    for rows, columns_of in ((carried, _carried), (during, _during), (overdue, _overdue)):
        for (*key, channel), counts in rows.items():
            columns[tuple(key)].update(columns_of(counts, channel))
    return {key: Progress(dict(c)) for key, c in columns.items() if any(c.values())}


@dataclass(frozen=True)
class _Stretch:
    """Days from `first` (None: from the beginning) to `last`, and what to add up in them."""

    first: date | None
    last: date
    measures: Collection[Measure]


def _carried(counts: Counter[Measure], _channel: Channel) -> dict[Column, int]:
    c, carried = Column, _open(counts)
    return {c.RECEIVED: carried, c.CARRIED_OVER: carried, c.PENDING: carried, c.IN_TIME: carried}


def _during(counts: Counter[Measure], channel: Channel) -> dict[Column, int]:
    c, taken, ended = Column, counts[Measure.RECEIVED], _sum(counts, ENDED)
    return {
        c.RECEIVED: taken,
        c.ONLINE if channel is Channel.ONLINE else c.BY_HAND: taken,
        c.RESOLVED: ended,
        c.EARLY: _sum(counts, EARLY),
        c.ON_TIME: _sum(counts, ON_TIME),
        c.LATE: _sum(counts, LATE),
        c.PENDING: taken - ended,
        c.IN_TIME: taken - ended,
    }


def _overdue(counts: Counter[Measure], _channel: Channel) -> dict[Column, int]:
    """The rest of what is pending is in time."""
    overdue = counts[Measure.OVERDUE]
    return {Column.OVERDUE: overdue, Column.IN_TIME: -overdue}


def _open(counts: Counter[Measure]) -> int:
    return counts[Measure.RECEIVED] - _sum(counts, ENDED)


def _sum(counts: Counter[Measure], measures: Iterable[Measure]) -> int:
    return sum(counts[measure] for measure in measures)


def _amounts(
    session: Session, stretches: Sequence[_Stretch], by: Sequence[By], where: Where
) -> list[dict[Key, Counter[Measure]]]:
    """All of it in one statement: what is rolled up between two statements would be missed or met
    twice."""
    parts = [
        part
        for number, stretch in enumerate(stretches)
        for part in _parts(number, stretch, by, where)
    ]
    found: list[dict[Key, Counter[Measure]]] = [defaultdict(Counter) for _s in stretches]
    for number, measure, amount, *key in session.execute(sa.union_all(*parts)):
        if By.MONTH in by:
            place = by.index(By.MONTH)
            key[place] = key[place].replace(day=1)
        found[number][tuple(key)][measure] += int(amount)  # a sum of sums is numeric
    return [{key: c for key, c in rows.items() if any(c.values())} for rows in found]


def _parts(
    number: int, stretch: _Stretch, by: Sequence[By], where: Where
) -> Iterable[sa.Select[Any]]:
    is_by_procedure = where.procedures is not None or bool({By.PROCEDURE, By.VERSION} & set(by))
    spans = [Span.DAY]
    if By.DAY not in by:
        spans = [Span.MONTH, Span.DAY] if By.MONTH in by else [Span.YEAR, Span.MONTH, Span.DAY]
    for piece in cut(stretch.first, stretch.last, spans):
        grain = Grain.of(piece.span, is_by_procedure=is_by_procedure)
        rows = _rolled_up(grain, piece, stretch.measures, by, where)
        yield _select(number, rows.c, rows.c.start, Series, by).join_from(
            rows, Series, Series.id == rows.c.series_id
        )
    yield _select(number, Fact, Fact.day, Fact, by).where(
        Fact.measure.in_(stretch.measures),
        *([Fact.day >= stretch.first] if stretch.first else []),
        Fact.day <= stretch.last,
        *_filters(Fact, where),
    )


def _rolled_up(
    grain: Grain, piece: Slice, measures: Collection[Measure], by: Sequence[By], where: Where
) -> sa.Subquery:
    """The amounts of each series. Added up before they are joined with what the series are: no
    planner can then walk the series first and look through the amounts once for each."""
    is_by_day = bool({By.DAY, By.MONTH} & set(by))
    start: Any = RollUp.start if is_by_day else sa.null()
    wanted = _filters(Series, where)
    of_them = RollUp.series_id.in_(sa.select(Series.id).where(*wanted))
    return (
        sa.select(
            RollUp.measure,
            RollUp.series_id,
            start.label("start"),
            sa.func.sum(RollUp.amount).label("amount"),
        )
        .where(
            RollUp.grain == grain,
            RollUp.measure.in_(measures),
            *([RollUp.start >= piece.first] if piece.first else []),
            RollUp.start < piece.end,
            *([of_them] if wanted else []),
        )
        .group_by(RollUp.measure, RollUp.series_id, *([RollUp.start] if is_by_day else []))
        .subquery()
    )


def _select(number: int, amounts: Any, day: Any, of: Any, by: Sequence[By]) -> sa.Select[Any]:
    columns = {
        By.UNIT: of.unit_id,
        By.SECTOR: of.sector,
        By.LEVEL: of.level,
        By.CHANNEL: of.channel,
        By.PROCEDURE: of.procedure_id,
        By.VERSION: of.procedure_version_id,
        By.DAY: day,
        By.MONTH: day,
    }
    keys = [columns[what] for what in by]
    return sa.select(
        sa.literal_column(str(number), sa.Integer).label("stretch"),
        amounts.measure,
        sa.func.sum(amounts.amount).label("amount"),
        *(key.label(f"key_{place}") for place, key in enumerate(keys)),
    ).group_by(amounts.measure, *keys)


def _filters(of: Any, where: Where) -> list[sa.ColumnElement[bool]]:
    wanted = (
        (of.unit_id, where.units),
        (of.sector, where.sectors),
        (of.procedure_id, where.procedures),
        (of.level, where.levels),
        (of.channel, where.channels),
    )
    return [column.in_(values) for column, values in wanted if values is not None]
