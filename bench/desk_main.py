"""`bench/desk`: a million dossiers, a hundred thousand open: lists, search, reception, numbers."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa

from bench import actions, desk_load, floor, recording, timing, world
from bench.__main__ import _database
from portal import clock
from portal.accounts.models import Account, RoleGrant
from portal.accounts.roles import Role
from portal.counters import next_value
from portal.db import db, make_engine
from portal.dossiers import intake
from portal.dossiers.models import Dossier
from portal.units.models import Desk, Unit

WRITERS = 32
_SHOWN = ("d.reference, d.code, d.version, d.state, d.channel, d.applicant_name, d.submitted_at,"
          " d.received_at, d.due_at, d.resolved_at")  # fmt: skip
_NEW = (f"SELECT {_SHOWN} FROM dossier d WHERE d.desk_id = %(desk)s AND d.state = 'submitted'"
        " ORDER BY d.submitted_at LIMIT 50")  # fmt: skip
_STEPS = (f"SELECT {_SHOWN}, t.title FROM task t JOIN dossier d ON d.id = t.dossier_id WHERE"
          " t.unit_id = %(unit)s AND t.role = 'specialist' AND t.closed_at IS NULL"
          " AND d.state = 'processing' ORDER BY d.due_at LIMIT 50")  # fmt: skip
_SEARCH = (f"SELECT {_SHOWN} FROM dossier d WHERE d.desk_id = %(desk)s AND d.received_at IS NOT"
           " NULL AND d.search_text LIKE %(text)s ORDER BY d.received_at DESC LIMIT 50")  # fmt: skip


def main() -> None:
    arguments = _arguments()
    with (
        tempfile.TemporaryDirectory(prefix="bench-desk-") as folder,
        _database(arguments.database, Path(folder)) as url,
    ):
        made = world.make(Path(folder), url, dossiers=0, waiting=2, procedures=0)
        _numbering(url, arguments.numbers)
        desk = _Desk(made, url)
        before: dict[str, float] = {}
        for size in (2 * arguments.open, arguments.dossiers):
            desk.grow(arguments.open, size)
            _say(f"{size:,} dossiers, {arguments.open:,} of them open, {desk_load.UNITS} units")
            _say(f"{'':<20}{'page':>9}{'own':>8}{'SQL':>8}{'bare':>8}{'SQL/bare':>10}{'growth':>8}")
            for read in desk.readings(arguments.repeat):
                _show(read.title, (read.wall, read.own, read.sql, read.bare), before)
            ours, bare = desk.accepting(arguments.repeat)
            _show("accept", (ours, ours, ours, bare), before)
        desk.close()
        world.close()


@dataclass(frozen=True)
class Reading:
    """Milliseconds: `wall` for the whole request, `own` of it the portal's processor time, `sql`
    its statements from a plain driver, `bare` the one indexed query that reads the same rows."""

    title: str
    wall: float
    own: float
    sql: float
    bare: float


def _get(app: Any, gets: Any) -> None:
    timing.request(app, next(gets))


class _Desk:
    """One receptionist and one specialist of one of the hundred units."""

    def __init__(self, made: world.World, url: str) -> None:
        self._made, self._url, self._loaded = made, url, 0
        with made.app.app_context():
            first, second = (self._dossier(reference) for reference in made.waiting)
            self._template = first.id
            intake.receive(second, by=_account("minh@h99.example"), at=clock.now())
            task = second.open_task
            assert task is not None
            db.session.commit()
            self._task, ward = task.id, second.unit_id
        with db.engine.begin() as connection:
            desk_load.more_units(connection, ward)
        with made.app.app_context():
            self.unit = db.session.scalar(sa.select(Unit.id).where(Unit.code == "B99.7"))
            self.desk = db.session.scalar(sa.select(Desk.id).where(Desk.unit_id == self.unit))
            self._moved("minh@h99.example", Role.RECEPTIONIST)
            self._moved("hoa@h99.example", Role.SPECIALIST)
            db.session.commit()
        self._plain: Any = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        self._floor = floor.Floor(url, Path(tempfile.gettempdir()))

    def grow(self, opened: int, size: int) -> None:
        """Up to `size` dossiers, the first `opened` of them open."""
        began = time.perf_counter()
        with db.engine.begin() as connection:
            connection.execute(sa.text("SET LOCAL synchronous_commit = off"))
            if not self._loaded:
                desk_load.more_dossiers(connection, self._template, 1, opened, closed=False)
                desk_load.more_tasks(connection, self._task, 1, opened)
                self._loaded = opened
            rest, start = size - self._loaded, self._loaded + 1
            desk_load.more_dossiers(connection, self._template, start, rest, closed=True)
            desk_load.more_tasks(connection, self._task, start, rest)
            self._loaded = size
        self._plain.execute("VACUUM ANALYZE dossier")
        self._plain.execute("VACUUM ANALYZE task")
        _say(f"\n(loaded in {time.perf_counter() - began:.0f} s)")

    def readings(self, repeat: int) -> list[Reading]:
        minh = actions.Browser(self._made.app, "minh@h99.example", "/quay")
        hoa = actions.Browser(self._made.app, "hoa@h99.example", "/tham-dinh")
        name, code = self._somebody()
        pages = [
            ("queue of the desk", minh.gets("/quay"), _NEW, ""),
            ("queue of steps", hoa.gets("/tham-dinh"), _STEPS, ""),
            ("search a name", minh.gets("/quay", muc="da-tiep-nhan", q=name), _SEARCH, name),
            ("search a code", minh.gets("/quay", muc="da-tiep-nhan", q=code), _SEARCH, code),
        ]
        found = []
        for title, gets, query, text in pages:
            recorded = recording.of(self._made.app, next(gets))
            found.append(
                Reading(
                    title,
                    wall=_median(partial(_get, self._made.app, gets), repeat),
                    own=statistics.median(
                        timing.request(self._made.app, next(gets)) for _number in range(repeat)
                    ),
                    sql=_median(partial(self._replay, recorded), repeat),
                    bare=_median(partial(self._bare, query, text), repeat),
                )
            )
        return found

    def _replay(self, recorded: recording.Recording) -> None:
        """What the page asked of the database, from a plain driver."""
        for statement, parameters, _many in recorded.statements:
            self._plain.execute(statement, parameters).fetchall()

    def accepting(self, repeat: int) -> tuple[float, float]:
        """Reception beside a bare Flask that runs the same statements and prints the same paper."""
        minh = actions.Browser(self._made.app, "minh@h99.example", "/quay")
        with self._made.app.app_context():
            waiting = db.session.scalars(
                sa.select(Dossier.reference)
                .where(Dossier.desk_id == self.desk, Dossier.state == "submitted")
                .order_by(Dossier.id)
                .limit(2 * repeat)
            ).all()
        ours, bare = [], []
        for first, second in zip(waiting[::2], waiting[1::2], strict=False):
            recorded = recording.of(self._made.app, self._press(minh, first))
            app, asked = self._floor.app(recorded), self._floor.environment(recorded)
            bare.append(_timed(timing.request, app, asked))
            ours.append(_timed(timing.request, self._made.app, self._press(minh, second)))
        return statistics.median(ours), statistics.median(bare)

    def _press(self, minh: Any, reference: str) -> dict[str, Any]:
        version = actions._version(self._made.app, reference)
        pressed: dict[str, Any] = minh.post(f"/quay/{reference}/tiep-nhan", version=version)
        return pressed

    def close(self) -> None:
        self._plain.close()
        self._floor.close()

    def _bare(self, query: str, text: str) -> None:
        """The same fifty rows, from a plain driver."""
        values = {"desk": self.desk, "unit": self.unit, "text": f"%{text.lower()}%"}
        self._plain.execute(query, values).fetchall()

    def _somebody(self) -> tuple[str, str]:
        """A name and a code some dossier of the desk's archive has."""
        row = self._plain.execute(
            "SELECT split_part(search_text, ' ', 1), split_part(search_text, ' ', 5) FROM dossier"
            " WHERE desk_id = %s AND received_at IS NOT NULL ORDER BY id DESC LIMIT 1",
            (self.desk,),
        ).fetchone()
        return row[1], row[0]

    def _dossier(self, reference: str) -> Dossier:
        return db.session.scalars(sa.select(Dossier).where(Dossier.reference == reference)).one()

    def _moved(self, email: str, role: Role) -> None:
        """Let the officer hold their role in the measured unit alone."""
        account = _account(email)
        for grant in account.grants:
            grant.valid_to = grant.valid_from
        account.grants.append(RoleGrant(unit_id=self.unit, role=role, valid_from=clock.today()))


def _numbering(url: str, seconds: float) -> None:
    """Committed numbers a second in one unit's series, and in a series each, under WRITERS."""
    _say(f"numbers a second, {WRITERS} writers, {seconds:g} s each:")
    for title, is_shared in (("one unit's series", True), ("a series each", False)):
        ours = _numbers(seconds, is_shared, _Ours(url))
        bare = _numbers(seconds, is_shared, _Bare(url))
        _say(f"{title:<30}{ours:>9.0f}{bare:>9.0f} bare{ours / bare:>8.2f}")


class _Ours:
    def __init__(self, url: str) -> None:
        self._engine = make_engine(url)
        self._sessions = sa.orm.sessionmaker(
            sa.create_engine(url, pool_size=WRITERS, max_overflow=0)
        )

    def writer(self, series: str) -> Callable[[], None]:
        def write() -> None:
            with self._sessions() as session:
                next_value(session, f"ours/{series}")
                session.commit()

        return write


class _Bare:
    """The same statement on a plain driver connection for each writer."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("+psycopg", "")

    def writer(self, series: str) -> Callable[[], None]:
        connection = psycopg.connect(self._url)

        def write() -> None:
            connection.execute(
                "INSERT INTO counter (series, value) VALUES (%s, 1) ON CONFLICT (series)"
                " DO UPDATE SET value = counter.value + 1 RETURNING value",
                (f"bare/{series}",),
            ).fetchone()
            connection.commit()

        return write


def _numbers(seconds: float, is_shared: bool, side: _Ours | _Bare) -> float:
    counts = [0] * WRITERS
    until = time.perf_counter() + seconds

    def work(number: int) -> None:
        write = side.writer("one" if is_shared else str(number))
        while time.perf_counter() < until:
            write()
            counts[number] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def _show(name: str, times: tuple[float, float, float, float], before: dict[str, float]) -> None:
    """Growth is of the statements against the smaller size."""
    _wall, _own, sql, bare = times
    grown = f"{sql / before[name]:>8.2f}" if name in before else ""
    before.setdefault(name, sql)
    numbers = "".join(f"{number:>8.2f}" for number in times)
    _say(f"{name:<20} {numbers}{sql / bare:>10.2f}{grown}")


def _median(do: Callable[[], Any], repeat: int) -> float:
    for _number in range(timing.WARM_UP):
        do()
    return statistics.median(_timed(do) for _number in range(repeat))


def _timed(do: Callable[..., Any], *arguments: Any) -> float:
    """Milliseconds by the clock on the wall: the database works in a process of its own."""
    began = time.perf_counter()
    do(*arguments)
    return (time.perf_counter() - began) * 1e3


def _account(email: str) -> Account:
    return db.session.scalars(sa.select(Account).where(Account.email == email)).one()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/desk", description=__doc__)
    parser.add_argument("--database", required=True, help="a PostgreSQL server")
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--open", type=int, default=100_000, help="how many of them are open")
    parser.add_argument("--repeat", type=int, default=20, help="measured requests each")
    parser.add_argument("--numbers", type=float, default=5, help="seconds of taking numbers")
    return parser.parse_args()


if __name__ == "__main__":
    main()
