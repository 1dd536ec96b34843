"""`bench/catalogue`: import a long catalogue, then search it beside the bare indexed query."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count, product
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.__main__ import _database, _say
from bench.world import _CASES, _THINGS, _VERBS
from portal import config, create_app, migrate
from portal.db import db, reading
from portal.demonstration.procedures import PROCEDURES
from portal.procedures import finding, known_catalogue
from portal.procedures.definitions import AuthorityLevel
from portal.procedures.importing import exchange
from portal.procedures.importing.outcome import Decision, ParsedProcedure
from portal.procedures.importing.run import import_files
from portal.procedures.known_catalogue import catalogue
from portal.procedures.search import Query, Wanted, corrected, meant_by

WARM_UP = 3

# What is typed, by what it costs: found as typed, put into words of the law, put right.
TYPED = {
    "plain": (
        "khai sinh",
        "giay phep",
        "cấp lại chứng chỉ hành nghề đo đạc",
        "nuoi ong",
        "9.100777",
    ),
    "everyday": ("làm giấy khai sinh cho con", "tôi muốn xin giấy phép biểu diễn", "bằng lái"),
    "mistyped": ("giay phpe khai thac", "khai sih", "hop dong cung cap nuoc sahc"),
}


def main() -> None:
    arguments = _arguments()
    with (
        tempfile.TemporaryDirectory(prefix="bench-catalogue-") as name,
        _database(arguments.database, Path(name)) as url,
    ):
        folder = Path(name)
        migrate.upgrade(url)
        settings = replace(config.load(), database_url=url, files_url=str(folder / "files"))
        with create_app(settings).app_context():
            _say(f"{sa.make_url(url).get_backend_name()}, Python {sys.version.split()[0]}")
            _import(folder, arguments.procedures, arguments.real, twice=not arguments.once)
            _index_by_hand()
            _say(
                f"{'search':<22}{'p50 ms':>9}{'p99 ms':>9}{'floor p50':>11}{'p99':>8}{'ratio p50':>11}{'p99':>8}"
            )
            _say(f"kept in memory: {_first_reading():.0f} ms, once after each change")
            with reading():
                for kind, texts in TYPED.items():
                    _compare(f"suggest, {kind}", texts, _suggest, arguments.repeat)
                for kind, texts in TYPED.items():
                    _compare(f"page, {kind}", texts, _search, arguments.repeat)
            db.close()


def _import(folder: Path, wanted: int, real: Path | None, *, twice: bool) -> None:
    """Read the real files, if any, and an exchange file of as many more as are wanted."""
    if real is not None:
        files = sorted(path for path in real.iterdir() if path.is_file())
        wanted -= _timed_import("real, ", files, twice=twice)
    file = folder / "catalogue.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for procedure in _synthetic(wanted):
            out.write(json.dumps(exchange.write(procedure), ensure_ascii=False) + "\n")
    _timed_import("synthetic, ", [file], twice=twice)


def _timed_import(which: str, files: list[Path], *, twice: bool) -> int:
    for words in ("imported", "read again, unchanged")[: 1 + twice]:
        begun, processor = time.perf_counter(), time.process_time()
        report = import_files(files, session=db.session)
        db.session.commit()
        spent, processor = time.perf_counter() - begun, time.process_time() - processor
        if report.rejected:
            _say(f"  {len(report.rejected)} rejected, first: {report.rejected[0]}")
        _say(
            f"{which}{words}: {report.records} procedures in {spent:.1f} s,"
            f" {report.records / spent:.0f} a second ({processor:.1f} s of our processor time)"
        )
    return report.imported + report.changed + report.unchanged


def _index_by_hand() -> None:
    """The index somebody would put on the titles, codes and keywords: the floor's alone."""
    statements = {
        "sqlite": (
            "CREATE VIRTUAL TABLE bare_search USING fts5(search_text, content='procedure',"
            " content_rowid='id', tokenize='trigram')",
            "INSERT INTO bare_search(bare_search) VALUES ('rebuild')",
        ),
        "postgresql": (
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "CREATE INDEX bare_search ON procedure USING gin (search_text gin_trgm_ops)",
            "ANALYZE procedure",
        ),
    }
    with db.engine.begin() as connection:
        for statement in statements[db.engine.dialect.name]:
            connection.exec_driver_sql(statement)


def _synthetic(wanted: int) -> list[ParsedProcedure]:
    """Titles in the style of a catalogue, each with the parts of a procedure of the demonstration."""
    titles = (" ".join(x for x in words if x) for words in product(_VERBS, _THINGS, _CASES))
    titles_known = list(titles)
    found = []
    for number in count():
        if number >= wanted:
            return found
        model = PROCEDURES[number % len(PROCEDURES)]
        part = number // len(titles_known)
        found.append(
            ParsedProcedure(
                code=f"9.{100000 + number}",
                national_code="",
                title=titles_known[number % len(titles_known)]
                + (f" (loại {part})" if part else ""),
                sector=model.sector,
                level=model.level,
                authority_level=AuthorityLevel.COMMUNE,
                decision=Decision(),
                is_in_force=True,
                parts=model.parts,
                flags=(),
            )
        )
    raise AssertionError


def _first_reading() -> float:
    """What the first search after a change of the catalogue waits for."""
    with reading():
        known_catalogue._kept.clear()
        return _timed(_suggest, db.session, "khai sinh")


def _compare(
    name: str, texts: tuple[str, ...], ours: Callable[[Session, str], Any], repeat: int
) -> None:
    mine, bare = [], []
    for text in texts:
        statement, values = _bare(text)
        for turn in range(repeat + WARM_UP):
            times = (
                _timed(_fetch, statement, values),
                _timed(ours, db.session, text),
            )
            db.forget()
            if turn >= WARM_UP:
                bare.append(times[0])
                mine.append(times[1])
    ours_50, ours_99, floor_50, floor_99 = *_percentiles(mine), *_percentiles(bare)
    _say(
        f"{name:<22}{ours_50:>9.2f}{ours_99:>9.2f}{floor_50:>11.2f}{floor_99:>8.2f}"
        f"{ours_50 / floor_50:>11.2f}{ours_99 / floor_99:>8.2f}"
    )


def _suggest(session: Session, text: str) -> None:
    finding.suggestions(session, text)


def _search(session: Session, text: str) -> None:
    finding.search(session, Wanted(text=text))


def _bare(text: str) -> tuple[str, list[str]]:
    """The query somebody would write by hand over an index, for the words as they are meant and as
    they are spelt: every title that holds them, in no order."""
    known = catalogue(db.session)
    meant = meant_by(text, known.synonyms)
    if not known.answers(text):
        meant = corrected(Query(text), known.vocabulary) or meant
    words = Query(meant).words
    head = "SELECT id, code, title FROM procedure WHERE is_in_force AND "
    if db.engine.dialect.name == "sqlite":
        long = [word for word in words if len(word) >= 3] or list(words)
        match = " AND ".join(f'"{word}"' for word in long)
        inner = "id IN (SELECT rowid FROM bare_search WHERE bare_search MATCH ?)"
        return head + inner, [match]
    return head + " AND ".join(["search_text LIKE %s"] * len(words)), [f"%{w}%" for w in words]


def _fetch(statement: str, values: list[str]) -> int:
    """On the plain connection of the driver, nothing made of the rows."""
    connection = db.session.connection().connection.dbapi_connection
    assert connection is not None
    cursor = connection.cursor()
    cursor.execute(statement, values)
    rows = len(cursor.fetchall())
    cursor.close()
    return rows


def _timed(act: Callable[..., Any], *arguments: Any) -> float:
    """Milliseconds on the clock: what somebody waits, the database's own time in it."""
    begun = time.perf_counter()
    act(*arguments)
    return (time.perf_counter() - begun) * 1000


def _percentiles(times: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(times, n=100)
    return cuts[49], cuts[98]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/catalogue", description=__doc__)
    parser.add_argument("--database", default="", help="a PostgreSQL server; default: SQLite")
    parser.add_argument("--repeat", type=int, default=40, help="measured searches a text")
    parser.add_argument("--procedures", type=int, default=10_000)
    parser.add_argument("--once", action="store_true", help="do not read the files again")
    parser.add_argument("--real", type=Path, help="a folder of catalogue files, read before")
    return parser.parse_args()


if __name__ == "__main__":
    main()
