"""One form, three dossiers at three units (liên thông): parts, clocks, waiting, and an end of one."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.db import db
from portal.demonstration.citizens import CITIZENS
from portal.demonstration.linked_services import CHILD_UNDER_SIX
from portal.demonstration.procedures import PROCEDURES
from portal.dossiers import answers as answers_room
from portal.dossiers import decisions, intake, linking, processing, stopping, submission
from portal.dossiers.fact_models import Fact
from portal.dossiers.intake import PaperCount
from portal.dossiers.models import DeliveryMethod, Dossier, Event, PaymentState
from portal.dossiers.reception import visiting
from portal.dossiers.reception.models import IdentityCheck
from portal.dossiers.workflow import Action, Outcome, State
from portal.procedures.blocks import leaves
from portal.procedures.definitions import (
    Channel,
    Documents,
    Fees,
    Field,
    Form,
    Limits,
    RequiredDocument,
    Section,
    TimeLimit,
)
from portal.procedures.linked_models import LinkedDefinition, LinkedMember, keep
from tests.dossiers.walk import LETTER_WRITER, moment, scan
from tests.factories import (
    PARTS,
    Cast,
    make_cast,
    make_officer,
    make_procedure,
    make_unit,
    sign_in,
)


class Three:
    """Birth and residence at the cast's unit, the card elsewhere; residence waits for birth."""

    def __init__(self, cast: Cast, goes_on_without: bool = False) -> None:
        self.cast = cast
        self.insurance = make_unit(name="Bảo hiểm")
        self.officer = make_officer("Lê Bảo Hiểm", self.insurance, Role.RECEPTIONIST)

        def parts(limit: str, *fields: Field, paper: str = ""):  # noqa: ANN202
            papers = (RequiredDocument(paper, "Giấy tờ", originals=1),) if paper else ()
            return replace(
                PARTS,
                form=Form("Tờ khai", (Section("all", "Tất cả", fields),)),
                documents=Documents(papers),
                fees=Fees(is_free=True),
                limits=Limits((TimeLimit(limit),)),
                result=replace(PARTS.result, template="<p>{{ answers.child_name }}</p>"),
            )

        child = Field("child_name", "Tên trẻ")
        make_procedure(
            cast.unit, code="1", title="Khai sinh", parts=parts("3wd", child, paper="note")
        )
        make_procedure(
            cast.unit, code="2", title="Thường trú",
            parts=parts("7wd", child, Field("home", "Nhà"), Field("number", "Số GKS", required=False)),
        )  # fmt: skip
        make_procedure(
            self.insurance,
            code="3",
            title="Thẻ",
            parts=parts("5wd", child, Field("clinic", "Trạm")),
        )
        self.service = make_procedure(
            cast.unit, code="4", title="Liên thông",
            parts=parts("", child, Field("home", "Nhà"), Field("clinic", "Trạm"), paper="note"),
        )  # fmt: skip
        one = {"child_name": "child_name"}
        keep(
            db.session,
            self.service,
            LinkedDefinition(
                (
                    LinkedMember("birth", "1", one, {"note": "note"}, {}),
                    LinkedMember("card", "3", {**one, "clinic": "clinic"}, {}, {}, stops_with=("birth",)),
                    LinkedMember(
                        "home", "2", {**one, "home": "home"}, {}, {}, waits_for=("birth",),
                        results={"number": ("birth", "number")}, result_papers={"kin": "birth"},
                        goes_on_without=goes_on_without,
                    ),
                )
            ),
            at=clock.now(),
        )  # fmt: skip
        at = clock.now()
        self.parent = submission.begin(
            self.service, cast.unit,
            answers={"child_name": "Gia Hân", "home": "Số 5", "clinic": "Trạm A"},
            key="linked", by=cast.lan, at=at,
        )  # fmt: skip
        submission.attach(self.parent, "note", scan(), at=at)
        self.parent.delivery_method = DeliveryMethod.ONLINE
        linking.hand_in(self.parent, by=cast.lan, at=at)
        db.session.flush()

    def member(self, key: str) -> Dossier | None:
        db.session.flush()
        return {row.member_key: one for row, one in linking.members_of(self.parent)}[key]

    def settle_birth(self, outcome: Outcome) -> None:
        cast, birth = self.cast, self.member("birth")
        assert birth is not None
        intake.receive(birth, by=cast.minh, at=clock.now())
        processing.draft_result(
            birth, outcome=outcome, values={}, remark="Lý do", by=cast.hoa, at=clock.now()
        )
        db.session.flush()
        processing.propose(birth, note="", by=cast.hoa, at=clock.now())
        decisions.approve(birth, note="", by=cast.tuan, at=clock.now())
        db.session.flush()
        decisions.issue(birth, by=cast.dung, at=clock.now())
        db.session.flush()


@pytest.fixture
def three(session: Session, at_noon: None) -> Three:
    return Three(make_cast())


def test_one_form_becomes_dossiers_at_their_units_each_with_its_part_alone(three: Three) -> None:
    birth, card, home = (three.member(key) for key in ("birth", "card", "home"))
    assert three.parent.state is State.LINKED and home is None
    assert birth is not None and card is not None
    assert (birth.state, card.state) == (State.SUBMITTED, State.SUBMITTED)
    assert (birth.unit_id, card.unit_id) == (three.cast.unit.id, three.insurance.id)
    assert birth.answers == {"child_name": "Gia Hân"}
    assert card.answers == {"child_name": "Gia Hân", "clinic": "Trạm A"}
    assert [a.document_key for a in birth.kept_attachments] == ["note"]
    assert card.kept_attachments == [] and card.payment is PaymentState.EXEMPT


def test_pressing_twice_makes_no_second_set(three: Three) -> None:
    before = db.session.query(Dossier).count()
    linking.hand_in(three.parent, by=three.cast.lan, at=clock.now())
    db.session.flush()
    assert db.session.query(Dossier).count() == before


def test_each_has_its_own_clock(three: Three) -> None:
    birth, card = three.member("birth"), three.member("card")
    assert birth is not None and card is not None
    intake.receive(birth, by=three.cast.minh, at=moment(18, 10))
    intake.receive(card, by=three.officer, at=moment(19, 10))
    assert (birth.due_at, card.due_at) == (moment(23, 17), moment(26, 17))
    assert birth.code != card.code


def test_the_one_that_waits_is_handed_in_with_the_result_it_waited_for(three: Three) -> None:
    three.settle_birth(Outcome.GRANTED)
    home = three.member("home")
    assert home is not None and home.state is State.SUBMITTED
    result = home.kept_attachments[0]
    assert result.document_key == "kin" and result.sha256
    assert home.answers == {"child_name": "Gia Hân", "home": "Số 5", "number": "01/GKS-UBND"}
    assert [e.action for e in home.events] == [Action.BEGIN, Action.SUBMIT]


def test_an_end_of_one_holds_the_side_by_side_ones_not_at_all(three: Three) -> None:
    birth, card = three.member("birth"), three.member("card")
    assert birth is not None and card is not None
    intake.receive(card, by=three.officer, at=clock.now())
    intake.receive(birth, by=three.cast.minh, at=clock.now())
    stopping.stop(birth, ground="Trùng", decision="", by=three.cast.tuan, at=clock.now())
    assert card.state is State.PROCESSING
    rows = {row.member_key: row for row, _one in linking.members_of(three.parent)}
    assert rows["home"].held_back_at is not None and "Khai sinh" in rows["home"].held_back_reason
    assert three.member("home") is None


def test_a_refused_first_one_holds_the_waiting_one_back(three: Three) -> None:
    three.settle_birth(Outcome.REFUSED)
    assert three.member("home") is None


def test_a_route_may_say_that_it_goes_on_without(session: Session, at_noon: None) -> None:
    three = Three(make_cast(), goes_on_without=True)
    birth = three.member("birth")
    assert birth is not None
    intake.decline(birth, reason="Không thẩm quyền", by=three.cast.minh, at=clock.now())
    home = three.member("home")
    assert home is not None and home.kept_attachments == [] and "number" not in home.answers


def test_officers_never_meet_the_common_form_and_citizens_see_all_in_one_place(
    three: Three, session: Session, client: FlaskClient
) -> None:
    session.commit()
    birth = three.member("birth")
    assert birth is not None
    sign_in(client, three.cast.minh)
    assert client.get(f"/can-bo/ho-so/{three.parent.reference}").status_code == 404
    case = client.get(f"/can-bo/ho-so/{birth.reference}").text
    assert "Thẻ" in case and "Trạm A" not in case  # the sibling is named, its answers are not
    sign_in(client, three.cast.lan)
    seen = client.get(f"/ho-so/{three.parent.reference}").text
    for words in ("Khai sinh", "Thường trú", "Thẻ", "Chờ kết quả trước", birth.reference):
        assert words in seen
    assert client.post(f"/ho-so/{three.parent.reference}/nop").status_code == 303


def entered_at_the_desk(three: Three, **changes: Any) -> Dossier:
    told: dict[str, Any] = {
        "channel": Channel.DESK, "person": LETTER_WRITER,
        "answers": {"child_name": "Minh Khang", "home": "Số 7", "clinic": "Trạm B"},
        "counts": {"note": PaperCount(originals=1)}, "delivery": DeliveryMethod.DESK,
        "delivery_address": "", "key": "desk", "by": three.cast.minh, "at": clock.now(), **changes,
    }  # fmt: skip
    unit = three.cast.unit
    made = intake.enter(three.service, unit, unit.desks[0], **told)
    db.session.flush()
    return made


def test_a_common_form_entered_at_a_desk_becomes_its_members_in_their_desks_queues(
    three: Three,
) -> None:
    parent = three.parent = entered_at_the_desk(three)
    birth, card = three.member("birth"), three.member("card")
    assert parent.state is State.LINKED and parent.account_id is None
    assert birth is not None and card is not None and three.member("home") is None
    assert {one.state for one in (birth, card)} == {State.SUBMITTED}
    assert {one.channel for one in (birth, card)} == {Channel.DESK}
    assert (birth.desk, birth.helping_desk_id) == (three.cast.unit.desks[0], None)
    # The card's own desk receives it; the person was at the ward's.
    assert (card.desk.unit_id, card.helping_desk_id) == (three.insurance.id, birth.desk_id)
    assert [(e.action, e.actor_id) for e in birth.events] == [(Action.ENTER, three.cast.minh.id)]
    assert birth.applicant_name == LETTER_WRITER.applicant_name
    (note,) = birth.attachments
    assert (note.document_key, note.originals, note.photocopies) == ("note", 1, 0)
    assert entered_at_the_desk(three).id == parent.id  # the same press
    assert len(linking.rows_of(parent)) == 3
    handed_in = db.session.execute(
        sa.select(Fact.unit_id, Fact.channel, Fact.amount)
        .join(Event, Event.id == Fact.event_id)
        .where(Event.dossier_id.in_([parent.id, birth.id, card.id]))
        .order_by(Event.dossier_id)
    ).all()  # two dossiers were handed in; the form they came with is none
    assert [tuple(row) for row in handed_in] == [
        (birth.unit_id, Channel.DESK, 1), (card.unit_id, Channel.DESK, 1),
    ]  # fmt: skip


def test_a_member_entered_at_a_desk_goes_its_way_and_the_waiting_one_follows(three: Three) -> None:
    three.parent = entered_at_the_desk(three)
    three.settle_birth(Outcome.GRANTED)
    home = three.member("home")
    assert home is not None and home.channel is Channel.DESK
    assert home.answers["child_name"] == "Minh Khang" and home.state is State.SUBMITTED
    assert [a.document_key for a in home.attachments] == ["kin"]


def test_a_visit_lists_the_members_and_receives_its_own(three: Three) -> None:
    desk = three.cast.unit.desks[0]
    visit = visiting.open_visit(
        desk, visiting.Submitter("Trần Thị Mận", "", "Số 9, phố Gốm", "", ""),
        channel=Channel.DESK, identity_check=IdentityCheck.CARD, postmark_on=None,
        arrived_on=None, key="visit", by=three.cast.minh, at=clock.now(),
    )  # fmt: skip
    three.parent = visiting.enter(
        visit, three.service, three.cast.unit, visiting.Applicant("", "", ""),
        answers={"child_name": "Minh Khang", "home": "Số 7", "clinic": "Trạm B"},
        counts={"note": PaperCount(originals=1)}, delivery=DeliveryMethod.DESK,
        delivery_address="", key="of the visit", by=three.cast.minh, at=clock.now(),
    )  # fmt: skip
    birth, card = three.member("birth"), three.member("card")
    assert [entry.dossier for entry in visit.entries] == [birth, card]
    (done,) = visiting.receive_all(visit, by=three.cast.minh, at=clock.now())
    assert (done.dossier, done.refusal) == (birth, "")
    assert card is not None and card.state is State.SUBMITTED


def test_the_desks_page_says_where_the_members_went(three: Three, client: FlaskClient) -> None:
    db.session.commit()
    sign_in(client, three.cast.minh)
    address = f"/quay/nhap/{three.service.code}/{three.cast.unit.code}"
    told = {
        "key": "page", "channel": "1", "identity_check": "card", "applicant_name": "Trần Thị Mận", "applicant_address": "Số 9, phố Gốm",
        "delivery": "desk", "answer-child_name": "Khang", "answer-home": "Số 7",
        "answer-clinic": "Trạm", "copies-note-originals": "1",
    }  # fmt: skip
    answer = client.post(address, data=told, follow_redirects=True)
    assert answer.status_code == 200 and "Đã nhập hồ sơ liên thông" in answer.text
    assert "Thẻ (" in answer.text and "Thường trú (nộp sau" in answer.text


def test_the_demonstration_service_fills_every_members_required_questions_and_papers() -> None:
    told = CHILD_UNDER_SIX.procedure.sample_answers(
        random.Random(3), CITIZENS[0], date(2026, 3, 18)
    )
    common = CHILD_UNDER_SIX.procedure.parts
    assert answers_room.unanswered(common.form, told, date(2026, 3, 18)) == []
    by_code = {procedure.code: procedure for procedure in PROCEDURES}
    keys = {field.key for field in leaves(common.form.fields())}
    papers = {document.key for document in common.documents.items}
    for member in CHILD_UNDER_SIX.definition.members:
        parts = by_code[member.procedure_code].parts
        assert set(member.answers.values()) <= keys and set(member.papers.values()) <= papers
        own = {**member.constants, **{k: told[c] for k, c in member.answers.items() if c in told}}
        assert set(own) <= {field.key for field in leaves(parts.form.fields())}
        assert answers_room.unanswered(parts.form, own, date(2026, 3, 18)) == []
        required = {d.key for d in parts.documents.items if d.required and not d.condition}
        assert required <= set(member.papers)


def test_the_desk_finds_the_service_and_comes_to_the_visit_with_its_members(
    three: Three, client: FlaskClient
) -> None:
    db.session.commit()
    sign_in(client, three.cast.minh)
    assert three.service.code in client.get("/quay/nhap").text
    path = f"/quay/nhap/{three.service.code}/{three.cast.unit.code}"
    assert "Dịch vụ liên thông" in client.get(path).text
    told = {
        "key": "q" * 32, "channel": "1", "identity_check": "vneid", "delivery": "desk",
        "applicant_name": "Trần Thị Mận", "applicant_address": "Số 9", "answer-child_name": "Nam",
    }  # fmt: skip
    answer = client.post(path, data=told)
    assert answer.status_code == 303 and "/quay/luot/" in answer.location
    seen = client.get(answer.location).text
    assert "Khai sinh" in seen and "căn cước điện tử trên VNeID" in seen
    visit = answer.location.partition("?")[0]
    assert "nhập từng tờ khai" in client.get(f"{visit}/them").text
    many = f"{visit}/nhieu/{three.service.code}/{three.cast.unit.code}"
    assert client.get(many).status_code == 409
