"""Reports over 10 thousand, 100 thousand, 1 million … dossiers: milliseconds, against reading the bare
roll-up (the same statement on a plain driver cursor) and against a full scan of the events."""

from __future__ import annotations

import argparse
import gc
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.growth import loading
from portal import clock, config, create_app, migrate
from portal.accounts.models import Actor
from portal.db import db, reading
from portal.dossiers import counting
from portal.dossiers.fact_models import Fact
from portal.dossiers.models import DeliveryMethod, Dossier, PaymentState
from portal.dossiers.workflow import Action
from portal.procedures.definitions import Channel
from portal.procedures.models import Procedure
from portal.statistics import figures, progress_queries
from portal.statistics.compacting import compact
from portal.statistics.dashboard import dashboard
from portal.statistics.figures import By
from portal.statistics.models import Grain, Kept, RollUp
from portal.statistics.periods import Period
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.online import online_share
from portal.statistics.reports.progress_by import progress_by
from portal.statistics.reports.services import services_by_level
from portal.statistics.spans import LONGEST_FIRST
from portal.units.models import Unit

AT = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
QUARTER = Period(date(2025, 10, 5), date(2026, 1, 20))  # whole months, and days at both ends
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
Report = Callable[[Session], Any]


def _asked(session: Session, period: Period, by: str, unit: int | None = None) -> Asked:
    units = [unit] if unit else session.scalars(sa.select(Unit.id))
    chosen = session.get_one(Unit, unit) if unit else None
    return Asked(period, AT, frozenset(units), unit=chosen, by=by, is_everywhere=unit is None)


# What reads the roll-ups of whole units, sectors and procedures.
SHORT: dict[str, Report] = {
    "online share, a quarter": lambda s: online_share(s, _asked(s, QUARTER, "unit")),
    "II.06a by unit, a quarter": lambda s: progress_by(s, _asked(s, QUARTER, "unit")),
    "II.06a of one unit, a quarter": lambda s: progress_by(s, _asked(s, QUARTER, "unit", 30)),
    "II.07a by sector, a year": lambda s: progress_by(s, _asked(s, YEAR, "sector")),
    "by procedure, a year": lambda s: progress_by(s, _asked(s, YEAR, "procedure")),
    "dashboard of the province": lambda s: dashboard(s, None, AT.date()),
    "open at 24 ends of months": lambda s: figures.standings(
        s, [date(2024 + m // 12, m % 12 + 1, 28) for m in range(24)]
    ),
    "one unit by day, a quarter": lambda s: figures.flows(
        s, QUARTER.start, QUARTER.end, [By.DAY], figures.Where(units={30})
    ),
}
REPORTS: dict[str, Report] = SHORT | {
    "II.06c by unit and sector": lambda s: progress_by(s, _asked(s, QUARTER, "unit_sector")),
    "services by level, a quarter": lambda s: services_by_level(s, _asked(s, QUARTER, "unit")),
}
SCANS: dict[str, Report] = {
    "online share, a quarter": lambda s: s.execute(
        sa.text(
            "SELECT unit_id, level, channel, count(*) FROM event WHERE action = 'receive' "
            f"AND counted_on BETWEEN '{QUARTER.start}' AND '{QUARTER.end}' GROUP BY 1, 2, 3"
        )
    ).all(),
    "II.06a by unit, a quarter": lambda s: _scan_courses(s, QUARTER, "unit_id"),
    "II.07a by sector, a year": lambda s: _scan_courses(s, YEAR, "procedure_version_id"),
}


def main() -> None:
    arguments = _arguments()
    found: dict[int, Measured] = {}
    for count in arguments.dossiers:
        with (
            tempfile.TemporaryDirectory(prefix="bench-growth-") as folder,
            _database(arguments.database, Path(folder)) as url,
            clock.travelling(AT),
        ):
            found[count] = _measure(
                url, Path(folder), count, arguments.repeat, arguments.short_from
            )
    if len(found) > 1:
        _show_growth(found)


@dataclass
class Measured:
    """Milliseconds by report."""

    ours: dict[str, float] = field(default_factory=dict)


def _measure(url: str, folder: Path, count: int, repeat: int, short_from: int) -> Measured:
    settings = config.load({"PORTAL_DATA_DIR": str(folder), "PORTAL_DATABASE_URL": url})
    migrate.upgrade(url)
    app = create_app(settings)
    with app.app_context():
        session = db.session
        loading.make_dimensions(session)
        is_whole = count < short_from
        load = _seconds(lambda: loading.load(session, count)) if is_whole else 0
        session.commit()
        dialect = db.engine.dialect.name
        rolled = _seconds(
            lambda: loading.roll_up(session) if is_whole else loading.roll_up_short(session, count)
        )
        session.commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE" if dialect == "sqlite" else "VACUUM ANALYZE")
        rows = session.scalar(sa.select(sa.func.count()).select_from(RollUp))
        events = session.scalar(sa.text("SELECT count(*) FROM event"))
        session.rollback()
        _say(
            f"\n{dialect}: {count:,} dossiers, {events:,} events loaded in {load:.0f} s, "
            f"rolled up from the events in {rolled:.0f} s into {rows:,} rows"
        )
        kinds = dict(
            session.execute(sa.select(RollUp.grain, sa.func.count()).group_by(RollUp.grain)).all()
        )
        session.rollback()
        _say(
            "rows: "
            + ", ".join(
                f"{kept.name.lower()} "
                + "/".join(f"{kinds.get(Grain.of(span, kept), 0):,}" for span in LONGEST_FIRST)
                for kept in Kept
            )
            + " (by year, month, third, day)"
        )
        _say(
            f"{'report':<32}{'ours ms':>9}{'bare ms':>9}{'ratio':>7}{'scan ms':>11}{'scan/ours':>11}"
        )
        measured = Measured()
        for name, report in (REPORTS if is_whole else SHORT).items():
            ours, bare = _pair(report, repeat)
            measured.ours[name] = ours
            scan = _scan(name) if is_whole else None
            said = f"{scan:>11.1f}{scan / ours:>11.1f}" if scan else f"{'–':>11}{'–':>11}"
            _say(f"{name:<32}{ours:>9.1f}{bare:>9.1f}{ours / bare:>7.2f}{said}")
        if is_whole:
            _writing(session)
    db.close()
    return measured


def _pair(report: Report, repeat: int) -> tuple[float, float]:
    """Ours, and its statements with their parameters on a plain cursor, rows fetched."""
    statements: list[tuple[str, Any]] = []

    def listen(_c: Any, _cursor: Any, text: str, parameters: Any, *_rest: Any) -> None:
        if not text.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            statements.append((text, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", listen)
    try:
        _read(report)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", listen)
    raw = db.engine.raw_connection()
    ours, bare = [], []
    gc.collect()
    for _number in range(repeat):
        ours.append(_read(report))
        cursor = raw.cursor()
        before = time.perf_counter()
        for text, parameters in statements:
            cursor.execute(text, parameters)
            cursor.fetchall()
        bare.append(1000 * (time.perf_counter() - before))
        raw.rollback()
    raw.close()
    return min(ours), min(bare)  # what others do on the machine only ever adds


def _read(report: Report) -> float:
    with reading():
        before = time.perf_counter()
        report(db.session)
        spent = time.perf_counter() - before
        db.forget()
    return 1000 * spent


def _scan(name: str) -> float | None:
    return min(_read(SCANS[name]) for _n in range(2)) if name in SCANS else None


def _scan_courses(session: Session, period: Period, key: str) -> Any:
    """As it was counted before there were facts: every dossier's course followed in SQL."""
    course = progress_queries.course_of(period.start, period.end).subquery()
    keys = (course.c[key], course.c.channel, course.c.is_carried_over, course.c.standing)
    return session.execute(sa.select(*keys, sa.func.count()).group_by(*keys)).all()


def _writing(session: Session, count: int = 60) -> None:
    """A reception, a hand-over and an end of `count` dossiers, each flushed, with facts and without;
    then those facts rolled up."""
    with_facts, without = [], []
    for number in range(count):
        # In turn, so that noise falls on both.
        with_facts.append(_life(session, 2 * number))
        with patch.object(counting, "facts_of", lambda *_: []):
            without.append(_life(session, 2 * number + 1))
    ours, bare = statistics.median(with_facts), statistics.median(without)
    facts = session.scalar(sa.select(sa.func.count(Fact.id))) or 0
    spent = _seconds(lambda: compact(session))
    session.rollback()
    _say(
        f"writing: an event with its facts {ours:.2f} ms, without {bare:.2f} ms, ratio "
        f"{ours / bare:.2f}; rolling up {1000 * spent / facts:.2f} ms a fact ({facts} at once)"
    )


def _life(session: Session, number: int) -> float:
    """Milliseconds an event."""
    clerk, sealer = Actor("B", "receptionist"), Actor("B", "clerk")
    unit = session.get_one(Unit, 2 + number % 100)
    procedure = session.get_one(Procedure, 1 + number % 100)
    dossier = Dossier(
        reference=f"GHI-{number}",
        lookup_code="A",
        procedure=procedure,
        procedure_version=procedure.current,
        unit=unit,
        desk=unit.desks[0],
        channel=Channel.DESK,
        payment=PaymentState.UNPAID,
        delivery_method=DeliveryMethod.DESK,
        created_at=AT,
    )
    session.add(dossier)
    before = time.perf_counter()
    acts = (
        (Action.ENTER, clerk),
        (Action.RECEIVE, clerk),
        (Action.HAND_ON, clerk),
        (Action.ISSUE, sealer),
    )
    for action, by in acts:
        due = AT.replace(day=25) if action is Action.RECEIVE else None
        dossier.move(action, by=by, at=AT, due_at=due)
        session.flush()
    return 1000 * (time.perf_counter() - before) / len(acts)


def _show_growth(found: dict[int, Measured]) -> None:
    """The exponent b of time ~ dossiers^b between the smallest and the largest world, and between
    the last two: 0 is no growth, 1 proportional."""
    _say(f"\n{'growth exponent':<32}{'all':>9}{'last two':>11}")
    for name in REPORTS:
        sizes = [size for size in sorted(found) if name in found[size].ours]
        if len(sizes) < 2:
            continue
        whole, last = (
            math.log(found[sizes[-1]].ours[name] / found[small].ours[name])
            / math.log(sizes[-1] / small)
            for small in (sizes[0], sizes[-2])
        )
        _say(f"{name:<32}{whole:>9.2f}{last:>11.2f}")


def _seconds(do: Callable[[], Any]) -> float:
    before = time.perf_counter()
    do()
    return time.perf_counter() - before


@contextmanager
def _database(url: str, folder: Path) -> Iterator[str]:
    """A SQLite file, or a database of its own on the server at `url`, dropped afterwards."""
    if not url:
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    name = f"portal_bench_growth_{os.getpid()}"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    try:
        yield sa.make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        server.dispose()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/statistics", description=__doc__)
    parser.add_argument("--database", default="", help="a PostgreSQL server; default: SQLite")
    parser.add_argument(
        "--dossiers", type=int, nargs="*", default=[10_000, 100_000, 1_000_000], help="how many"
    )
    parser.add_argument("--repeat", type=int, default=7, help="how often each report is read")
    parser.add_argument(
        "--short-from",
        type=int,
        default=1_000_001,
        help="worlds this large get their roll-ups by arithmetic, no dossiers and no events",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
