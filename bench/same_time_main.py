"""`bench/same_time`: wrong sign-ins, forgotten passwords and look-ups for names that are there and that
are not, in turns; medians and their ratio. Exit code 1 when a ratio leaves 0.8–1.25."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import world
from bench.actions import Browser
from bench.timing import WARM_UP, answer
from portal.web import limiter

NARROWEST, WIDEST = 0.8, 1.25


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=60, help="pairs of each kind")
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory(prefix="bench-same-time-") as folder:
        made = world.make(
            Path(folder), f"sqlite:///{folder}/bench.sqlite3", dossiers=0, waiting=1, procedures=1
        )
        limiter.enabled = False  # what is measured is the answer, not the refusal to answer
        stranger = Browser(made.app, page="/dang-nhap")
        kinds: dict[str, Callable[[bool], dict[str, Any]]] = {
            "sign in": lambda known: stranger.post(
                "/dang-nhap",
                identifier="lan@dan.example" if known else "lam@dan.example",
                password="sai mật khẩu rồi",
            ),
            "forgotten password": lambda known: stranger.post(
                "/quen-mat-khau", identifier="lan@dan.example" if known else "lam@dan.example"
            ),
            "look-up": lambda known: stranger.post(
                "/tra-cuu",
                code=made.waiting[0] if known else "H99-KHONGCO",
                lookup_code="ABCDE12345",
            ),
        }
        sys.stdout.write(f"{'answer to':<22}{'known ms':>10}{'unknown ms':>12}{'ratio':>8}" + "\n")
        ratios = [_measure(name, made, ask, repeat) for name, ask in kinds.items()]
        world.close()
    sys.exit(0 if all(NARROWEST <= ratio <= WIDEST for ratio in ratios) else 1)


def _measure(
    name: str, made: world.World, ask: Callable[[bool], dict[str, Any]], repeat: int
) -> float:
    spent: dict[bool, list[float]] = {True: [], False: []}
    statuses = set()
    for number in range(repeat + WARM_UP):
        for known in (True, False) if number % 2 else (False, True):
            took, status = _one(made, ask(known))
            statuses.add(status)
            if number >= WARM_UP:
                spent[known].append(took)
    assert len(statuses) == 1, f"{name} tells by its status: {statuses}"
    known, unknown = statistics.median(spent[True]), statistics.median(spent[False])
    sys.stdout.write(f"{name:<22}{known:>10.2f}{unknown:>12.2f}{known / unknown:>8.2f}" + "\n")
    return known / unknown


def _one(made: world.World, environment: dict[str, Any]) -> tuple[float, int]:
    """Milliseconds of this process, and the status."""
    before = time.process_time_ns()
    status, _body = answer(made.app, environment)
    return (time.process_time_ns() - before) / 1e6, status


if __name__ == "__main__":
    main()
