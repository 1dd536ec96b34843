"""Past dossiers, made through the same acts people use, under a travelling clock."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal import clock, config, pdf
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.demonstration.citizens import CITIZENS
from portal.demonstration.model import DemoCitizen, DemoProcedure
from portal.demonstration.procedures import PROCEDURES
from portal.demonstration.province import unit as demo_unit
from portal.documents.issuing import store
from portal.dossiers import (
    decisions,
    duplicates,
    handover,
    intake,
    paying,
    processing,
    submission,
    supplements,
)
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.workflow import Outcome, State
from portal.feedback.rating import rate
from portal.notifications.models import MessageChannel, MessageState, OutboxMessage
from portal.payments import offered, recording
from portal.payments.gateways import sandbox
from portal.payments.models import Way
from portal.procedures.definitions import Channel, RequiredDocument, ServiceLevel, StepKind
from portal.procedures.models import Procedure
from portal.units.models import Unit
from portal.uploads import Accepted
from portal.working_time import Calendar, Limit, LimitUnit

SPREAD_DAYS = 300
SEED = 2026
OPEN_SHARE = 0.1  # placed at a desk of today; some of the last days' others are not done either
LATE_SHARE = 0.07
# Where the open ones lie (RECEIVE: not yet taken in, RETURN: the result waits at the desk).
OPEN_AT = {
    StepKind.RECEIVE: 5,
    StepKind.ASSESS: 6,
    StepKind.APPROVE: 4,
    StepKind.ISSUE: 3,
    StepKind.RETURN: 4,
}
COMMENTS = {
    1: "Chờ quá lâu mà không ai báo trước.",
    2: "Phải đi lại hai lần.",
    4: "Cán bộ hướng dẫn rõ ràng.",
    5: "Nhanh hơn tôi nghĩ, xin cảm ơn.",
}
BUSIEST = "H99.11"  # the ward whose officers the demonstration accounts are


@dataclass
class Past:
    """One dossier's own time: it walks from act to act and stops at the present, or at the step
    `until`. `used` is the share of the legal time limit the unit takes."""

    calendar: Calendar
    moment: datetime
    now: datetime  # the real present: the clock itself travels while an act is done
    chance: random.Random
    until: StepKind | None
    used: float

    def later(self, hours: float) -> bool:
        """Go on about `hours` of clock time, into working time; False when that is the future."""
        return self.reach(self.moment + timedelta(hours=hours * self.chance.uniform(0.4, 1.6)))

    def reach(self, wanted: datetime) -> bool:
        """Go on to `wanted`, at least some minutes, into working time; False for the future."""
        wanted = max(wanted, self.moment + timedelta(minutes=self.chance.randint(3, 20)))
        opening = self.calendar.next_opening(wanted)
        if opening > wanted:  # came in outside working time: dealt with in the first hour
            opening += timedelta(minutes=self.chance.randint(2, 55))
        self.moment = opening
        return self.moment < self.now


@dataclass(frozen=True)
class Province:
    """The rows every dossier needs, read once and held, so that no dossier reads them again."""

    officers: list[Account]
    citizens: dict[str, Account]
    offers: dict[str, tuple[Procedure, list[Unit]]]

    def officer(self, unit: Unit, role: Role) -> Account:
        """Who holds `role` there; the holder of a dossier's step is always the same one."""
        day = clock.today()
        return next(a for a in self.officers if unit.id in a.units_as(role, day))


def make(count: int, progress: Callable[[int], object]) -> None:
    """`count` dossiers over the last ten months, the last weeks the busiest; about one in seven
    is still open. Commits each."""
    chance = random.Random(SEED)
    now = clock.now()
    province = province_now()
    still_open = round(count * OPEN_SHARE)
    starts = sorted(
        now - timedelta(days=SPREAD_DAYS * chance.random() ** 1.8, minutes=chance.randint(0, 600))
        for _number in range(count - still_open)
    )
    stops = chance.choices(list(OPEN_AT), weights=list(OPEN_AT.values()), k=still_open)
    for start, until in [*((start, None) for start in starts), *((None, s) for s in stops)]:
        _one(province, chance, start, until)
        db.session.commit()
        progress(1)


def letters_went_out() -> None:
    """Letters about the past are not sent now; what people read in the portal is delivered."""
    db.session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.channel == MessageChannel.EMAIL)
        .values(state=MessageState.SENT, sent_at=OutboxMessage.created_at)
    )


def province_now() -> Province:
    accounts = db.session.scalars(
        sa.select(Account).options(selectinload(Account.grants)).order_by(Account.id)
    ).all()
    units = {u.id: u for u in db.session.scalars(sa.select(Unit).options(selectinload(Unit.desks)))}
    procedures = db.session.scalars(
        sa.select(Procedure).options(
            selectinload(Procedure.versions), selectinload(Procedure.offerings)
        )
    )
    return Province(
        officers=[a for a in accounts if a.grants],
        citizens={a.email: a for a in accounts},
        offers={p.code: (p, [units[o.unit_id] for o in p.offerings]) for p in procedures},
    )


def _one(
    province: Province, chance: random.Random, start: datetime | None, until: StepKind | None
) -> None:
    """A dossier begun at `start`; without it, one begun in time to lie at `until` today."""
    data = chance.choices(_used_procedures(), weights=_weights())[0]
    citizen = chance.choice(CITIZENS)
    procedure, units = province.offers[data.code]
    places = {code: demo_unit(code).place for code in (citizen.commune_code, BUSIEST)}
    home = [unit for unit in units if unit.place == places[citizen.commune_code]]
    busiest = [unit for unit in units if unit.place == places[BUSIEST]]
    unit = home[0] if home and chance.random() < 0.9 else chance.choice(units)
    if until and busiest and chance.random() < 0.55:
        unit = busiest[0]
    is_online = data.level is not ServiceLevel.INFORMATION and chance.random() < 0.58
    calendar = unit.working_calendar()
    time = Past(
        calendar,
        start or _begun_recently(data, calendar, until, is_online, chance),
        clock.now(),
        chance,
        until,
        chance.uniform(1.1, 1.8) if chance.random() < LATE_SHARE else chance.uniform(0.15, 0.85),
    )
    if is_online:
        account = province.citizens[citizen.email]
        dossier = _submitted_online(data, procedure, unit, citizen, account, time)
    else:
        dossier = _entered_at_desk(province, data, procedure, unit, citizen, time)
    if dossier is not None:
        _worked_off(province, dossier, unit, time)


def _begun_recently(
    data: DemoProcedure,
    calendar: Calendar,
    until: StepKind | None,
    is_online: bool,
    chance: random.Random,
) -> datetime:
    """A moment from which the dossier lies at `until` today, mostly still within its limit."""
    if until is StepKind.RECEIVE:  # people hand in online at any hour, on paper at opening hours
        latest = clock.now() if is_online else present(calendar)
        return latest - timedelta(hours=chance.uniform(0.3, 16 if is_online else 3))
    found = data.parts.limits.for_channel(Channel.ONLINE if is_online else Channel.DESK)
    days = _clock_days(Limit.parse(found.limit)) if found else 5.0
    share = chance.uniform(1.1, 1.4) if chance.random() < LATE_SHARE else chance.uniform(0.2, 0.8)
    return present(calendar) - timedelta(days=days * share)


def _clock_days(limit: Limit) -> float:
    """A limit in days of the calendar, roughly."""
    days = {
        LimitUnit.WORKING_DAYS: 1.4,
        LimitUnit.CALENDAR_DAYS: 1.0,
        LimitUnit.WORKING_HOURS: 1.4 / 8,
        LimitUnit.MONTHS: 30.0,
    }[limit.unit]
    return max(0.2, limit.amount * days)


def present(calendar: Calendar) -> datetime:
    """Now, or the last closing when nobody is at work."""
    now = clock.now()
    if calendar.is_working_time(now):
        return now
    day = clock.local(now).date()
    while not (calendar.is_working_day(day) and calendar.closing(day) <= now):
        day -= timedelta(days=1)
    return calendar.closing(day)


def _submitted_online(
    data: DemoProcedure,
    procedure: Procedure,
    unit: Unit,
    citizen: DemoCitizen,
    account: Account,
    time: Past,
) -> Dossier | None:
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
            submission.attach(dossier, document.key, scan(document), at=at)
        is_fetched = time.until is StepKind.RETURN or time.chance.random() < 0.25
        if data.level is ServiceLevel.FULL and is_fetched:
            dossier.delivery_method = DeliveryMethod.DESK
        if time.until is None and time.chance.random() < 0.03:
            return None  # a draft somebody left lying
        submission.submit(dossier, by=account, at=at)
    return dossier


def _entered_at_desk(
    province: Province,
    data: DemoProcedure,
    procedure: Procedure,
    unit: Unit,
    citizen: DemoCitizen,
    time: Past,
) -> Dossier | None:
    if not time.reach(time.moment):
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
            by=province.officer(unit, Role.RECEPTIONIST),
            at=time.moment,
        )  # fmt: skip


def _worked_off(province: Province, dossier: Dossier, unit: Unit, time: Past) -> None:
    """Reception to hand-over, as far as the present or `time.until` allows."""
    chance = time.chance
    if time.until is StepKind.RECEIVE:
        return
    if dossier.channel is Channel.ONLINE and not time.later(2.5):
        return
    receptionist = province.officer(unit, Role.RECEPTIONIST)
    with clock.travelling(time.moment):
        if dossier.channel is Channel.ONLINE and time.until is None and chance.random() < 0.05:
            intake.decline(
                dossier,
                reason="Nơi cư trú của Ông/Bà không thuộc địa bàn của đơn vị; "
                "đề nghị nộp tại nơi cư trú.",
                by=receptionist,
                at=time.moment,
            )
            return
        if duplicates.undecided(dossier):
            reason = "Đã hỏi người nộp: hai việc khác nhau."
            duplicates.keep_apart(dossier, reason=reason, by=receptionist, at=time.moment)
        intake.receive(dossier, by=receptionist, at=time.moment)
        _pay(dossier, receptionist, time)
    received, span = time.moment, _span(dossier, time)
    steps = _steps_until(dossier, time.until)
    while (task := dossier.open_task) and dossier.state is State.PROCESSING:
        if task.step_key not in steps:
            _taken(province, dossier, unit, time)
            return
        share = (steps.index(task.step_key) + 1) / len(steps)
        if not time.reach(received + span * share):
            _taken(province, dossier, unit, time)
            return
        with clock.travelling(time.moment):
            by = province.officer(unit, task.role)
            if task.kind is StepKind.APPROVE:
                decisions.approve(dossier, note="", by=by, at=time.moment)
            elif task.kind is StepKind.ISSUE:
                decisions.issue(dossier, by=by, at=time.moment)
            elif chance.random() < 0.04 and not dossier.supplement_requests:
                if not _supplemented(province, dossier, by, time):
                    return
            else:
                _assessed(dossier, by, time.moment, chance)
    if dossier.state is not State.RESOLVED or time.until is StepKind.RETURN:
        return
    if time.later(chance.choice((3, 20, 60))):
        with clock.travelling(time.moment):
            handover.hand_over(
                dossier,
                recipient=dossier.submitter_name,
                identity=dossier.submitter_identity,
                fee_way=Way.CASH,
                by=receptionist,
                at=time.moment,
            )
            _rated(dossier, time)


def _rated(dossier: Dossier, time: Past) -> None:
    """Half of those who filed online say how it was; who waited too long is less pleased."""
    account = db.session.get(Account, dossier.account_id) if dossier.account_id else None
    if account is None or time.chance.random() < 0.5:
        return
    weights = (20, 15, 25, 25, 15) if time.used > 1 else (1, 2, 7, 40, 50)
    score = time.chance.choices((1, 2, 3, 4, 5), weights=weights)[0]
    comment = COMMENTS.get(score, "") if time.chance.random() < 0.4 else ""
    rate(dossier, score=score, comment=comment, by=account, at=time.moment)


def _pay(dossier: Dossier, receptionist: Account, time: Past) -> None:
    """Online through the gateway, on paper at the desk; what lies open today is still owed."""
    if not paying.is_due(dossier) or time.until is not None:
        return
    if dossier.channel is not Channel.ONLINE:
        way = Way.TRANSFER if dossier.channel is Channel.POST else Way.CASH
        paying.collect(dossier, way, by=receptionist, at=time.moment)
        return
    gateway = offered.sandbox(config.current())
    if gateway is not None:
        payment = paying.order_online(dossier, at=time.moment)
        order = sandbox.SandboxOrder(payment.reference, payment.amount, payment.dossier_code)
        notice = sandbox.notice(gateway, order, is_paid=True, at=time.moment)
        paying.record(notice, gateway, arrival=recording.SERVER, at=time.moment)


def _span(dossier: Dossier, time: Past) -> timedelta:
    """How long the steps take from reception on: part of the time limit, or, for a dossier that
    is to lie open today, most of the time until now."""
    if time.until is not None:
        return (present(time.calendar) - time.moment) * time.chance.uniform(0.4, 0.95)
    allowed = dossier.due_at - time.moment if dossier.due_at else timedelta(days=5)
    return allowed * time.used


def _steps_until(dossier: Dossier, until: StepKind | None) -> list[str]:
    """Keys of the steps that are worked off: those between reception and `until`."""
    keys: list[str] = []
    for step in dossier.procedure_version.parts.route.steps:
        if step.kind in (until, StepKind.RETURN):
            break
        if step.kind is not StepKind.RECEIVE:
            keys.append(step.key)
    return keys


def _taken(province: Province, dossier: Dossier, unit: Unit, time: Past) -> None:
    """Somebody has the open step on the table, or it still lies in the unit's queue."""
    task = dossier.open_task
    assert task is not None
    if time.chance.random() < 0.5:
        at = min(time.moment, time.now)
        processing.take(dossier, task, by=province.officer(unit, task.role), at=at)


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


def _supplemented(province: Province, dossier: Dossier, by: Account, time: Past) -> bool:
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
    account = next(a for a in province.citizens.values() if a.id == dossier.account_id)
    with clock.travelling(time.moment):
        submission.attach(dossier, first.key, scan(first), at=time.moment)
        supplements.answer(dossier, text="Tôi đã chụp lại.", by=account, at=time.moment)
    return True


@cache
def _used_procedures() -> list[DemoProcedure]:
    return [p for p in PROCEDURES if p.parts.route.steps and p.parts.result.template]


def _weights() -> list[int]:
    """Civil status and certification are most of a commune's work."""
    return [5 if p.sector in ("Hộ tịch", "Chứng thực") else 2 for p in _used_procedures()]


@cache
def scan(document: RequiredDocument) -> Accepted:
    """A page standing for a scanned paper, stored once for each kind of paper."""
    content = pdf.render(
        f"<p>Bản chụp trình diễn</p><h1>{document.name}</h1><p>Không có giá trị sử dụng.</p>",
        title=document.name,
        identifier=document.key.encode(),
    )
    sha256, size = store().put([content])
    return Accepted(f"{document.key}.pdf", "application/pdf", size, sha256)
