"""The worker: delivers what is due, does what is to be done every so often, stops cleanly."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType

from sqlalchemy.exc import DBAPIError

from portal import clock
from portal.config import Settings
from portal.db import db
from portal.errors import trace
from portal.notifications.delivery import LEASE, deliver_next

log = logging.getLogger("portal.worker")

IDLE_SECONDS = 1.0
DATABASE_GONE_SECONDS = 5.0


@dataclass(frozen=True)
class PeriodicJob:
    """Something done at the start and then every `every`. It commits for itself; two workers
    may do it at the same time."""

    name: str
    every: timedelta
    do: Callable[[], None]


# Filled where the commands are put together (portal/cli.py), above the rooms the jobs look into.
periodic_jobs: list[PeriodicJob] = []


def run(settings: Settings, *, once: bool = False, lease: timedelta = LEASE) -> int:
    """Work until SIGTERM or SIGINT, or with `once` until nothing is due. The delivery under way
    is finished first. Returns how many deliveries were tried."""
    tried = 0
    last_done: dict[str, datetime] = {}
    with _stopping() as stop:
        while not stop.is_set():
            try:
                _do_periodic_jobs(last_done)
                while not stop.is_set() and deliver_next(settings, lease):
                    tried += 1
            except DBAPIError as fault:
                if once:
                    raise
                log.error("the database does not answer\n%s", trace(fault))
                db.forget()
                stop.wait(DATABASE_GONE_SECONDS)
            if once:
                break
            stop.wait(IDLE_SECONDS)
    return tried


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set; what they did before is restored at the end."""
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {
        number: signal.signal(number, ask_to_stop) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _do_periodic_jobs(last_done: dict[str, datetime]) -> None:
    now = clock.now()
    for job in periodic_jobs:
        if job.name in last_done and now < last_done[job.name] + job.every:
            continue
        last_done[job.name] = now
        try:
            job.do()
        except DBAPIError:
            raise
        except Exception as fault:  # the mail must go out though a job fails; it comes again
            log.error("periodic job %s failed\n%s", job.name, trace(fault))
        finally:
            db.forget()
