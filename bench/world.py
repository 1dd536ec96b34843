"""The throw-away province: the demonstration's, a long catalogue, dossiers at every stage."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from portal import clock, config, create_app, migrate
from portal.accounts.models import Account
from portal.db import db
from portal.demonstration.citizens import CITIZENS
from portal.demonstration.procedures import PROCEDURES
from portal.dossiers import decisions, processing, submission
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Outcome
from portal.procedures.models import Offering, Procedure
from portal.procedures.publishing import NewVersion, store_version
from portal.seeding import past, world
from portal.units.models import Unit

WARD = "H99.11"
TITLE = "Đăng ký khai sinh"
PUBLISHED = datetime(2025, 7, 1, tzinfo=UTC)

_VERBS = ("Đăng ký", "Cấp", "Cấp lại", "Gia hạn", "Điều chỉnh", "Thu hồi", "Xác nhận", "Công nhận")
_THINGS = (
    "giấy phép khai thác bến khách ngang sông",
    "giấy chứng nhận cơ sở nuôi ong",
    "chứng chỉ hành nghề đo đạc",
    "quyết định hỗ trợ người cao tuổi",
    "giấy phép biểu diễn nghệ thuật",
    "thẻ hướng dẫn viên du lịch",
    "giấy xác nhận nguồn gốc lâm sản",
    "khai sinh cho trẻ em đã có hồ sơ cá nhân",
    "hợp đồng cung cấp nước sạch",
    "giấy chứng nhận đủ điều kiện an toàn thực phẩm",
)
_CASES = (
    "", "đối với hộ gia đình", "đối với tổ chức", "có yếu tố nước ngoài", "lưu động",
    "trong trường hợp bị mất hoặc hỏng", "thuộc thẩm quyền của tỉnh", "tại khu vực biên giới",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """The application and, by reference, dossiers of one ward: `drafts` ready to be handed in,
    `waiting` at the desk (the oldest first; the last ones stay there)."""

    app: Flask
    drafts: list[str]
    waiting: list[str]

    def sign_results(self, references: list[str]) -> None:
        """Bring received dossiers to the clerk: drafted, proposed, approved and signed."""
        with self.app.app_context():
            at = clock.now()
            for reference in references:
                dossier = db.session.scalar(
                    sa.select(Dossier).where(Dossier.reference == reference)
                )
                assert dossier is not None
                assert dossier.procedure_version.parts  # read before the acts, as views do
                specialist, leader = _account("hoa@h99.example"), _account("tuan@h99.example")
                while dossier.open_task is not None and dossier.open_task.role == "specialist":
                    processing.draft_result(
                        dossier, outcome=Outcome.GRANTED, values={}, remark="", by=specialist, at=at
                    )
                    processing.propose(dossier, note="", by=specialist, at=at)
                decisions.approve(dossier, note="", by=leader, at=at)
            db.session.commit()


def make(folder: Path, url: str, *, dossiers: int, waiting: int, procedures: int) -> World:
    """`dossiers` drafts and as many to receive, `waiting` that stay, `procedures` more in the
    catalogue than the demonstration has."""
    settings = config.load({"PORTAL_DATA_DIR": str(folder), "PORTAL_DATABASE_URL": url})
    migrate.upgrade(url)
    app = create_app(settings)
    with app.app_context():
        world.make()
        _long_catalogue(procedures)
        drafts = [_draft() for _number in range(dossiers)]
        handed_in = [_draft(hand_in=True) for _number in range(dossiers + waiting)]
        db.session.commit()
        return World(
            app,
            drafts=[dossier.reference for dossier in drafts],
            waiting=[dossier.reference for dossier in handed_in],
        )


def close() -> None:
    db.close()


def _long_catalogue(count: int) -> None:
    """Synthetic procedures with the demonstration's parts; every tenth is taken by the wards."""
    chance = random.Random(1)
    wards = list(db.session.scalars(sa.select(Unit).where(Unit.kind == "commune")))
    for number in range(count):
        model = PROCEDURES[number % len(PROCEDURES)]
        verb, thing, case = (chance.choice(words) for words in (_VERBS, _THINGS, _CASES))
        new = NewVersion(
            code=f"BENCH-{number:06d}",
            title=f"{verb} {thing} {case}".strip(),
            sector=model.sector,
            level=model.level,
            authority_level=model.authority_level,
            parts=model.parts,
            decision_number=model.decision_number,
            signed_on=model.signed_on,
            effective_from=model.effective_from,
            source="bench",
        )
        store_version(db.session, new, at=PUBLISHED)
        if number % 10 == 0:
            procedure = db.session.scalar(sa.select(Procedure).where(Procedure.code == new.code))
            assert procedure is not None
            procedure.offerings = [Offering(unit_id=ward.id) for ward in wards]
    db.session.flush()


def _draft(*, hand_in: bool = False) -> Dossier:
    data = next(p for p in PROCEDURES if p.title == TITLE)
    citizen = next(c for c in CITIZENS if c.email == "lan@dan.example")
    account, at = _account(citizen.email), clock.now()
    procedure = db.session.scalar(sa.select(Procedure).where(Procedure.code == data.code))
    unit = db.session.scalar(sa.select(Unit).where(Unit.code == WARD))
    assert procedure is not None and unit is not None
    dossier = submission.begin(
        procedure,
        unit,
        answers=data.sample_answers(random.Random(2), citizen, clock.local(at).date()),
        key=secrets.token_hex(16),
        by=account,
        at=at,
    )
    # Of a person each: dossiers of one person are duplicates, which nobody receives undecided.
    number = f"0011{secrets.randbelow(10**8):08d}"
    dossier.submitter_identity = dossier.applicant_identity = number
    for document in submission.missing_documents(dossier):
        submission.attach(dossier, document.key, past.scan(document), at=at)
    if hand_in:
        submission.submit(dossier, by=account, at=at)
    return dossier


def _account(email: str) -> Account:
    account = db.session.scalar(sa.select(Account).where(Account.email == email))
    assert account is not None
    return account
