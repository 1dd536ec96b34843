"""Reads of the catalogue. What is published is public: nothing here is limited to a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from portal import clock
from portal.procedures.definitions import (
    PART_TYPES,
    Parts,
    ServiceLevel,
    from_json,
)
from portal.procedures.known_catalogue import catalogue
from portal.procedures.models import (
    UNPUBLISHED,
    Definition,
    FlagDecision,
    Offering,
    Procedure,
    ProcedureVersion,
    Sector,
    Synonym,
    VersionState,
)
from portal.procedures.remarks import flag_digest
from portal.units.models import Desk, Unit
from portal.vietnam import sort_key

PER_PAGE = 20
CHUNK = 200  # procedures read at a time
MOST_SUGGESTIONS = 5
SHORTEST_SUGGESTED = 2  # letters


@dataclass(frozen=True)
class Option:
    """A value of a filter and how many procedures choosing it would leave."""

    value: str
    label: str
    count: int


def synonym(session: Session, synonym_id: int) -> Synonym | None:
    return session.get(Synonym, synonym_id)


def kept_synonyms(session: Session) -> list[Synonym]:
    """Every entry, in Vietnamese order, for who keeps the list."""
    rows = session.scalars(sa.select(Synonym))
    return sorted(rows, key=lambda entry: sort_key(entry.said))


@dataclass(frozen=True)
class LevelsOfUnit:
    """How many procedures in force a unit takes at each level, and how many of them online."""

    unit: Unit
    by_level: dict[ServiceLevel, int]
    online: int

    @property
    def total(self) -> int:
        return sum(self.by_level.values())


def levels_by_unit(session: Session, day: date) -> list[LevelsOfUnit]:
    """Services at level 2, 3 and 4 of every unit that takes dossiers on `day`."""
    online = catalogue(session).online_ids
    counts: dict[int, Counter[ServiceLevel]] = {}
    handed_in: Counter[int] = Counter()
    rows = session.execute(
        sa.select(Offering.unit_id, Procedure.id, Procedure.level)
        .join(Procedure, Procedure.id == Offering.procedure_id)
        .where(Procedure.is_in_force, Offering.open_on(day))
    )
    for unit_id, procedure_id, level in rows:
        counts.setdefault(unit_id, Counter())[level] += 1
        handed_in[unit_id] += procedure_id in online
    return [
        LevelsOfUnit(unit, dict(counts[unit.id]), handed_in[unit.id])
        for unit in _units_with_offerings(session)
        if unit.id in counts
    ]


def codes_in_force(session: Session) -> list[str]:
    rows = session.scalars(
        sa.select(Procedure.code).where(Procedure.is_in_force).order_by(Procedure.code)
    )
    return list(rows)


def in_force_with_parts(session: Session) -> Iterator[tuple[Procedure, ProcedureVersion]]:
    """Every procedure in force, by its code, with its current version and the units that take it;
    a few hundred at a time, their parts read together: for what goes out as a whole."""
    return _with_parts(session, codes_in_force(session))


def published_with_parts(session: Session) -> Iterator[tuple[Procedure, ProcedureVersion]]:
    """The same of every procedure that was ever published, in force or not."""
    published = sa.exists().where(
        ProcedureVersion.procedure_id == Procedure.id, ProcedureVersion.state.not_in(UNPUBLISHED)
    )
    codes = session.scalars(sa.select(Procedure.code).where(published).order_by(Procedure.code))
    return _with_parts(session, list(codes))


def _with_parts(
    session: Session, codes: Sequence[str]
) -> Iterator[tuple[Procedure, ProcedureVersion]]:
    for first in range(0, len(codes), CHUNK):
        found = session.scalars(
            sa.select(Procedure)
            .options(
                selectinload(Procedure.versions),
                selectinload(Procedure.offerings).selectinload(Offering.unit),
            )
            .where(Procedure.code.in_(codes[first : first + CHUNK]))
            .order_by(Procedure.code)
        ).all()
        pairs = [(procedure, procedure.current) for procedure in found]
        read_parts(session, [version for _procedure, version in pairs])
        yield from pairs


def read_parts(session: Session, versions: Sequence[ProcedureVersion]) -> None:
    """Read the parts of many versions in one query, where each would ask for its own."""
    wanted = {getattr(v, f"{name}_id") for v in versions for name in PART_TYPES}
    bodies = {
        row.id: row.body
        for row in session.scalars(sa.select(Definition).where(Definition.id.in_(wanted)))
    }
    for version in versions:
        if "parts" not in version.__dict__:
            version.__dict__["parts"] = Parts(
                **{
                    name: from_json(kind, bodies[getattr(version, f"{name}_id")])
                    for name, kind in PART_TYPES.items()
                }
            )


def titles_of(session: Session, ids: set[int]) -> dict[int, str]:
    """The titles of these procedures, by number."""
    wanted = sa.select(Procedure.id, Procedure.title).where(Procedure.id.in_(ids))
    return {row.id: row.title for row in session.execute(wanted)}


def sector_names_of(session: Session, ids: set[int]) -> dict[int, str]:
    """The names of these sectors, by number."""
    wanted = sa.select(Sector.id, Sector.name).where(Sector.id.in_(ids))
    return {row.id: row.name for row in session.execute(wanted)}


def procedure_by_code(session: Session, code: str) -> Procedure | None:
    """The procedure with its versions and sector, whether in force or not, once it was
    published."""
    return session.scalar(
        sa.select(Procedure)
        .options(selectinload(Procedure.versions), selectinload(Procedure.sector))
        .where(
            Procedure.code == code,
            sa.exists().where(
                ProcedureVersion.procedure_id == Procedure.id,
                ProcedureVersion.state.not_in(UNPUBLISHED),
            ),
        )
    )


def competent_units(session: Session, procedure: Procedure) -> list[Unit]:
    """The units, still valid, that take dossiers of this procedure, with their desks."""
    return list(
        session.scalars(
            sa.select(Unit)
            .join(Offering, Offering.unit_id == Unit.id)
            .options(selectinload(Unit.desks))
            .where(
                Offering.procedure_id == procedure.id,
                Offering.open_on(clock.today()),
                Unit.valid_to.is_(None),
            )
            .order_by(Unit.code)
        )
    )


def receiving_desks(session: Session, procedure: Procedure, unit: Unit) -> list[Desk]:
    """Where dossiers for that unit are received today: the desks named, or the unit's own."""
    offering = session.scalar(
        sa.select(Offering).where(
            Offering.procedure_id == procedure.id,
            Offering.unit_id == unit.id,
            Offering.open_on(clock.today()),
        )
    )
    return offering.receiving_desks if offering else list(unit.desks)


def desks_by_unit(session: Session, procedure: Procedure) -> dict[int, list[Desk]]:
    """The same of every unit that takes dossiers of the procedure today, by the unit's number."""
    offerings = session.scalars(
        sa.select(Offering)
        .options(
            selectinload(Offering.desks).selectinload(Desk.unit),
            selectinload(Offering.unit).selectinload(Unit.desks),
        )
        .where(Offering.procedure_id == procedure.id, Offering.open_on(clock.today()))
    )
    return {offering.unit_id: offering.receiving_desks for offering in offerings}


def easiest_online(session: Session, most: int) -> list[Procedure]:
    """What most units take online, level 4 first: the everyday procedures of the first page."""
    ids = catalogue(session).online_ids
    rows = session.execute(
        sa.select(Procedure.id)
        .join(Offering, Offering.procedure_id == Procedure.id)
        .where(Procedure.id.in_(ids))
        .group_by(Procedure.id)
        .order_by(Procedure.level.desc(), sa.func.count(Offering.id).desc(), Procedure.code)
        .limit(most)
    )
    return _in_order(session, [row.id for row in rows])


def count_in_force(session: Session) -> dict[ServiceLevel, int]:
    """How many procedures in force there are at each level."""
    rows = session.execute(
        sa.select(Procedure.level, sa.func.count())
        .where(Procedure.is_in_force)
        .group_by(Procedure.level)
    )
    return dict(rows.all())


def sectors_with_counts(session: Session) -> list[tuple[Sector, int]]:
    """Every sector with a procedure in force, in Vietnamese order."""
    rows = session.execute(
        sa.select(Sector, sa.func.count())
        .join(Procedure, Procedure.sector_id == Sector.id)
        .where(Procedure.is_in_force)
        .group_by(Sector.id)
    )
    return sorted(((s, n) for s, n in rows), key=lambda pair: sort_key(pair[0].name))


def units_with_counts(session: Session) -> list[tuple[Unit, int]]:
    """Every valid unit that takes dossiers, with the number of its procedures in force."""
    counts = _count_by_unit(session, None)
    return [(unit, counts[unit.id]) for unit in _units_with_offerings(session) if counts[unit.id]]


@dataclass(frozen=True)
class Flagged:
    """A version in force with the importer's remarks on it that nobody has decided yet, as they
    are to be shown."""

    version_id: int
    procedure_id: int
    code: str
    title: str
    sector_name: str
    flags: list[dict[str, str]]


@dataclass(frozen=True)
class Review:
    """One page of what a publisher has to look at; the counts are over all of it."""

    total: int
    flags: int
    page: int
    pages: int
    versions: list[Flagged]
    sectors: list[Option]
    reasons: list[Option]


def versions_to_review(session: Session, sector: str, reason: str, page: int) -> Review:
    """Versions in force with remarks, by sector and code. `sector` and `reason` are names, ""
    for all; one that no remark has leaves nothing."""
    all_flagged = _flagged(session)
    of_sector = [x for x in all_flagged if not sector or x.sector_name == sector]
    of_reason = [x for x in all_flagged if not reason or _has_reason(x, reason)]
    shown = _chosen(all_flagged, sector, reason)
    pages = max(1, -(-len(shown) // PER_PAGE))
    page = min(page, pages)
    return Review(
        total=len(shown),
        flags=sum(len(x.flags) for x in shown),
        page=page,
        pages=pages,
        versions=shown[(page - 1) * PER_PAGE : page * PER_PAGE],
        sectors=_options(Counter(x.sector_name for x in of_reason)),
        reasons=_options(
            Counter(r for x in of_sector for r in {f.get("reason", "") for f in x.flags} if r)
        ),
    )


@dataclass(frozen=True)
class Waiting:
    """One record in the order of the review, with its neighbours' codes ("" at the ends).
    `reasons` says why how many records of the same choice wait."""

    flagged: Flagged
    position: int
    total: int
    previous: str
    next: str
    reasons: list[Option]


def waiting_for_review(session: Session, code: str, sector: str, reason: str) -> Waiting | None:
    """The record `code` among those that wait; None when it does not wait (any more)."""
    shown = _chosen(_flagged(session), sector, reason)
    position = next((i for i, x in enumerate(shown) if x.code == code), None)
    if position is None:
        return None
    counts = Counter(r for x in shown for r in {f.get("reason", "") for f in x.flags} if r)
    return Waiting(
        flagged=shown[position],
        position=position + 1,
        total=len(shown),
        previous=shown[position - 1].code if position else "",
        next=shown[position + 1].code if position + 1 < len(shown) else "",
        reasons=[Option(name, name, count) for name, count in counts.most_common()],
    )


def first_for_review(session: Session, sector: str, reason: str) -> str:
    """The code to begin with; "" when nothing waits."""
    shown = _chosen(_flagged(session), sector, reason)
    return shown[0].code if shown else ""


def _chosen(flagged: Sequence[Flagged], sector: str, reason: str) -> list[Flagged]:
    shown = [
        x
        for x in flagged
        if (not sector or x.sector_name == sector) and (not reason or _has_reason(x, reason))
    ]
    return sorted(shown, key=lambda x: (sort_key(x.sector_name), x.code))


def _flagged(session: Session) -> list[Flagged]:
    rows = session.execute(
        sa.select(
            ProcedureVersion.id,
            Procedure.id,
            Procedure.code,
            ProcedureVersion.title,
            ProcedureVersion.sector_name,
            ProcedureVersion.flags,
        )
        .join(Procedure, Procedure.id == ProcedureVersion.procedure_id)
        .where(
            ProcedureVersion.state == VersionState.PUBLISHED,
            sa.cast(ProcedureVersion.flags, sa.Text) != "[]",
        )
    )
    decided: dict[int, set[str]] = {}
    for procedure_id, mark in session.execute(
        sa.select(FlagDecision.procedure_id, FlagDecision.digest)
    ):
        decided.setdefault(procedure_id, set()).add(mark)
    found = []
    for version_id, procedure_id, code, title, sector, flags in rows:
        known = decided.get(procedure_id, set())
        open_flags = [flag for flag in flags if not known or flag_digest(flag) not in known]
        if open_flags:
            found.append(Flagged(version_id, procedure_id, code, title, sector, open_flags))
    return found


def _units_with_offerings(session: Session) -> list[Unit]:
    return list(
        session.scalars(
            sa.select(Unit)
            .where(Unit.valid_to.is_(None), sa.exists().where(Offering.unit_id == Unit.id))
            .order_by(Unit.code)
        )
    )


def _count_by_unit(session: Session, ids: set[int] | None) -> Counter[int]:
    statement = (
        sa.select(Offering.unit_id, sa.func.count())
        .join(Procedure, Procedure.id == Offering.procedure_id)
        .where(Procedure.is_in_force, Offering.open_on(clock.today()))
        .group_by(Offering.unit_id)
    )
    if ids is not None:
        statement = statement.where(Offering.procedure_id.in_(ids))
    return Counter(dict(session.execute(statement).all()))


def _in_order(session: Session, ids: Sequence[int]) -> list[Procedure]:
    rows = session.scalars(
        sa.select(Procedure).options(selectinload(Procedure.sector)).where(Procedure.id.in_(ids))
    )
    by_id = {row.id: row for row in rows}
    return [by_id[identifier] for identifier in ids]


def _has_reason(flagged: Flagged, reason: str) -> bool:
    return any(flag.get("reason") == reason for flag in flagged.flags)


def _options(counts: Counter[str]) -> list[Option]:
    return sorted(
        (Option(name, name, count) for name, count in counts.items()),
        key=lambda option: sort_key(option.label),
    )
