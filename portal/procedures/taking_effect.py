"""Versions take effect, and end, by themselves on their day. The worker asks every few minutes.

`Procedure.current` goes by the date and needs no worker; what lists and search read is brought up
to date here.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import SYSTEM
from portal.db import db
from portal.procedures.models import (
    Procedure,
    ProcedureVersion,
    VersionAction,
    VersionEvent,
    VersionState,
)
from portal.procedures.reviewing import put_in_force


def due_procedures(day: date) -> list[int]:
    """Identifiers of procedures with a version to put in force, or to end, by that day."""
    version = sa.orm.aliased(ProcedureVersion)
    former = sa.orm.aliased(ProcedureVersion)
    has_begun = sa.or_(version.effective_from.is_(None), version.effective_from <= day)
    has_former = sa.exists().where(
        former.procedure_id == version.procedure_id,
        former.number < version.number,
        former.state == VersionState.PUBLISHED,
    )
    return list(
        db.session.scalars(
            sa.select(version.procedure_id)
            .join(Procedure, Procedure.id == version.procedure_id)
            .where(
                version.state == VersionState.PUBLISHED,
                sa.or_(
                    sa.and_(has_begun, has_former),
                    sa.and_(
                        has_begun,
                        Procedure.is_in_force.is_(False),
                        _was_published_here(version.id),
                        sa.or_(version.effective_to.is_(None), version.effective_to >= day),
                    ),
                    sa.and_(version.effective_to < day, Procedure.is_in_force),
                ),
            )
            .distinct()
            .order_by(version.procedure_id)
        )
    )


def take_effect(procedure_id: int, *, at: datetime) -> None:
    """Bring one procedure to this day. Doing it again, or two at once, changes nothing more."""
    day = clock.local(at).date()
    procedure = db.session.get(Procedure, procedure_id, with_for_update=True)
    assert procedure is not None
    published = [v for v in procedure.versions if v.state is VersionState.PUBLISHED]
    begun = [v for v in published if v.effective_from is None or v.effective_from <= day]
    if not begun:
        return
    newest = begun[-1]
    put_in_force(newest, at=at)
    if newest.effective_to is not None and newest.effective_to < day:
        newest.move(VersionAction.ABOLISH, by=SYSTEM, at=at)
        procedure.is_in_force = False
        db.session.flush()


def _was_published_here(version_id: sa.orm.Mapped[int]) -> sa.ColumnElement[bool]:
    """Not imported as no longer in force: what a source says stays as it says it."""
    return sa.exists().where(
        VersionEvent.version_id == version_id, VersionEvent.action == VersionAction.PUBLISH
    )
