"""Put a version of a procedure in force."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.procedures.definitions import (
    PART_TYPES,
    AuthorityLevel,
    Parts,
    ServiceLevel,
    digest,
    to_json,
)
from portal.procedures.models import Definition, Procedure, ProcedureVersion, Sector, VersionState
from portal.vietnam import fold

Outcome = Literal["imported", "changed", "unchanged"]


@dataclass(frozen=True)
class NewVersion:
    """What a version is made from. `flags` as in ProcedureVersion."""

    code: str
    title: str
    sector: str
    level: ServiceLevel
    authority_level: AuthorityLevel
    parts: Parts
    decision_number: str = ""
    signed_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    is_in_force: bool = True
    source: str = ""
    flags: list[dict[str, Any]] = field(default_factory=list)


def store_version(session: Session, new: NewVersion, *, at: datetime) -> Outcome:
    """Publish `new` as the procedure's next version, unless the current one already says it all.

    "imported": the procedure was not known; "changed": a new version was published and the
    former one is superseded; "unchanged": nothing was written. Open dossiers keep theirs.
    """
    procedure = session.scalar(sa.select(Procedure).where(Procedure.code == new.code))
    part_ids = {f"{name}_id": _part_id(session, name, new.parts) for name in PART_TYPES}
    columns = {
        "title": new.title,
        "sector_name": new.sector,
        "level": new.level,
        "authority_level": new.authority_level,
        "decision_number": new.decision_number,
        "signed_on": new.signed_on,
        "effective_from": new.effective_from,
        "effective_to": new.effective_to,
        "flags": new.flags,
        **part_ids,
    }
    current = procedure.current if procedure else None
    if (
        procedure
        and procedure.is_in_force == new.is_in_force
        and all(getattr(current, name) == value for name, value in columns.items())
    ):
        return "unchanged"

    if procedure is None:
        procedure = Procedure(code=new.code)
    procedure.sector = _sector(session, new.sector)
    procedure.title = new.title
    procedure.level = new.level
    procedure.authority_level = new.authority_level
    procedure.is_in_force = new.is_in_force
    procedure.title_folded = fold(new.title)
    procedure.search_text = fold(
        " ".join((new.code, new.title, new.sector, new.parts.guidance.keywords))
    )
    session.add(procedure)
    if current:
        current.state = VersionState.SUPERSEDED
    session.add(
        ProcedureVersion(
            procedure=procedure,
            number=current.number + 1 if current else 1,
            state=VersionState.PUBLISHED,
            source=new.source,
            created_at=at,
            **columns,
        )
    )
    session.flush()
    return "changed" if current else "imported"


def _part_id(session: Session, kind: str, parts: Parts) -> int:
    body = to_json(getattr(parts, kind))
    key = digest(kind, body)
    known = session.scalar(sa.select(Definition.id).where(Definition.digest == key))
    if known is not None:
        return known
    definition = Definition(kind=kind, digest=key, body=body)
    session.add(definition)
    session.flush()
    return definition.id


def _sector(session: Session, name: str) -> Sector:
    slug = fold(name).replace(" ", "-")
    sector = session.scalar(sa.select(Sector).where(Sector.slug == slug))
    if sector is None:
        sector = Sector(name=name, slug=slug)
        session.add(sector)
        session.flush()
    return sector
