"""Every read of dossiers, already limited to what the reader may see (law 6, second question)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal import clock, trail
from portal.accounts.models import Account, RoleGrant
from portal.accounts.roles import Role
from portal.db import db
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers.acting_for import is_own
from portal.dossiers.consultation_models import ConsultationFile
from portal.dossiers.document_store.models import KeptPaper
from portal.dossiers.models import (
    Attachment,
    Dossier,
    Event,
    SupplementProposal,
    Task,
    UploadPart,
)
from portal.dossiers.reception.list_queries import mentioned_files as handover_files
from portal.dossiers.verification_models import VerificationPhoto
from portal.dossiers.workflow import NEVER_HANDED_IN, Action, State
from portal.payments.models import FeeReceipt, Payment
from portal.payments.shift_models import CashierShift
from portal.procedures.models import Offering, Procedure, SampleFile
from portal.units.models import Desk, Unit
from portal.vietnam import fold

AT_WORK = (Role.SPECIALIST, Role.LEADER, Role.CLERK)


# --- of the citizen -------------------------------------------------------------------------


def dossiers_of(account: Account) -> list[Dossier]:
    """The person's own dossiers and those they act for, the newest first."""
    return list(
        db.session.scalars(
            sa.select(Dossier)
            .options(joinedload(Dossier.procedure_version), joinedload(Dossier.unit))
            .where(is_own(account, clock.today()), Dossier.state != State.DISCARDED)
            .order_by(Dossier.id.desc())
        )
    )


def own_dossier(reference: str, account: Account, *, lock: bool = False) -> Dossier | None:
    return _seen(
        _one(
            sa.select(Dossier).where(
                Dossier.reference == reference,
                is_own(account, clock.today()),
                Dossier.state != State.DISCARDED,
            ),
            lock,
        )
    )


def dossier_to_settle(dossier_id: int) -> Dossier | None:
    """Kept from others until the transaction ends, as it is by then."""
    statement = sa.select(Dossier).where(Dossier.id == dossier_id)
    return _one(statement.execution_options(populate_existing=True), lock=True)


def looked_up(code: str, lookup_code: str) -> Dossier | None:
    """The dossier of a receipt, for somebody who holds both its codes. Comparing takes the same
    time whether the code exists or not."""
    dossier = db.session.scalar(
        sa.select(Dossier).where(sa.or_(Dossier.code == code, Dossier.reference == code))
    )
    expected = dossier.lookup_code if dossier else "-" * 10
    matches = hmac.compare_digest(expected.encode(), lookup_code.encode())
    is_theirs = matches and dossier and dossier.state not in NEVER_HANDED_IN
    return _seen(dossier) if is_theirs else None


# --- of the officer -------------------------------------------------------------------------


def visible_to(account: Account, day: date) -> sa.ColumnElement[bool]:
    """The dossiers an officer may see: those of the units they work in, and, as a receptionist,
    those received at their desks or with their help. Drafts belong to citizens alone."""
    competent = set().union(*(account.units_as(role, day) for role in AT_WORK))
    receiving = account.units_as(Role.RECEPTIONIST, day)
    desks = sa.select(Desk.id).where(Desk.unit_id.in_(receiving))
    return sa.and_(
        Dossier.state.not_in(NEVER_HANDED_IN),
        sa.or_(
            Dossier.unit_id.in_(competent | receiving),
            Dossier.desk_id.in_(desks),
            Dossier.helping_desk_id.in_(desks),
        ),
    )


def officer_dossier(
    reference: str, account: Account, day: date, *, lock: bool = False
) -> Dossier | None:
    """To load is to see: the log will say so."""
    found = _one(
        sa.select(Dossier).where(Dossier.reference == reference, visible_to(account, day)), lock
    )
    return _seen(found)


def next_work(account: Account, day: date, *, but: Dossier) -> Dossier | None:
    """What the officer would open next: the dossier waiting longest at their desk, else the most
    urgent step that is theirs or nobody's."""
    at_desk = _at_desks_of(account, day).where(
        Dossier.state == State.SUBMITTED, Dossier.id != but.id
    )
    first = db.session.scalar(at_desk.order_by(Dossier.submitted_at, Dossier.id).limit(1))
    if first is not None:
        return first
    of_their_roles = [
        sa.and_(Task.role == role, Task.unit_id.in_(account.units_as(role, day)))
        for role in AT_WORK
    ]
    return db.session.scalar(
        sa.select(Dossier)
        .join(Task)
        .where(
            Task.closed_at.is_(None),
            Dossier.state == State.PROCESSING,
            Dossier.id != but.id,
            sa.or_(*of_their_roles),
            sa.or_(Task.assignee_id.is_(None), Task.assignee_id == account.id),
        )
        .order_by(sa.case((Task.assignee_id == account.id, 0), else_=1), Dossier.due_at, Task.id)
        .limit(1)
    )


@dataclass(frozen=True)
class Aside:
    """Something that waits for an officer beside the steps: `action` is what they are to do."""

    dossier: Dossier
    action: Action
    since: datetime


MOST_ASIDE = 100


def beside_the_steps(account: Account, role: Role, day: date) -> list[Aside]:
    """Apologies, copies and further supplements for the leader to decide; replacements of revoked results
    for the specialist to draft, the leader to sign, the clerk to issue. The oldest first."""
    units = account.units_as(role, day)
    if role is Role.LEADER:
        found = [
            *_of_papers(
                units,
                Action.EXTEND,
                Document.created_at,
                Document.kind == DocumentKind.APOLOGY,
                Document.state == DocumentState.DRAFT,
                Dossier.state == State.PROCESSING,
                Dossier.extended_to.is_(None),
            ),
            *_replacements(units, Action.SIGN_CORRECTION, DocumentState.DRAFT),
            *_of_papers(
                units,
                Action.SIGN_COPY,
                Document.created_at,
                Document.kind == DocumentKind.COPY,
                Document.state == DocumentState.DRAFT,
            ),
            *(
                Aside(dossier, Action.GRANT_SUPPLEMENT, since)
                for dossier, since in db.session.execute(
                    sa.select(Dossier, SupplementProposal.proposed_at)
                    .join(SupplementProposal)
                    .where(
                        Dossier.unit_id.in_(units),
                        Dossier.state == State.PROCESSING,
                        SupplementProposal.decided_at.is_(None),
                    )
                    .limit(MOST_ASIDE)
                )
            ),
        ]
    elif role is Role.SPECIALIST:
        made = sa.orm.aliased(Document)
        found = _of_papers(
            units,
            Action.CORRECT,
            sa.func.coalesce(Document.revoked_at, Document.created_at),
            *_UNREPLACED,
            ~sa.exists().where(
                made.dossier_id == Document.dossier_id,
                made.kind == DocumentKind.RESULT,
                made.state.in_((DocumentState.DRAFT, DocumentState.SIGNED)),
            ),
        )
    else:
        found = _replacements(units, Action.REPLACE, DocumentState.SIGNED)
    return sorted(found, key=lambda aside: aside.since)


def _replacements(units: set[int], action: Action, state: DocumentState) -> list[Aside]:
    return _of_papers(
        units,
        action,
        Document.created_at,
        Document.kind == DocumentKind.RESULT,
        Document.state == state,
        Dossier.state.in_((State.RESOLVED, State.RETURNED)),
    )


def _of_papers(
    units: set[int],
    action: Action,
    since: sa.SQLColumnExpression[Any],
    *where: sa.ColumnElement[bool],
) -> list[Aside]:
    rows = db.session.execute(
        sa.select(Dossier, since)
        .join(Document, Document.dossier_id == Dossier.id)
        .where(Dossier.unit_id.in_(units), *where)
        .order_by(Document.id)
        .limit(MOST_ASIDE)
    )
    return [Aside(row[0], action, row[1]) for row in rows]


# --- of a dossier ---------------------------------------------------------------------------


def documents_of(dossier: Dossier) -> list[Document]:
    """Its papers in the order they were made."""
    return list(
        db.session.scalars(
            sa.select(Document).where(Document.dossier_id == dossier.id).order_by(Document.id)
        )
    )


def result_of(dossier: Dossier, state: DocumentState) -> Document | None:
    return db.session.scalar(
        sa.select(Document)
        .where(
            Document.dossier_id == dossier.id,
            Document.kind == DocumentKind.RESULT,
            Document.state == state,
        )
        .order_by(Document.id.desc())
    )


def draft_result_of(dossier: Dossier) -> Document | None:
    return result_of(dossier, DocumentState.DRAFT)


def draft_apology_of(dossier: Dossier) -> Document | None:
    return db.session.scalar(
        sa.select(Document).where(
            Document.dossier_id == dossier.id,
            Document.kind == DocumentKind.APOLOGY,
            Document.state == DocumentState.DRAFT,
        )
    )


def draft_copy_of(dossier: Dossier) -> Document | None:
    """The copy that has waited longest for its signature."""
    return db.session.scalar(
        sa.select(Document)
        .where(
            Document.dossier_id == dossier.id,
            Document.kind == DocumentKind.COPY,
            Document.state == DocumentState.DRAFT,
        )
        .order_by(Document.id)
        .limit(1)
    )


def copyable_of(dossier: Dossier) -> list[Document]:
    """Its papers of which copies may be made."""
    return [one for one in documents_of(dossier) if one.copy_forms]


def unreplaced_result_of(dossier: Dossier) -> Document | None:
    """The revoked result for which no new one was issued yet."""
    return db.session.scalar(
        sa.select(Document).where(Document.dossier_id == dossier.id, *_UNREPLACED)
    )


_UNREPLACED = (
    Document.kind == DocumentKind.RESULT,
    Document.state == DocumentState.REVOKED,
    Document.superseded_by_id.is_(None),
)


def document_of(dossier: Dossier, document_id: int) -> Document | None:
    return db.session.scalar(
        sa.select(Document).where(Document.dossier_id == dossier.id, Document.id == document_id)
    )


def attachment_of(dossier: Dossier, attachment_id: int) -> Attachment | None:
    return next((a for a in dossier.kept_attachments if a.id == attachment_id), None)


def task_of(dossier: Dossier, task_id: int) -> Task | None:
    return next((task for task in dossier.tasks if task.id == task_id), None)


def mentioned_files() -> set[str]:
    """Hashes some row still names: what the sweep of files must keep (law 4). Files of a draft
    that was thrown away are nobody's any more."""
    of_dossiers = (
        sa.select(Attachment.sha256)
        .join(Dossier)
        .where(Attachment.sha256 != "", Dossier.state != State.DISCARDED)
    )
    return {
        *db.session.scalars(of_dossiers),
        *db.session.scalars(sa.select(UploadPart.sha256)),
        *db.session.scalars(sa.select(Document.sha256).where(Document.sha256 != "")),
        *db.session.scalars(sa.select(FeeReceipt.sha256).where(FeeReceipt.sha256 != "")),
        *db.session.scalars(sa.select(CashierShift.sha256).where(CashierShift.sha256 != "")),
        *db.session.scalars(sa.select(SampleFile.sha256)),
        *db.session.scalars(sa.select(ConsultationFile.sha256)),
        *db.session.scalars(sa.select(VerificationPhoto.sha256)),
        *db.session.scalars(sa.select(KeptPaper.sha256).where(KeptPaper.removed_at.is_(None))),
        *handover_files(),
    }


_ARCHIVED = sa.exists().where(Event.dossier_id == Dossier.id, Event.action == Action.ARCHIVE)


def _at_desks_of(account: Account, day: date) -> sa.Select[Dossier]:
    desks = sa.select(Desk.id).where(Desk.unit_id.in_(account.units_as(Role.RECEPTIONIST, day)))
    return sa.select(Dossier).where(Dossier.desk_id.in_(desks))


def _seen(dossier: Dossier | None) -> Dossier | None:
    if dossier is not None:
        trail.saw(dossier.id, dossier.label, dossier.unit_id)
    return dossier


def _one(statement: sa.Select[Dossier], lock: bool) -> Dossier | None:
    """`lock` makes a second officer, or a second press, wait until the first is done."""
    if lock:
        statement = statement.with_for_update(of=Dossier)
    return db.session.scalar(statement)


# --- what the desk may enter ----------------------------------------------------------------


def desks_of(account: Account, day: date) -> list[Desk]:
    """The desks of the units the officer receives for."""
    return list(
        db.session.scalars(
            sa.select(Desk)
            .where(Desk.unit_id.in_(account.units_as(Role.RECEPTIONIST, day)))
            .order_by(Desk.code)
        )
    )


def receptionists_at(desk: Desk, day: date) -> list[Account]:
    """Who receives at the desk that day and may sign in."""
    return holders_of(Role.RECEPTIONIST, desk.unit_id, day)


def dossier_of_payment(payment: Payment, account: Account) -> Dossier | None:
    """The dossier a payment is for, if it is the person's own."""
    wanted = sa.select(Dossier).where(Dossier.id == payment.dossier_id)
    return db.session.scalar(wanted.where(is_own(account, clock.today())))


def holders_of(role: Role, unit_id: int | None, day: date) -> list[Account]:
    """Who holds `role` in the unit (None: in any) that day and may sign in."""
    return list(
        db.session.scalars(
            sa.select(Account)
            .join(RoleGrant)
            .where(
                sa.true() if unit_id is None else RoleGrant.unit_id == unit_id,
                RoleGrant.role == role,
                RoleGrant.valid_from <= day,
                sa.or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day),
                Account.disabled_at.is_(None),
            )
            .order_by(Account.id)
            .distinct()
        )
    )


def offered_procedures(text: str) -> list[tuple[Procedure, list[Unit]]]:
    """Procedures with the units that take them, those that mention `text` in title or code."""
    statement = (
        sa.select(Procedure, Unit)
        .join(Offering, Offering.procedure_id == Procedure.id)
        .join(Unit, Unit.id == Offering.unit_id)
        .where(
            Procedure.is_in_force,
            Offering.open_on(clock.today()),
        )
        .order_by(Procedure.title_folded, Unit.code)
    )
    for word in fold(text).split():
        statement = statement.where(Procedure.search_text.contains(word, autoescape=True))
    found: dict[Procedure, list[Unit]] = {}
    for procedure, unit in db.session.execute(statement):
        found.setdefault(procedure, []).append(unit)
    return list(found.items())


def offer(code: str, unit_code: str) -> tuple[Procedure, Unit] | None:
    """A procedure in force and a unit that takes it."""
    row = db.session.execute(
        sa.select(Procedure, Unit)
        .join(Offering, Offering.procedure_id == Procedure.id)
        .join(Unit, Unit.id == Offering.unit_id)
        .where(
            Procedure.code == code,
            Unit.code == unit_code,
            Procedure.is_in_force,
            Offering.open_on(clock.today()),
        )
    ).first()
    return (row[0], row[1]) if row else None
