"""The leader stops a dossier with a ground, in writing (Mẫu 05)."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.documents import verification
from portal.documents.issuing import store
from portal.documents.models import DocumentState
from portal.dossiers import stopping, supplements, withdrawal
from portal.dossiers.models import ActionRefused, Dossier, PaymentState
from portal.dossiers.workflow import Action, State
from portal.errors import Conflict, Forbidden, Invalid
from portal.notifications.models import OutboxMessage
from tests.documents.tools import text_of
from tests.dossiers.walk import issued, moment, received, submitted
from tests.factories import Cast, authority, make_cast

pytestmark = pytest.mark.usefixtures("at_noon")
GROUND = "Điều 12: người được khai sinh đã có giấy khai sinh."


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def stop(dossier: Dossier, cast: Cast, **changes: object) -> str:
    values = {"ground": GROUND, "decision": "Trả lại giấy tờ gốc.", "by": cast.tuan, **changes}
    paper = stopping.stop(dossier, at=moment(19, 9), **values)  # type: ignore[arg-type]
    return paper.sha256


def asked(cast: Cast) -> Dossier:
    dossier = received(cast)
    supplements.request(
        dossier,
        reason="Mờ",
        items=[{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": ""}],
        by=cast.hoa,
        at=clock.now(),
    )
    return dossier


def test_a_dossier_in_work_ends_with_its_signed_notice(cast: Cast, tmp_path: Path) -> None:
    dossier = received(cast)
    content = store().read(stop(dossier, cast))
    assert dossier.state is State.STOPPED and dossier.open_task is None
    text = " ".join(text_of(content, tmp_path).split())
    assert GROUND in text and "Trả lại giấy tờ gốc." in text and "thẩm định" in text
    assert "dừng giải quyết hồ sơ nêu trên kể từ ngày 19/03/2026" in text
    personal, seal = verification.check(content, [authority().pem])
    assert personal.is_sound and personal.signer == "Lê Anh Tuấn"
    assert seal.is_sound and seal.signer == cast.unit.name


def test_also_while_a_supplement_is_awaited(cast: Cast, tmp_path: Path) -> None:
    dossier = asked(cast)
    content = store().read(stop(dossier, cast))
    assert dossier.state is State.STOPPED
    assert "chờ bổ sung giấy tờ" in text_of(content, tmp_path)


@pytest.mark.parametrize("walk", [submitted, issued])
def test_neither_before_reception_nor_after_the_result(cast: Cast, walk: object) -> None:
    dossier = walk(cast)  # type: ignore[operator]
    with pytest.raises(Conflict):
        stop(dossier, cast)


def test_only_the_leader_of_the_unit_and_only_with_a_ground(cast: Cast) -> None:
    dossier = received(cast)
    for other in (cast.minh, cast.hoa, cast.dung, cast.binh):
        with pytest.raises(Forbidden):
            stop(dossier, cast, by=other)
    with pytest.raises(Invalid):
        stop(dossier, cast, ground="")
    assert dossier.state is State.PROCESSING


@pytest.mark.parametrize(
    ("payment", "said"),
    [(PaymentState.UNPAID, "chưa thu, Ông/Bà không phải nộp"),
     (PaymentState.PAID, "8.000 đồng đã nộp; việc hoàn trả"),
     (PaymentState.EXEMPT, "không thu")],
)  # fmt: skip
def test_the_notice_settles_the_fee(
    cast: Cast, tmp_path: Path, payment: PaymentState, said: str
) -> None:
    dossier = received(cast)
    dossier.payment = payment
    assert said in " ".join(text_of(store().read(stop(dossier, cast)), tmp_path).split())


def test_the_citizen_is_told_why_and_of_the_fee(session: Session, cast: Cast) -> None:
    dossier = received(cast)
    stop(dossier, cast)
    told = session.scalars(
        sa.select(OutboxMessage.body).where(OutboxMessage.key.contains("/stopped"))
    ).all()
    assert told and all(GROUND in body and "không phải nộp" in body for body in told)
    assert dossier.events[-1].action is Action.STOP
    assert dossier.events[-1].data["decision"] == "Trả lại giấy tờ gốc."


def test_what_is_stopped_stays_so(cast: Cast) -> None:
    dossier = received(cast)
    stop(dossier, cast)
    with pytest.raises(ActionRefused):
        stop(dossier, cast)
    with pytest.raises(ActionRefused):
        withdrawal.withdraw(dossier, reason="", by=cast.lan, at=clock.now())


def test_notices_and_refusals_share_one_register(session: Session, cast: Cast) -> None:
    stop(received(cast, key="a"), cast)
    dossier = received(cast, key="b")
    paper = stopping.stop(dossier, ground=GROUND, decision="", by=cast.tuan, at=moment(19, 10))
    assert (paper.number, paper.state) == ("02/TB-UBND", DocumentState.ISSUED)
