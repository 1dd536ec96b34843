"""A dossier brought by the acts people use to where it lies today: at which step, due when."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.demonstration.citizens import CITIZENS
from portal.demonstration.model import DemoCitizen, DemoProcedure
from portal.demonstration.procedures import PROCEDURES
from portal.dossiers import (
    deadlines,
    decisions,
    duplicates,
    intake,
    processing,
    submission,
)
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.workflow import Outcome, State
from portal.procedures.definitions import Channel, StepKind
from portal.procedures.models import Procedure
from portal.seeding.past import Province, scan
from portal.units.models import Unit
from portal.working_time import Calendar, Limit

_DATA = {data.code: data for data in PROCEDURES}
_PEOPLE = {citizen.email.partition("@")[0]: citizen for citizen in CITIZENS}


@dataclass
class Place:
    """One unit with its people, on the day the province is made. `moment` is now, or the last
    closing when nobody is at work."""

    province: Province
    unit: Unit
    chance: random.Random
    moment: datetime
    calendar: Calendar = field(init=False)

    def __post_init__(self) -> None:
        self.calendar = self.unit.working_calendar()

    def officer(self, name: str) -> Account:
        return self.province.citizens[f"{name}@h99.example"]

    def holder(self, role: Role) -> Account:
        return self.province.officer(self.unit, role)

    def ago(self, hours: float) -> datetime:
        """About so many hours before; at the end of the last opening when nobody was at work."""
        at = self.moment - timedelta(hours=hours)
        if self.calendar.is_working_time(at):
            return at
        at -= timedelta(minutes=at.minute % 5)
        while not self.calendar.is_working_time(at):
            at -= timedelta(minutes=5)
        return at - timedelta(minutes=2 * hours)  # what happened earlier stays earlier

    def new_key(self) -> str:
        """A key of a press that no past dossier has, whatever chance it was made by."""
        return f"today-{self.unit.code}-{self.chance.getrandbits(96):x}"

    def day(self, number: int) -> date:
        """So many working days from today, or from the next one when today is off; negative:
        before."""
        day = clock.local(clock.now()).date()
        if not self.calendar.is_working_day(day):
            day = self.calendar.next_working_day(day)
        step = timedelta(days=1 if number > 0 else -1)
        while number:
            day += step
            if self.calendar.is_working_day(day):
                number -= 1 if number > 0 else -1
        return day


def submitted(
    place: Place, code: str, person: str, hours: float, *, on_paper: bool = False
) -> Dossier:
    """Handed in so many hours ago, waiting for the desk."""
    data, citizen = _DATA[code], _PEOPLE[person]
    return _handed_in(place, data, citizen, place.ago(hours), on_paper)


def lying(
    place: Place,
    code: str,
    person: str,
    step: str,
    *,
    due: int,
    holder: str = "",
    on_paper: bool = False,
) -> Dossier:
    """Received in time to be due on the `due`-th working day from today (negative: overdue), and
    worked off up to the step of the key `step`, which `holder` has taken."""
    channel = Channel.DESK if on_paper else Channel.ONLINE
    found = _DATA[code].parts.limits.for_channel(channel)
    assert found is not None
    at = _received_for(place, Limit.parse(found.limit), place.day(due))
    dossier = received(place, code, person, at, on_paper=on_paper)
    worked_off(place, dossier, step, since=at, until=place.moment, is_fresh=due == 0)
    task = dossier.open_task
    if holder and task is not None and task.assignee_id is None:
        by = place.officer(holder)
        at = min(task.opened_at + timedelta(minutes=15), place.moment)
        with clock.travelling(at):
            processing.take(dossier, task, by=by, at=at)
    return dossier


def received(
    place: Place, code: str, person: str, at: datetime, *, on_paper: bool = False
) -> Dossier:
    """Handed in some minutes before `at` and taken in then."""
    early = at - timedelta(minutes=25)
    dossier = _handed_in(place, _DATA[code], _PEOPLE[person], early, on_paper)
    desk = place.holder(Role.RECEPTIONIST)
    with clock.travelling(at):
        if duplicates.undecided(dossier):
            reason = "Đã hỏi người nộp: hai việc khác nhau."
            duplicates.keep_apart(dossier, reason=reason, by=desk, at=at)
        intake.receive(dossier, by=desk, at=at)
    return dossier


def worked_off(
    place: Place,
    dossier: Dossier,
    step: str,
    *,
    since: datetime,
    until: datetime,
    is_fresh: bool = False,
) -> None:
    """Every step before `step` (its key), spread evenly over working time; the step itself has
    just come when it `is_fresh`."""
    before = [s.key for s in dossier.parts.route.steps].index(step) - 1  # without reception
    gap = (until - since) / max(1, before if is_fresh else before + 1)
    for number in range(1, before + 1):
        task = dossier.open_task
        if task is None or task.step_key == step or dossier.state is not State.PROCESSING:
            return
        wanted = since + gap * number
        at = place.calendar.next_opening(wanted)
        if at > wanted:  # nobody signs at the stroke of the opening
            at += timedelta(minutes=place.chance.randint(4, 55))
        at = min(at, until)
        with clock.travelling(at):
            _worked_step(place, dossier, task.kind, at)


def _worked_step(place: Place, dossier: Dossier, kind: StepKind, at: datetime) -> None:
    task = dossier.open_task
    assert task is not None
    by = place.holder(task.role)
    if kind is StepKind.APPROVE:
        decisions.approve(dossier, note="", by=by, at=at)
    elif kind is StepKind.ISSUE:
        decisions.issue(dossier, by=by, at=at)
    else:
        drafted(dossier, by, at)
        processing.propose(dossier, note="", by=by, at=at)
    db.session.flush()


def drafted(dossier: Dossier, by: Account, at: datetime) -> None:
    processing.draft_result(dossier, outcome=Outcome.GRANTED, values={}, remark="", by=by, at=at)
    db.session.flush()


def person_at_desk(citizen: DemoCitizen) -> intake.PersonAtDesk:
    """Who hands in their own matter."""
    return intake.PersonAtDesk(
        citizen.full_name, citizen.personal_number, citizen.address,
        citizen.full_name, citizen.personal_number, citizen.phone, "",
    )  # fmt: skip


def counted(procedure: Procedure) -> dict[str, intake.PaperCount]:
    """The papers asked for, as they lie on the desk: one photocopy of each."""
    documents = procedure.current.parts.documents.items
    return {d.key: intake.PaperCount(photocopies=1) for d in documents if d.required}


def citizen_named(person: str) -> DemoCitizen:
    return _PEOPLE[person]


def sample_answers(
    place: Place, code: str, citizen: DemoCitizen, at: datetime
) -> dict[str, object]:
    return dict(_DATA[code].sample_answers(place.chance, citizen, clock.local(at).date()))


def _handed_in(
    place: Place, data: DemoProcedure, citizen: DemoCitizen, at: datetime, on_paper: bool
) -> Dossier:
    procedure, _units = place.province.offers[data.code]
    answers = sample_answers(place, data.code, citizen, at)
    key = place.new_key()
    with clock.travelling(at):
        if on_paper:
            return intake.enter(
                procedure,
                place.unit,
                place.unit.desks[0],
                channel=Channel.DESK,
                person=person_at_desk(citizen),
                answers=answers,
                counts=counted(procedure),
                delivery=DeliveryMethod.DESK,
                delivery_address="",
                key=key,
                by=place.holder(Role.RECEPTIONIST),
                at=at,
            )
        account = place.province.citizens[citizen.email]
        dossier = submission.begin(
            procedure, place.unit, answers=answers, key=key, by=account, at=at
        )
        for document in submission.missing_documents(dossier):
            submission.attach(dossier, document.key, scan(document), at=at)
        submission.submit(dossier, by=account, at=at)
    return dossier


def _received_for(place: Place, limit: Limit, due: date) -> datetime:
    """A morning from which `limit` ends on `due`, or on the nearest day before it that it can."""
    day = due
    while True:
        if place.calendar.is_working_day(day):
            at = place.calendar.opening(day) + timedelta(minutes=place.chance.randint(20, 150))
            found = deadlines.due_at(at, limit, place.calendar)
            if at < place.moment and clock.local(found).date() <= due:
                return at
        day -= timedelta(days=1)
