"""Processor time of one request, the test client's own work left out."""

from __future__ import annotations

import cProfile
import time
from typing import Any

from flask import Flask

WARM_UP = 3


class WrongAnswer(AssertionError):
    """The application did not do what is being measured."""


def request(
    app: Flask, environment: dict[str, Any], profile: cProfile.Profile | None = None
) -> float:
    """Milliseconds of this process for one request. Raises WrongAnswer for 400 and above."""
    if profile:
        profile.enable()
    before = time.process_time_ns()
    status, _body = answer(app, environment)
    spent = time.process_time_ns() - before
    if profile:
        profile.disable()
    if status >= 400:
        raise WrongAnswer(f"{environment['PATH_INFO']} answered {status}")
    return spent / 1e6


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
