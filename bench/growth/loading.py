"""A province with any number of dossiers, made by the database itself: rows of `dossier` and `event`
by INSERT … SELECT over a series of numbers, then everything rolled up from the events by the product's
own statements. Every dimension of dossier n is (n · a prime) mod another, so a run can be repeated.

Of a hundred dossiers about 90 are issued (of those some 15 late), 4 withdrawn, 6 still open; 15 waited
for the citizen in between. Receptions fill the 730 days up to `TODAY`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier, Event
from portal.procedures.definitions import ServiceLevel
from portal.procedures.publishing import NewVersion, store_version
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
        return f"(1 + {self.pick(69621, PROCEDURES)})"

    @property
    def unit(self) -> str:
        return f"(2 + {self.pick(48271, UNITS)})"

    @property
    def channel(self) -> str:
        return f"(1 + {self.pick(39373, 3)})"

    @property
    def came(self) -> str:
        return self.pick(40014, DAYS)

    @property
    def took(self) -> str:
        """Days from reception to the end."""
        return f"(1 + {self.pick(40692, 22)})"

    @property
    def fate(self) -> str:
        return self.pick(16807, 100)


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
    if made.dialect == "postgresql":
        for table in ("dossier", "event"):
            session.execute(
                sa.text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
            )


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
