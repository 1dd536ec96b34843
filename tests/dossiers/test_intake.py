"""The desk receives, declines, enters: NĐ 118/2025/NĐ-CP, domain rules 1–3."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
import zxingcpp
from PIL import Image
from sqlalchemy.orm import Session

from portal import clock, config
from portal.counters import Counter
from portal.documents.issuing import store
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers import intake
from portal.dossiers.intake import PaperCount
from portal.dossiers.models import ActionRefused, DeliveryMethod, Dossier, PaymentState
from portal.dossiers.workflow import Action, State
from portal.errors import Conflict, Forbidden
from portal.notifications.models import OutboxMessage
from portal.procedures.definitions import Channel, Limits, Parts, Route, TimeLimit
from tests.documents.tools import picture_of, text_of
from tests.dossiers.walk import LETTER_WRITER, entered, moment, received, submitted
from tests.factories import PARTS, Cast, make_cast, make_procedure

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def count_of(session: Session, cast: Cast) -> int | None:
    series = f"dossier/{cast.unit.code}/2026-03-18"
    return session.scalar(sa.select(Counter.value).where(Counter.series == series))


def paper_of(session: Session, dossier: Dossier, kind: DocumentKind) -> Document:
    return session.scalars(
        sa.select(Document).where(Document.dossier_id == dossier.id, Document.kind == kind)
    ).one()


def test_receiving_gives_the_code_of_the_unit_the_day_and_the_next_number(cast: Cast) -> None:
    codes = [received(cast, key=f"k{number}").code for number in range(3)]
    assert codes == [f"{cast.unit.code}-260318-{number:04d}" for number in (1, 2, 3)]


def test_three_working_days_from_wednesday_end_on_monday_at_closing_time(cast: Cast) -> None:
    dossier = received(cast)
    assert dossier.received_at == moment(18, 10)
    assert dossier.due_at == moment(23, 17)  # Thu 19, Fri 20, Mon 23


def test_a_dossier_received_after_hours_counts_from_the_next_opening(cast: Cast) -> None:
    with clock.travelling(moment(20, 18)):  # Friday evening: as if on Monday the 23rd
        dossier = received(cast)
    assert dossier.due_at == moment(26, 17)
    assert dossier.code == f"{cast.unit.code}-260320-0001"


def test_a_limit_may_differ_by_channel(session: Session) -> None:
    limits = Limits((TimeLimit("1wd", channels=(Channel.ONLINE,)), TimeLimit("5wd")))
    cast = make_cast(parts=Parts(**{**vars(PARTS), "limits": limits}))
    online, by_hand = submitted(cast, key="a"), entered(cast, key="b")
    for dossier in (online, by_hand):
        intake.receive(dossier, by=cast.minh, at=clock.now())
    assert (online.due_at, by_hand.due_at) == (moment(19, 17), moment(25, 17))


def test_without_a_stated_limit_there_is_no_appointment(session: Session) -> None:
    cast = make_cast(parts=Parts(**{**vars(PARTS), "limits": Limits()}))
    assert received(cast).due_at is None


def test_receiving_opens_the_first_step_at_the_competent_unit(cast: Cast) -> None:
    dossier = received(cast)
    assert dossier.state is State.PROCESSING
    (task,) = dossier.tasks
    assert (task.step_key, task.unit_id, task.assignee_id) == ("assess", cast.unit.id, None)
    # Eight working hours from 10:00: 1.5 before noon, 3.5 after it, 3 on Thursday morning.
    assert task.due_at == moment(19, 10, 30)
    assert [e.action for e in dossier.events] == [
        Action.BEGIN, Action.SUBMIT, Action.RECEIVE, Action.HAND_ON,
    ]  # fmt: skip
    last = dossier.events[-1]
    assert (last.actor_name, last.actor_role, last.actor_unit_id) == (
        "Nguyễn Văn Minh", "receptionist", cast.unit.id,
    )  # fmt: skip


def test_the_receipt_says_what_was_received_and_when_it_is_due(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    dossier = received(cast)
    receipt = paper_of(session, dossier, DocumentKind.RECEIPT)
    assert receipt.state is DocumentState.ISSUED and receipt.issued_at == moment(18, 10)
    text = text_of(store().read(receipt.sha256), tmp_path)
    for words in (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        str(dossier.code),
        "Bộ phận Một cửa Phường Hải An",
        "Nguyễn Thị Lan",
        "Số 5, phố Gốm, phường Hải An",
        "Đăng ký khai sinh",
        "Giấy chứng sinh",
        "3 ngày làm việc",
        "10 giờ 00 phút, ngày 18 tháng 3 năm 2026",
        "17 giờ 00 phút, ngày 23 tháng 3 năm 2026",
        dossier.lookup_code,
        "Nguyễn Văn Minh",
    ):
        assert words in text, (words, text)


def test_the_qr_of_the_receipt_leads_to_the_dossier(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    dossier = received(cast)
    receipt = paper_of(session, dossier, DocumentKind.RECEIPT)
    picture = picture_of(store().read(receipt.sha256), tmp_path, dpi=200)
    read = {code.text for code in zxingcpp.read_barcodes(Image.open(picture))}
    assert read == {f"{config.current().base_url}/tra-cuu?ma={dossier.code}"}


def test_the_citizen_is_told_once_with_code_and_appointment(session: Session, cast: Cast) -> None:
    dossier = received(cast)
    messages = session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.key.contains(f"{dossier.reference}/received"))
    ).all()
    assert {message.recipient for message in messages} >= {cast.lan.email}
    for message in messages:
        assert str(dossier.code) in message.body and "23/03/2026" in message.body
        assert dossier.lookup_code in message.body


def test_a_dossier_received_twice_is_refused_and_takes_no_number(
    session: Session, cast: Cast
) -> None:
    dossier = received(cast)
    before = (dossier.code, dossier.due_at, len(dossier.events), len(dossier.tasks))
    with pytest.raises(ActionRefused):
        intake.receive(dossier, by=cast.minh, at=moment(18, 11))
    assert before == (dossier.code, dossier.due_at, len(dossier.events), len(dossier.tasks))
    assert count_of(session, cast) == 1


def test_a_refused_reception_leaves_no_gap_in_the_numbers(session: Session, cast: Cast) -> None:
    first, second = submitted(cast, key="a"), submitted(cast, key="b")
    second.applicant_identity = "001190000999"
    intake.receive(first, by=cast.minh, at=clock.now())
    session.flush()
    nothing = make_procedure(cast.unit, parts=Parts(**{**vars(PARTS), "route": Route()}))
    second.procedure_version = nothing.current
    savepoint = session.begin_nested()
    with pytest.raises(Conflict, match="chưa có quy trình"):
        intake.receive(second, by=cast.minh, at=clock.now())
    savepoint.rollback()
    assert second.state is State.SUBMITTED and second.code is None
    third = received(cast, key="c")
    assert third.code == f"{cast.unit.code}-260318-0002" and count_of(session, cast) == 2


def test_somebody_elses_receptionist_may_not_receive(session: Session, cast: Cast) -> None:
    dossier = submitted(cast)
    with pytest.raises(Forbidden):
        intake.receive(dossier, by=cast.binh, at=clock.now())
    with pytest.raises(Forbidden):
        intake.receive(dossier, by=cast.hoa, at=clock.now())
    assert dossier.state is State.SUBMITTED and count_of(session, cast) is None


def test_declining_ends_the_dossier_with_the_reason_on_paper(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    dossier = submitted(cast)
    intake.decline(dossier, reason="Trẻ sinh ở xã khác.", by=cast.minh, at=clock.now())
    assert dossier.state is State.DECLINED and dossier.is_ended
    assert dossier.code is None and count_of(session, cast) is None
    slip = paper_of(session, dossier, DocumentKind.DECLINE)
    text = text_of(store().read(slip.sha256), tmp_path)
    assert "PHIẾU TỪ CHỐI TIẾP NHẬN" in text
    assert "Trẻ sinh ở xã khác." in text and "Nguyễn Thị Lan" in text
    told = session.scalars(
        sa.select(OutboxMessage.body).where(OutboxMessage.key.contains("/declined"))
    ).all()
    assert told and all("Trẻ sinh ở xã khác." in body for body in told)


def test_what_was_received_can_no_longer_be_declined(cast: Cast) -> None:
    with pytest.raises(ActionRefused):
        intake.decline(received(cast), reason="Nhầm.", by=cast.minh, at=clock.now())


@pytest.mark.parametrize("channel", [Channel.DESK, Channel.POST])
def test_dossiers_on_paper_come_into_the_same_number_series(cast: Cast, channel: Channel) -> None:
    online = received(cast, key="online")
    dossier = entered(cast, key="paper", channel=channel)
    assert dossier.channel is channel and dossier.state is State.SUBMITTED
    assert dossier.code is None, "the number comes at reception"
    intake.receive(dossier, by=cast.minh, at=clock.now())
    assert online.code == f"{cast.unit.code}-260318-0001"
    assert dossier.code == f"{cast.unit.code}-260318-0002"


def test_the_receipt_of_a_paper_dossier_counts_the_copies(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    dossier = entered(cast, counts={"birth_note": PaperCount(originals=1, photocopies=2)})
    intake.receive(dossier, by=cast.minh, at=clock.now())
    receipt = paper_of(session, dossier, DocumentKind.RECEIPT)
    text = text_of(store().read(receipt.sha256), tmp_path)
    assert re.search(r"Giấy chứng sinh 1 (0 |– |- )?2", text), text
    assert "Trần Thị Mận" in text and "NGƯỜI NỘP HỒ SƠ" in text


def test_who_hands_in_for_himself_is_both_applicant_and_submitter(cast: Cast) -> None:
    dossier = entered(cast)
    assert dossier.submitter_name == dossier.applicant_name == LETTER_WRITER.applicant_name
    assert dossier.submitter_identity == "001190000777"
    assert (dossier.fee_due, dossier.payment) == (8000, PaymentState.UNPAID)
    assert dossier.events[0].action is Action.ENTER and dossier.account_id is None


def test_the_same_key_twice_is_one_dossier(session: Session, cast: Cast) -> None:
    first = entered(cast, key="same")
    assert entered(cast, key="same") is first
    assert session.scalar(sa.select(sa.func.count(Dossier.id))) == 1


def test_a_page_gone_back_to_does_not_swallow_the_next_persons_dossier(
    session: Session, cast: Cast
) -> None:
    entered(cast, key="same")
    with pytest.raises(Conflict, match="đã dùng để nhập hồ sơ"):
        entered(cast, key="same", answers={"child_name": "Trần Bảo Nam"})


def test_nobody_enters_an_online_dossier_at_the_desk(cast: Cast) -> None:
    with pytest.raises(Conflict):
        entered(cast, channel=Channel.ONLINE)


def test_a_result_by_post_goes_to_the_address_given(cast: Cast) -> None:
    dossier = entered(cast, delivery=DeliveryMethod.POST, delivery_address="Số 1, phố Ngang")
    assert dossier.delivery_method is DeliveryMethod.POST
    assert dossier.delivery_address == "Số 1, phố Ngang"
