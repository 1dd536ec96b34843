"""A wrong result is revoked and replaced by a linked new one, never edited (domain rule 7)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import verification
from portal.documents.issuing import store
from portal.documents.models import Document, DocumentState
from portal.dossiers import handover, possible, queries, revocation
from portal.dossiers.models import ActionRefused, DeliveryMethod, Dossier
from portal.dossiers.workflow import Action, Outcome, State
from portal.errors import Conflict, Forbidden, Invalid
from portal.notifications.models import OutboxMessage
from portal.payments.models import Way
from tests.documents.tools import text_of
from tests.dossiers.walk import issued, moment, signed
from tests.factories import Cast, authority, make_cast

pytestmark = pytest.mark.usefixtures("at_noon")
DAY = date(2026, 3, 18)


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def results(dossier: Dossier) -> list[Document]:
    return [d for d in queries.documents_of(dossier) if d.kind == "result"]


def revoke(dossier: Dossier, cast: Cast) -> Document:
    made = revocation.revoke(dossier, ground="In sai tên trẻ.", by=cast.tuan, at=moment(20, 9))
    db.session.flush()
    return made


def correct(dossier: Dossier, cast: Cast, outcome: Outcome = Outcome.GRANTED) -> Document:
    made = revocation.correct(
        dossier,
        outcome=outcome,
        values={"child_name": "Nguyễn Gia Hân Mới"},
        remark="Không đủ điều kiện." if outcome is Outcome.REFUSED else "",
        by=cast.hoa,
        at=moment(20, 10),
    )
    db.session.flush()
    return made


def replaced(dossier: Dossier, cast: Cast, **more: Outcome) -> Document:
    revoke(dossier, cast)
    correct(dossier, cast, **more)
    revocation.sign(dossier, by=cast.tuan, at=moment(20, 11))
    db.session.flush()
    made = revocation.replace(dossier, by=cast.dung, at=moment(20, 14))
    db.session.flush()
    return made


def test_what_is_revoked_is_void_at_once_and_its_file_untouched(cast: Cast) -> None:
    dossier = issued(cast)
    before = results(dossier)[0].sha256
    result = revoke(dossier, cast)
    assert (result.state, result.sha256) == (DocumentState.REVOKED, before)
    assert (result.revoked_at, result.revocation_ground) == (moment(20, 9), "In sai tên trẻ.")
    assert dossier.state is State.RESOLVED


def test_nothing_is_handed_over_until_the_replacement_is_issued(cast: Cast) -> None:
    dossier = issued(cast)
    revoke(dossier, cast)
    give = {"recipient": "Lan", "identity": "", "fee_way": Way.CASH, "by": cast.minh}
    with pytest.raises(Conflict, match="chưa có kết quả"):
        handover.hand_over(dossier, at=moment(20, 9), **give)  # type: ignore[arg-type]
    assert Action.RETURN not in possible.actions(dossier, cast.minh, DAY)


def test_the_replacement_is_signed_sealed_numbered_and_linked(cast: Cast, tmp_path: Path) -> None:
    dossier = issued(cast)
    new = replaced(dossier, cast)
    old, same = results(dossier)
    assert same is new and old.superseded_by_id == new.id
    assert (old.number, new.number) == ("01/GKS-UBND", "02/GKS-UBND")
    content = store().read(new.sha256)
    assert verification.is_sound(verification.check(content, [authority().pem]))
    text = " ".join(text_of(content, tmp_path).split())
    assert "Nguyễn Gia Hân Mới" in text
    assert "thay thế văn bản số 01/GKS-UBND ngày 18/03/2026" in text


def test_a_returned_dossier_keeps_its_state_and_is_not_reopened(cast: Cast) -> None:
    dossier = issued(cast, delivery=DeliveryMethod.ONLINE)
    assert dossier.state is State.RETURNED
    resolved, returned = dossier.resolved_at, dossier.returned_at
    replaced(dossier, cast)
    assert dossier.state is State.RETURNED and dossier.open_task is None
    assert (dossier.resolved_at, dossier.returned_at) == (resolved, returned)
    assert {e.state_after for e in dossier.events[-4:]} == {State.RETURNED}


def test_the_outcome_is_that_of_the_replacement(cast: Cast) -> None:
    dossier = issued(cast)
    new = replaced(dossier, cast, outcome=Outcome.REFUSED)
    assert dossier.outcome is Outcome.REFUSED and new.number == "01/TB-UBND"


def test_a_ground_and_an_issued_result_are_needed(cast: Cast) -> None:
    with pytest.raises(Invalid):
        revocation.revoke(issued(cast, key="a"), ground="", by=cast.tuan, at=clock.now())
    with pytest.raises(Conflict):
        revoke(signed(cast, key="b"), cast)
    dossier = issued(cast, key="c")
    revoke(dossier, cast)
    with pytest.raises(Conflict):
        revoke(dossier, cast)


def test_each_step_is_its_officers(cast: Cast) -> None:
    dossier = issued(cast)
    for other in (cast.minh, cast.hoa, cast.dung, cast.binh):
        with pytest.raises(Forbidden):
            revocation.revoke(dossier, ground="Sai.", by=other, at=clock.now())
    revoke(dossier, cast)
    for other in (cast.minh, cast.tuan, cast.dung, cast.binh):
        with pytest.raises(Forbidden):
            revocation.correct(
                dossier, outcome=Outcome.GRANTED, values={}, remark="", by=other, at=clock.now()
            )
    correct(dossier, cast)
    for other in (cast.minh, cast.hoa, cast.dung, cast.binh):
        with pytest.raises(Forbidden):
            revocation.sign(dossier, by=other, at=clock.now())
    revocation.sign(dossier, by=cast.tuan, at=moment(20, 11))
    db.session.flush()
    for other in (cast.minh, cast.hoa, cast.tuan, cast.binh):
        with pytest.raises(Forbidden):
            revocation.replace(dossier, by=other, at=clock.now())


def test_no_replacement_without_a_revocation_and_none_edited_after_signing(cast: Cast) -> None:
    with pytest.raises(Conflict):
        correct(issued(cast, key="a"), cast)
    dossier = issued(cast, key="b")
    revoke(dossier, cast)
    with pytest.raises(Conflict):
        revocation.sign(dossier, by=cast.tuan, at=clock.now())
    correct(dossier, cast)
    with pytest.raises(Conflict):
        revocation.replace(dossier, by=cast.dung, at=clock.now())
    revocation.sign(dossier, by=cast.tuan, at=moment(20, 11))
    db.session.flush()
    with pytest.raises(Conflict, match="đã được ký"):
        correct(dossier, cast)


def test_the_replacement_can_be_revoked_in_its_turn(cast: Cast) -> None:
    dossier = issued(cast)
    second = replaced(dossier, cast)
    third = replaced(dossier, cast)
    first, *_rest = results(dossier)
    assert first.superseded_by_id == second.id and second.superseded_by_id == third.id


def test_each_next_officer_finds_it_on_the_list(cast: Cast) -> None:
    dossier = issued(cast)

    def waiting() -> dict[str, list[Action]]:
        db.session.flush()
        who = {Role.SPECIALIST: cast.hoa, Role.LEADER: cast.tuan, Role.CLERK: cast.dung}
        return {
            role.value: [a.action for a in queries.beside_the_steps(officer, role, DAY)]
            for role, officer in who.items()
        }

    nothing: dict[str, list[Action]] = {"specialist": [], "leader": [], "clerk": []}
    assert waiting() == nothing
    revoke(dossier, cast)
    assert waiting() == {**nothing, "specialist": [Action.CORRECT]}
    correct(dossier, cast)
    assert waiting() == {**nothing, "leader": [Action.SIGN_CORRECTION]}
    revocation.sign(dossier, by=cast.tuan, at=moment(20, 11))
    assert waiting() == {**nothing, "clerk": [Action.REPLACE]}
    revocation.replace(dossier, by=cast.dung, at=moment(20, 14))
    assert waiting() == nothing


def test_the_citizen_is_told_of_both(session: Session, cast: Cast) -> None:
    dossier = issued(cast)
    replaced(dossier, cast)
    keys = session.scalars(
        sa.select(OutboxMessage.key).where(OutboxMessage.account_id == cast.lan.id)
    ).all()
    assert any("/revoked-01/GKS-UBND" in key for key in keys)
    assert any("/replaced-" in key for key in keys)


def test_it_cannot_be_done_in_work(cast: Cast) -> None:
    dossier = signed(cast)
    with pytest.raises((Conflict, ActionRefused)):
        revocation.replace(dossier, by=cast.dung, at=clock.now())
    assert dossier.state is State.PROCESSING
