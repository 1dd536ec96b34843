"""Rolling facts up by day, third of a month, month and year.

Each batch is one transaction: the facts are marked, added to the roll-ups and removed. A worker
killed on the way leaves all of it undone; two at once cannot take the same fact, because one of them
finds the lock taken (PostgreSQL) or waits for the database (SQLite). A reader's one statement sees
a fact either here or there.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.dossiers.fact_models import Fact
from portal.statistics.models import ALL, ANY_SECTOR, KEYS, Grain, Kept, RollUp, Series
from portal.statistics.spans import Span

BATCH = 2000  # facts; on SQLite nobody else writes meanwhile
_LOCK = 0x6661637473  # "facts"


def compact(session: Session, size: int = BATCH) -> int:
    """Roll up to `size` of the oldest facts up; the caller commits. Returns how many: 0 when there
    was none, or when somebody else is at it."""
    if not _alone(session):
        return 0
    oldest = sa.select(Fact.id).order_by(Fact.id).limit(size).scalar_subquery()
    taken = session.execute(
        sa.update(Fact).where(Fact.id.in_(oldest)).values(is_in_hand=True),
        execution_options={"synchronize_session": False},
    )
    count: int = taken.rowcount  # type: ignore[attr-defined]
    if count:
        in_hand = sa.select(Fact.__table__).where(Fact.is_in_hand)
        roll_up(session, in_hand.subquery("made"))
        session.execute(
            sa.delete(Fact).where(Fact.is_in_hand),
            execution_options={"synchronize_session": False},
        )
        for fact in [row for row in session.identity_map.values() if isinstance(row, Fact)]:
            session.expunge(fact)  # SQLite gives the id of a row that is gone to the next one
    return count


def roll_up(session: Session, made: sa.FromClause) -> None:
    """Add the facts `made` (a query with the columns of `Fact`) to every grain."""
    for kept in Kept:
        name_series(session, made, kept)
    for grain in Grain:
        add(session, made, grain)
    session.execute(sa.delete(RollUp).where(RollUp.amount == 0))


def _alone(session: Session) -> bool:
    """Until the end of the transaction."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))))


def name_series(session: Session, made: sa.FromClause, kept: Kept) -> None:
    """The series of this kind that the facts `made` need and that are not there yet."""
    keys = [together(key, kept, made.c[key]).label(key) for key in KEYS]
    wanted = sa.select(*keys).distinct().subquery("wanted")
    unit_id, procedure_id, version_id, sector, level, channel = wanted.c
    known = sa.exists().where(
        Series.procedure_version_id == version_id,
        Series.unit_id == unit_id,
        Series.level == level,
        Series.channel == channel,
        Series.sector == sector,
    )
    # Not ON CONFLICT DO NOTHING: on PostgreSQL it would use up an id for every row that is known.
    session.execute(sa.insert(Series).from_select(list(KEYS), sa.select(wanted).where(~known)))


def together(key: str, kept: Kept, apart: Any) -> sa.ColumnElement[Any]:
    """The column `apart` where series of this kind keep the key apart, or what stands for all."""
    nothing: dict[str, Any] = {}
    if not kept.has_units:
        nothing["unit_id"] = ALL
    if not kept.has_sectors:
        nothing["sector"] = ANY_SECTOR
    if not kept.has_procedures:
        nothing |= {"procedure_id": ALL, "procedure_version_id": ALL}
    if key not in nothing:
        column: sa.ColumnElement[Any] = apart
        return column
    literal = sa.String if isinstance(nothing[key], str) else sa.Integer
    return sa.literal_column(f"'{nothing[key]}'" if literal is sa.String else str(ALL), literal)


def add(session: Session, made: sa.FromClause, grain: Grain) -> None:
    """Add the facts `made` to one grain, whose series are there."""
    added = amounts(made, grain, session.get_bind().dialect.name)
    is_postgres = session.get_bind().dialect.name == "postgresql"
    insert = (postgresql.insert if is_postgres else sqlite.insert)(RollUp).from_select(
        list(added.selected_columns.keys()), added
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["grain", "measure", "start", "series_id"],
            set_={"amount": RollUp.amount + insert.excluded.amount},
        )
    )


def amounts(made: sa.FromClause, grain: Grain, dialect: str) -> sa.Select[Any]:
    """What the facts `made` add to one grain: the columns of `RollUp`."""
    start = start_of(made.c.day, grain.span, dialect)
    amount = sa.func.sum(made.c.amount)
    return (
        sa.select(
            sa.literal(grain, RollUp.grain.type).label("grain"),
            made.c.measure,
            start.label("start"),
            Series.id.label("series_id"),
            amount.label("amount"),
        )
        .join_from(
            made,
            Series,
            sa.and_(
                *(
                    getattr(Series, key) == together(key, grain.kept, made.c[key])
                    for key in KEYS
                    if key != "procedure_id"  # its versions are its own
                )
            ),
        )
        .where(sa.true())  # without it SQLite reads ON CONFLICT as part of the join
        .group_by(made.c.measure, start, Series.id)
        .having(amount != 0)
    )


def start_of(day: Any, span: Span, dialect: str) -> sa.ColumnElement[Any]:
    """The first day of the day's third, month or year."""
    if span is Span.DAY:
        return day
    unit = "year" if span is Span.YEAR else "month"
    if dialect == "postgresql":
        start: sa.ColumnElement[Any] = sa.cast(sa.func.date_trunc(unit, day), sa.Date)
        if span is Span.THIRD:
            number = sa.cast(sa.func.date_part("day", day), sa.Integer) - 1
            start += 10 * sa.func.least(number // 10, 2)
        return start
    then: list[Any] = [f"start of {unit}"]
    if span is Span.THIRD:
        number = sa.cast(sa.func.strftime("%d", day), sa.Integer) - 1
        then.append(sa.func.format("+%d days", 10 * sa.func.min(number // 10, 2)))
    return sa.type_coerce(sa.func.date(day, *then), sa.Date)
