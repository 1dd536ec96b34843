"""Processor time of one request, the test client's own work left out."""

from __future__ import annotations

import cProfile
import time
from pathlib import Path
from typing import Any

from flask import Flask

from portal import pdf

WARM_UP = 3


class WrongAnswer(AssertionError):
    """The application did not do what is being measured."""


def request(
    app: Flask, environment: dict[str, Any], profile: cProfile.Profile | None = None
) -> float:
    """Milliseconds of this process for one request. Raises WrongAnswer for anything but
    the page asked for, or where a form leads on to."""
    if profile:
        profile.enable()
    before = _processor_time()
    status, _body = answer(app, environment)
    spent = _processor_time() - before
    if profile:
        profile.disable()
    expect_done(environment, status)
    return spent / 1e6


def _processor_time() -> int:
    """Nanoseconds of this process and of the one that prints for it."""
    printer = pdf._running().process.pid
    printed = Path(f"/proc/{printer}/schedstat").read_text().split()[0]
    return time.process_time_ns() + int(printed)


def expect_done(environment: dict[str, Any], status: int) -> None:
    """Raises WrongAnswer for a page that leads elsewhere, to signing in say, and for 400 and above."""
    if status >= (400 if environment["REQUEST_METHOD"] == "POST" else 300):
        raise WrongAnswer(f"{environment['PATH_INFO']} answered {status}")


def answer(app: Flask, environment: dict[str, Any]) -> tuple[int, bytes]:
    """Status and body, with nothing between us and the application."""
    told: list[str] = []

    def start_response(status: str, _headers: Any, _fault: Any = None) -> Any:
        told.append(status)

    parts = app(environment, start_response)
    try:
        body = b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close:
            close()
    return int(told[0].split()[0]), body
