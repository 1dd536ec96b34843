"""The catalogue into a file: our exchange shape, or the national portal's."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from portal.procedures.importing import exchange, national_portal
from portal.procedures.importing.outcome import Decision, Flag, ParsedProcedure
from portal.procedures.models import Procedure, ProcedureVersion
from portal.procedures.queries import published_with_parts

Writer = Callable[[ParsedProcedure], dict[str, Any]]
SHAPES: dict[str, Writer] = {"trao-doi": exchange.write, "LayThuTuc": national_portal.write}


def lines(session: Session, shape: str = "trao-doi") -> Iterator[str]:
    """One JSON line a procedure, by code: the version in force, or the last one there was."""
    write = SHAPES[shape]
    for procedure, version in published_with_parts(session):
        record = write(said_by(procedure, version))
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def said_by(procedure: Procedure, version: ProcedureVersion) -> ParsedProcedure:
    """What a version says, as the importer would have read it."""
    return ParsedProcedure(
        code=procedure.code,
        national_code=".".join(procedure.code.split(".")[:2]),
        title=version.title,
        sector=version.sector_name,
        level=version.level,
        authority_level=version.authority_level,
        decision=Decision(
            version.decision_number,
            version.signed_on,
            version.effective_from,
            version.effective_to,
        ),
        is_in_force=procedure.is_in_force,
        parts=version.parts,
        flags=tuple(Flag(f["field"], f["reason"], f["text"]) for f in version.flags),
        is_whole=True,
    )
