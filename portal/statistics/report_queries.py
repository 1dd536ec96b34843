"""What the filters of reports choose from."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.procedures.models import Procedure, ProcedureVersion
from portal.units.models import Unit, UnitKind
from portal.units.tree import TreeOf, below, nodes
from portal.vietnam import sort_key


def sectors(session: Session) -> list[str]:
    """Names of sectors that some version had, as figures go by the name of that time."""
    return sorted(session.scalars(sa.select(ProcedureVersion.sector_name).distinct()), key=sort_key)


def is_sector(session: Session, name: str) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(ProcedureVersion.sector_name == name))))


def procedure_of(session: Session, code: str) -> Procedure | None:
    return session.scalar(sa.select(Procedure).where(Procedure.code == code)) if code else None


def province(session: Session) -> Unit | None:
    """The unit at the top, in whose name the whole province reports."""
    return session.scalar(
        sa.select(Unit).where(Unit.kind == UnitKind.PROVINCE, Unit.valid_to.is_(None))
    )


def units_asked(
    session: Session, unit: Unit | None, day: date, tree: TreeOf, *, is_below: bool
) -> set[int]:
    """All units ever, or the chosen one with or without those under it in that tree (THEN: of
    `day`)."""
    if unit is None:
        return set(session.scalars(sa.select(Unit.id)))
    found = nodes(session, tree, day)
    if is_below:
        return below(found, unit.id)
    return set[int]().union(*(node.members for node in found if unit.id in node.members))
