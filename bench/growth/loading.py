"""A province with any number of dossiers, made by the database itself: rows of `dossier` and `event`
by INSERT … SELECT over a series of numbers. Then every fact is derived from the events by the product's
own recount, once, added up by day and procedure, and rolled up from there by the product's own
statements, the longer rows from the shorter. Every dimension of dossier n is (n · a) mod a prime, as random as these multipliers of Fishman and Moore make it, so a run can be repeated.

Of a hundred dossiers about 90 are issued (of those some 15 late), 4 withdrawn, 6 still open; 15 waited
for the citizen in between. Receptions fill the 730 days up to `TODAY`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier, Event
from portal.procedures.definitions import ServiceLevel
from portal.procedures.publishing import NewVersion, store_version
from portal.statistics.compacting import amounts, name_series, together
from portal.statistics.models import KEYS, Grain, Kept, RollUp
from portal.statistics.recounting import facts_from_events
from portal.statistics.spans import Span
from portal.units.models import Desk, Unit, UnitKind
from tests.factories import FOUNDED, PARTS

UNITS, PROCEDURES, SECTORS = 150, 200, 20
FIRST, TODAY, DAYS = date(2024, 3, 19), date(2026, 3, 18), 730
EVENTS = 8  # ids kept for one dossier
_PRIME = 2_147_483_647


def make_dimensions(session: Session) -> None:
    """One province, units under it, procedures of every level in twenty sectors."""
    from datetime import UTC, datetime

    from portal.procedures.definitions import AuthorityLevel

    for number in range(UNITS + 1):
        kind = UnitKind.COMMUNE if number > 20 else UnitKind.DEPARTMENT
        unit = Unit(
            code="H99" if not number else f"H99.{number:03d}",
            name=f"Đơn vị {number}",
            short_name=f"Đơn vị {number}",
            kind=kind if number else UnitKind.PROVINCE,
            parent_id=1 if number else None,
            place="Sông Lam",
            valid_from=date(2024, 1, 1),
        )
        unit.desks.append(Desk(code=f"{unit.code}.D", name="Một cửa"))
        session.add(unit)
        session.flush()
    for number in range(PROCEDURES):
        new = NewVersion(
            code=f"9.{number:06d}",
            title=f"Thủ tục {number}",
            sector=f"Lĩnh vực {number % SECTORS}",
            level=list(ServiceLevel)[number % len(ServiceLevel)],
            authority_level=AuthorityLevel.COMMUNE,
            parts=PARTS,
            effective_from=FOUNDED,
        )
        store_version(session, new, at=datetime(2024, 1, 1, tzinfo=UTC))
    session.flush()


@dataclass(frozen=True)
class _Made:
    """SQL of one dossier's dimensions, by its number `n`."""

    dialect: str

    def pick(self, prime: int, count: int) -> str:
        return f"((n * {prime}) % {_PRIME} % {count})"

    def day(self, days: str) -> str:
        if self.dialect == "postgresql":
            return f"(DATE '{FIRST}' + ({days})::int)"
        return f"date('{FIRST}', '+' || ({days}) || ' days')"

    def moment(self, days: str) -> str:
        if self.dialect == "postgresql":
            return f"({self.day(days)} + TIME '03:00')"
        return f"datetime({self.day(days)}, '+3 hours')"

    def numbers(self, count: int) -> str:
        if self.dialect == "postgresql":
            return f"generate_series(1, {count}::bigint) AS numbers(n)"
        return (
            f"(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers "
            f"WHERE n < {count}) SELECT n FROM numbers) AS numbers"
        )

    @property
    def procedure(self) -> str:
        return f"(1 + {self.pick(742938285, PROCEDURES)})"

    @property
    def unit(self) -> str:
        return f"(2 + {self.pick(950706376, UNITS)})"

    @property
    def channel(self) -> str:
        return f"(1 + {self.pick(1226874159, 3)})"

    @property
    def came(self) -> str:
        return self.pick(62089911, DAYS)

    @property
    def took(self) -> str:
        """Days from reception to the end."""
        return f"(1 + {self.pick(1343714438, 22)})"

    @property
    def fate(self) -> str:
        return self.pick(630360016, 100)


# (place among the dossier's events, action, state before and after, day, due day, of which dossiers)
_ISSUED, _WITHDRAWN, _PAUSED = "{fate} < 90", "{fate} BETWEEN 90 AND 93", "{fate} % 7 = 3"
_LIFE = (
    (0, "enter", None, "submitted", "{came}", None, "TRUE"),
    (1, "receive", "submitted", "received", "{came}", "{came} + 18", "TRUE"),
    (2, "hand_on", "received", "processing", "{came}", None, "TRUE"),
    (3, "request_supplement", "processing", "supplement_requested", "{came}", None, _PAUSED),
    (
        4, "answer_supplement", "supplement_requested", "processing", "{came} + 1", "{came} + 19",
        _PAUSED,
    ),
    (5, "issue", "processing", "resolved", "{came} + {took}", None, _ISSUED),
    (5, "withdraw", "processing", "withdrawn", "{came} + {took}", None, _WITHDRAWN),
)  # fmt: skip


def load(session: Session, count: int) -> None:
    """`count` dossiers with their events; the roll-ups are another step."""
    made = _Made(session.get_bind().dialect.name)
    if made.dialect == "postgresql":
        # No triggers, so no look-up of each foreign key: the rows are right by construction.
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        session.execute(sa.text("SET LOCAL work_mem = '256MB'"))
    indexes = _take_indexes(session)
    _insert(
        session,
        Dossier.__table__,
        {
            "id": "n",
            "version": "1",
            "reference": "'B' || n",
            "code": "'H99-' || n",
            "lookup_code": "'A'",
            "procedure_id": made.procedure,
            "procedure_version_id": made.procedure,
            "unit_id": made.unit,
            "desk_id": made.unit,
            "channel": made.channel,
            "state": "'resolved'",
            "created_at": made.moment(made.came),
        },
        made.numbers(count),
        "TRUE",
    )
    for place, action, before, after, days, due, whose in _LIFE:
        words = {"fate": made.fate, "came": made.came, "took": made.took}
        day = made.day(days.format(**words))
        level = f"(SELECT level FROM procedure_version v WHERE v.id = {made.procedure})"
        _insert(
            session,
            Event.__table__,
            {
                "id": f"n * {EVENTS} + {place}",
                "dossier_id": "n",
                "action": f"'{action}'",
                "state_before": f"'{before}'" if before else "NULL",
                "state_after": f"'{after}'",
                "actor_name": "'B'",
                "actor_role": "'clerk'",
                "at": made.moment(days.format(**words)),
                "day": day,
                "counted_on": day,
                "due_on": made.day(due.format(**words)) if due else "NULL",
                "unit_id": made.unit,
                "procedure_id": made.procedure,
                "procedure_version_id": made.procedure,
                "level": level,
                "channel": made.channel,
            },
            made.numbers(count),
            f"{whose.format(**words)} AND {days.format(**words)} < {DAYS}",
        )
    for index in indexes:
        session.execute(sa.text(index))
    if made.dialect == "postgresql":
        for table in ("dossier", "event"):
            session.execute(
                sa.text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
            )


def roll_up(session: Session) -> int:
    """Every fact that the product's recount derives from the events, rolled up; how many there were."""
    facts = facts_from_events(session.get_bind().dialect.name).subquery("facts")
    finest = _kept(session, "finest", facts, Kept.UNIT_AND_PROCEDURE)
    by_sector = _kept(session, "by_sector", finest, Kept.UNIT_AND_SECTOR)
    _write(
        session,
        {
            Kept.UNIT_AND_PROCEDURE: finest,
            Kept.UNIT_AND_SECTOR: by_sector,
            Kept.UNIT: _kept(session, "by_unit", by_sector, Kept.UNIT),
            Kept.SECTOR: _kept(session, "of_sector", by_sector, Kept.SECTOR),
            Kept.PROCEDURE: _kept(session, "of_procedure", finest, Kept.PROCEDURE),
        },
    )
    return session.scalar(sa.select(sa.func.sum(finest.c.facts))) or 0


def roll_up_short(session: Session, count: int) -> None:
    """The roll-ups of whole units, sectors and procedures, which most reports read, of `count`
    dossiers that need not be there (PostgreSQL): their facts come by arithmetic. `differences` finds
    none at a size that has events."""
    session.execute(sa.text("SET LOCAL work_mem = '1500MB'"))
    facts = _facts_by_arithmetic(count)
    sets = {
        Kept.UNIT: "unit_id",
        Kept.SECTOR: "sector",
        Kept.PROCEDURE: "procedure_id, procedure_version_id, sector",
    }
    grouped = ", ".join(f"(measure, day, {keys}, level, channel)" for keys in sets.values())
    session.execute(
        sa.text(
            "CREATE TEMPORARY TABLE cells AS SELECT measure, day, "
            f"{', '.join(KEYS)}, sum(amount) AS amount, grouping(unit_id, sector, procedure_id) AS place "
            f"FROM ({facts.element.text}) AS facts GROUP BY GROUPING SETS ({grouped})"
        )
    )
    session.connection().exec_driver_sql("ANALYZE cells")
    place: sa.ColumnClause[int] = sa.column("place", sa.Integer)
    cells = sa.table("cells", *(sa.column(c.name, c.type) for c in facts.selected_columns), place)
    places = {Kept.UNIT: 0b011, Kept.SECTOR: 0b101, Kept.PROCEDURE: 0b100}
    _write(
        session,
        {
            kept: sa.select(cells).where(cells.c.place == number).subquery("made")
            for kept, number in places.items()
        },
    )


def _write(session: Session, cells: Mapping[Kept, sa.FromClause]) -> None:
    dialect = session.get_bind().dialect.name
    if dialect == "postgresql":
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        session.execute(sa.text("ALTER TABLE roll_up DROP CONSTRAINT pk_roll_up"))
    for kept, made in cells.items():
        name_series(session, made, kept)
        for span in Span:
            # By day, as they come in real life.
            rows = amounts(made, Grain.of(span, kept), dialect).order_by("start")
            session.execute(sa.insert(RollUp).from_select(_ROLL_UP, rows))
    if dialect == "postgresql":
        session.execute(sa.text("SET LOCAL maintenance_work_mem = '512MB'"))
        session.execute(
            sa.text(
                "ALTER TABLE roll_up ADD CONSTRAINT pk_roll_up "
                "PRIMARY KEY (grain, measure, start, series_id)"
            )
        )


_ROLL_UP = ["grain", "measure", "start", "series_id", "amount"]
# (measure, day, amount, of which dossiers): the facts that _LIFE makes. A paused dossier's first
# appointment adds +1 and -1 to the overdue of the same day, so nothing.
_FACTS = (
    (1, "{came}", 1, "TRUE"),
    (3, "{came}", 1, "TRUE"),
    (6, "{came}", 1, _PAUSED),
    (42, "{came}", 1, _PAUSED),
    (42, "{came} + 1", -1, f"{_PAUSED} AND {{came}} + 1 < {DAYS}"),
    (41, "{due} + 1", 1, f"NOT ({_PAUSED}) OR {{came}} + 1 < {DAYS}"),
    (11, "{end}", 1, f"{_ISSUED} AND {{end}} < {DAYS} AND {{end}} < {{due}}"),
    (12, "{end}", 1, f"{_ISSUED} AND {{end}} < {DAYS} AND {{end}} = {{due}}"),
    (13, "{end}", 1, f"{_ISSUED} AND {{end}} < {DAYS} AND {{end}} > {{due}}"),
    (32, "{end}", 1, f"({_WITHDRAWN}) AND {{end}} < {DAYS}"),
    (41, "greatest({due} + 1, {end})", -1, f"({_ISSUED} OR {_WITHDRAWN}) AND {{end}} < {DAYS}"),
)


def _facts_by_arithmetic(count: int) -> sa.TextualSelect:
    """On PostgreSQL."""
    made = _Made("postgresql")
    of = {"fate": "fate", "came": "came", "due": "due", "end": "ended"}
    rows = ", ".join(
        f"({measure}, {day.format(**of)}, {amount}, {whose.format(**of)})"
        for measure, day, amount, whose in _FACTS
    )
    sql = f"""
    SELECT f.measure, {made.day("f.day")} AS day, f.amount, d.unit_id, d.procedure_id,
      d.procedure_id AS procedure_version_id, v.sector_name AS sector, v.level, d.channel
    FROM (
      SELECT n, fate, came, came + took AS ended, unit_id, procedure_id, channel,
        CASE WHEN {_PAUSED.format(fate="fate")} THEN came + 19 ELSE came + 18 END AS due
      FROM (
        SELECT n, {made.fate} AS fate, {made.came} AS came, {made.took} AS took,
          {made.unit}::int AS unit_id, {made.procedure}::int AS procedure_id,
          {made.channel} AS channel
        FROM {made.numbers(count)}
      ) AS drawn
    ) AS d
    JOIN procedure_version v ON v.id = d.procedure_id
    CROSS JOIN LATERAL (VALUES {rows}) AS f(measure, day, amount, is_there)
    WHERE f.is_there
    """
    columns = facts_from_events("postgresql").selected_columns
    return sa.text(sql).columns(
        **{c.name: c.type for c in columns if c.name != "event_id"},
    )


def _kept(session: Session, name: str, made: sa.FromClause, kept: Kept) -> sa.TableClause:
    """The facts of `made` added up by what is kept apart, as a table of this connection."""
    keys = [together(key, kept, made.c[key]).label(key) for key in KEYS]
    first = [made.c.measure, made.c.day, *keys]
    facts = made.c.facts if "facts" in made.c else sa.literal_column("1", sa.Integer)
    inner = sa.select(*first, made.c.amount, facts.label("facts")).subquery("cells")
    outer = [inner.c[column.name] for column in first]
    sums = (sa.func.sum(inner.c.amount).label("amount"), sa.func.sum(inner.c.facts).label("facts"))
    selected = sa.select(*outer, *sums).group_by(*outer)
    compiled = selected.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    session.connection().exec_driver_sql(f"CREATE TEMPORARY TABLE {name} AS {compiled}")
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql(f"ANALYZE {name}")
    return sa.table(name, *(sa.column(c.name, c.type) for c in selected.selected_columns))


def _take_indexes(session: Session) -> list[str]:
    """Drop what slows the loading down; the statements that make it again."""
    if session.get_bind().dialect.name == "postgresql":
        made = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('dossier', 'event') "
            "AND indexdef NOT LIKE 'CREATE UNIQUE%'"
        )
    else:
        made = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN "
            "('dossier', 'event') AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%'"
        )
    found = session.execute(sa.text(made)).all()
    for name, _sql in found:
        session.execute(sa.text(f"DROP INDEX {name}"))
    return [sql for _name, sql in found]


def _insert(session: Session, table: Any, values: dict[str, str], numbers: str, where: str) -> None:
    """Columns not named get nothing: no text, 0, an empty list."""
    columns = {
        column.name: values.get(column.name) or _nothing(column)
        for column in table.columns
        if column.name in values or not column.nullable
    }
    session.execute(
        sa.text(
            f"INSERT INTO {table.name} ({', '.join(columns)}) "
            f"SELECT {', '.join(columns.values())} FROM {numbers} WHERE {where}"
        )
    )


def _nothing(column: Any) -> str:
    if isinstance(column.type, sa.JSON):
        return "'{}'"
    if isinstance(column.type, sa.Boolean):
        return "FALSE"
    return "''" if isinstance(column.type, sa.String | sa.Text | sa.Enum) else "0"
