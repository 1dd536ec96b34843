"""Dossiers received through the transition table, and a recount in plain Python that shares no code
with the statistics: it remembers what was done, it does not read it back."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.accounts.models import Actor
from portal.dossiers.models import DeliveryMethod, Dossier, PaymentState
from portal.dossiers.workflow import Action, State
from portal.procedures.definitions import Channel, ServiceLevel
from portal.procedures.models import Procedure
from portal.units.models import Unit, UnitKind
from tests.factories import make_procedure, make_unit

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
CLERK = Actor("Nguyễn Văn Minh", "receptionist")
LAN = Actor("Nguyễn Thị Lan", "citizen")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Fact:
    """What the test itself did."""

    unit: str
    level: int
    channel: str
    day: date
    procedure: str


@dataclass
class World:
    province: Unit
    units: list[Unit]
    offers: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)


def make_province(*names: str, kind: UnitKind = UnitKind.COMMUNE) -> World:
    province = make_unit("H99", "Tỉnh Sông Lam", kind=UnitKind.PROVINCE)
    units = [make_unit(name=name, kind=kind, parent_id=province.id) for name in names]
    return World(province, units)


def receive(
    session: Session,
    unit: Unit,
    procedure: Procedure,
    channel: Channel = Channel.ONLINE,
    at: datetime | None = None,
    *,
    until: str = "received",
) -> Dossier:
    """One dossier led by real moves up to `until`: draft, submitted, declined, received, withdrawn."""
    at = at or datetime(2026, 3, 18, 3, 0, tzinfo=UTC)
    number = next(_numbers)
    dossier = Dossier(
        reference=f"NHAP-{number:04d}-TEST",
        code=f"{unit.code}-{number:06d}" if until in ("received", "withdrawn") else None,
        lookup_code="ABCDEFGH23",
        procedure=procedure,
        procedure_version=procedure.current,
        unit=unit,
        desk=unit.desks[0],
        channel=channel,
        payment=PaymentState.UNPAID,
        delivery_method=DeliveryMethod.DESK,
        applicant_name="Nguyễn Thị Lan",
        applicant_identity="001190012345",
        created_at=at,
    )
    session.add(dossier)
    if channel is Channel.ONLINE:
        dossier.move(Action.BEGIN, by=LAN, at=at)
        if until != "draft":
            dossier.move(Action.SUBMIT, by=LAN, at=at)
    else:
        dossier.move(Action.ENTER, by=CLERK, at=at)
    if until == "declined":
        dossier.move(Action.DECLINE, by=CLERK, at=at)
    if until in ("received", "withdrawn"):
        dossier.move(Action.RECEIVE, by=CLERK, at=at)
        dossier.received_at = at
        dossier.move(Action.HAND_ON, by=CLERK, at=at)
    if until == "withdrawn":
        dossier.move(Action.WITHDRAW, by=LAN, at=at + timedelta(days=1))
    return dossier


def make_random_world(session: Session, seed: int, dossiers: int = 60) -> World:
    """Two departments and four communes, procedures of each level, dossiers around the turn of
    2025 to 2026, some of which never came to be received."""
    chance = random.Random(seed)
    world = make_province("Phường Bến Một", "Phường Bến Hai", "Xã Đồi Ba", "Xã Vắng")
    world.units += [
        make_unit(name=name, kind=UnitKind.DEPARTMENT, parent_id=world.province.id)
        for name in ("Sở Một", "Sở Hai")
    ]
    offers: list[tuple[Unit, Procedure]] = []
    for level in (2, 3, 4, 3, 4):
        members = chance.sample(world.units, chance.randint(1, len(world.units)))
        procedure = make_procedure(*members, level=ServiceLevel(level), title=f"Thủ tục {level}")
        for unit in members:
            world.offers.setdefault(unit.code, []).append((procedure.code, level))
            if unit.short_name != "Xã Vắng":
                offers.append((unit, procedure))
    for _number in range(dossiers):
        unit, procedure = chance.choice(offers)
        channel = chance.choice(list(Channel))
        local = datetime(2025, 12, 20, tzinfo=VIETNAM) + timedelta(
            minutes=chance.randrange(24 * 24 * 60)
        )
        until = chance.choice(["received"] * 5 + ["draft", "submitted", "declined", "withdrawn"])
        dossier = receive(session, unit, procedure, channel, local.astimezone(UTC), until=until)
        if until in ("received", "withdrawn"):
            assert dossier.state in (State.PROCESSING, State.WITHDRAWN)
            name = {1: "desk", 2: "online", 3: "post"}[int(channel)]
            world.facts.append(
                Fact(unit.code, int(procedure.level), name, local.date(), procedure.code)
            )
    session.commit()
    return world


@dataclass
class Tally:
    online: int = 0
    desk: int = 0
    post: int = 0
    procedures: set[str] = field(default_factory=set)


def recount(world: World, start: date, end: date, level: int | None, units: set[str]) -> Tally:
    """By hand: one after the other."""
    tally = Tally()
    for fact in world.facts:
        if fact.day < start or fact.day > end or fact.unit not in units:
            continue
        if level is not None and fact.level != level:
            continue
        if fact.channel == "online":
            tally.online += 1
        elif fact.channel == "desk":
            tally.desk += 1
        else:
            tally.post += 1
        tally.procedures.add(fact.procedure)
    return tally
