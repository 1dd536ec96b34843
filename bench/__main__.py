"""`bench/walk`: make a throw-away province, measure each action ABAB, print the table."""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from bench import actions, floor, recording, timing, world


def main() -> None:
    arguments = _arguments()
    with (
        tempfile.TemporaryDirectory(prefix="bench-walk-") as folder,
        _database(arguments.database, Path(folder)) as url,
    ):
        made = world.make(
            Path(folder),
            url,
            dossiers=2 * (arguments.repeat + timing.WARM_UP),
            waiting=arguments.waiting,
            procedures=arguments.procedures,
        )
        bare = floor.Floor(url, Path(folder))
        engine = sa.make_url(url).get_backend_name()
        _say(
            f"{engine}, Python {sys.version.split()[0]}, {arguments.repeat} pairs an action,"
            f" {arguments.waiting} dossiers waiting, {arguments.procedures} synthetic procedures"
        )
        _say(f"{'action':<34}{'ours ms':>9}{'floor ms':>10}{'ratio':>8}  quartiles    SQL")
        for action in actions.all_of(made):
            if not arguments.only or action.name in arguments.only:
                _show(action, made, bare, arguments.repeat, arguments.profile)
            elif action.is_writing:
                actions.skip(action, made)
            action.afterwards()
        bare.close()
        world.close()


def _show(
    action: actions.Action, made: world.World, bare: floor.Floor, repeat: int, profiled: bool
) -> None:
    ours, theirs = [], []
    profile = cProfile.Profile()
    recorded = None
    for number in range(repeat + timing.WARM_UP):
        # What is written is replayed once, so each pair has a recording of its own; what is only
        # read can be replayed as often as wanted.
        if recorded is None or action.is_writing:
            recorded = recording.of(made.app, action.next_request())
        pair = (
            timing.request(bare.app(recorded), bare.environment(recorded)),
            timing.request(
                made.app,
                action.next_request(),
                profile if profiled and number >= timing.WARM_UP else None,
            ),
        )
        if number >= timing.WARM_UP:
            theirs.append(pair[0])
            ours.append(pair[1])
    assert recorded is not None
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    low, _middle, high = statistics.quantiles(ratios, n=4)
    ratio = statistics.median(ours) / statistics.median(theirs)
    _say(
        f"{action.name:<34}{statistics.median(ours):>9.2f}{statistics.median(theirs):>10.2f}"
        f"{ratio:>8.2f}  {low:.2f}–{high:.2f}   {len(recorded.statements):>4}"
    )
    if profiled:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def _database(url: str, folder: Path) -> Iterator[str]:
    """A SQLite file, or a database of its own on the server at `url`, dropped afterwards."""
    if not url:
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    name = f"portal_bench_{os.getpid()}"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    try:
        yield sa.make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        server.dispose()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/walk", description=__doc__)
    parser.add_argument("--database", default="", help="a PostgreSQL server; default: SQLite")
    parser.add_argument("--repeat", type=int, default=30, help="measured pairs an action")
    parser.add_argument("--waiting", type=int, default=80, help="dossiers in the queue")
    parser.add_argument("--procedures", type=int, default=2000, help="synthetic procedures")
    parser.add_argument("--only", nargs="*", default=[], help="names of actions")
    parser.add_argument("--profile", action="store_true", help="where our time goes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
