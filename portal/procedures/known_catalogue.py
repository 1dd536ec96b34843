"""The catalogue in force, kept in this process for search until it changes.

Each request reads one mark that the database itself renews with every change of what search reads
(triggers, see `CatalogueMark`), and compares. Whoever publishes finds it in the same transaction.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.procedures.definitions import ServiceLevel
from portal.procedures.models import (
    CatalogueMark,
    Definition,
    Offering,
    Procedure,
    ProcedureVersion,
    Sector,
    Synonym,
    VersionState,
)
from portal.procedures.search_index import CatalogueIndex, Entry, Place
from portal.units.models import Unit
from portal.vietnam import sort_key

# Databases one process speaks to: one, but in tests.
MOST_KEPT = 4
_kept: dict[str, tuple[tuple[str, date], CatalogueIndex]] = {}


def catalogue(session: Session) -> CatalogueIndex:
    """What is in force today. Read the mark first: what is newer than it is only read again."""
    mark = (session.scalars(sa.select(CatalogueMark.token)).one(), clock.today())
    place = str(session.get_bind().engine.url)
    kept = _kept.get(place)
    if kept is not None and kept[0] == mark:
        return kept[1]
    made = _read(session, mark[1])
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[place] = (mark, made)
    return made


def _read(session: Session, day: date) -> CatalogueIndex:
    offered: dict[int, set[int]] = {}
    offerings = sa.select(Offering.procedure_id, Offering.unit_id, Offering.open_on(day))
    for procedure_id, unit_id, is_open in session.execute(offerings):
        units = offered.setdefault(procedure_id, set())
        if is_open:
            units.add(unit_id)
    online = _online_ids(session, day)
    rows = session.execute(
        sa.select(
            Procedure.id,
            Procedure.code,
            Procedure.title,
            Procedure.title_folded,
            Procedure.search_text,
            Procedure.sector_id,
            Procedure.level,
            Procedure.authority_level,
            Procedure.audiences,
        ).where(Procedure.is_in_force)
    )
    sectors = {x.id: Place(x.id, x.slug, x.name) for x in session.scalars(sa.select(Sector))}
    entries = [
        Entry(
            id=row.id,
            code=row.code,
            title=row.title,
            title_folded=row.title_folded,
            search_text=row.search_text,
            sector=sectors[row.sector_id],
            level=row.level,
            authority=row.authority_level,
            audiences=frozenset(row.audiences.split()),
            units=frozenset(offered.get(row.id, ())),
            is_offered=row.id in offered,
            is_online=row.id in online,
        )
        for row in rows
    ]
    units_valid = session.execute(
        sa.select(Unit.id, Unit.code, Unit.name)
        .where(Unit.valid_to.is_(None), sa.exists().where(Offering.unit_id == Unit.id))
        .order_by(Unit.code)
    )
    return CatalogueIndex(
        entries,
        sectors=sorted(sectors.values(), key=lambda sector: sort_key(sector.name)),
        units=[Place(*unit) for unit in units_valid],
        synonyms=[
            (said, means)
            for said, means in session.execute(sa.select(Synonym.said_folded, Synonym.means))
        ],
    )


def _online_ids(session: Session, day: date) -> frozenset[int]:
    """The procedures that can be handed in online here: level 3 or 4, with a form, and with a
    unit that takes them."""
    form = sa.cast(Definition.body, sa.Text)
    return frozenset(
        session.scalars(
            sa.select(Procedure.id)
            .join(ProcedureVersion, ProcedureVersion.procedure_id == Procedure.id)
            .join(Definition, Definition.id == ProcedureVersion.form_id)
            .where(
                Procedure.is_in_force,
                Procedure.level >= ServiceLevel.PARTIAL,
                ProcedureVersion.state == VersionState.PUBLISHED,
                sa.or_(
                    ProcedureVersion.effective_from.is_(None),
                    ProcedureVersion.effective_from <= day,
                ),
                form.like('%"fields"%'),
                sa.exists().where(
                    Offering.procedure_id == Procedure.id,
                    Offering.open_on(day),
                    Offering.unit_id == Unit.id,
                    Unit.valid_to.is_(None),
                ),
            )
        )
    )
