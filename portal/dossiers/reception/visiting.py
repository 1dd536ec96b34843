"""Somebody comes to the desk, or a letter does: their data once, any number of dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import intake, linking, numbering
from portal.dossiers.intake import PaperCount, PersonAtDesk
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.reception.models import IdentityCheck, Visit, VisitEntry
from portal.dossiers.workflow import State
from portal.errors import Conflict, Invalid, Refusal
from portal.i18n import _
from portal.procedures.definitions import Channel
from portal.procedures.models import Procedure
from portal.units.models import Desk, Unit

MOST_IN_A_VISIT = 100


@dataclass(frozen=True)
class Submitter:
    """Who stands at the desk or wrote the letter."""

    name: str
    identity: str
    address: str
    phone: str
    email: str


@dataclass(frozen=True)
class Applicant:
    """Whose matter one of the dossiers is."""

    name: str
    identity: str
    address: str


def open_visit(
    desk: Desk,
    submitter: Submitter,
    *,
    channel: Channel,
    identity_check: IdentityCheck,
    postmark_on: date | None,
    arrived_on: date | None,
    key: str,
    by: Account,
    at: datetime,
) -> Visit:
    """Take down who submits, once. The same `key` gives the same visit. A letter has its day of
    arrival; nobody's card is checked for it. Raises Invalid, Forbidden."""
    known = _opened_with(key)
    if known is not None:
        return known
    by.acting_as(Role.RECEPTIONIST, desk.unit_id, clock.local(at).date())
    if channel is Channel.POST:
        _expect_letter_days(postmark_on, arrived_on, clock.local(at).date())
    visit = Visit(
        reference=numbering.new_visit_reference(),
        key=key,
        desk=desk,
        channel=channel,
        submitter_name=submitter.name,
        submitter_identity=submitter.identity,
        submitter_address=submitter.address,
        phone=submitter.phone,
        email=submitter.email,
        identity_check=IdentityCheck.LETTER if channel is Channel.POST else identity_check,
        postmark_on=postmark_on if channel is Channel.POST else None,
        arrived_on=arrived_on if channel is Channel.POST else None,
        opened_by_id=by.id,
        opened_at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(visit)
    except IntegrityError:  # the other press of the same button was faster
        known = _opened_with(key)
        if known is None:
            raise
        return known
    return visit


def enter(
    visit: Visit,
    procedure: Procedure,
    unit: Unit,
    applicant: Applicant,
    *,
    answers: dict[str, Any],
    counts: Mapping[str, PaperCount],
    delivery: DeliveryMethod,
    delivery_address: str,
    desk: Desk | None = None,
    key: str,
    by: Account,
    at: datetime,
) -> Dossier:
    """One dossier of the visit, received at this desk or, with its help, at `desk` elsewhere; of a
    linked service its members. A letter is handed in when it arrived, not when it was posted:
    from then on the desk owes an answer; the time limit runs from reception."""
    if len(visit.entries) >= MOST_IN_A_VISIT:
        raise Conflict(_("Một lượt nhận nhiều nhất %(count)d hồ sơ.", count=MOST_IN_A_VISIT))
    dossier = intake.enter(
        procedure,
        unit,
        desk or visit.desk,
        helping_desk=visit.desk if desk and desk.id != visit.desk_id else None,
        channel=visit.channel,
        person=PersonAtDesk(
            applicant_name=applicant.name or visit.submitter_name,
            applicant_identity=applicant.identity if applicant.name else visit.submitter_identity,
            applicant_address=applicant.address or visit.submitter_address,
            submitter_name=visit.submitter_name,
            submitter_identity=visit.submitter_identity,
            phone=visit.phone,
            email=visit.email,
        ),
        answers=answers,
        counts=counts,
        delivery=delivery,
        delivery_address=delivery_address,
        key=key,
        by=by,
        at=at,
    )
    db.session.flush()
    # Of a linked service the members are what is worked on; the common form is nobody's.
    made = linking.begun_members(dossier) or [dossier]
    if {entry.dossier_id for entry in visit.entries}.isdisjoint(one.id for one in made):
        for one in {dossier, *made}:
            one.submitted_at = handed_in_at(visit, at)
        visit.entries += [VisitEntry(dossier=one) for one in made]
        db.session.flush()
    return dossier


def enter_many(
    visit: Visit,
    procedure: Procedure,
    unit: Unit,
    applicants: list[Applicant],
    *,
    key: str,
    **told: Any,
) -> list[Dossier]:
    """One dossier of the same procedure for each applicant, alike but for the person. `told` as
    for `enter`."""
    if not applicants:
        raise Invalid(_("Hãy ghi ít nhất một chủ hồ sơ, hoặc số hồ sơ của chính người nộp."))
    return [
        enter(visit, procedure, unit, applicant, key=f"{key[:56]}-{number}", **told)
        for number, applicant in enumerate(applicants, 1)
    ]


@dataclass(frozen=True)
class Outcome:
    """What became of one dossier of a batch; `refusal` is empty when it was done."""

    dossier: Dossier
    refusal: str = ""


def receive_all(visit: Visit, *, by: Account, at: datetime) -> list[Outcome]:
    """Receive every dossier of the visit that still waits; one refused does not stop the others.
    What was entered side by side in one visit was told apart by that; an older dossier that looks
    the same has to be decided on first."""
    outcomes = []
    together = {entry.dossier_id for entry in visit.entries}
    for entry in visit.entries:
        dossier = entry.dossier
        if dossier.state is not State.SUBMITTED or dossier.desk_id != visit.desk_id:
            continue
        try:
            with db.session.begin_nested():
                intake.receive(dossier, told_apart=together, by=by, at=at)
            outcomes.append(Outcome(dossier))
        except Refusal as refusal:
            outcomes.append(Outcome(dossier, refusal.sentence))
    return outcomes


def handed_in_at(visit: Visit, at: datetime) -> datetime:
    """When the papers reached the desk: now, or the opening hour of the day the letter came (the
    next working day's, for a day off)."""
    if visit.arrived_on is None or visit.arrived_on >= clock.local(at).date():
        return at
    calendar = visit.desk.unit.working_calendar()
    day = visit.arrived_on
    if not calendar.is_working_day(day):
        day = calendar.next_working_day(day)
    return min(calendar.opening(day), at)


def _expect_letter_days(postmark_on: date | None, arrived_on: date | None, today: date) -> None:
    if arrived_on is None:
        sentence = _("Hãy ghi ngày thư đến Bộ phận Một cửa.")
        raise Invalid(sentence, {"arrived_on": sentence})
    if arrived_on > today:
        sentence = _("Ngày thư đến không thể sau hôm nay.")
        raise Invalid(sentence, {"arrived_on": sentence})
    if postmark_on is not None and postmark_on > arrived_on:
        sentence = _("Ngày dấu bưu điện không thể sau ngày thư đến.")
        raise Invalid(sentence, {"postmark_on": sentence})


def _opened_with(key: str) -> Visit | None:
    return db.session.scalar(sa.select(Visit).where(Visit.key == key))
