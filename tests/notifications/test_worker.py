"""Real worker processes against an independent mail server, on databases of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from sqlalchemy.orm import Session

from portal import clock, migrate
from portal.config import ROOT
from portal.db import make_engine
from portal.notifications.models import MessageChannel, MessageState, OutboxMessage
from tests.conftest import DATABASES, empty_database

PATIENCE_SECONDS = 40


class Receiver:
    """A mail server's hand: counts Message-IDs. It waits `delays[n]` seconds at the n-th mail,
    0 after the last; a mail is counted when it arrives, before the wait."""

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.bodies: list[str] = []
        self.delays: list[float] = []
        self.delay = 0.0
        self.answer = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        import asyncio

        text = envelope.content.decode()
        self.arrived.append(
            next(line for line in text.splitlines() if line.lower().startswith("message-id:"))
        )
        self.bodies.append(text)
        wait = self.delays.pop(0) if self.delays else self.delay
        if wait:
            await asyncio.sleep(wait)
        return self.answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def mail_server(receiver: Receiver) -> Iterator[str]:
    controller = Controller(receiver, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    url = empty_database(request.param, tmp_path, "worker")
    migrate.upgrade(url)
    engine = make_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def start(
    database: sa.Engine, mail_server: str, tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    running: list[subprocess.Popen[str]] = []

    def start_worker(*options: str) -> subprocess.Popen[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONIOENCODING": "utf-8",
            "PORTAL_DATA_DIR": str(tmp_path),
            "PORTAL_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "PORTAL_SMTP_URL": mail_server,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "worker", *options],
            cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        running.append(process)
        return process

    yield start_worker
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def put(database: sa.Engine, count: int) -> None:
    now = clock.now()
    with Session(database) as session, session.begin():
        session.add_all(
            OutboxMessage(
                key=f"k{number}/email", channel=MessageChannel.EMAIL,
                recipient="lan@h99.example", subject="Hồ sơ", body="Nội dung", link="",
                state=MessageState.WAITING, attempts=0, next_attempt_at=now, created_at=now,
            )
            for number in range(count)
        )  # fmt: skip


def states(database: sa.Engine) -> Counter[MessageState]:
    with Session(database) as session:
        return Counter(session.scalars(sa.select(OutboxMessage.state)))


def wait_until(is_so: Callable[[], bool], *processes: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        for process in processes:
            assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def ended(process: subprocess.Popen[str], how: signal.Signals) -> tuple[int, str]:
    process.send_signal(how)
    output, _nothing = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, output


def test_a_message_survives_its_worker_being_killed(
    database: sa.Engine, receiver: Receiver, start: Callable[..., subprocess.Popen[str]]
) -> None:
    put(database, 1)
    receiver.delays = [60]
    first = start("--lease-seconds", "3")
    wait_until(lambda: len(receiver.arrived) == 1, first)
    first.kill()
    first.wait()
    assert states(database) == {MessageState.WAITING: 1}
    second = start("--lease-seconds", "3")
    wait_until(lambda: states(database) == {MessageState.SENT: 1}, second)
    assert len(receiver.arrived) == 2
    assert receiver.arrived[0] == receiver.arrived[1]  # the receiver can tell the repetition
    with Session(database) as session:
        assert session.scalars(sa.select(OutboxMessage.attempts)).one() == 2


def test_two_workers_at_once_deliver_each_message_once(
    database: sa.Engine, receiver: Receiver, start: Callable[..., subprocess.Popen[str]]
) -> None:
    receiver.delay = 0.05  # long enough for both to have a share
    workers = [start(), start()]
    put(database, 1)
    wait_until(lambda: states(database) == {MessageState.SENT: 1}, *workers)
    time.sleep(1.5)  # both are up
    many = 40
    with Session(database) as session, session.begin():
        session.execute(sa.delete(OutboxMessage))
    receiver.arrived.clear()
    put(database, many)
    wait_until(lambda: states(database) == {MessageState.SENT: many}, *workers)
    results = [ended(worker, signal.SIGTERM) for worker in workers]
    assert [code for code, _output in results] == [0, 0]
    assert Counter(receiver.arrived).most_common(1)[0][1] == 1
    assert len(receiver.arrived) == many
    assert all("Đã xử lý 0 thư" not in output for _code, output in results)


def test_a_worker_outlives_its_connection_to_the_database(
    database: sa.Engine, start: Callable[..., subprocess.Popen[str]]
) -> None:
    if database.dialect.name == "sqlite":
        return  # a file does not go away; PostgreSQL is restarted now and then
    put(database, 1)
    worker = start()
    wait_until(lambda: states(database) == {MessageState.SENT: 1}, worker)
    with Session(database) as session, session.begin():
        ended_connections = session.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        ).all()
        assert ended_connections
        session.execute(sa.delete(OutboxMessage))
    put(database, 1)
    wait_until(lambda: states(database) == {MessageState.SENT: 1}, worker)
    assert ended(worker, signal.SIGTERM)[0] == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_asked_to_stop_ends_its_delivery_first(
    database: sa.Engine,
    receiver: Receiver,
    start: Callable[..., subprocess.Popen[str]],
    how: signal.Signals,
) -> None:
    put(database, 2)
    receiver.delays = [1.5]
    worker = start()
    wait_until(lambda: len(receiver.arrived) == 1, worker)
    code, output = ended(worker, how)
    assert (code, states(database)) == (0, {MessageState.SENT: 1, MessageState.WAITING: 1}), output
    assert "Traceback" not in output


def test_once_delivers_what_is_due_and_ends(
    database: sa.Engine, receiver: Receiver, start: Callable[..., subprocess.Popen[str]]
) -> None:
    put(database, 3)
    worker = start("--once")
    output, _nothing = worker.communicate(timeout=PATIENCE_SECONDS)
    assert worker.returncode == 0, output
    assert "Đã xử lý 3 thư" in output
    assert len(set(receiver.arrived)) == len(receiver.arrived) == 3
    assert "Subject: =?utf-8?" in receiver.bodies[0] and "quoted-printable" in receiver.bodies[0]


@pytest.mark.parametrize(
    ("answer", "state"),
    [("550 no such box", MessageState.DEAD), ("451 later please", MessageState.WAITING)],
)
def test_a_refusal_for_good_is_put_aside_and_one_for_now_waits(
    database: sa.Engine,
    receiver: Receiver,
    start: Callable[..., subprocess.Popen[str]],
    answer: str,
    state: MessageState,
) -> None:
    put(database, 1)
    receiver.answer = answer
    start("--once").communicate(timeout=PATIENCE_SECONDS)
    assert states(database) == {state: 1}
    with Session(database) as session:
        assert answer[4:] in session.scalars(sa.select(OutboxMessage.last_error)).one()
