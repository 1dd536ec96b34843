"""Officers together: mentions, labels, instructions, work given away, and standing in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account, Substitution
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import decisions, possible, processing
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action
from portal.dossiers.workplace import assigning, instructions, labelling, noting, substituting
from portal.dossiers.workplace.models import Colour, SavedView
from portal.errors import Conflict, Forbidden, Invalid
from portal.notifications.models import OutboxMessage
from tests.dossiers.walk import draft, drafted, proposed, received
from tests.factories import Cast, make_cast, make_officer, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")
TODAY = date(2026, 3, 18)


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def told(account: Account, key: str) -> list[str]:
    """Subjects of the notices to the officer whose key contains `key`."""
    return list(
        db.session.scalars(
            sa.select(OutboxMessage.subject).where(
                OutboxMessage.account_id == account.id, OutboxMessage.key.contains(key)
            )
        )
    )


# --- notes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    "@Lê Anh Tuấn xem giúp", "Nhờ @le anh tuan, gấp", "@LÊ ANH TUẤN", "@{local} xem giúp",
])  # fmt: skip
def test_who_is_named_after_an_at_sign_is_told(cast: Cast, text: str) -> None:
    dossier = received(cast)
    text = text.replace("{local}", cast.tuan.email.partition("@")[0])
    assert noting.write_note(dossier, text, by=cast.hoa, at=clock.now()) == [cast.tuan]
    assert len(told(cast.tuan, "mention")) == 1
    assert dossier.events[-1].action is Action.NOTE and dossier.events[-1].note == text


def test_only_colleagues_of_the_dossier_can_be_named(cast: Cast) -> None:
    dossier = received(cast)
    count = len(dossier.events)
    for text in ("@Phan Văn Bình xem", "@Nguyễn Thị Lan ơi", "@Lê Anh Tuấnh"):
        with pytest.raises(Invalid, match="Không có đồng nghiệp"):
            noting.write_note(dossier, text, by=cast.hoa, at=clock.now())
    assert len(dossier.events) == count


def test_an_address_of_e_mail_names_nobody(cast: Cast) -> None:
    dossier = received(cast)
    text = "Gửi tới lan@dan.example, tuan@h99.example"
    assert noting.write_note(dossier, text, by=cast.hoa, at=clock.now()) == []


def test_a_name_that_is_nobodys_is_said_beside_the_note(client: FlaskClient, cast: Cast) -> None:
    dossier = received(cast)
    db.session.commit()
    sign_in(client, cast.hoa)
    answer = client.post(
        f"/can-bo/ho-so/{dossier.reference}/ghi-chu", data={"note": "@Bình xem giúp"}
    )
    assert answer.status_code == 422 and "Không có đồng nghiệp" in answer.text


# --- labels ---------------------------------------------------------------------------------


def test_labels_are_a_units_own(cast: Cast) -> None:
    dossier = received(cast)
    urgent = labelling.make_label(cast.unit, "Gấp", Colour.RED, by=cast.hoa, at=clock.now())
    other = labelling.make_label(cast.elsewhere, "x", Colour.BLUE, by=cast.binh, at=clock.now())
    db.session.flush()
    labelling.put_labels(dossier, {urgent.id}, by=cast.minh, at=clock.now())
    assert labelling.labels_on(dossier, {cast.unit.id}) == [urgent]
    assert labelling.labels_on(dossier, {cast.elsewhere.id}) == []
    with pytest.raises(Invalid):
        labelling.put_labels(dossier, {other.id}, by=cast.minh, at=clock.now())
    with pytest.raises(Invalid, match="đã có nhãn"):
        labelling.make_label(cast.unit, "Gấp", Colour.BLUE, by=cast.hoa, at=clock.now())
    with pytest.raises(Forbidden):
        labelling.retire_label(urgent, by=cast.binh, at=clock.now())
    labelling.retire_label(urgent, by=cast.hoa, at=clock.now())
    assert labelling.labels_of({cast.unit.id}) == []
    labelling.put_labels(dossier, set(), by=cast.minh, at=clock.now())
    assert labelling.labels_on(dossier, {cast.unit.id}) == [urgent]  # stays where it was put


def test_a_list_shows_labels_and_is_narrowed_by_one(client: FlaskClient, cast: Cast) -> None:
    marked, plain = received(cast, key="a"), received(cast, key="b")
    label = labelling.make_label(cast.unit, "Gấp quá", Colour.RED, by=cast.hoa, at=clock.now())
    db.session.commit()
    sign_in(client, cast.hoa)
    client.post(f"/can-bo/ho-so/{marked.reference}/nhan", data={"nhan": str(label.id)})
    page = client.get(f"/tham-dinh?nhan={label.id}").text
    assert str(marked.code) in page and str(plain.code) not in page and "Gấp quá" in page


# --- instructions ---------------------------------------------------------------------------


def late(dossier: Dossier) -> Dossier:
    dossier.due_at = clock.now() - timedelta(hours=1)
    db.session.flush()
    return dossier


def test_an_instruction_on_a_late_dossier_must_be_answered_before_it_goes_on(cast: Cast) -> None:
    dossier = late(drafted(cast))
    instructions.instruct(dossier, "Xong trong hôm nay", by=cast.tuan, at=clock.now())
    assert len(told(cast.hoa, "instruction")) == 1
    actions = possible.actions(dossier, cast.hoa, TODAY)
    assert Action.ANSWER_INSTRUCTION in actions and Action.PROPOSE not in actions
    with pytest.raises(Conflict, match="trả lời chỉ đạo"):
        processing.propose(dossier, note="", by=cast.hoa, at=clock.now())
    with pytest.raises(Conflict, match="chưa được trả lời"):
        instructions.instruct(dossier, "Nữa", by=cast.tuan, at=clock.now())
    instructions.answer(dossier, "Vâng, chiều nay", by=cast.hoa, at=clock.now())
    db.session.flush()
    assert len(told(cast.tuan, "answer")) == 1
    processing.propose(dossier, note="", by=cast.hoa, at=clock.now())
    kinds = [event.action for event in dossier.events]
    assert kinds[-3:] == [Action.INSTRUCT, Action.ANSWER_INSTRUCTION, Action.PROPOSE]


def test_only_a_late_dossier_is_instructed_on_and_only_by_a_leader(cast: Cast) -> None:
    dossier = received(cast)
    with pytest.raises(Conflict, match="quá hạn"):
        instructions.instruct(dossier, "Nhanh lên", by=cast.tuan, at=clock.now())
    with pytest.raises(Forbidden):
        instructions.instruct(late(dossier), "Nhanh lên", by=cast.hoa, at=clock.now())
    assert not told(cast.hoa, "instruction")


# --- work given away ------------------------------------------------------------------------


def test_only_an_officer_of_the_role_is_given_a_step(cast: Cast) -> None:
    dossier = received(cast)
    with pytest.raises(Conflict, match="không giữ vai trò"):
        assigning.assign(dossier, cast.dung, by=cast.tuan, at=clock.now())
    with pytest.raises(Forbidden):
        assigning.assign(dossier, cast.hoa, by=cast.hoa, at=clock.now())
    assigning.assign(dossier, cast.hoa, by=cast.tuan, at=clock.now())
    db.session.flush()
    assert dossier.open_task and dossier.open_task.assignee_id == cast.hoa.id
    assert len(told(cast.hoa, "assigned")) == 1
    count = len(dossier.events)
    assigning.assign(dossier, cast.hoa, by=cast.tuan, at=clock.now())
    assert len(dossier.events) == count


def test_the_workload_counts_each_officers_steps_those_who_left_too(cast: Cast) -> None:
    leaver = make_officer("Lò Văn Páo", cast.unit, Role.SPECIALIST)
    draft(late(received(cast, key="a")), leaver)
    draft(received(cast, key="b"), cast.hoa)
    received(cast, key="c")
    leaver.disabled_at = clock.now()
    db.session.flush()
    rows = {w.name: (w.number, w.overdue, w.has_left)
            for w in assigning.workloads(cast.tuan, clock.now())}  # fmt: skip
    assert rows == {
        "Lò Văn Páo": (1, 1, True), "Trần Thị Hoa": (1, 0, False), "": (1, 0, False),
        "Lê Anh Tuấn": (0, 0, False), "Phạm Thị Dung": (0, 0, False),
    }  # fmt: skip


# --- standing in ----------------------------------------------------------------------------


def away(cast: Cast, absent: Account, substitute: Account, **days: int) -> Substitution:
    start, end = days.get("start", 0), days.get("end", 2)
    made = substituting.appoint(
        absent, substitute, TODAY + timedelta(start), TODAY + timedelta(end),
        by=absent, at=clock.now(),
    )  # fmt: skip
    db.session.refresh(substitute)
    return made


def test_a_substitute_sees_and_does_the_work_and_the_event_says_for_whom(cast: Cast) -> None:
    dossier = drafted(cast)  # Hoa has it
    assert Action.PROPOSE not in possible.actions(dossier, cast.dung, TODAY)
    away(cast, cast.hoa, cast.dung)
    assert len(told(cast.dung, "substitution")) == 1
    assert Action.PROPOSE in possible.actions(dossier, cast.dung, TODAY)
    processing.propose(dossier, note="", by=cast.dung, at=clock.now())
    assert dossier.events[-1].actor_name == "Phạm Thị Dung (thay Trần Thị Hoa)"
    assert dossier.events[-1].actor_id == cast.dung.id


def test_a_colleague_of_the_same_role_does_what_the_absent_one_has(cast: Cast) -> None:
    colleague = make_officer("Lò Văn Páo", cast.unit, Role.SPECIALIST)
    dossier = drafted(cast)
    with pytest.raises(Conflict, match="Trần Thị Hoa"):
        processing.propose(dossier, note="", by=colleague, at=clock.now())
    away(cast, cast.hoa, colleague)
    processing.propose(dossier, note="", by=colleague, at=clock.now())
    assert dossier.events[-1].actor_name == "Lò Văn Páo (thay Trần Thị Hoa)"


def test_standing_in_lasts_from_the_first_day_to_the_last(cast: Cast) -> None:
    made = away(cast, cast.hoa, cast.dung, start=1, end=2)
    held = [Role.SPECIALIST in cast.dung.roles_on(TODAY + timedelta(n)) for n in range(4)]
    assert held == [False, True, True, False]
    made.from_day = TODAY
    substituting.end(made, by=cast.hoa, at=clock.now())
    assert Role.SPECIALIST not in cast.dung.roles_on(TODAY)


def test_to_sign_is_not_lent(cast: Cast) -> None:
    dossier = proposed(cast)
    away(cast, cast.tuan, cast.hoa)
    assert Role.LEADER not in cast.hoa.roles_on(TODAY)
    with pytest.raises(Forbidden):
        decisions.approve(dossier, note="", by=cast.hoa, at=clock.now())


def test_who_may_appoint_whom(cast: Cast) -> None:
    def appoint(absent: Account, substitute: Account, by: Account) -> Substitution:
        return substituting.appoint(absent, substitute, TODAY, TODAY, by=by, at=clock.now())

    with pytest.raises(Forbidden):
        appoint(cast.hoa, cast.dung, by=cast.dung)
    with pytest.raises(Invalid):
        appoint(cast.hoa, cast.binh, by=cast.hoa)  # of another unit
    with pytest.raises(Invalid):
        appoint(cast.hoa, cast.hoa, by=cast.hoa)
    assert appoint(cast.hoa, cast.dung, by=cast.tuan).created_by == cast.tuan.id
    with pytest.raises(Conflict):
        appoint(cast.hoa, cast.minh, by=cast.hoa)  # somebody stands in already


def test_a_page_opens_for_a_substitute_while_it_lasts(client: FlaskClient, cast: Cast) -> None:
    dossier = drafted(cast)
    db.session.commit()
    sign_in(client, cast.dung)
    assert client.get("/tham-dinh").status_code == 403
    away(cast, cast.hoa, cast.dung)
    db.session.commit()
    page = client.get("/tham-dinh?muc=cua-toi")
    assert page.status_code == 200 and str(dossier.code) in page.text


# --- saved lists and the wall ---------------------------------------------------------------


def test_a_saved_list_is_shared_with_the_unit_and_deleted_by_its_owner(
    client: FlaskClient, cast: Cast
) -> None:
    colleague = make_officer("Lò Văn Páo", cast.unit, Role.SPECIALIST)
    db.session.commit()
    sign_in(client, cast.hoa)
    sent = {
        "worklist": "tham-dinh",
        "query": "muc=qua-han&cot=thu-tuc.nguoi",
        "name": "Trễ của tôi",
    }
    assert client.post("/can-bo/danh-sach", data=sent).status_code == 303
    client.post("/can-bo/danh-sach", data={**sent, "name": "Trễ chung", "is_shared": "y"})
    assert "Trễ của tôi" in client.get("/tham-dinh").text
    sign_in(client, colleague)
    page = client.get("/tham-dinh").text
    assert "Trễ chung" in page and "Trễ của tôi" not in page
    assert "muc=qua-han" in page
    shared = db.session.scalars(sa.select(SavedView).where(SavedView.name == "Trễ chung")).one()
    assert client.post(f"/can-bo/danh-sach/{shared.id}/xoa").status_code == 403
    sign_in(client, cast.hoa)
    assert client.post(f"/can-bo/danh-sach/{shared.id}/xoa").status_code == 303
    assert "Trễ chung" not in client.get("/tham-dinh").text


def test_the_wall_shows_figures_and_nobodys_name(client: FlaskClient, cast: Cast) -> None:
    dossier = late(received(cast, key="a"))
    received(cast, key="b")
    db.session.commit()
    sign_in(client, cast.minh)
    main = client.get("/can-bo/man-hinh").text.partition("<main")[2]
    assert ">2</dd>" in main and ">1</dd>" in main
    assert "Lan" not in main and str(dossier.code) not in main
