"""Past dossiers, made through the same acts people use, under a travelling clock."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa

from portal import clock, pdf
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.demonstration.citizens import CITIZENS
from portal.demonstration.model import DemoCitizen, DemoProcedure
from portal.demonstration.procedures import PROCEDURES
from portal.documents.issuing import store
from portal.dossiers import decisions, handover, intake, processing, submission, supplements
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.workflow import Outcome, State
from portal.notifications.models import MessageChannel, MessageState, OutboxMessage
from portal.procedures.definitions import Channel, RequiredDocument, ServiceLevel, StepKind
from portal.procedures.models import Procedure
from portal.units.models import Unit
from portal.uploads import Accepted
from portal.working_time import Calendar

SPREAD_DAYS = 300
SEED = 2026


@dataclass
class Past:
    """One dossier's own time: it walks from act to act and stops at the present."""

    calendar: Calendar
    moment: datetime
    chance: random.Random

    def later(self, hours: float) -> bool:
        """Go on about `hours` of clock time, into working time; False when that is the future."""
        wanted = self.moment + timedelta(hours=hours * self.chance.uniform(0.4, 1.6))
        opening = self.calendar.next_opening(wanted)
        if opening > wanted:  # came in outside working time: dealt with in the first hour
            opening += timedelta(minutes=self.chance.randint(2, 55))
        self.moment = opening
        return self.moment < clock.now()


def make(count: int, progress: Callable[[int], object]) -> None:
    """`count` dossiers over the last ten months, most of them ended. Commits each."""
    chance = random.Random(SEED)
    now = clock.now()
    starts = sorted(
        now - timedelta(days=SPREAD_DAYS * chance.random() ** 1.6, minutes=chance.randint(0, 600))
        for _number in range(count)
    )
    for start in starts:
        _one(chance, start)
        db.session.commit()
        progress(1)
    # Letters about the past are not sent now; what people read in the portal is delivered.
    db.session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.channel == MessageChannel.EMAIL)
        .values(state=MessageState.SENT, sent_at=OutboxMessage.created_at)
    )
    db.session.commit()


def _one(chance: random.Random, start: datetime) -> None:
    data = chance.choices(_used_procedures(), weights=_weights())[0]
    citizen = chance.choice(CITIZENS)
    procedure = db.session.scalar(sa.select(Procedure).where(Procedure.code == data.code))
    assert procedure is not None
    units = _units_of(procedure)
    home = [unit for unit in units if unit.code == citizen.commune_code]
    unit = home[0] if home and chance.random() < 0.9 else chance.choice(units)
    time = Past(unit.working_calendar(), start, chance)
    is_online = data.level is not ServiceLevel.INFORMATION and chance.random() < 0.58
    if is_online:
        dossier = _submitted_online(data, procedure, unit, citizen, time)
    else:
        dossier = _entered_at_desk(data, procedure, unit, citizen, time)
    if dossier is not None:
        _worked_off(dossier, unit, time)


def _submitted_online(
    data: DemoProcedure, procedure: Procedure, unit: Unit, citizen: DemoCitizen, time: Past
) -> Dossier | None:
    account = _account(citizen.email)
    at = time.moment
    with clock.travelling(at):
        dossier = submission.begin(
            procedure,
            unit,
            answers=data.sample_answers(time.chance, citizen, clock.local(at).date()),
            key=f"demo-{time.chance.getrandbits(96):x}",
            by=account,
            at=at,
        )
        for document in submission.missing_documents(dossier):
            submission.attach(dossier, document.key, _scan(document), at=at)
        if data.level is ServiceLevel.FULL and time.chance.random() < 0.25:
            dossier.delivery_method = DeliveryMethod.DESK
        if time.chance.random() < 0.03:
            return None  # a draft somebody left lying
        submission.submit(dossier, by=account, at=at)
    return dossier


def _entered_at_desk(
    data: DemoProcedure, procedure: Procedure, unit: Unit, citizen: DemoCitizen, time: Past
) -> Dossier | None:
    if not time.later(1):
        return None
    chance = time.chance
    channel = Channel.POST if chance.random() < 0.15 else Channel.DESK
    with clock.travelling(time.moment):
        return intake.enter(
            procedure,
            unit,
            unit.desks[0],
            channel=channel,
            person=intake.PersonAtDesk(
                citizen.full_name, citizen.personal_number, citizen.address,
                citizen.full_name, citizen.personal_number, citizen.phone, "",
            ),
            answers=data.sample_answers(chance, citizen, clock.local(time.moment).date()),
            counts={
                document.key: intake.PaperCount(
                    document.originals or 0,
                    document.certified_copies or 0,
                    document.photocopies or 0,
                )
                for document in procedure.current.parts.documents.items
                if document.required
            },
            delivery=DeliveryMethod.POST if channel is Channel.POST else DeliveryMethod.DESK,
            delivery_address=citizen.address if channel is Channel.POST else "",
            key=f"demo-{chance.getrandbits(96):x}",
            by=_officer(unit, Role.RECEPTIONIST, chance),
            at=time.moment,
        )  # fmt: skip


def _worked_off(dossier: Dossier, unit: Unit, time: Past) -> None:
    """Reception to hand-over, as far as the present allows."""
    chance = time.chance
    if dossier.channel is Channel.ONLINE and not time.later(2.5):
        return
    receptionist = _officer(unit, Role.RECEPTIONIST, chance)
    with clock.travelling(time.moment):
        if dossier.channel is Channel.ONLINE and chance.random() < 0.05:
            intake.decline(
                dossier,
                reason="Nơi cư trú của Ông/Bà không thuộc địa bàn của đơn vị; "
                "đề nghị nộp tại nơi cư trú.",
                by=receptionist,
                at=time.moment,
            )
            return
        intake.receive(dossier, by=receptionist, at=time.moment)
    pace = chance.choices((0.35, 0.8, 4.0), weights=(60, 33, 7))[0]  # some are late
    while (task := dossier.open_task) and dossier.state is State.PROCESSING:
        allowed = max(1.0, _clock_hours(dossier, task.step_key))
        if not time.later(allowed * pace):
            if chance.random() < 0.5 and task.kind is not StepKind.RETURN:
                _taken(dossier, unit, time)
            return
        with clock.travelling(time.moment):
            by = _officer(unit, task.role, chance)
            if task.kind is StepKind.APPROVE:
                decisions.approve(dossier, note="", by=by, at=time.moment)
            elif task.kind is StepKind.ISSUE:
                decisions.issue(dossier, by=by, at=time.moment)
            elif chance.random() < 0.04 and not dossier.supplement_requests:
                if not _supplemented(dossier, by, time):
                    return
            else:
                _assessed(dossier, by, time.moment, chance)
    if dossier.state is State.RESOLVED and time.later(chance.choice((3, 20, 60))):
        with clock.travelling(time.moment):
            handover.hand_over(
                dossier,
                recipient=dossier.submitter_name,
                identity=dossier.submitter_identity,
                fee_was_paid=True,
                by=receptionist,
                at=time.moment,
            )


def _taken(dossier: Dossier, unit: Unit, time: Past) -> None:
    """Somebody has the open step on the table."""
    task = dossier.open_task
    assert task is not None
    at = min(time.moment, clock.now())
    processing.take(dossier, task, by=_officer(unit, task.role, time.chance), at=at)


def _assessed(dossier: Dossier, by: Account, at: datetime, chance: random.Random) -> None:
    is_refused = chance.random() < 0.04
    processing.draft_result(
        dossier,
        outcome=Outcome.REFUSED if is_refused else Outcome.GRANTED,
        values={},
        remark="Hồ sơ không đáp ứng điều kiện theo quy định." if is_refused else "",
        by=by,
        at=at,
    )
    processing.propose(dossier, note="", by=by, at=at)


def _supplemented(dossier: Dossier, by: Account, time: Past) -> bool:
    """Asked for a better scan, and answered if the present allows."""
    documents = dossier.procedure_version.parts.documents.items
    if not documents or dossier.account_id is None:
        _assessed(dossier, by, time.moment, time.chance)
        return True
    first = documents[0]
    supplements.request(
        dossier,
        reason="Bản chụp chưa đọc được rõ.",
        items=[{"document_key": first.key, "name": first.name, "text": "chụp lại cho rõ"}],
        by=by,
        at=time.moment,
    )
    if not time.later(40):
        return False
    account = db.session.get(Account, dossier.account_id)
    assert account is not None
    with clock.travelling(time.moment):
        submission.attach(dossier, first.key, _scan(first), at=time.moment)
        supplements.answer(dossier, text="Tôi đã chụp lại.", by=account, at=time.moment)
    return True


def _clock_hours(dossier: Dossier, step_key: str) -> float:
    """Working hours allowed as hours of the clock: a working day of eight is a day of 24."""
    step = dossier.procedure_version.parts.route.step(step_key)
    return (step.hours if step else 8) * 3.0


def _account(email: str) -> Account:
    account = db.session.scalar(sa.select(Account).where(Account.email == email))
    assert account is not None
    return account


def _officer(unit: Unit, role: Role, chance: random.Random) -> Account:
    """Who holds `role` there; the holder of the dossier's step is always the same one."""
    day = clock.today()
    holders = sorted(
        (a for a in _officers() if unit.id in a.units_as(role, day)), key=lambda a: a.id
    )
    return holders[0]


def _officers() -> list[Account]:
    return list(
        db.session.scalars(sa.select(Account).where(Account.grants.any()).order_by(Account.id))
    )


def _units_of(procedure: Procedure) -> list[Unit]:
    identifiers = [offering.unit_id for offering in procedure.offerings]
    return list(db.session.scalars(sa.select(Unit).where(Unit.id.in_(identifiers))))


@cache
def _used_procedures() -> list[DemoProcedure]:
    return [p for p in PROCEDURES if p.parts.route.steps and p.parts.result.template]


def _weights() -> list[int]:
    """Civil status and certification are most of a commune's work."""
    return [5 if p.sector in ("Hộ tịch", "Chứng thực") else 2 for p in _used_procedures()]


@cache
def _scan(document: RequiredDocument) -> Accepted:
    """A page standing for a scanned paper, stored once for each kind of paper."""
    content = pdf.render(
        f"<p>Bản chụp trình diễn</p><h1>{document.name}</h1><p>Không có giá trị sử dụng.</p>",
        title=document.name,
        identifier=document.key.encode(),
    )
    sha256, size = store().put([content])
    return Accepted(f"{document.key}.pdf", "application/pdf", size, sha256)
