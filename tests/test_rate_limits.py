"""Failed tries count once for all processes, by account and by address, known or not."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from portal import clock, config, create_app, migrate
from portal.db import db
from portal.rate_limits import DatabaseStorage
from tests.conftest import DATABASES, empty_database

IN_A_PROCESS = """
import sys
from portal.db import db
from portal.rate_limits import DatabaseStorage
db.open(sys.argv[1])
store = DatabaseStorage("database://")
for _ in range(20):
    store.incr("k", 900)
"""


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    found = empty_database(request.param, tmp_path, "tries")
    migrate.upgrade(found)
    return found


def test_processes_and_threads_share_the_counts_and_a_window_ends(url: str) -> None:
    others = [subprocess.Popen([sys.executable, "-c", IN_A_PROCESS, url]) for _ in range(2)]
    db.open(url)
    try:
        store = DatabaseStorage("database://")
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _n: store.incr("k", 900), range(20)))
        assert [process.wait(60) for process in others] == [0, 0]
        assert store.get("k") == 60 and store.get("another") == 0
        with clock.travelling(clock.now() + timedelta(minutes=16)):
            assert store.get("k") == 0
            assert store.incr("k", 900) == 1
    finally:
        db.close()


def test_signing_in_is_held_up_alike_for_accounts_that_exist_and_that_do_not(
    url: str, tmp_path: Path
) -> None:
    if url.startswith("sqlite"):
        pytest.skip("one process: counts stay in memory")
    settings = config.load({"PORTAL_DATA_DIR": str(tmp_path), "PORTAL_DATABASE_URL": url})
    assert settings.rate_limit_storage == "database://"
    app = create_app(settings)
    app.config.update(WTF_CSRF_ENABLED=False)
    try:
        client = app.test_client()
        answers = {
            who: [
                client.post("/dang-nhap", data={"identifier": who, "password": "sai-mat-khau"})
                for _ in range(12)
            ]
            for who in ("co@dan.example", "khong@dan.example")
        }
        statuses = [[answer.status_code for answer in given] for given in answers.values()]
        assert statuses[0] == statuses[1] == [422] * 10 + [429] * 2
    finally:
        db.close()
