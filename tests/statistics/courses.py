"""Dossiers of every road, moved at moments of the past, and a recount that reads the bare rows of
the events and shares no code with the statistics."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Actor
from portal.dossiers.models import DeliveryMethod, Dossier, PaymentState
from portal.dossiers.workflow import Action, State
from portal.procedures.definitions import Channel
from portal.procedures.models import Procedure
from portal.units.models import Unit, UnitKind
from tests.factories import make_procedure, make_unit
from tests.statistics.world import CLERK, LAN, VIETNAM, World, make_province

SEALER = Actor("Phạm Thị Dung", "clerk")
KEEPER = Actor("Vũ Quang Trị", "administrator")
HOA = Actor("Trần Thị Hoa", "specialist")


def on(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of that day on Vietnam's clocks."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


@dataclass
class Way:
    """One dossier led through its life, act by act."""

    dossier: Dossier
    due: date | None = None

    def received(self, at: datetime, due: date | None) -> Way:
        self.due = due
        self.dossier.move(Action.RECEIVE, by=CLERK, at=at, due_at=on(due, 17) if due else None)
        self.dossier.received_at = at
        self.dossier.move(Action.HAND_ON, by=CLERK, at=at)
        return self

    def asked(self, at: datetime) -> Way:
        by = CLERK if self.dossier.state is State.SUBMITTED else HOA
        self.dossier.move(Action.REQUEST_SUPPLEMENT, by=by, at=at)
        return self

    def answered(self, at: datetime, due: date | None = None) -> Way:
        """Back to the desk if never received, else to work with another appointment."""
        if self.dossier.received_at is None:
            self.dossier.move(Action.ANSWER_SUPPLEMENT, by=LAN, at=at, to=State.SUBMITTED)
            return self
        self.due = due
        self.dossier.move(
            Action.ANSWER_SUPPLEMENT,
            by=LAN,
            at=at,
            to=State.PROCESSING,
            due_at=on(due, 17) if due else None,
        )
        return self

    def rescheduled(self, at: datetime, due: date) -> Way:
        """A day off was announced."""
        self.due = due
        self.dossier.move(Action.RESCHEDULE, by=KEEPER, at=at, due_at=on(due, 17))
        return self

    def issued(self, at: datetime) -> Way:
        self.dossier.move(Action.ISSUE, by=SEALER, at=at)
        return self

    def withdrawn(self, at: datetime) -> Way:
        self.dossier.move(Action.WITHDRAW, by=LAN, at=at)
        return self


def handed_in(
    session: Session,
    unit: Unit,
    procedure: Procedure,
    at: datetime,
    channel: Channel = Channel.ONLINE,
    number: int = 0,
) -> Way:
    dossier = Dossier(
        reference=f"NHAP-{unit.id}-{number}",
        lookup_code="ABCDEFGH23",
        procedure=procedure,
        procedure_version=procedure.current,
        unit=unit,
        desk=unit.desks[0],
        channel=channel,
        payment=PaymentState.UNPAID,
        delivery_method=DeliveryMethod.DESK,
        created_at=at,
    )
    session.add(dossier)
    if channel is Channel.ONLINE:
        dossier.move(Action.BEGIN, by=LAN, at=at)
        dossier.move(Action.SUBMIT, by=LAN, at=at)
    else:
        dossier.move(Action.ENTER, by=CLERK, at=at)
    return Way(dossier)


FIRST, LAST = date(2025, 11, 20), date(2026, 3, 10)


def make_courses(session: Session, seed: int, count: int = 70) -> World:
    """Three communes and a department, three sectors, every road, from November to March."""
    chance = random.Random(seed)
    world = make_province("Phường Bến Một", "Phường Bến Hai", "Xã Đồi Ba")
    world.units.append(
        make_unit(name="Sở Một", kind=UnitKind.DEPARTMENT, parent_id=world.province.id)
    )
    procedures = [
        make_procedure(*world.units, title=f"Thủ tục {sector}", sector=sector)
        for sector in ("Hộ tịch", "Đất đai", "Chứng thực")
    ]
    for number in range(count):
        day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
        at = on(day, chance.choice([0, 7, 14, 23]), chance.randrange(60))
        way = handed_in(
            session,
            chance.choice(world.units),
            chance.choice(procedures),
            at,
            chance.choice(list(Channel)),
            number,
        )
        lead(way, chance, at)
    session.commit()
    return world


def lead(way: Way, chance: random.Random, at: datetime) -> None:
    """Some steps of a life, each later than the one before."""

    def later() -> datetime:
        nonlocal at
        at += timedelta(minutes=chance.choice([1, 30, 600, 1440, 4000, 12000, 30000]))
        return at

    road = chance.randrange(12)
    if road == 0:
        return
    if road == 1:
        way.withdrawn(later())
        return
    if road in (2, 3):
        way.asked(later())
        if road == 3:
            way.answered(later())
        else:
            return
    limit = chance.choice([None, 0, 1, 3, 10, 10, 30])
    taken = later()
    due = taken.astimezone(VIETNAM).date() + timedelta(days=limit) if limit is not None else None
    way.received(taken, due)
    if chance.random() < 0.35:
        way.asked(later())
        if chance.random() < 0.3:
            if chance.random() < 0.4:
                way.withdrawn(later())
            return
        back = later()
        way.answered(back, due + timedelta(days=chance.choice([0, 2, 9])) if due else None)
    if way.due and chance.random() < 0.2:
        way.rescheduled(later(), way.due + timedelta(days=chance.choice([-1, 1, 4])))
    ending = chance.randrange(10)
    if ending < 2:
        return
    if ending == 2:
        way.withdrawn(later())
        return
    if ending < 6 and way.due and way.due > at.astimezone(VIETNAM).date():
        at = on(way.due, chance.choice([0, 23]))  # on the very day
        way.issued(at)
        return
    way.issued(later())


@dataclass
class Life:
    channel: str = ""
    came: date | None = None
    due: date | None = None
    went: date | None = None
    gave_up: bool = False
    waits: bool = False


def recount_events(
    session: Session, start: date, closing: date, units: set[int], sector: str | None = None
) -> dict[int, int]:
    """Columns 3 to 13 by hand: every event up to the closing, one after the other."""
    lives: dict[int, Life] = {}
    rows = session.execute(
        sa.text(
            "SELECT e.dossier_id, e.action, e.state_after, e.at, e.unit_id, "
            "e.channel, e.due_on, v.sector_name FROM event e "
            "JOIN procedure_version v ON v.id = e.procedure_version_id ORDER BY e.id"
        )
    )
    for dossier, action, after, at, unit, channel, due, its_sector in rows:
        if vietnam_day(at) > closing:
            continue
        life = lives.setdefault(dossier, Life())
        life.waits = after == "supplement_requested"
        if action == "receive" and unit in units and sector in (None, its_sector):
            life.came, life.channel = vietnam_day(at), str(channel)
            life.due = as_date(due)
        elif action == "reschedule" or (action == "answer_supplement" and after == "processing"):
            life.due = as_date(due)
        elif action in ("issue", "withdraw"):
            life.went, life.gave_up = vietnam_day(at), action == "withdraw"
    c: Counter[int] = Counter()
    for life in lives.values():
        if life.came is None or (life.went is not None and life.went < start):
            continue
        c[3] += 1
        if life.came < start:
            c[6] += 1
        elif life.channel == "2":
            c[4] += 1
        else:
            c[5] += 1
        if life.went is not None:
            c[7] += 1
            if life.gave_up or life.due is None or life.went == life.due:
                c[9] += 1
            elif life.went < life.due:
                c[8] += 1
            else:
                c[10] += 1
        else:
            c[11] += 1
            overdue = life.due is not None and life.due < closing and not life.waits
            c[13 if overdue else 12] += 1
    return {number: c[number] for number in range(3, 14)}


def vietnam_day(at: Any) -> date:
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return (at.astimezone(UTC) + timedelta(hours=7)).date()


def as_date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
