"""Roads of the life of a dossier beyond the usual ones: apologies, duties to pay that stop the clock,
stops, returns, revocations, and money and ratings on the way."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.accounts.models import Account, Actor
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action, State
from portal.feedback.models import Rating
from portal.payments.models import MoneyState, Payment, Way
from tests.statistics.courses import HOA, on, vietnam_day
from tests.statistics.courses import Way as Course
from tests.statistics.world import CLERK, VIETNAM

TUAN = Actor("Lê Anh Tuấn", "leader")
DUNG = Actor("Phạm Thị Dung", "clerk")
ROADS = {"apology": 0.3, "duty": 0.35, "supplement": 0.2, "rescheduled": 0.15}


def lead_far(
    session: Session, way: Course, chance: random.Random, at: datetime, who: Account
) -> None:
    """Received, then some of everything, each later than the one before."""

    def later() -> datetime:
        nonlocal at
        at += timedelta(minutes=chance.choice([5, 60, 900, 2880, 9000, 20000]))
        return at

    dossier = way.dossier
    taken = later()
    limit = chance.choice([None, 0, 2, 7, 15])
    due = taken.astimezone(VIETNAM).date() + timedelta(days=limit) if limit is not None else None
    way.received(taken, due)
    if chance.random() < 0.5:
        _pay(session, dossier, taken + timedelta(hours=chance.randrange(90)), chance)
    if chance.random() < ROADS["apology"]:
        dossier.move(Action.EXTEND, by=TUAN, at=later())
    if chance.random() < ROADS["duty"]:
        dossier.move(Action.REQUEST_PAYMENT, by=HOA, at=later())
        if chance.random() < 0.25:
            return
        moved = way.due + timedelta(days=chance.choice([0, 3])) if way.due else None
        way.due = moved
        dossier.move(
            Action.SETTLE_DUTY, by=HOA, at=later(), due_at=on(moved, 17) if moved else None
        )
    if chance.random() < ROADS["supplement"]:
        way.asked(later())
        if chance.random() < 0.3:
            dossier.move(Action.STOP, by=TUAN, at=later())
            return
        way.answered(later(), way.due + timedelta(days=2) if way.due else None)
    if way.due and chance.random() < ROADS["rescheduled"]:
        way.rescheduled(later(), way.due + timedelta(days=1))
    end = chance.randrange(6)
    if end == 0:
        return
    if end == 1:
        dossier.move(Action.STOP, by=TUAN, at=later())
        return
    way.issued(later())
    if chance.random() < 0.3:
        dossier.move(Action.REVOKE, by=TUAN, at=later())
        dossier.move(Action.REPLACE, by=DUNG, at=later())
    if chance.random() < 0.6:
        dossier.move(Action.RETURN, by=CLERK, at=later())
    assert dossier.state in (State.RESOLVED, State.RETURNED)
    if chance.random() < 0.6:
        _rate(session, dossier, later(), chance, who)


def _pay(session: Session, dossier: Dossier, at: datetime, chance: random.Random) -> None:
    session.flush()
    state = chance.choice([MoneyState.PAID] * 3 + [MoneyState.PENDING, MoneyState.ASIDE])
    session.add(
        Payment(
            dossier_id=dossier.id,
            unit_id=dossier.unit_id,
            amount=chance.choice([8000, 15000, 120000]),
            way=chance.choice(list(Way)),
            state=state,
            reference=f"R{dossier.id}",
            dossier_code="",
            payer_name="",
            purpose="",
            created_at=at,
            paid_at=None if state is MoneyState.PENDING else at,
        )
    )


def _rate(
    session: Session, dossier: Dossier, at: datetime, chance: random.Random, who: Account
) -> None:
    session.flush()
    session.add(
        Rating(
            dossier_id=dossier.id,
            account_id=who.id,
            score=chance.randint(1, 5),
            comment="",
            at=at,
            day=vietnam_day(at),
            unit_id=dossier.unit_id,
            procedure_id=dossier.procedure_id,
            procedure_version_id=dossier.procedure_version_id,
            level=dossier.procedure_version.level,
            channel=dossier.channel,
        )
    )
