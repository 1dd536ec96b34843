"""Import files of a catalogue: every record is imported, changed, unchanged or rejected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.procedures.exporting import said_by
from portal.procedures.importing.keeping import with_what_stands
from portal.procedures.importing.outcome import ParsedProcedure, Rejected
from portal.procedures.importing.records import read_file
from portal.procedures.publishing import NewVersion, procedures_by_code, store_versions
from portal.procedures.queries import read_parts

LONGEST_SOURCE = 200
STORED_TOGETHER = 100  # records: each asks for eight definitions, and a query holds some thousand
_Read = tuple[int, ParsedProcedure]  # with the number of its line


@dataclass(frozen=True)
class Flagged:
    file: str
    line: int
    code: str
    field: str
    reason: str
    text: str


@dataclass
class Report:
    """records = imported + changed + unchanged + len(rejected), always."""

    records: int = 0
    imported: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    flagged: list[Flagged] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def import_files(
    paths: Iterable[Path],
    *,
    session: Session,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda size: None,
) -> Report:
    """Publish what the files say, line by line; the caller commits.

    A code that comes a second time within one run is rejected, naming where it stood first: two
    versions of one day would be a guess about which holds. In a later run it is a change. With
    `dry_run` the report is the same and nothing is kept. `progress` hears the bytes read.
    """
    report = Report()
    if not dry_run:
        _import(paths, session, report, progress)
        return report
    trial = session.begin_nested()
    try:
        _import(paths, session, report, progress)
    finally:
        trial.rollback()
    return report


@dataclass(frozen=True)
class _First:
    """Where a code stood first in this run, and a mark of what it said."""

    file: str
    line: int
    content: int


def _import(
    paths: Iterable[Path], session: Session, report: Report, progress: Callable[[int], None]
) -> None:
    at = clock.now()
    seen: dict[str, _First] = {}
    for path in paths:
        file = str(path)
        fresh: list[_Read] = []
        for line in read_file(path):
            report.records += 1
            progress(line.size)
            parsed = line.outcome
            if isinstance(parsed, Rejected):
                report.rejected.append(parsed)
                continue
            here = _First(file, line.number, hash(parsed))
            first = seen.setdefault(parsed.code, here)
            if first is not here:
                reason = _twice(parsed.code, first, is_same=first.content == here.content)
                report.rejected.append(Rejected(file, line.number, reason))
                continue
            fresh.append((line.number, parsed))
            if len(fresh) == STORED_TOGETHER:
                _store(session, fresh, path, at, report)
                fresh = []
        _store(session, fresh, path, at, report)


def _store(
    session: Session, fresh: Sequence[_Read], path: Path, at: datetime, report: Report
) -> None:
    """Keep what the records, each of another code, say."""
    kept = _over_what_stands(session, [parsed for _line, parsed in fresh])
    outcomes = store_versions(session, [_version(parsed, path) for parsed in kept], at=at)
    for (number, _parsed), parsed, outcome in zip(fresh, kept, outcomes, strict=True):
        setattr(report, outcome, getattr(report, outcome) + 1)
        report.flagged += [
            Flagged(str(path), number, parsed.code, flag.field, flag.reason, flag.text)
            for flag in parsed.flags
        ]


def _over_what_stands(
    session: Session, records: Sequence[ParsedProcedure]
) -> list[ParsedProcedure]:
    """A record that says less than the portal knows is laid over the version that stands."""
    poorer = [parsed.code for parsed in records if not parsed.is_whole]
    known = {
        code: procedure
        for code, procedure in procedures_by_code(session, poorer).items()
        if procedure.is_published
    }
    read_parts(session, [procedure.current for procedure in known.values()])
    standing = {code: said_by(found, found.current) for code, found in known.items()}
    return [
        with_what_stands(parsed, standing[parsed.code]) if parsed.code in standing else parsed
        for parsed in records
    ]


def _version(parsed: ParsedProcedure, path: Path) -> NewVersion:
    return NewVersion(
        code=parsed.code,
        title=parsed.title,
        sector=parsed.sector,
        level=parsed.level,
        authority_level=parsed.authority_level,
        parts=parsed.parts,
        decision_number=parsed.decision.number,
        signed_on=parsed.decision.signed_on,
        effective_from=parsed.decision.effective_from,
        effective_to=parsed.decision.effective_to,
        is_in_force=parsed.is_in_force,
        source=path.name[:LONGEST_SOURCE],
        flags=[asdict(flag) for flag in parsed.flags],
    )


def _twice(code: str, first: _First, *, is_same: bool) -> str:
    content = "nội dung giống hệt" if is_same else "nội dung khác"
    return (
        f"Mã {code} đã có ở {first.file}, dòng {first.line} trong lần nhập này ({content});"
        " giữ bản gặp trước"
    )
