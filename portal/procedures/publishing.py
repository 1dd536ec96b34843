"""Put a version of a procedure in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import SYSTEM
from portal.procedures.audiences import audiences_of
from portal.procedures.definitions import (
    PART_TYPES,
    AuthorityLevel,
    Parts,
    ServiceLevel,
    digest,
    to_json,
)
from portal.procedures.models import (
    Definition,
    Procedure,
    ProcedureVersion,
    Sector,
    VersionAction,
    VersionState,
)
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
    part_ids = {
        f"{name}_id": definition_id(session, name, getattr(new.parts, name)) for name in PART_TYPES
    }
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
    current = procedure.current if procedure and procedure.is_published else None
    if (
        procedure
        and current
        and procedure.is_in_force == new.is_in_force
        and all(getattr(current, name) == value for name, value in columns.items())
    ):
        return "unchanged"

    if procedure is None:
        procedure = Procedure(code=new.code)
    describe(
        session,
        procedure,
        title=new.title,
        sector=new.sector,
        level=new.level,
        authority_level=new.authority_level,
        keywords=new.parts.guidance.keywords,
        applicants=new.parts.guidance.applicants,
    )
    procedure.is_in_force = new.is_in_force
    session.add(procedure)
    for version in procedure.versions:
        if version.state is VersionState.PUBLISHED:
            version.move(VersionAction.SUPERSEDE, by=SYSTEM, at=at)
    session.add(
        ProcedureVersion(
            procedure=procedure,
            number=next_number(procedure),
            state=VersionState.PUBLISHED,
            source=new.source,
            created_at=at,
            **columns,
        )
    )
    session.flush()
    return "changed" if current else "imported"


def describe(
    session: Session,
    procedure: Procedure,
    *,
    title: str,
    sector: str,
    level: ServiceLevel,
    authority_level: AuthorityLevel,
    keywords: str,
    applicants: Iterable[str] = (),
) -> None:
    """Write onto the procedure what lists and search read of its version."""
    procedure.sector = sector_named(session, sector)
    procedure.title = title
    procedure.level = level
    procedure.authority_level = authority_level
    procedure.audiences = " ".join(audiences_of(applicants))
    procedure.title_folded = fold(title)
    procedure.search_text = fold(" ".join((procedure.code, title, sector, keywords)))


def next_number(procedure: Procedure) -> int:
    return max((version.number for version in procedure.versions), default=0) + 1


def definition_id(session: Session, kind: str, part: Any) -> int:
    """The row that keeps this part; one row for all versions that say the same."""
    body = to_json(part)
    key = digest(kind, body)
    known = session.scalar(sa.select(Definition.id).where(Definition.digest == key))
    if known is not None:
        return known
    definition = Definition(kind=kind, digest=key, body=body)
    session.add(definition)
    session.flush()
    return definition.id


def sector_named(session: Session, name: str) -> Sector:
    slug = fold(name).replace(" ", "-")
    sector = session.scalar(sa.select(Sector).where(Sector.slug == slug))
    if sector is None:
        sector = Sector(name=name, slug=slug)
        session.add(sector)
        session.flush()
    return sector
