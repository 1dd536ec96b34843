"""Random presses by random people, legal and illegal, on the real acts and on a reference model that
shares no code with them: what the model allows happens, what it refuses is refused and changes
nothing, no state is reached that it does not know, and every appointment equals its slow count.

Some hundred presses in the suite on each database; PORTAL_TEST_PRESSES=100000 for the full run,
PORTAL_TEST_SEED for another course of events.
Paper is not printed here (its own tests do): pages are empty bytes, signatures are left out.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import issuing, keys, long_term, printing, responders, signing
from portal.documents.models import Document
from portal.dossiers import (
    consultation,
    decisions,
    duplicates,
    duties,
    extension,
    further_supplements,
    handover,
    intake,
    keeping,
    paying,
    processing,
    revocation,
    steps,
    stopping,
    submission,
    supplements,
    verification,
    withdrawal,
)
from portal.dossiers.consultation_models import Opinion
from portal.dossiers.duty_models import DutyKind
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.verification_models import Finding
from portal.dossiers.workflow import Outcome
from portal.errors import Conflict, Refusal
from portal.payments import queries as payments
from portal.payments.models import Way
from portal.procedures.definitions import StepKind
from portal.procedures.models import Procedure
from portal.units.models import Unit
from portal.uploads import Accepted
from tests.dossiers.reference import ENDS, Reference
from tests.dossiers.walk import ANSWERS, moment
from tests.factories import Cast, make_cast, make_officer, make_unit

PRESSES = int(os.environ.get("PORTAL_TEST_PRESSES", "700"))
MOST_IN_A_LIFE = 45
ITEMS = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": "Mờ"}]
SHA = "0" * 64


class Stage:
    """The people and the acts, each as one press with good arguments."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.land = make_unit(name="Sở Đất đai")
        self.people: dict[str, Account] = {
            "lan": cast.lan, "minh": cast.minh, "hoa": cast.hoa, "tuan": cast.tuan,
            "dung": cast.dung, "binh": cast.binh,
            "pao": make_officer("Lò Văn Páo", cast.unit, Role.SPECIALIST),
            "dia": make_officer("Vũ Văn Địa", self.land, Role.SPECIALIST),
        }  # fmt: skip

        self.ids = {name: person.id for name, person in self.people.items()}
        self.places = (cast.unit.id, cast.elsewhere.id, self.land.id, cast.procedure.id)

    def press(self, verb: str, dossier: Dossier, who: str, at: datetime, model: Reference) -> None:
        person = self.people[who]
        act = ACTS[verb]
        if verb in OF_THE_CITIZEN and who != "lan":
            raise Conflict(
                "not theirs"
            )  # the page is the citizen's, the query finds only their own
        act(self, dossier, person, at, model)


def _take(stage: Stage, d: Dossier, by: Account, at: datetime, _m: Reference) -> None:
    task = steps.current_step(d, *StepKind)
    if task.assignee_id == by.id:
        raise Conflict("has it already")
    processing.take(d, task, by=by, at=at)


def _question(d: Dossier) -> Any:
    if not d.open_consultations:
        raise Conflict("nothing is asked")
    return d.open_consultations[0]


def _twin(d: Dossier) -> Dossier:
    """The one handed in earlier for the same person, whatever has become of either."""
    found = db.session.scalars(
        sa.select(Dossier).where(
            Dossier.applicant_identity == d.applicant_identity, Dossier.id < d.id
        )
    ).first()
    if found is None:
        raise Conflict("there is no other")
    return found


def _submit(_s: Stage, d: Dossier, by: Account, at: datetime, _m: Reference) -> None:
    if d.submitted_at is not None:
        raise Conflict("is submitted")  # a second press is answered with the first's page
    submission.submit(d, by=by, at=at)


def _duty(kind: DutyKind) -> Callable[..., Any]:
    return lambda s, d, by, at, m: duties.request(
        d, kind=kind, amount=7000, ground="Căn cứ", by=by, at=at
    )


def _drafted(act: Callable[..., Any]) -> Callable[..., Any]:
    return lambda s, d, by, at, m: act(
        d, outcome=Outcome.GRANTED, values={}, remark="", by=by, at=at
    )


def _plain(act: Callable[..., Any], **told: Any) -> Callable[..., Any]:
    return lambda s, d, by, at, m: act(d, by=by, at=at, **told)


ACTS: dict[str, Callable[..., Any]] = {
    "submit": _submit,
    "discard": _plain(submission.discard),
    "receive": _plain(intake.receive),
    "keep_apart": _plain(duplicates.keep_apart, reason="Con thứ hai"),
    "join": lambda s, d, by, at, m: duplicates.join(d, _twin(d), by=by, at=at),
    "decline": _plain(intake.decline, reason="Không thẩm quyền"),
    "request_supplement": _plain(supplements.request, reason="Mờ", items=ITEMS),
    "answer_supplement": _plain(supplements.answer, text="Đã gửi"),
    "withdraw": _plain(withdrawal.withdraw, reason=""),
    "pay": lambda s, d, by, at, m: paying.collect(d, Way.CASH, by=by, at=at),
    "hand_over": _plain(handover.hand_over, recipient="Lan", identity="", fee_way=Way.CASH),
    "archive": _plain(keeping.archive, place="Kho", note=""),
    "take": _take,
    "release": lambda s, d, by, at, m: processing.release(
        d, steps.current_step(d, *StepKind), by=by, at=at
    ),
    "note": lambda s, d, by, at, m: processing.note(d, "Ghi chú", by=by, at=at),
    "draft_result": _drafted(processing.draft_result),
    "propose": _plain(processing.propose, note=""),
    "propose_without": _plain(processing.propose, note="", without="Không trả lời"),
    "send_back": _plain(decisions.send_back, reason="Sửa"),
    "approve": _plain(decisions.approve, note=""),
    "issue": _plain(decisions.issue),
    "ask_fee": _duty(DutyKind.FEE),
    "ask_tax": _duty(DutyKind.BUDGET),
    "confirm_duty": _plain(duties.confirm, proof="Số 1"),
    "take_back_duty": _plain(duties.take_back, reason="Nhầm"),
    "consult": lambda s, d, by, at, m: consultation.ask(
        d, [s.land], question="Sao?", hours=8, by=by, at=at
    ),
    "answer_question": lambda s, d, by, at, m: consultation.answer(
        d, _question(d), opinion=Opinion.AGREE, text="", by=by, at=at
    ),
    "drop_question": lambda s, d, by, at, m: consultation.drop(
        d, _question(d), reason="Thôi", by=by, at=at
    ),
    "consolidate": _plain(consultation.consolidate, text="Chung"),
    "appoint_visit": lambda s, d, by, at, m: verification.appoint(
        d, place="Nhà", meets_at=at + timedelta(hours=3), people="A", purpose="Xem", by=by, at=at
    ),
    "record_visit": lambda s, d, by, at, m: verification.record(
        d, present="A", finding=Finding.MATCHES, findings="Đúng", photos=[],
        began_at=at - timedelta(minutes=9), ended_at=at - timedelta(minutes=1), by=by, at=at,
    ),
    "drop_visit": _plain(verification.drop, reason="Mưa"),
    "draft_apology": lambda s, d, by, at, m: extension.draft(
        d, reason="Chậm", new_due_on=m.apology_day(at) if m.due else at.date(), by=by, at=at
    ),
    "apologise": _plain(extension.extend),
    "propose_further": _plain(further_supplements.propose, reason="Mờ", ground="Điều 1", items=ITEMS),
    "grant_further": _plain(further_supplements.grant),
    "refuse_further": _plain(further_supplements.refuse, reason="Không"),
    "stop": _plain(stopping.stop, ground="Căn cứ", decision=""),
    "revoke": _plain(revocation.revoke, ground="Sai"),
    "correct": _drafted(revocation.correct),
    "sign_correction": _plain(revocation.sign),
    "replace": _plain(revocation.replace),
}  # fmt: skip
OF_THE_CITIZEN = {"submit", "discard", "answer_supplement", "withdraw"}
ENDING = {"withdraw", "stop", "discard", "decline", "note"}
PEOPLE = ("lan", "minh", "hoa", "pao", "tuan", "dung", "dia", "binh")


@pytest.fixture
def without_paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages are empty and signatures left out: what is pressed is under test, not what is printed."""

    class Nowhere:
        def put(self, _parts: Any) -> tuple[str, int]:
            return SHA, 4

        def read(self, _sha: str) -> bytes:
            return b"%PDF"

    monkeypatch.setattr(issuing, "store", Nowhere)
    monkeypatch.setattr(issuing, "render_paper", lambda *_a, **_k: b"%PDF")
    monkeypatch.setattr(printing, "printed", lambda *_a, **_k: b"%PDF")
    for name in ("prepare", "sign_personally", "seal", "seal_letter"):
        monkeypatch.setattr(signing, name, lambda pdf, *_a, **_k: pdf)
    for name in ("signer_of", "seal_of"):
        monkeypatch.setattr(keys, name, lambda _who: SimpleNamespace(is_remote=False))
    monkeypatch.setattr(responders, "refuse_withdrawn", lambda *_a: None)
    monkeypatch.setattr(long_term, "proofs", lambda *_a: None)
    yield


def begin(stage: Stage, rng: random.Random, number: int, at: datetime) -> tuple[Dossier, Reference]:
    """A life of a person of its own; in every seventh one the same was handed in before."""
    identity, is_online, is_twice = f"00119{number:07d}", rng.random() < 0.5, rng.random() < 0.15
    if is_twice:
        submission.submit(
            _draft(stage, f"twin-{number:012d}", identity, at), by=stage.cast.lan, at=at
        )
    dossier = _draft(stage, f"life-{number:012d}", identity, at)
    dossier.delivery_method = DeliveryMethod.ONLINE if is_online else DeliveryMethod.DESK
    db.session.flush()
    return dossier, Reference(is_online_result=is_online, is_twice=is_twice)


def _draft(stage: Stage, key: str, identity: str, at: datetime) -> Dossier:
    cast = stage.cast
    made = submission.begin(
        cast.procedure, cast.unit, answers=dict(ANSWERS), key=key, by=cast.lan, at=at
    )
    page = Accepted("giấy.pdf", "application/pdf", 4, SHA)
    submission.attach(made, "birth_note", page, at=at)
    made.submitter_identity = made.applicant_identity = identity
    made.delivery_method = DeliveryMethod.DESK
    db.session.flush()
    return made


def choose(rng: random.Random, model: Reference, at: datetime) -> tuple[str, str]:
    """Half of the presses are ones the model would allow, ends a little less often."""
    if rng.random() < 0.5:
        return rng.choice(list(ACTS)), rng.choice(PEOPLE)
    legal: dict[str, list[str]] = {}
    for verb in ACTS:
        for who in PEOPLE:
            if model.copied().press(verb, who, at):
                legal.setdefault(verb, []).append(who)
    calm = [verb for verb in legal if verb not in ENDING]
    verb = rng.choice(calm if calm and rng.random() < 0.95 else list(legal) or ["note"])
    return verb, rng.choice(legal.get(verb, ["binh"]))


def shown(dossier: Dossier) -> tuple[Any, ...]:
    """All that may not change when a press is refused."""
    db.session.expire_all()
    papers = db.session.execute(
        sa.select(Document.id, Document.state).where(Document.dossier_id == dossier.id)
    ).all()
    return (
        dossier.state, dossier.version, dossier.due_at, dossier.extended_to, dossier.payment,
        len(dossier.events), [(t.id, t.closed_at, t.assignee_id) for t in dossier.tasks],
        sorted(map(tuple, papers)),
    )  # fmt: skip


def expect_like_the_model(dossier: Dossier, model: Reference, said: str) -> None:
    db.session.flush()
    assert dossier.state.value == model.state, said
    assert dossier.due_at == model.due, said
    assert dossier.extended_to == model.extended, said
    assert (dossier.payment.value == "paid") == (model.fee == "paid"), said
    task = dossier.open_task
    if model.state in ("processing", "supplement_requested", "payment_requested"):
        assert (task.step_key if task else "") == model.step, said
    if model.state in ENDS:
        assert [t for t in dossier.tasks if t.closed_at is None] == [], said
    if model.state in ("withdrawn", "stopped"):
        assert bool(payments.refunds_of(dossier.id)) == model.refund, said
    last = dossier.events[-1]
    assert last.state_after is dossier.state, said


def test_random_presses_do_what_the_model_says_and_nothing_else(
    session: Session, without_paper: None
) -> None:
    seed = int(os.environ.get("PORTAL_TEST_SEED", "2026"))
    rng, counted = random.Random(seed), Counter[str]()
    with clock.travelling(moment(18, 10)):
        stage = Stage(make_cast())
    session.commit()
    while counted["presses"] < PRESSES:
        one_life(stage, rng, counted)
        session.commit()
        session.expunge_all()
        stage = again(stage)
    sys.stdout.write(f"{dict(counted)}\n")  # pytest -s shows the figures of the full run
    assert counted["refused"] > PRESSES / 5 and counted["done"] > PRESSES / 5
    never = set(ACTS) - {name for name in counted if name in ACTS}
    assert not never or PRESSES < 5000, never


def one_life(stage: Stage, rng: random.Random, counted: Counter[str]) -> None:
    at = moment(18, 10) + timedelta(minutes=rng.randrange(60 * 24 * 60))
    counted["lives"] += 1
    with clock.travelling(at):
        dossier, model = begin(stage, rng, counted["lives"], at)
    said = []
    for _press in range(MOST_IN_A_LIFE):
        at += timedelta(minutes=rng.choice((10, 60, 400, 1500, 4000)) + rng.randrange(10, 60))
        if rng.random() < (0.2 if model.state == "resolved" else 0.03):
            at += timedelta(days=35)  # so long that a result may be put away
        verb, who = choose(rng, model, at)
        said.append(f"{verb} by {who} at {at:%d/%m %H:%M}")
        counted["presses"] += 1
        expected = model.copied()
        with clock.travelling(at):
            if press(stage, dossier, verb, who, at, model, is_legal=expected.press(verb, who, at)):
                model = expected
                counted["done"] += 1
                counted[verb] += 1
            else:
                counted["refused"] += 1
            expect_like_the_model(dossier, model, "; ".join(said[-12:]))
        if model.state in ("declined", "withdrawn", "stopped", "discarded") and rng.random() < 0.5:
            return


def press(
    stage: Stage,
    dossier: Dossier,
    verb: str,
    who: str,
    at: datetime,
    model: Reference,
    *,
    is_legal: bool,
) -> bool:
    """Whether it was done. A refusal leaves no trace, as the edge of a request sees to it."""
    said = f"{verb} by {who} in {model.state}, {model}"
    before = None if is_legal else shown(dossier)
    savepoint = db.session.begin_nested()
    try:
        stage.press(verb, dossier, who, at, model)
        db.session.flush()
    except Refusal as refusal:
        savepoint.rollback()
        assert not is_legal, f"{said}: {refusal.sentence}"
        assert shown(dossier) == before, said
        return False
    savepoint.commit()
    assert is_legal, said
    return True


def again(stage: Stage) -> Stage:
    """The same people and procedure, read anew: a session that grows makes every press slower."""
    fresh = object.__new__(Stage)
    fresh.ids, fresh.places = stage.ids, stage.places
    get = db.session.get_one
    fresh.people = {name: get(Account, number) for name, number in fresh.ids.items()}
    unit, elsewhere, land, procedure = fresh.places
    fresh.land = get(Unit, land)
    fresh.cast = Cast(
        unit=get(Unit, unit),
        elsewhere=get(Unit, elsewhere),
        procedure=get(Procedure, procedure),
        **{name: fresh.people[name] for name in ("lan", "minh", "hoa", "tuan", "dung", "binh")},
    )
    return fresh
