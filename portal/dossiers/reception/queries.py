"""Reads of visits."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.documents.models import Document, DocumentKind
from portal.dossiers.models import Dossier
from portal.dossiers.reception.models import Visit, VisitEntry
from portal.units.models import Desk


def visit_of(reference: str, account: Account, day: date, *, lock: bool = False) -> Visit | None:
    """A visit at one of the officer's desks."""
    statement = (
        sa.select(Visit)
        .join(Desk)
        .where(
            Visit.reference == reference,
            Desk.unit_id.in_(account.units_as(Role.RECEPTIONIST, day)),
        )
    )
    return db.session.scalar(statement.with_for_update(of=Visit) if lock else statement)


def visits_of(account: Account, day: date, *, most: int = 20) -> list[Visit]:
    """The last visits at the officer's desks."""
    return list(
        db.session.scalars(
            sa.select(Visit)
            .join(Desk)
            .where(Desk.unit_id.in_(account.units_as(Role.RECEPTIONIST, day)))
            .options(selectinload(Visit.entries))
            .order_by(Visit.id.desc())
            .limit(most)
        )
    )


def visit_of_dossier(dossier: Dossier) -> Visit | None:
    return db.session.scalar(
        sa.select(Visit).join(VisitEntry).where(VisitEntry.dossier_id == dossier.id)
    )


def receipts_of(dossiers: list[Dossier]) -> list[Document]:
    """Their receipts (Mẫu 01) in the order of the dossiers."""
    found = db.session.scalars(
        sa.select(Document)
        .where(
            Document.dossier_id.in_([dossier.id for dossier in dossiers]),
            Document.kind == DocumentKind.RECEIPT,
        )
        .order_by(Document.dossier_id, Document.id)
    )
    return list(found)
