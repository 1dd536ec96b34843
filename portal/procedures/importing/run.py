"""Import files of a catalogue: every record is imported, changed, unchanged or rejected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.procedures.exporting import said_by
from portal.procedures.importing.keeping import with_what_stands
from portal.procedures.importing.outcome import ParsedProcedure, Rejected
from portal.procedures.importing.records import read_file
from portal.procedures.models import Procedure
from portal.procedures.publishing import NewVersion, store_version

LONGEST_SOURCE = 200


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
            parsed = _store(session, parsed, path, at, report)
            report.flagged += [
                Flagged(file, line.number, parsed.code, flag.field, flag.reason, flag.text)
                for flag in parsed.flags
            ]


def _store(
    session: Session, parsed: ParsedProcedure, path: Path, at: datetime, report: Report
) -> ParsedProcedure:
    """Keep what the record says; given back as it was kept."""
    if not parsed.is_whole:
        procedure = session.scalar(sa.select(Procedure).where(Procedure.code == parsed.code))
        if procedure is not None and procedure.is_published:
            parsed = with_what_stands(parsed, said_by(procedure, procedure.current))
    outcome = store_version(
        session,
        NewVersion(
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
        ),
        at=at,
    )
    setattr(report, outcome, getattr(report, outcome) + 1)
    return parsed


def _twice(code: str, first: _First, *, is_same: bool) -> str:
    content = "nội dung giống hệt" if is_same else "nội dung khác"
    return (
        f"Mã {code} đã có ở {first.file}, dòng {first.line} trong lần nhập này ({content});"
        " giữ bản gặp trước"
    )
