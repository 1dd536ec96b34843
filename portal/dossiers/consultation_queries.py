"""Reads of consultations: of the units that are asked, limited to what they are asked about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal import trail
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers.consultation_models import Consultation, ConsultationFile
from portal.dossiers.models import Attachment, Dossier, Task
from portal.units.models import Unit

ANSWERERS = (Role.SPECIALIST, Role.LEADER)
MOST_SHOWN = 100


def asked_of(account: Account, day: date) -> list[tuple[Consultation, Dossier, Task]]:
    """What the officer's units are asked, open ones first by deadline, then what was answered."""
    return [
        (row[0], row[1], row[2])
        for row in db.session.execute(
            sa.select(Consultation, Dossier, Task)
            .join(Dossier, Dossier.id == Consultation.dossier_id)
            .join(Task, Task.id == Consultation.task_id)
            .options(joinedload(Consultation.unit))
            .where(Consultation.unit_id.in_(_units(account, day)))
            .order_by(Task.closed_at.is_not(None), Consultation.due_at, Consultation.id.desc())
            .limit(MOST_SHOWN)
        )
    ]


def consultation(
    consultation_id: int, account: Account, day: date, *, lock: bool = False
) -> tuple[Consultation, Dossier] | None:
    """The question, if it was put to a unit of the officer's, with its dossier."""
    found = db.session.scalar(
        sa.select(Consultation).where(
            Consultation.id == consultation_id, Consultation.unit_id.in_(_units(account, day))
        )
    )
    if found is None:
        return None
    statement = sa.select(Dossier).where(Dossier.id == found.dossier_id)
    if lock:
        statement = statement.with_for_update(of=Dossier)
    dossier = db.session.scalar(statement)
    assert dossier is not None
    trail.saw(dossier.id, dossier.label, found.unit_id)
    if lock:
        db.session.refresh(found)
    return found, dossier


def asked_about(reference: str, account: Account, day: date) -> Consultation | None:
    """The latest question about that dossier put to a unit of the officer's."""
    return db.session.scalar(
        sa.select(Consultation)
        .join(Dossier, Dossier.id == Consultation.dossier_id)
        .where(Dossier.reference == reference, Consultation.unit_id.in_(_units(account, day)))
        .order_by(Consultation.id.desc())
        .limit(1)
    )


def shown_attachments(asked: Consultation, dossier: Dossier) -> list[Attachment]:
    """The papers the unit is asked about."""
    return [a for a in dossier.kept_attachments if a.document_key in asked.documents]


def file_of(asked: Iterable[Consultation], file_id: int) -> ConsultationFile | None:
    return next((f for c in asked for f in c.files if f.id == file_id), None)


def units_to_ask(dossier: Dossier, day: date) -> list[Unit]:
    """Every unit of the province in being that day, but the one that asks."""
    return list(
        db.session.scalars(
            sa.select(Unit)
            .where(
                Unit.id != dossier.unit_id,
                Unit.valid_from <= day,
                sa.or_(Unit.valid_to.is_(None), Unit.valid_to >= day),
            )
            .order_by(Unit.code)
        )
    )


def _units(account: Account, day: date) -> set[int]:
    return set().union(*(account.units_as(role, day) for role in ANSWERERS))
