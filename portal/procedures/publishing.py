"""Put a version of a procedure in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

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
    return store_versions(session, [new], at=at)[0]


def store_versions(session: Session, news: Sequence[NewVersion], *, at: datetime) -> list[Outcome]:
    """The same of many procedures, each with a code of its own, in as few queries as of one."""
    known = procedures_by_code(session, [new.code for new in news])
    definitions = _definition_ids(session, [new.parts for new in news])
    sectors = _sectors_named(session, {new.sector for new in news})
    with session.no_autoflush:
        outcomes = [
            _store(session, new, known.get(new.code), ids, sectors[new.sector], at)
            for new, ids in zip(news, definitions, strict=True)
        ]
    session.flush()
    return outcomes


def procedures_by_code(session: Session, codes: Collection[str]) -> dict[str, Procedure]:
    """Those that are known, with their versions."""
    found = session.scalars(
        sa.select(Procedure)
        .options(selectinload(Procedure.versions))
        .where(Procedure.code.in_(codes))
    )
    return {procedure.code: procedure for procedure in found}


def _store(
    session: Session,
    new: NewVersion,
    procedure: Procedure | None,
    part_ids: dict[str, int],
    sector: Sector,
    at: datetime,
) -> Outcome:
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

    versions = [] if procedure is None else list(procedure.versions)
    if procedure is None:
        procedure = Procedure(code=new.code)
    describe(
        procedure,
        title=new.title,
        sector=sector,
        level=new.level,
        authority_level=new.authority_level,
        keywords=new.parts.guidance.keywords,
        applicants=new.parts.guidance.applicants,
    )
    procedure.is_in_force = new.is_in_force
    session.add(procedure)
    for version in versions:
        if version.state is VersionState.PUBLISHED:
            version.move(VersionAction.SUPERSEDE, by=SYSTEM, at=at)
    session.add(
        ProcedureVersion(
            procedure=procedure,
            number=_number_after(versions),
            state=VersionState.PUBLISHED,
            source=new.source,
            created_at=at,
            **columns,
        )
    )
    return "changed" if current else "imported"


def describe(
    procedure: Procedure,
    *,
    title: str,
    sector: Sector,
    level: ServiceLevel,
    authority_level: AuthorityLevel,
    keywords: str,
    applicants: Iterable[str] = (),
) -> None:
    """Write onto the procedure what lists and search read of its version."""
    procedure.sector = sector
    procedure.title = title
    procedure.level = level
    procedure.authority_level = authority_level
    procedure.audiences = " ".join(audiences_of(applicants))
    procedure.title_folded = fold(title)
    procedure.search_text = fold(" ".join((procedure.code, title, sector.name, keywords)))


def next_number(procedure: Procedure) -> int:
    return _number_after(procedure.versions)


def definition_id(session: Session, kind: str, part: Any) -> int:
    """The row that keeps this part; one row for all versions that say the same."""
    body = to_json(part)
    key = digest(kind, body)
    return _ids_by_digest(session, {key: (kind, body)})[key]


def sector_named(session: Session, name: str) -> Sector:
    return _sectors_named(session, {name})[name]


def _definition_ids(session: Session, all_parts: Sequence[Parts]) -> list[dict[str, int]]:
    """For each of them the columns that name its definitions."""
    bodies: dict[str, tuple[str, dict[str, Any]]] = {}
    keys: list[dict[str, str]] = []
    for parts in all_parts:
        keys.append({})
        for name in PART_TYPES:
            body = to_json(getattr(parts, name))
            key = digest(name, body)
            bodies[key] = (name, body)
            keys[-1][f"{name}_id"] = key
    known = _ids_by_digest(session, bodies)
    return [{column: known[key] for column, key in one.items()} for one in keys]


def _ids_by_digest(
    session: Session, bodies: Mapping[str, tuple[str, dict[str, Any]]]
) -> dict[str, int]:
    """The rows of these bodies (kind, body) by their digest; those that are missing are made."""
    rows = sa.select(Definition.digest, Definition.id).where(Definition.digest.in_(bodies))

    def known() -> dict[str, int]:
        return {row.digest: row.id for row in session.execute(rows)}

    found = known()
    missing = [
        {"kind": kind, "digest": key, "body": body}
        for key, (kind, body) in bodies.items()
        if key not in found
    ]
    if not missing:
        return found
    # All at once and looked up again: asking for the number of each would write them one by one.
    session.execute(sa.insert(Definition), missing)
    return known()


def _sectors_named(session: Session, names: Collection[str]) -> dict[str, Sector]:
    slugs = {name: fold(name).replace(" ", "-") for name in names}
    rows = session.scalars(sa.select(Sector).where(Sector.slug.in_(slugs.values())))
    known = {sector.slug: sector for sector in rows}
    # Names that differ in marks or capitals alone are one sector.
    missing = {slug: name for name, slug in sorted(slugs.items()) if slug not in known}
    made = {slug: Sector(name=name, slug=slug) for slug, name in missing.items()}
    if made:
        session.add_all(made.values())
        session.flush()
    return {name: (known | made)[slug] for name, slug in slugs.items()}


def _number_after(versions: Iterable[ProcedureVersion]) -> int:
    return max((version.number for version in versions), default=0) + 1
