"""The differences of units, as they held on a day."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session, selectinload

from portal.db import db
from portal.procedures.definitions import Parts
from portal.procedures.local_rules import Local, localised
from portal.procedures.models import LocalDifference, Procedure, ProcedureVersion


def parts_at(version: ProcedureVersion, unit_id: int, day: date) -> Parts:
    """What the version says at that unit on that day: the version's parts, or those with the
    unit's differences."""
    session = object_session(version) or db.session
    with session.no_autoflush:  # asked in the middle of acts, whose rows are not whole yet
        rows = session.scalars(
            _on(day).where(
                LocalDifference.procedure_id == version.procedure_id,
                LocalDifference.unit_id == unit_id,
            )
        ).all()
    return localised(version.parts, [Local(r.kind, r.key, r.body) for r in rows])


def differences_on(session: Session, procedure: Procedure, day: date) -> list[LocalDifference]:
    """Of every unit, those that hold that day or from a later one."""
    return list(
        session.scalars(
            sa.select(LocalDifference)
            .options(selectinload(LocalDifference.unit))
            .where(
                LocalDifference.procedure_id == procedure.id,
                sa.or_(LocalDifference.valid_to.is_(None), LocalDifference.valid_to >= day),
            )
            .order_by(LocalDifference.unit_id, LocalDifference.id)
        )
    )


def _on(day: date) -> sa.Select[LocalDifference]:
    return (
        sa.select(LocalDifference)
        .where(
            LocalDifference.valid_from <= day,
            sa.or_(LocalDifference.valid_to.is_(None), LocalDifference.valid_to >= day),
        )
        .order_by(LocalDifference.id)
    )
