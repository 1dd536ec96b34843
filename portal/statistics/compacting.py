"""Rolling facts up by day, month and year.

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
from portal.statistics.models import ALL, Grain, RollUp, Series
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
    for columns in ([made.c.procedure_id, made.c.procedure_version_id], [ALL, ALL]):
        _name_series(session, made, [sa.literal(c) if c == ALL else c for c in columns])
    for grain in Grain:
        _add(session, made, grain)
    session.execute(sa.delete(RollUp).where(RollUp.amount == 0))


def _alone(session: Session) -> bool:
    """Until the end of the transaction."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))))


def _name_series(session: Session, made: sa.FromClause, procedure: list[Any]) -> None:
    wanted = (
        sa.select(made.c.unit_id, *procedure, made.c.sector, made.c.level, made.c.channel)
        .distinct()
        .subquery("wanted")
    )
    unit_id, procedure_id, version_id, sector, level, channel = wanted.c
    known = sa.exists().where(
        Series.procedure_version_id == version_id,
        Series.unit_id == unit_id,
        Series.level == level,
        Series.channel == channel,
        Series.sector == sector,
    )
    # Not ON CONFLICT DO NOTHING: on PostgreSQL it would use up an id for every row that is known.
    session.execute(
        sa.insert(Series).from_select(
            ["unit_id", "procedure_id", "procedure_version_id", "sector", "level", "channel"],
            sa.select(wanted).where(~known),
        )
    )


def _add(session: Session, made: sa.FromClause, grain: Grain) -> None:
    start = start_of(made.c.day, grain.span, session.get_bind().dialect.name)
    amount = sa.func.sum(made.c.amount)
    version = made.c.procedure_version_id if grain.is_by_procedure else ALL
    added = (
        sa.select(sa.literal(grain, RollUp.grain.type), made.c.measure, start, Series.id, amount)
        .join_from(
            made,
            Series,
            sa.and_(
                Series.procedure_version_id == version,
                Series.unit_id == made.c.unit_id,
                Series.level == made.c.level,
                Series.channel == made.c.channel,
                Series.sector == made.c.sector,
            ),
        )
        .where(sa.true())  # without it SQLite reads ON CONFLICT as part of the join
        .group_by(made.c.measure, start, Series.id)
        .having(amount != 0)
    )
    is_postgres = session.get_bind().dialect.name == "postgresql"
    insert = (postgresql.insert if is_postgres else sqlite.insert)(RollUp).from_select(
        ["grain", "measure", "start", "series_id", "amount"], added
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["grain", "measure", "start", "series_id"],
            set_={"amount": RollUp.amount + insert.excluded.amount},
        )
    )


def start_of(day: Any, span: Span, dialect: str) -> sa.ColumnElement[Any]:
    """The first day of the day's month or year."""
    if span is Span.DAY:
        return day
    unit = "month" if span is Span.MONTH else "year"
    if dialect == "postgresql":
        return sa.cast(sa.func.date_trunc(unit, day), sa.Date)
    return sa.type_coerce(sa.func.date(day, f"start of {unit}"), sa.Date)
