"""What had happened before the stories begin, by the acts themselves: `python -m tests.journeys.past`
fills an empty database and writes which dossier is whose.

Each story finds its own at each width, so that no story depends on another, and none types in a
browser what another has typed already.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from portal import clock, create_app, migrate
from portal.accounts.models import Account, RoleGrant
from portal.accounts.roles import Role
from portal.config import load
from portal.db import db
from portal.demonstration.citizens import CITIZENS
from portal.demonstration.linked_services import CHILD_UNDER_SIX
from portal.demonstration.model import DemoCitizen, DemoProcedure
from portal.demonstration.procedures import birth_registration, civil_status_correction
from portal.dossiers import decisions, intake, processing, submission, supplements
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.workflow import Outcome
from portal.procedures.models import Procedure
from portal.seeding.cli import seed_once
from portal.seeding.past import scan
from portal.units.models import Unit

WIDTHS = (1280, 360)
WARD = "H99.11"
BIRTH = birth_registration.PROCEDURE
CORRECTION = civil_status_correction.PROCEDURE
LINKED = CHILD_UNDER_SIX.procedure


@dataclass(frozen=True)
class Told:
    """A dossier handed in `days` ago, or a draft filled in to the end."""

    procedure: DemoProcedure
    is_submitted: bool = True
    is_received: bool = False
    is_issued: bool = False
    days: int = 0
    asked_days: int = 0  # so many days ago the specialist asked for a paper and an answer
    answers: tuple[tuple[str, Any], ...] = (("copies_wanted", 0),)  # nothing is to be paid


STORIES = {
    "supplement": Told(BIRTH),
    "paused": Told(
        CORRECTION, is_received=True, days=9, asked_days=8, answers=(("change_kind", "correct"),)
    ),
    "late": Told(BIRTH, is_received=True, days=12),
    "refused": Told(BIRTH, is_received=True),
    "refunded": Told(BIRTH, is_received=True, answers=(("copies_wanted", 2),)),
    "paid": Told(BIRTH, is_received=True, is_issued=True, answers=(("copies_wanted", 2),)),
    "collected": Told(BIRTH, is_received=True, answers=(("copies_wanted", 1),)),
    "pressed": Told(BIRTH),
    "listed-1": Told(BIRTH),
    "listed-2": Told(BIRTH),
    "listed-3": Told(BIRTH),
    "linked": Told(LINKED, is_submitted=False),
}


def make(folder: Path) -> None:
    seed_once(0)
    second_receptionist()
    given: dict[str, tuple[str, str]] = {}
    people = iter(CITIZENS)  # everybody once: two of one person would be asked about as duplicates
    for width in WIDTHS:
        for story, told in STORIES.items():
            citizen = next(people)
            at = clock.now() - timedelta(days=told.days, minutes=30)
            with clock.travelling(at):
                dossier = happened(told, citizen, f"{story}-{width}", at)
            db.session.commit()
            given[f"{story}-{width}"] = (dossier.reference, citizen.email)
    (folder / "given.json").write_text(json.dumps(given))


def happened(told: Told, citizen: DemoCitizen, key: str, at: datetime) -> Dossier:
    dossier = draft(told, citizen, key, at)
    if told.is_submitted:
        submission.submit(dossier, by=account(citizen.email), at=at)
    if told.is_received:
        intake.receive(dossier, by=account("minh@h99.example"), at=at)
    if told.is_issued:
        issue(dossier, at)
    if told.asked_days:
        asked = dossier.parts.documents.items[0]
        question = dossier.parts.form.sections[0].fields[0]
        at += timedelta(days=told.days - told.asked_days)
        with clock.travelling(at):
            supplements.request(
                dossier,
                reason="Bản chụp chưa đọc được rõ, tờ khai còn sai.",
                items=[
                    {"document_key": asked.key, "name": asked.name, "text": "chụp lại cho rõ"},
                    {"document_key": "", "field_key": question.key, "name": question.label, "text": ""},
                ],
                by=account("hoa@h99.example"),
                at=at,
            )  # fmt: skip
    return dossier


def issue(dossier: Dossier, at: datetime) -> None:
    hoa, tuan, dung = (account(f"{name}@h99.example") for name in ("hoa", "tuan", "dung"))
    processing.draft_result(dossier, outcome=Outcome.GRANTED, values={}, remark="", by=hoa, at=at)
    db.session.flush()
    processing.propose(dossier, note="", by=hoa, at=at)
    db.session.flush()
    decisions.approve(dossier, note="", by=tuan, at=at)
    db.session.flush()
    decisions.issue(dossier, by=dung, at=at)


def draft(told: Told, citizen: DemoCitizen, key: str, at: datetime) -> Dossier:
    """Filled in, with its papers, as far as the press of Submit."""
    data = told.procedure
    procedure = db.session.scalars(sa.select(Procedure).where(Procedure.code == data.code)).one()
    unit = db.session.scalars(sa.select(Unit).where(Unit.code == WARD)).one()
    answers = data.sample_answers(random.Random(key), citizen, clock.local(at).date())
    answers |= dict(told.answers)
    dossier = submission.begin(
        procedure, unit, answers=answers, key=key, by=account(citizen.email), at=at
    )
    for document in submission.missing_documents(dossier):
        submission.attach(dossier, document.key, scan(document), at=at)
    dossier.delivery_method = DeliveryMethod.ONLINE
    db.session.flush()
    return dossier


def second_receptionist() -> None:
    """Two at one desk, so that both can press at once."""
    unit = db.session.scalars(sa.select(Unit).where(Unit.code == WARD)).one()
    yen = account("yen@h99.example")
    yen.grants.append(
        RoleGrant(unit_id=unit.id, role=Role.RECEPTIONIST, valid_from=unit.valid_from)
    )
    db.session.commit()


def account(email: str) -> Account:
    return db.session.scalars(sa.select(Account).where(Account.email == email)).one()


if __name__ == "__main__":
    settings = load()
    with create_app(settings).app_context():
        migrate.upgrade(settings.database_url)
        make(Path(sys.argv[1]))
