"""Events come in from two sides while facts are rolled up and reports are read; the one that rolls
up is killed. Nothing is counted twice, nothing missed. Real databases, real processes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portal import migrate
from portal.config import ROOT
from portal.db import db, make_engine, reading
from portal.dossiers.counting import Measure
from portal.dossiers.fact_models import Fact
from portal.procedures.models import Procedure
from portal.statistics import figures
from portal.statistics.compacting import compact
from portal.statistics.recounting import differences
from portal.units.models import Unit
from tests.conftest import empty_database
from tests.factories import make_procedure
from tests.statistics.courses import FIRST, handed_in, lead, on
from tests.statistics.world import make_province

LAST = date(2030, 1, 1)
EACH = 12  # dossiers a storm


@dataclass
class Place:
    """A database of its own, with two units and a procedure."""

    url: str
    engine: sa.Engine

    def storm(self, number: int, count: int = EACH) -> None:
        """`count` dossiers, each in a transaction of its own; every fifth is given up."""
        chance = random.Random(number)
        for serial in range(count):
            with Session(self.engine) as session:
                units = session.scalars(sa.select(Unit).where(Unit.parent_id.is_not(None))).all()
                procedure = session.scalars(sa.select(Procedure)).one()
                at = on(FIRST, 9, chance.randrange(60))
                name = 1000 * number + serial
                way = handed_in(session, chance.choice(units), procedure, at, number=name)
                lead(way, chance, at)
                session.flush()
                if chance.random() < 0.2:
                    session.rollback()
                else:
                    session.commit()

    def facts(self) -> int:
        with Session(self.engine) as session, reading():
            return session.scalar(sa.select(sa.func.count(Fact.id))) or 0

    def finish(self) -> None:
        """Roll up what is left and compare with the events."""
        with Session(self.engine) as session:
            while compact(session):
                session.commit()
        with Session(self.engine) as session, reading():
            assert differences(session) == []
        assert self.facts() == 0


@pytest.fixture(scope="module")
def place(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    kind = db.engine.dialect.name
    url = empty_database(kind, tmp_path_factory.mktemp("storms"), "storms")
    migrate.upgrade(url)
    engine = make_engine(url)
    yield Place(url, engine)
    engine.dispose()


@pytest.fixture(autouse=True)
def world(place: Place) -> None:
    """Once for each database."""
    with place.engine.connect() as connection:
        if connection.scalar(sa.text("SELECT count(*) FROM unit")):
            return
        connection.rollback()
        with connection.begin():
            db.share(connection)
            try:
                make_procedure(*make_province("Phường Một", "Phường Hai").units)
                db.session.commit()
            finally:
                db.share(None)


@contextmanager
def compactor(place: Place, batch: int) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that rolls up."""
    command = [sys.executable, "-m", "tests.statistics.compactor", place.url, str(batch)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def snapshot(place: Place) -> tuple[int, int]:
    """Dossiers received, by the figures and by the events, in one state of the database."""
    with Session(place.engine) as session, reading():
        if place.engine.dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        flows = figures.flows(session, FIRST, LAST, measures=[Measure.RECEIVED])
        events = session.scalar(sa.text("SELECT count(*) FROM event WHERE action = 'receive'"))
        return flows.get((), {}).get(Measure.RECEIVED, 0), events or 0


def test_two_storms_while_two_roll_up_and_one_reads(place: Place) -> None:
    stop = threading.Event()

    def read() -> int:
        looks = 0
        while not stop.is_set():
            counted, happened = snapshot(place)
            assert counted == happened
            looks += 1
            time.sleep(0.01)
        return looks

    with compactor(place, 7), compactor(place, 5), ThreadPoolExecutor(3) as pool:
        reader = pool.submit(read)
        storms = [pool.submit(place.storm, number) for number in (1, 2)]
        try:
            for storm in storms:
                storm.result()
        finally:
            stop.set()
        assert reader.result() > 3
    place.finish()


def test_the_one_who_rolls_up_is_killed_again_and_again(place: Place) -> None:
    place.storm(3, 10)
    for _kill in range(2):
        before = place.facts()
        assert before > 10
        with compactor(place, 3) as process:
            deadline = time.monotonic() + 120
            while place.facts() > before - 10 and time.monotonic() < deadline:
                time.sleep(0.001)
            process.send_signal(signal.SIGKILL)
        assert place.facts() < before
        with Session(place.engine) as session, reading():
            assert differences(session) == []
    place.finish()


def test_killed_between_the_first_and_the_last_of_its_writes(place: Place) -> None:
    """It has taken its facts in hand, and waits for a table that is locked, when it is killed."""
    if place.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer: nobody can hold it up in the middle")
    place.storm(4, 6)
    waiting = sa.text(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'roll_up'::regclass"
    )
    with place.engine.connect() as holder:
        holder.execute(sa.text("LOCK TABLE roll_up IN SHARE MODE"))
        before = place.facts()
        with compactor(place, 50) as process:
            deadline = time.monotonic() + 120
            while not holder.scalar(waiting) and time.monotonic() < deadline:
                time.sleep(0.02)
            assert holder.scalar(waiting)
            process.send_signal(signal.SIGKILL)
    assert place.facts() == before
    place.finish()
