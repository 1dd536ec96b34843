"""Reads of hand-over lists and of what waits to be handed over."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers.models import Attachment, DeliveryMethod, Dossier
from portal.dossiers.reception.models import HandoverLine, HandoverList, ListKind
from portal.dossiers.workflow import PAUSED, State
from portal.units.models import Desk, Unit

MOST_WAITING = 200
MOST_LISTS = 50
_ON_ITS_WAY = (State.RECEIVED, State.PROCESSING, *PAUSED)


def waiting(kind: ListKind, desk: Desk, unit: Unit) -> list[Dossier]:
    """The dossiers of `desk` for `unit` whose papers, or whose results, nobody has given yet."""
    return list(
        db.session.scalars(
            _waiting(kind).where(Dossier.desk_id == desk.id, Dossier.unit_id == unit.id)
        )
    )


def waiting_at(account: Account, day: date) -> list[tuple[ListKind, Desk, Unit, list[Dossier]]]:
    """What the officer has to hand over, by kind, desk and unit."""
    desks = sa.select(Desk.id).where(Desk.unit_id.in_(account.units_as(Role.RECEPTIONIST, day)))
    of_units = account.units_as(Role.CLERK, day) | account.units_as(Role.SPECIALIST, day)
    found: dict[tuple[ListKind, Desk, Unit], list[Dossier]] = {}
    for kind, mine in (
        (ListKind.DOSSIERS, Dossier.desk_id.in_(desks)),
        (ListKind.RESULTS, Dossier.unit_id.in_(of_units)),
    ):
        for dossier in db.session.scalars(_waiting(kind).where(mine).limit(MOST_WAITING)):
            found.setdefault((kind, dossier.desk, dossier.unit), []).append(dossier)
    return [(*key, dossiers) for key, dossiers in found.items()]


def lists_of(account: Account, day: date) -> list[HandoverList]:
    """Those the officer's units gave or are to take: the unconfirmed first, then the newest."""
    return list(
        db.session.scalars(
            sa.select(HandoverList)
            .where(_seen_by(account, day))
            .options(joinedload(HandoverList.from_unit), joinedload(HandoverList.to_unit))
            .order_by(HandoverList.taken_at.is_not(None), HandoverList.id.desc())
            .limit(MOST_LISTS)
        )
    )


def list_of(
    list_id: int, account: Account, day: date, *, lock: bool = False
) -> HandoverList | None:
    statement = sa.select(HandoverList).where(HandoverList.id == list_id, _seen_by(account, day))
    return db.session.scalar(statement.with_for_update() if lock else statement)


def lines_of(dossier: Dossier) -> dict[ListKind, HandoverLine]:
    """The confirmed hand-over of each kind, or the last one given; refused ones left out."""
    rows = db.session.scalars(
        sa.select(HandoverLine)
        .join(HandoverList)
        .where(HandoverLine.dossier_id == dossier.id, HandoverLine.is_taken.is_not(False))
        .options(joinedload(HandoverLine.list))
        .order_by(HandoverLine.id)
    )
    return {line.list.kind: line for line in rows}


def mentioned_files() -> set[str]:
    """Hashes the lists name."""
    rows = db.session.execute(sa.select(HandoverList.sha256, HandoverList.taken_sha256))
    return {sha256 for row in rows for sha256 in row if sha256}


def _waiting(kind: ListKind) -> sa.Select[Dossier]:
    given = (
        sa.select(HandoverLine.id)
        .join(HandoverList)
        .where(
            HandoverLine.dossier_id == Dossier.id,
            HandoverList.kind == kind,
            HandoverLine.is_taken.is_not(False),
        )
    )
    base = (
        sa.select(Dossier)
        .options(joinedload(Dossier.procedure_version), joinedload(Dossier.desk))
        .where(~given.exists())
    )
    if kind is ListKind.DOSSIERS:
        on_paper = sa.select(Attachment.id).where(
            Attachment.dossier_id == Dossier.id,
            Attachment.sha256 == "",
            Attachment.removed_at.is_(None),
        )
        return base.where(Dossier.state.in_(_ON_ITS_WAY), on_paper.exists()).order_by(
            Dossier.received_at, Dossier.id
        )
    issued = sa.select(Document.id).where(
        Document.dossier_id == Dossier.id,
        Document.kind == DocumentKind.RESULT,
        Document.state == DocumentState.ISSUED,
    )
    return base.where(
        Dossier.state == State.RESOLVED,
        Dossier.delivery_method.in_((DeliveryMethod.DESK, DeliveryMethod.POST)),
        issued.exists(),
    ).order_by(Dossier.resolved_at, Dossier.id)


def _seen_by(account: Account, day: date) -> sa.ColumnElement[bool]:
    units = {grant.unit_id for grant in account.grants_on(day)}
    return sa.or_(HandoverList.from_unit_id.in_(units), HandoverList.to_unit_id.in_(units))
