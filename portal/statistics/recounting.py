"""The facts of all events again, by set-based SQL with window functions: another way than that of
`dossiers/counting.py`, which follows one dossier event by event. What both say alike is right twice.

A *turn* is an event that starts or stops a dossier's clock: reception, the beginning and end of a
wait for the citizen, a new appointment, the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.db import NumberEnum
from portal.dossiers.counting import Measure
from portal.dossiers.fact_models import Fact
from portal.procedures.definitions import Channel, ServiceLevel
from portal.procedures.models import Procedure
from portal.statistics.compacting import start_of, together
from portal.statistics.models import KEYS, Grain, RollUp, Series
from portal.statistics.spans import first_day, last_day
from portal.units.models import Unit

_DIALECTS = {
    "sqlite": {"later": "max", "next_day": "date({0}, '+1 day')"},
    "postgresql": {"later": "greatest", "next_day": "({0} + 1)"},
}
_WAITING = "('supplement_requested', 'payment_requested')"
_ENDS = "('resolved', 'stopped', 'withdrawn')"
_SQL = f"""
WITH taken AS (
  SELECT dossier_id, id, unit_id, procedure_id, procedure_version_id, level, channel
  FROM event WHERE action = 'receive'
), marked AS (
  SELECT e.id, e.dossier_id, e.day, e.counted_on, e.due_on, e.state_after,
    COALESCE(e.state_before, '') IN {_WAITING} AND e.id > t.id AS waited,
    e.state_after IN {_WAITING} AS waits,
    e.state_after IN {_ENDS} AS ends,
    CASE WHEN e.action IN ('receive', 'reschedule')
      OR (e.state_before IN {_WAITING} AND e.state_after NOT IN {_WAITING}
          AND e.state_after NOT IN {_ENDS}) THEN 1 ELSE 0 END AS sets
  FROM event e JOIN taken t ON t.dossier_id = e.dossier_id AND t.id <= e.id
  WHERE e.action IN ('receive', 'reschedule')
    OR (COALESCE(e.state_before, '') IN {_WAITING}) <> (e.state_after IN {_WAITING})
    OR (e.state_after IN {_ENDS} AND COALESCE(e.state_before, '') NOT IN {_ENDS})
), turn AS (
  SELECT *, SUM(sets) OVER w AS appointment, LEAD(counted_on) OVER w AS until
  FROM marked WINDOW w AS (PARTITION BY dossier_id ORDER BY id)
), clock AS (
  SELECT *, MAX(CASE WHEN sets = 1 THEN due_on END)
    OVER (PARTITION BY dossier_id, appointment) AS due
  FROM turn
), overdue AS (
  SELECT id, {{later}}({{due_and_one}}, counted_on) AS since, until
  FROM clock WHERE sets = 1 AND NOT waits AND due IS NOT NULL
), counted AS (
  SELECT id, counted_on AS day, 1 AS amount, CASE action
    WHEN 'submit' THEN 1 WHEN 'enter' THEN 1 WHEN 'decline' THEN 2 WHEN 'receive' THEN 3
    WHEN 'return' THEN 5 WHEN 'extend' THEN 7 END AS measure
  FROM event WHERE action IN ('submit', 'enter', 'decline', 'receive', 'return', 'extend')
  UNION ALL
  SELECT e.id, e.counted_on, 1, 4 FROM event e WHERE e.action = 'withdraw'
    AND NOT EXISTS (SELECT 1 FROM taken t WHERE t.dossier_id = e.dossier_id AND t.id < e.id)
  UNION ALL
  SELECT id, counted_on, 1, 6 FROM clock
  WHERE state_after = 'supplement_requested' AND NOT waited
  UNION ALL
  SELECT id, counted_on, 1, CASE WHEN state_after = 'withdrawn' THEN 32
    ELSE CASE state_after WHEN 'resolved' THEN 10 ELSE 20 END
       + CASE WHEN due IS NULL OR day = due THEN 2 WHEN day < due THEN 1 ELSE 3 END END
  FROM clock WHERE ends
  UNION ALL
  SELECT id, since, 1, 41 FROM overdue
  UNION ALL
  SELECT id, {{later}}(since, until), -1, 41 FROM overdue WHERE until IS NOT NULL
  UNION ALL
  SELECT id, counted_on, 1, 42 FROM clock WHERE waits AND NOT waited
  UNION ALL
  SELECT id, counted_on, -1, 42 FROM clock WHERE waited AND NOT waits
)
SELECT c.id AS event_id, c.measure, c.day, c.amount,
  COALESCE(t.unit_id, e.unit_id) AS unit_id,
  COALESCE(t.procedure_id, e.procedure_id) AS procedure_id,
  COALESCE(t.procedure_version_id, e.procedure_version_id) AS procedure_version_id,
  v.sector_name AS sector, COALESCE(t.level, e.level) AS level,
  COALESCE(t.channel, e.channel) AS channel
FROM counted c JOIN event e ON e.id = c.id
JOIN procedure_version v ON v.id = e.procedure_version_id
LEFT JOIN taken t ON t.dossier_id = e.dossier_id AND t.id <= e.id
"""


def facts_from_events(dialect: str) -> sa.TextualSelect:
    """Every fact there should ever have been, as rows with the columns of `Fact`."""
    words = _DIALECTS[dialect]
    sql = _SQL.format(later=words["later"], due_and_one=words["next_day"].format("due"))
    return sa.text(sql).columns(
        event_id=sa.Integer,
        measure=NumberEnum(Measure),
        day=sa.Date,
        amount=sa.Integer,
        unit_id=sa.Integer,
        procedure_id=sa.Integer,
        procedure_version_id=sa.Integer,
        sector=sa.String,
        level=NumberEnum(ServiceLevel),
        channel=NumberEnum(Channel),
    )


@dataclass(frozen=True)
class Difference:
    """An amount that is not what it must be: `kept` where the statistics read it, `due` by the
    events, or for a coarser grain by the days it adds up."""

    grain: Grain
    start: date
    measure: Measure
    unit: str
    procedure: str
    sector: str
    level: ServiceLevel
    channel: Channel
    due: int
    kept: int


def differences(
    session: Session, first: date | None = None, last: date | None = None
) -> list[Difference]:
    """Every amount of the days from `first` to `last` (Vietnam's, both included; of all without
    them) that the figures have otherwise than the events. Coarser grains are compared whole."""
    found = _differing(session, Grain.DAY_BY_PROCEDURE, _of_events(session, first, last))
    for grain in Grain:
        if grain is not Grain.DAY_BY_PROCEDURE:
            found += _differing(session, grain, _of_days(session, grain, first, last))
    return found


def _of_events(session: Session, first: date | None, last: date | None) -> list[sa.Select[Any]]:
    """What the events say, and what is kept day by day or not rolled up yet."""
    made = facts_from_events(session.get_bind().dialect.name).subquery("made")
    nothing = sa.literal(0, sa.Integer)
    return [
        sa.select(
            made.c.day.label("start"),
            made.c.measure,
            *(made.c[key] for key in KEYS),
            made.c.amount.label("due"),
            nothing.label("kept"),
        ).where(*_within(made.c.day, first, last)),
        sa.select(
            Fact.day, Fact.measure, *(getattr(Fact, key) for key in KEYS), nothing, Fact.amount
        ).where(*_within(Fact.day, first, last)),
        _kept(Grain.DAY_BY_PROCEDURE, nothing, RollUp.amount, first, last),
    ]


def _of_days(
    session: Session, grain: Grain, first: date | None, last: date | None
) -> list[sa.Select[Any]]:
    """What the days of each procedure add up to in this grain, and what is kept of it."""
    first = first and first_day(first, grain.span)
    last = last and last_day(last, grain.span)
    start = start_of(RollUp.start, grain.span, session.get_bind().dialect.name)
    days = _kept(Grain.DAY_BY_PROCEDURE, RollUp.amount, sa.literal(0, sa.Integer), first, last)
    columns = [
        start.label("start") if c.name == "start" else together(c.name, grain.kept, c).label(c.name)
        for c in days.selected_columns
    ]
    return [
        days.with_only_columns(*columns, maintain_column_froms=True),
        _kept(grain, sa.literal(0, sa.Integer), RollUp.amount, first, last),
    ]


def _kept(
    grain: Grain, due: Any, kept: Any, first: date | None, last: date | None
) -> sa.Select[Any]:
    return (
        sa.select(
            RollUp.start,
            RollUp.measure,
            *(getattr(Series, key) for key in KEYS),
            due.label("due"),
            kept.label("kept"),
        )
        .join_from(RollUp, Series, Series.id == RollUp.series_id)
        .where(RollUp.grain == grain, *_within(RollUp.start, first, last))
    )


def _within(day: Any, first: date | None, last: date | None) -> list[sa.ColumnElement[bool]]:
    return [*([day >= first] if first else []), *([day <= last] if last else [])]


def _differing(session: Session, grain: Grain, parts: list[sa.Select[Any]]) -> list[Difference]:
    """One statement, so that nothing is rolled up meanwhile."""
    rows = sa.union_all(*parts).subquery("rows")
    keys = [rows.c.start, rows.c.measure, *(rows.c[key] for key in KEYS)]
    due, kept = sa.func.sum(rows.c.due), sa.func.sum(rows.c.kept)
    differing = (
        sa.select(*keys, due.label("due"), kept.label("kept"))
        .group_by(*keys)
        .having(due != kept)
        .subquery("differing")
    )
    d = differing.c
    wanted = (
        sa.select(
            d.start,
            d.measure,
            Unit.code,
            Procedure.code,
            d.sector,
            d.level,
            d.channel,
            d.due,
            d.kept,
        )
        .join_from(differing, Unit, Unit.id == d.unit_id, isouter=True)
        .join(Procedure, Procedure.id == d.procedure_id, isouter=True)
        .order_by(d.start, d.measure, Unit.code, Procedure.code, d.level, d.channel)
    )
    return [
        Difference(
            grain,
            start,
            measure,
            unit or ("?" if grain.kept.has_units else "*"),
            procedure or "",
            *rest,
        )
        for start, measure, unit, procedure, *rest in session.execute(wanted)
    ]
