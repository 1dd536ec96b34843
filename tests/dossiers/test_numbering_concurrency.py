"""Many desks at once: no gap, no duplicate (law 5). Each works in a transaction of its own, and
some of them fail after they have taken their number."""

from __future__ import annotations

import multiprocessing
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import migrate
from portal.counters import Counter, next_value
from portal.db import make_engine
from portal.dossiers import numbering
from tests.conftest import DATABASES, new_postgres_database

DAY = date(2026, 3, 18)
SERIES = numbering.series("H99.11", DAY)
DESKS, EACH = 32, 6
PROCESSES, EACH_PROCESS = 8, 25


@pytest.fixture
def postgres_url() -> str:
    if "postgresql" not in DATABASES:
        pytest.skip("no PostgreSQL is reachable")
    url = new_postgres_database("numbering")
    migrate.upgrade(url)
    return url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'numbering.sqlite3'}"
    migrate.upgrade(url)
    return url


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[sa.Engine]:
    engine = make_engine(postgres_url)
    yield engine
    engine.dispose()


def take(engine: sa.Engine, count: int, chance: random.Random) -> list[int]:
    """`count` numbers that were committed; every fourth transaction or so is given up."""
    kept: list[int] = []
    while len(kept) < count:
        with Session(engine) as session:
            value = next_value(session, SERIES)
            if chance.random() < 0.25:
                session.rollback()
                continue
            session.commit()
            kept.append(value)
    return kept


def test_thirty_two_desks_on_postgresql_leave_no_gap(postgres: sa.Engine) -> None:
    start = threading.Barrier(DESKS)

    def desk(number: int) -> list[int]:
        start.wait()
        return take(postgres, EACH, random.Random(number))

    engine_room = ThreadPoolExecutor(DESKS)
    with engine_room as pool:
        taken = [value for values in pool.map(desk, range(DESKS)) for value in values]
    assert sorted(taken) == list(range(1, DESKS * EACH + 1))
    with Session(postgres) as session:
        assert session.get(Counter, SERIES).value == DESKS * EACH  # type: ignore[union-attr]


def _desk_process(url: str, seed: int, start, results) -> None:
    engine = make_engine(url)
    start.wait(60)
    results.put(take(engine, EACH_PROCESS, random.Random(seed)))
    engine.dispose()


def test_eight_processes_on_sqlite_leave_no_gap(sqlite_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(PROCESSES), context.Queue()
    desks = [
        context.Process(target=_desk_process, args=(sqlite_url, seed, start, results))
        for seed in range(PROCESSES)
    ]
    for desk in desks:
        desk.start()
    taken = [value for _desk in desks for value in results.get(timeout=120)]
    for desk in desks:
        desk.join(60)
        assert desk.exitcode == 0
    assert sorted(taken) == list(range(1, PROCESSES * EACH_PROCESS + 1))


@pytest.mark.parametrize(
    ("sequence", "code"),
    [
        (1, "H99.11-260318-0001"),
        (9999, "H99.11-260318-9999"),
        (10_000, "H99.11-260318-10000"),
        (92_637, "H99.11-260318-92637"),
    ],
)
def test_a_code_has_four_digits_at_least_and_grows(sequence: int, code: str) -> None:
    assert numbering.dossier_code("H99.11", DAY, sequence) == code


def test_the_counter_runs_on_past_9999(session: Session) -> None:
    session.add(Counter(series=SERIES, value=9998))
    session.flush()
    codes = [numbering.dossier_code("H99.11", DAY, next_value(session, SERIES)) for _n in range(3)]
    assert [code.rpartition("-")[2] for code in codes] == ["9999", "10000", "10001"]


def test_each_unit_and_day_counts_from_one(session: Session) -> None:
    assert next_value(session, SERIES) == 1
    assert next_value(session, numbering.series("H99.12", DAY)) == 1
    assert next_value(session, numbering.series("H99.11", date(2026, 3, 19))) == 1
    assert next_value(session, SERIES) == 2


def test_temporary_and_lookup_codes_do_not_look_like_a_dossiers_code_and_differ() -> None:
    references = {numbering.new_reference() for _n in range(2000)}
    lookups = {numbering.new_lookup_code() for _n in range(2000)}
    assert len(references) == len(lookups) == 2000
    assert all(reference.startswith("NHAP-") for reference in references)
    confusing = set("01ILOUV")
    assert not confusing & set("".join(lookups) + "".join(r[5:] for r in references))
