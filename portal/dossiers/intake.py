"""The desk receives, declines, or enters what is handed in on paper."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.models import Account, Actor
from portal.accounts.roles import Role
from portal.counters import next_value
from portal.db import db
from portal.documents import issuing
from portal.documents.models import Document, DocumentKind
from portal.dossiers import (
    authority,
    deadlines,
    duplicates,
    invoicing,
    linking,
    messages,
    numbering,
    routing,
    slips,
    steps,
)
from portal.dossiers.models import Attachment, DeliveryMethod, Dossier
from portal.dossiers.reception import code_patterns
from portal.dossiers.submission import new_dossier
from portal.dossiers.workflow import Action
from portal.errors import Conflict
from portal.i18n import _
from portal.procedures.definitions import Channel
from portal.procedures.models import Procedure
from portal.units.models import Desk, Unit
from portal.working_time import Limit


@dataclass(frozen=True)
class PaperCount:
    """Copies of one paper handed over by hand."""

    originals: int = 0
    certified_copies: int = 0
    photocopies: int = 0

    def __bool__(self) -> bool:
        return bool(self.originals or self.certified_copies or self.photocopies)


@dataclass(frozen=True)
class PersonAtDesk:
    """Whose matter it is and who hands it in, as told at the desk or written in a letter."""

    applicant_name: str
    applicant_identity: str
    applicant_address: str
    submitter_name: str
    submitter_identity: str
    phone: str
    email: str


def receive(
    dossier: Dossier, *, told_apart: Collection[int] = (), by: Account, at: datetime
) -> Document:
    """Take a complete dossier in: code, appointment, receipt (Mẫu 01), hand on to the first step
    (NĐ 118/2025/NĐ-CP; domain rules 1–3). Returns the receipt. Raises Conflict while it may be a
    duplicate and is neither joined nor kept apart; `told_apart` are the dossiers (by id) handed in
    beside it on purpose."""
    actor = _at_desk(dossier, by, at)
    duplicates.expect_decided(dossier, told_apart=told_apart)
    due_at = _due_at(dossier, at)
    dossier.move(Action.RECEIVE, by=actor, at=at, due_at=due_at)
    dossier.received_at, dossier.due_at = at, due_at
    hand_on(dossier, actor=actor, at=at)
    unit, day = dossier.desk.unit, clock.local(at).date()
    db.session.flush()
    # The counter's row stays locked until the commit: nothing but the receipt comes after it.
    sequence = next_value(db.session, numbering.series(unit.code, day))
    pattern = code_patterns.pattern_of(unit, day)
    dossier.code = numbering.dossier_code(unit.code, day, sequence, pattern)
    messages.received(dossier, at=at)
    return issuing.issue_slip(
        DocumentKind.RECEIPT,
        slips.receipt(dossier, receiver=by.full_name),
        dossier_id=dossier.id,
        unit=unit,
        title="Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        at=at,
    )


def decline(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> Document:
    """Not in competence or not eligible: refuse with the reason, in writing (Mẫu 03)."""
    actor = _at_desk(dossier, by, at)
    dossier.move(Action.DECLINE, by=actor, at=at, note=reason)
    db.session.flush()
    messages.declined(dossier, reason, at=at)
    linking.go_on(dossier, at=at)
    return issuing.issue_slip(
        DocumentKind.DECLINE,
        slips.decline(dossier, reason=reason, receiver=by.full_name, at=at),
        dossier_id=dossier.id,
        unit=dossier.desk.unit,
        title="Phiếu từ chối tiếp nhận giải quyết hồ sơ",
        at=at,
    )


def enter(
    procedure: Procedure,
    unit: Unit,
    desk: Desk,
    *,
    channel: Channel,
    person: PersonAtDesk,
    answers: dict[str, Any],
    counts: Mapping[str, PaperCount],
    delivery: DeliveryMethod,
    delivery_address: str,
    key: str,
    helping_desk: Desk | None = None,
    by: Account,
    at: datetime,
) -> Dossier:
    """Enter the dossier of somebody at the desk, or from a letter, into the same queue; the form of a
    linked service becomes its members' (`linking.members_of`). The same `key` gives the same dossier. `unit` is competent; `desk` is to receive it; `helping_desk` is where
    the person was, if not there (rule 9)."""
    known = _entered_with(key)
    if known is not None:
        return _the_same(known, procedure, person, answers)
    if channel is Channel.ONLINE:
        raise Conflict(_("Hồ sơ trực tuyến do công dân tự nộp."))
    where = helping_desk or desk
    actor = by.acting_as(Role.RECEPTIONIST, where.unit_id, clock.local(at).date())
    dossier = new_dossier(procedure, unit, desk, channel=channel, key=key, at=at)
    dossier.helping_desk_id = helping_desk.id if helping_desk else None
    dossier.answers = answers
    dossier.applicant_name = person.applicant_name
    dossier.applicant_identity = person.applicant_identity
    dossier.applicant_address = person.applicant_address
    dossier.submitter_name = person.submitter_name or person.applicant_name
    dossier.submitter_identity = (
        person.submitter_identity if person.submitter_name else person.applicant_identity
    )
    dossier.submitter_phone, dossier.submitter_email = person.phone, person.email
    dossier.delivery_method, dossier.delivery_address = delivery, delivery_address
    dossier.submitted_at = at
    dossier.attachments = [
        Attachment(
            document_key=document.key,
            name=document.name[:255],
            originals=count.originals,
            certified_copies=count.certified_copies,
            photocopies=count.photocopies,
            added_at=at,
        )
        for document in authority.asked_documents(dossier).items
        if (count := counts.get(document.key))
    ]
    is_linked = linking.definition_of(dossier) is not None
    dossier.move(Action.SPLIT if is_linked else Action.ENTER, by=actor, at=at)
    try:
        with db.session.begin_nested():
            db.session.add(dossier)
    except IntegrityError:  # the other press of the same button was faster
        known = _entered_with(key)
        if known is None:
            raise
        return known
    if is_linked:
        linking.spread(dossier, at=at)
    else:
        invoicing.begin(dossier, at=at)
    return dossier


def hand_on(dossier: Dossier, *, actor: Actor, at: datetime) -> None:
    """Open the first step after reception at the unit that does it (domain rule 2)."""
    step = routing.first_step(
        dossier.procedure_version.parts.route, dossier.shown_answers, dossier.answered_on
    )
    if step is None:
        raise Conflict(_("Thủ tục này chưa có quy trình nội bộ nên chưa tiếp nhận được."))
    dossier.move(Action.HAND_ON, by=actor, at=at)
    steps.open_step(dossier, step, at=at)


def _entered_with(key: str) -> Dossier | None:
    return db.session.scalar(sa.select(Dossier).where(Dossier.submit_key == key))


def _the_same(
    known: Dossier, procedure: Procedure, person: PersonAtDesk, answers: dict[str, Any]
) -> Dossier:
    """A repeated press. A page gone back to and filled in for the next person is not one: their
    dossier must not vanish behind the first."""
    told = (known.procedure_id, known.applicant_name, known.applicant_identity, known.answers)
    if told != (procedure.id, person.applicant_name, person.applicant_identity, answers):
        raise Conflict(
            _(
                "Trang này đã dùng để nhập hồ sơ %(code)s. Hãy mở trang nhập mới cho hồ sơ khác.",
                code=known.label,
            )
        )
    return known


def _at_desk(dossier: Dossier, by: Account, at: datetime) -> Actor:
    return by.acting_as(Role.RECEPTIONIST, dossier.desk.unit_id, clock.local(at).date())


def _due_at(dossier: Dossier, at: datetime) -> datetime | None:
    found = dossier.limit
    if found is None:
        return None
    return deadlines.due_at(at, Limit.parse(found.limit), dossier.unit.working_calendar())
