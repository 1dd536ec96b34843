"""A running portal for journeys: its own database and folder, web and worker as `./run` has them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from portal.config import ROOT


class Given(NamedTuple):
    """A dossier that was there before the story, and whose it is."""

    reference: str
    email: str


@dataclass(frozen=True)
class Portal:
    address: str
    folder: Path
    given: Mapping[str, Given]


@contextmanager
def running(
    folder: Path, database_url: str, files_url: str | None = None, processes: int = 1
) -> Iterator[Portal]:
    """With its past, started, answering; stopped and reaped at the end.

    As a province runs it that outgrew one machine: `processes` of the web and as many workers,
    files in a bucket (`files_url`).
    """
    port = _free_port()
    environment = {
        **os.environ,
        "WEB_CONCURRENCY": str(processes),
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_PORT": str(port),
        "FLASK_APP": "wsgi",
    }
    if files_url:
        environment["PORTAL_FILES_URL"] = files_url
    flask = [sys.executable, "-m", "flask"]
    past = [sys.executable, "-m", "tests.journeys.past", str(folder)]
    subprocess.run(past, env=environment, cwd=ROOT, check=True)
    told = json.loads((folder / "given.json").read_text())
    given = {story: Given(*one) for story, one in told.items()}
    web = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"),
            *("--bind", f"127.0.0.1:{port}", "wsgi:app"),
        ],
        env=environment,
        cwd=ROOT,
    )
    workers = [
        subprocess.Popen([*flask, "worker"], env=environment, cwd=ROOT) for _ in range(processes)
    ]
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/khoe")
        yield Portal(address, folder, given)
    finally:
        for process in (web, *workers):
            process.send_signal(signal.SIGTERM)
        for process in (web, *workers):
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    for _attempt in range(150):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{address} does not answer")
