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
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.dossiers.counting import BALANCES, EARLY, ENDED, LATE, Measure
from portal.dossiers.fact_models import Fact
from portal.procedures.definitions import Channel, ServiceLevel
from portal.statistics.models import ALL, ANY_SECTOR, KEYS, Grain, Kept, RollUp, Series
from portal.statistics.progress import Column, Progress
from portal.statistics.spans import LONGEST_FIRST, Slice, Span, cut

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
    found = _amounts(session, [_Stretch(start, end, measures)], by, where)[0]
    return {
        key: Counter({Measure(measure): amount for measure, amount in amounts.items()})
        for key, amounts in found.items()
    }


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
    sums: dict[Key, Counter[int]] = defaultdict(Counter)
    found: dict[date, dict[Key, Standing]] = {}
    for day, rows in zip(wanted, _amounts(session, stretches, by, where, _stands), strict=True):
        for key, amounts in rows.items():
            sums[key].update(amounts)
        found[day] = {
            key: Standing(a[_OPEN], a[Measure.OVERDUE], a[Measure.WAITING])
            for key, a in sums.items()
            if any(a.values())
        }
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
    columns: dict[Key, Counter[Column]] = defaultdict(Counter)
    for rows in _amounts(session, stretches, by, where, _column):
        for key, amounts in rows.items():
            columns[key].update({Column(number): amount for number, amount in amounts.items()})
    lines = {key: Progress(_with_sums(c)) for key, c in columns.items()}
    return {key: line for key, line in lines.items() if any(line.columns.values())}


def _with_sums(c: Counter[Column]) -> dict[Column, int]:
    """The columns that are added up from others."""
    received = c[Column.ONLINE] + c[Column.BY_HAND] + c[Column.CARRIED_OVER]
    resolved = c[Column.EARLY] + c[Column.ON_TIME] + c[Column.LATE]
    pending = received - resolved
    return {
        **c,
        Column.RECEIVED: received,
        Column.RESOLVED: resolved,
        Column.PENDING: pending,
        Column.IN_TIME: pending - c[Column.OVERDUE],
    }


@dataclass(frozen=True)
class _Stretch:
    """Days from `first` (None: from the beginning) to `last`, and what to add up in them."""

    first: date | None
    last: date
    measures: Collection[Measure]


@dataclass(frozen=True)
class _Row:
    """The columns an amount is known by in a statement."""

    stretch: sa.ColumnElement[int]
    measure: Any
    channel: Any


# What an amount is added up as (a number of the asker's own), and its sign: what belongs together is
# added up in the database, which is quicker than sending it.
_Fold = Callable[[_Row], tuple[sa.ColumnElement[int], sa.ColumnElement[int]]]
_OPEN = 0


def _apart(row: _Row) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    return row.measure, _number(1)


def _stands(row: _Row) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    """How many are open, overdue and waiting."""
    number: sa.ColumnElement[int] = sa.type_coerce(row.measure, sa.Integer)
    return (
        sa.case((row.measure.in_(BALANCES), number), else_=_number(_OPEN)),
        sa.case((row.measure.in_(ENDED), _number(-1)), else_=_number(1)),
    )


def _column(row: _Row) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    """The column of the form: what the first stretch leaves open is carried over into the second."""
    c, is_carried, came = Column, row.stretch == 0, row.measure == Measure.RECEIVED
    column = sa.case(
        (is_carried, _number(c.CARRIED_OVER)),
        (sa.and_(came, row.channel == Channel.ONLINE), _number(c.ONLINE)),
        (came, _number(c.BY_HAND)),
        (row.measure == Measure.OVERDUE, _number(c.OVERDUE)),
        (row.measure.in_(EARLY), _number(c.EARLY)),
        (row.measure.in_(LATE), _number(c.LATE)),
        else_=_number(c.ON_TIME),
    )
    return column, sa.case((sa.and_(is_carried, ~came), _number(-1)), else_=_number(1))


def _number(value: int) -> sa.ColumnElement[int]:
    return sa.literal_column(str(int(value)), sa.Integer)


def _amounts(
    session: Session,
    stretches: Sequence[_Stretch],
    by: Sequence[By],
    where: Where,
    fold: _Fold = _apart,
) -> list[dict[Key, Counter[int]]]:
    """All of it in one statement: what is rolled up between two statements would be missed or met
    twice."""
    kept = _kept(by, where)
    is_by_time = bool({By.DAY, By.MONTH} & set(by))
    pieces = [
        _rolled_up(number, piece, stretch.measures, Grain.of(piece.span, kept), where, is_by_time)
        for number, stretch in enumerate(stretches)
        for piece in cut(stretch.first, stretch.last, _spans(by))
    ]
    parts = [_grouped(_of_tail(stretches, where), Fact, by, fold)]
    if pieces:
        parts.append(_grouped(_of_series(pieces, is_by_time), Series, by, fold))
    found: list[dict[Key, Counter[int]]] = [defaultdict(Counter) for _s in stretches]
    for number, what, amount, *key in session.execute(sa.union_all(*parts)):
        if By.MONTH in by:
            place = by.index(By.MONTH)
            key[place] = key[place].replace(day=1)
        found[number][tuple(key)][what] += int(amount)  # a sum of sums is numeric
    return [{key: c for key, c in rows.items() if any(c.values())} for rows in found]


def _kept(by: Sequence[By], where: Where) -> Kept:
    return Kept.for_(
        unit=where.units is not None or By.UNIT in by,
        sector=where.sectors is not None or By.SECTOR in by,
        procedure=where.procedures is not None or bool({By.PROCEDURE, By.VERSION} & set(by)),
    )


def _spans(by: Sequence[By]) -> tuple[Span, ...]:
    if By.DAY in by:
        return (Span.DAY,)
    return LONGEST_FIRST[1:] if By.MONTH in by else LONGEST_FIRST


def _rolled_up(
    number: int,
    piece: Slice,
    measures: Collection[Measure],
    grain: Grain,
    where: Where,
    is_by_time: bool,
) -> sa.Select[Any]:
    """The amounts of each series in a slice of a stretch."""
    kept = grain.kept
    wanted = _filters(Series, where)
    of_them = RollUp.series_id.in_(
        sa.select(Series.id).where(
            Series.unit_id != ALL if kept.has_units else Series.unit_id == ALL,
            Series.sector != ANY_SECTOR if kept.has_sectors else Series.sector == ANY_SECTOR,
            Series.procedure_version_id != ALL
            if kept.has_procedures
            else Series.procedure_version_id == ALL,
            *wanted,
        )
    )
    start: Any = RollUp.start if is_by_time else sa.null()
    return sa.select(
        _number(number).label("stretch"),
        RollUp.measure,
        RollUp.series_id,
        start.label("start"),
        RollUp.amount,
    ).where(
        RollUp.grain == grain,
        RollUp.measure.in_(measures),
        *([RollUp.start >= piece.first] if piece.first else []),
        RollUp.start < piece.end,
        *([of_them] if wanted else []),
    )


def _of_series(pieces: Sequence[sa.Select[Any]], is_by_time: bool) -> sa.FromClause:
    """What the series are is joined last, to one sum of each: no planner can then walk the series
    first and look through the amounts once for each."""
    every = sa.union_all(*pieces).subquery("every")
    keys = [every.c.stretch, every.c.measure, every.c.series_id]
    return (
        sa.select(
            *keys,
            (every.c.start if is_by_time else sa.null()).label("day"),
            sa.func.sum(every.c.amount).label("amount"),
        )
        .group_by(*keys, *([every.c.start] if is_by_time else []))
        .subquery("sums")
    )


def _of_tail(stretches: Sequence[_Stretch], where: Where) -> sa.FromClause:
    """The facts not rolled up yet."""
    columns = [getattr(Fact, name) for name in ("measure", "day", "amount", *KEYS)]
    return sa.union_all(
        *(
            sa.select(_number(number).label("stretch"), *columns).where(
                Fact.measure.in_(stretch.measures),
                *([Fact.day >= stretch.first] if stretch.first else []),
                Fact.day <= stretch.last,
                *_filters(Fact, where),
            )
            for number, stretch in enumerate(stretches)
        )
    ).subquery("tail")


def _grouped(amounts: sa.FromClause, of: Any, by: Sequence[By], fold: _Fold) -> sa.Select[Any]:
    a: Any = amounts.c
    named: Any = a if of is Fact else of
    columns = {
        By.UNIT: named.unit_id,
        By.SECTOR: named.sector,
        By.LEVEL: named.level,
        By.CHANNEL: named.channel,
        By.PROCEDURE: named.procedure_id,
        By.VERSION: named.procedure_version_id,
        By.DAY: a.day,
        By.MONTH: a.day,
    }
    keys = [columns[what] for what in by]
    what, sign = fold(_Row(a.stretch, a.measure, named.channel))
    selected = sa.select(
        a.stretch,
        what.label("what"),
        sa.func.sum(a.amount * sign).label("amount"),
        *(key.label(f"key_{place}") for place, key in enumerate(keys)),
    ).group_by(a.stretch, what, *keys)
    return selected if of is Fact else selected.join_from(amounts, Series, Series.id == a.series_id)


def _filters(of: Any, where: Where) -> list[sa.ColumnElement[bool]]:
    wanted = (
        (of.unit_id, where.units),
        (of.sector, where.sectors),
        (of.procedure_id, where.procedures),
        (of.level, where.levels),
        (of.channel, where.channels),
    )
    return [column.in_(values) for column, values in wanted if values is not None]
