"""Other units are asked in parallel, answer or stay silent, and silence is never consent."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import consultation, consultation_queries, control_sheet, processing
from portal.dossiers.consultation_models import Consultation, Opinion
from portal.dossiers.models import Attachment, Dossier
from portal.dossiers.reminders import remind_unit
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Forbidden, Invalid
from portal.notifications.models import MessageChannel, OutboxMessage
from portal.units.models import Unit
from tests.dossiers.walk import drafted, moment, scan
from tests.factories import Cast, make_cast, make_officer, make_unit, sign_in


class Asked:
    """Two units asked about a drafted dossier at 10:00 on a Wednesday, with 8 hours each."""

    def __init__(self, cast: Cast, needs_leader: bool = False) -> None:
        self.cast = cast
        self.land, self.fire = make_unit(name="Sở Đất đai"), make_unit(name="Công an phường")
        self.land_officer = make_officer("Vũ Văn Địa", self.land, Role.SPECIALIST)
        self.land_leader = make_officer("Đào Thị Trưởng", self.land, Role.LEADER)
        self.fire_officer = make_officer("Hồ Văn Cháy", self.fire, Role.SPECIALIST)
        self.dossier = drafted(cast)
        self.questions = consultation.ask(
            self.dossier,
            [self.land, self.fire],
            question="Thửa đất có tranh chấp không?",
            hours=8,
            sections=["child"],
            documents=["birth_note"],
            needs_leader=needs_leader,
            by=cast.hoa,
            at=clock.now(),
        )
        db.session.flush()

    def of(self, unit: Unit) -> Consultation:
        return next(q for q in self.questions if q.unit_id == unit.id)

    def answer(self, unit: Unit, by: Account, opinion: Opinion, text: str = "") -> None:
        consultation.answer(
            self.dossier, self.of(unit), opinion=opinion, text=text, by=by, at=clock.now()
        )
        db.session.flush()


@pytest.fixture
def asked(session: Session, at_noon: None) -> Asked:
    return Asked(make_cast())


def propose(dossier: Dossier, cast: Cast, without: str = "") -> None:
    processing.propose(dossier, note="", without=without, by=cast.hoa, at=clock.now())


def test_each_unit_has_its_own_question_task_and_deadline_and_the_dossier_stays(
    asked: Asked,
) -> None:
    assert [q.due_at for q in asked.questions] == [moment(19, 10, 30)] * 2
    beside = [t for t in asked.dossier.tasks if t.is_beside]
    assert {(t.unit_id, t.role.value, t.kind.value) for t in beside} == {
        (asked.land.id, "specialist", "consult"), (asked.fire.id, "specialist", "consult"),
    }  # fmt: skip
    assert asked.dossier.open_task is not None and asked.dossier.open_task.step_key == "assess"


def test_a_dossier_waits_for_every_answer_and_for_their_consolidation(asked: Asked) -> None:
    with pytest.raises(Invalid) as refused:
        propose(asked.dossier, asked.cast)
    assert "without" in refused.value.errors
    asked.answer(asked.land, asked.land_officer, Opinion.AGREE)
    asked.answer(asked.fire, asked.fire_officer, Opinion.DISAGREE, "Thiếu lối thoát nạn.")
    with pytest.raises(Conflict, match="tổng hợp"):
        propose(asked.dossier, asked.cast)
    consultation.consolidate(
        asked.dossier, text="Một đơn vị chưa đồng ý.", by=asked.cast.hoa, at=clock.now()
    )
    propose(asked.dossier, asked.cast)
    assert asked.dossier.open_task is not None and asked.dossier.open_task.step_key == "approve"


def test_going_on_without_an_answer_is_said_and_is_not_consent(asked: Asked) -> None:
    asked.answer(asked.land, asked.land_officer, Opinion.AGREE)
    consultation.consolidate(asked.dossier, text="Đồng ý.", by=asked.cast.hoa, at=clock.now())
    propose(asked.dossier, asked.cast, without="Quá hạn ba ngày, đã nhắc hai lần.")
    silent = asked.of(asked.fire)
    assert silent.opinion is None and silent.answered_at is None and silent.dropped_at is not None
    proposed = [e for e in asked.dossier.events if e.action is Action.PROPOSE][-1]
    assert proposed.data["without"] == "Quá hạn ba ngày, đã nhắc hai lần."
    with pytest.raises(Conflict):
        asked.answer(asked.fire, asked.fire_officer, Opinion.AGREE)
    sheet = control_sheet.control_sheet(asked.dossier, at=clock.now())
    assert set(sheet.consulted_units) == {asked.land.name, asked.fire.name}
    assert "Không trả lời: Quá hạn ba ngày, đã nhắc hai lần." in {h.note for h in sheet.handovers}


def test_an_overdue_question_is_reminded_of_and_stays_open(asked: Asked, session: Session) -> None:
    remind_unit(asked.fire, at=moment(20, 9))
    session.flush()
    told = session.query(OutboxMessage).filter(
        OutboxMessage.channel == MessageChannel.PORTAL, OutboxMessage.key.contains("overdue")
    )
    assert [m.key.split("/")[3] for m in told] == [str(asked.fire_officer.id)]
    assert asked.of(asked.fire).is_open


def test_where_the_leader_is_wanted_the_specialists_answer_is_a_draft(
    session: Session, at_noon: None
) -> None:
    asked = Asked(make_cast(), needs_leader=True)
    asked.answer(asked.land, asked.land_officer, Opinion.OTHER, "Cần đo lại.")
    question = asked.of(asked.land)
    assert question.is_open and question.drafted_at is not None
    with pytest.raises(Forbidden):
        asked.answer(asked.land, asked.land_officer, Opinion.AGREE)
    consultation.send_back(
        asked.dossier, question, reason="Ghi rõ mốc nào.", by=asked.land_leader, at=clock.now()
    )
    session.flush()
    asked.answer(asked.land, asked.land_officer, Opinion.OTHER, "Cần đo lại mốc 3.")
    asked.answer(asked.land, asked.land_leader, Opinion.OTHER, "Cần đo lại mốc 3.")
    assert not question.is_open and question.leader_name == "Đào Thị Trưởng"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"units": []}, "units"), ({"question": ""}, "question"), ({"hours": 0}, "hours")],
)
def test_a_question_needs_units_words_and_time(asked: Asked, changes: dict, field: str) -> None:
    told = {"units": [make_unit(name="Sở Mới")], "question": "Ý kiến?", "hours": 8, **changes}
    units = told.pop("units")
    with pytest.raises(Invalid) as refused:
        consultation.ask(asked.dossier, units, by=asked.cast.hoa, at=clock.now(), **told)
    assert field in refused.value.errors


def test_nobody_asks_their_own_unit_nor_the_same_unit_twice(asked: Asked) -> None:
    for unit in (asked.cast.unit, asked.land):
        with pytest.raises(Invalid):
            consultation.ask(
                asked.dossier, [unit], question="Sao?", hours=8, by=asked.cast.hoa, at=clock.now()
            )


def test_the_asked_unit_sees_what_it_is_asked_about_and_no_more(
    asked: Asked, session: Session, client: FlaskClient
) -> None:
    hidden = scan("giấy khác.pdf")
    asked.dossier.attachments.append(
        Attachment(
            document_key="other", name="khác.pdf", sha256=hidden.sha256, added_at=clock.now()
        )
    )
    session.commit()
    question = asked.of(asked.land)
    sign_in(client, asked.land_officer)
    seen = client.get(f"/y-kien/{question.id}").text
    assert "Nguyễn Gia Hân" in seen and "giấy chứng sinh.pdf" in seen
    assert "Quan hệ với trẻ" not in seen and "khác.pdf" not in seen
    papers = {a.document_key: a.id for a in asked.dossier.attachments}
    assert client.get(f"/y-kien/{question.id}/giay-to/{papers['birth_note']}").status_code == 200
    assert client.get(f"/y-kien/{question.id}/giay-to/{papers['other']}").status_code == 404
    # The link of a notice about the dossier leads to the question; all else of it is not there.
    reference = asked.dossier.reference
    assert client.get(f"/can-bo/ho-so/{reference}").location == f"/y-kien/{question.id}"
    assert client.get(f"/can-bo/ho-so/{reference}/tep/{papers['birth_note']}").status_code == 404
    sign_in(client, asked.fire_officer)
    assert client.get(f"/y-kien/{question.id}").status_code == 404
    sign_in(client, asked.cast.binh)
    assert client.get(f"/can-bo/ho-so/{reference}").status_code == 404


def test_an_answer_is_sent_with_its_files_and_stands_on_the_case(
    asked: Asked, session: Session, client: FlaskClient
) -> None:
    session.commit()
    question = asked.of(asked.land)
    sign_in(client, asked.land_officer)
    empty = client.post(f"/y-kien/{question.id}", data={"version": asked.dossier.version})
    assert empty.status_code == 422
    sent = client.post(
        f"/y-kien/{question.id}",
        data={
            "version": asked.dossier.version,
            "opinion": "disagree",
            "text": "Đất đang tranh chấp.",
            "files": (io.BytesIO(b"%PDF-nope"), "hỏng.pdf"),
        },
        content_type="multipart/form-data",
    )
    assert sent.status_code == 422  # a broken file keeps the whole answer back
    sent = client.post(
        f"/y-kien/{question.id}",
        data={
            "version": asked.dossier.version,
            "opinion": "disagree",
            "text": "Đất đang tranh chấp.",
        },
    )
    assert sent.status_code == 303
    sign_in(client, asked.cast.hoa)
    case = client.get(f"/can-bo/ho-so/{asked.dossier.reference}").text
    assert "Đất đang tranh chấp." in case and "Không đồng ý" in case
    session.expire_all()
    assert consultation_queries.asked_of(asked.land_officer, clock.today())[0][0].answered_at
