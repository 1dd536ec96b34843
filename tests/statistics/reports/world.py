"""Dossiers of every road with steps, papers, payments and ratings added by hand, and bare readings of
the rows that share no code with the reports."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers.models import Attachment, Dossier, Event, Task
from portal.feedback.models import Rating
from portal.payments.models import MoneyState, Payment, Way
from portal.procedures.definitions import StepKind
from portal.procedures.models import Procedure
from portal.units.models import Unit
from tests.factories import make_citizen, make_officer
from tests.statistics.courses import make_courses, vietnam_day

START, END = date(2026, 1, 1), date(2026, 2, 15)
PERIOD = f"from={START}&to={END}"


@dataclass
class RichWorld:
    units: list[Unit]
    auditor: Account
    citizen: Account


def make_rich_world(session: Session, seed: int = 7, count: int = 70) -> RichWorld:
    """Seeded, so that a failure can be looked at again."""
    world = make_courses(session, seed, count)
    chance = random.Random(seed)
    citizen = make_citizen("Người Nộp")
    auditor = make_officer("Hoàng Thị Sát", world.province, Role.AUDITOR)
    for dossier in session.scalars(sa.select(Dossier).order_by(Dossier.id)).all():
        if chance.random() < 0.7:
            dossier.account_id = citizen.id
        _papers(session, dossier, chance)
        received = next((e for e in dossier.events if e.action == "receive"), None)
        if received is None:
            continue
        _steps(session, dossier, received.at, chance)
        if chance.random() < 0.6:
            _payment(session, dossier, received.at, chance)
        ended = next((e for e in dossier.events if e.action == "issue"), None)
        if ended is not None:
            _result(session, dossier, ended, chance)
            if dossier.account_id and chance.random() < 0.8:
                _rating(session, dossier, ended.at, citizen, chance)
    session.commit()
    return RichWorld([world.province, *world.units], auditor, citizen)


def _papers(session: Session, dossier: Dossier, chance: random.Random) -> None:
    for number in range(chance.randrange(3)):
        is_file = chance.random() < 0.6
        session.add(
            Attachment(
                dossier_id=dossier.id,
                document_key="birth_note",
                name=f"giấy {number}",
                sha256=f"{chance.randrange(12):064d}" if is_file else "",
                added_at=dossier.created_at,
                removed_at=dossier.created_at if chance.random() < 0.1 else None,
            )
        )


def _steps(session: Session, dossier: Dossier, at: datetime, chance: random.Random) -> None:
    for key, kind, title, role in (
        ("assess", StepKind.ASSESS, "Thẩm định", Role.SPECIALIST),
        ("approve", StepKind.APPROVE, "Phê duyệt", Role.LEADER),
    ):
        end = at + timedelta(minutes=chance.choice([20, 200, 1500, 3000]))
        session.add(
            Task(
                dossier_id=dossier.id,
                step_key=key,
                kind=kind,
                title=title,
                unit_id=dossier.unit_id,
                role=role,
                opened_at=at,
                due_at=at + timedelta(hours=24),
                closed_at=end if chance.random() < 0.9 else None,
            )
        )
        at = end


def _payment(session: Session, dossier: Dossier, at: datetime, chance: random.Random) -> None:
    state = chance.choice([MoneyState.PAID] * 4 + [MoneyState.PENDING, MoneyState.ASIDE])
    session.add(
        Payment(
            dossier_id=dossier.id,
            unit_id=dossier.unit_id,
            amount=8000,
            way=chance.choice(list(Way)),
            state=state,
            reference=f"R{dossier.id}",
            dossier_code="",
            payer_name="",
            purpose="",
            created_at=at,
            paid_at=None
            if state is MoneyState.PENDING
            else at + timedelta(hours=chance.randrange(60)),
        )
    )


def _result(session: Session, dossier: Dossier, ended: Event, chance: random.Random) -> None:
    session.add(
        Document(
            dossier_id=dossier.id,
            unit_id=dossier.unit_id,
            kind=DocumentKind.RESULT,
            state=chance.choice([DocumentState.ISSUED, DocumentState.SIGNED]),
            title="Kết quả",
            sha256="a" * 64,
            verify_code=f"V{dossier.id}",
            created_at=ended.at,
        )
    )


def _rating(
    session: Session, dossier: Dossier, at: datetime, citizen: Account, chance: random.Random
) -> None:
    at += timedelta(hours=chance.randrange(100))
    session.add(
        Rating(
            dossier_id=dossier.id,
            account_id=citizen.id,
            score=chance.randint(1, 5),
            comment=chance.choice(["", "Nhanh"]),
            at=at,
            day=vietnam_day(at),
            unit_id=dossier.unit_id,
            procedure_id=dossier.procedure_id,
            procedure_version_id=dossier.procedure_version_id,
            level=dossier.procedure_version.level,
            channel=dossier.channel,
        )
    )


def rows(session: Session, statement: str) -> Iterator[Any]:
    """Bare rows: whatever the database gives back for the words."""
    yield from session.execute(sa.text(statement))


def units_named(session: Session) -> dict[str, int]:
    return {unit.short_name: unit.id for unit in session.scalars(sa.select(Unit))}


def procedures_named(session: Session) -> dict[str, int]:
    return {procedure.code: procedure.id for procedure in session.scalars(sa.select(Procedure))}
