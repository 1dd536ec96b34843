"""Begin, fill in and hand in: the acts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.dossiers import submission
from portal.dossiers.models import Attachment, DeliveryMethod, Dossier, Event, PaymentState
from portal.dossiers.workflow import Action, State
from portal.errors import Conflict, Invalid
from portal.notifications.models import OutboxMessage
from portal.procedures.definitions import (
    Documents,
    Fees,
    Field,
    Form,
    RequiredDocument,
    Section,
    ServiceLevel,
)
from portal.procedures.models import Procedure
from portal.procedures.publishing import NewVersion, store_version
from portal.units.models import Unit
from portal.uploads import Accepted
from tests.factories import PARTS, make_citizen, make_procedure, make_unit

ANSWERS = {"requester_name": "Lan", "child_name": "Nguyễn An", "born_on": "2026-03-01"}
SCAN = Accepted("giay.pdf", "application/pdf", 10, "a" * 64)

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def unit(session: Session) -> Unit:
    return make_unit()


@pytest.fixture
def lan(session: Session) -> Account:
    return make_citizen()


@pytest.fixture
def birth(unit: Unit) -> Procedure:
    return make_procedure(unit)


def begin(procedure: Procedure, unit: Unit, by: Account, **more: Any) -> Dossier:
    return submission.begin(
        procedure,
        unit,
        **{"answers": dict(ANSWERS), "key": "k" * 32, **more},
        by=by,
        at=clock.now(),
    )


def ready(procedure: Procedure, unit: Unit, by: Account, **more: Any) -> Dossier:
    dossier = begin(procedure, unit, by, **more)
    submission.attach(dossier, "birth_note", SCAN, at=clock.now())
    return dossier


def test_a_draft_knows_who_began_it_and_where_it_goes(
    birth: Procedure, unit: Unit, lan: Account
) -> None:
    dossier = begin(birth, unit, lan)
    assert dossier.state is State.DRAFT
    assert dossier.applicant_name == dossier.submitter_name == "Nguyễn Thị Lan"
    assert dossier.applicant_identity == lan.personal_number
    assert dossier.desk is unit.desks[0]
    assert dossier.procedure_version is birth.current
    assert dossier.reference.startswith("NHAP-")
    assert dossier.code is None
    assert dossier.delivery_method is DeliveryMethod.ONLINE


def test_the_same_key_opens_one_draft(birth: Procedure, unit: Unit, lan: Account) -> None:
    first = begin(birth, unit, lan)
    assert begin(birth, unit, lan) is first
    assert begin(birth, unit, lan, key="l" * 32) is not first
    assert db.session.scalar(sa.select(sa.func.count(Dossier.id))) == 2


def test_somebody_elses_key_opens_nothing(birth: Procedure, unit: Unit, lan: Account) -> None:
    begin(birth, unit, lan)
    with pytest.raises(Conflict):
        begin(birth, unit, make_citizen("Trần Văn Bình"))
    assert db.session.scalar(sa.select(sa.func.count(Dossier.id))) == 1


def test_level_two_is_not_begun_online(unit: Unit, lan: Account) -> None:
    with pytest.raises(Conflict, match="Bộ phận Một cửa"):
        begin(make_procedure(unit, level=ServiceLevel.INFORMATION), unit, lan)


def test_without_a_form_nothing_is_begun(unit: Unit, lan: Account) -> None:
    bare = make_procedure(unit, parts=replace(PARTS, form=Form()))
    with pytest.raises(Conflict):
        begin(bare, unit, lan)


def test_an_abolished_procedure_is_not_begun(birth: Procedure, unit: Unit, lan: Account) -> None:
    birth.is_in_force = False
    with pytest.raises(Conflict, match="hiệu lực"):
        begin(birth, unit, lan)


def test_a_section_saved_leaves_the_others(birth: Procedure, unit: Unit, lan: Account) -> None:
    dossier = begin(birth, unit, lan)
    submission.save_answers(dossier, {"child_name": "Nguyễn Bình"})
    assert dossier.answers == {**ANSWERS, "child_name": "Nguyễn Bình"}


def test_handing_in_moves_the_dossier_and_tells_the_person(
    birth: Procedure, unit: Unit, lan: Account
) -> None:
    dossier = ready(birth, unit, lan)
    submission.submit(dossier, by=lan, at=clock.now())
    assert dossier.state is State.SUBMITTED
    assert dossier.submitted_at == clock.now()
    assert (dossier.fee_due, dossier.payment) == (8000, PaymentState.UNPAID)
    event = db.session.scalars(sa.select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    assert (event.action, event.actor_id) == (Action.SUBMIT, lan.id)
    subjects = db.session.scalars(sa.select(OutboxMessage.subject)).all()
    assert subjects and all("Đã nhận hồ sơ" in subject for subject in subjects)


def test_handing_in_twice_changes_nothing(birth: Procedure, unit: Unit, lan: Account) -> None:
    dossier = ready(birth, unit, lan)
    submission.submit(dossier, by=lan, at=clock.now())
    db.session.flush()
    before = [db.session.scalar(sa.select(sa.func.count(x.id))) for x in (Event, OutboxMessage)]
    assert submission.submit(dossier, by=lan, at=clock.now()) is dossier
    db.session.flush()
    after = [db.session.scalar(sa.select(sa.func.count(x.id))) for x in (Event, OutboxMessage)]
    assert before == after


def test_a_gap_in_the_form_keeps_the_draft_back(birth: Procedure, unit: Unit, lan: Account) -> None:
    dossier = ready(birth, unit, lan, answers={"requester_name": "Lan"})
    with pytest.raises(Invalid, match="Tờ khai"):
        submission.submit(dossier, by=lan, at=clock.now())
    assert dossier.state is State.DRAFT


def test_a_missing_paper_keeps_the_draft_back(birth: Procedure, unit: Unit, lan: Account) -> None:
    dossier = begin(birth, unit, lan)
    with pytest.raises(Invalid, match="giấy tờ"):
        submission.submit(dossier, by=lan, at=clock.now())
    assert [d.key for d in submission.missing_documents(dossier)] == ["birth_note"]


def test_only_papers_required_in_every_case_are_missed(unit: Unit, lan: Account) -> None:
    papers = Documents(
        (
            RequiredDocument("always", "Luôn cần"),
            RequiredDocument("maybe", "Khi uỷ quyền", condition="Nếu uỷ quyền"),
            RequiredDocument("case", "Trường hợp khác", case="Trẻ bị bỏ rơi"),
            RequiredDocument("free", "Nếu có", required=False),
        )
    )
    procedure = make_procedure(unit, parts=replace(PARTS, documents=papers))
    dossier = begin(procedure, unit, lan)
    assert [d.key for d in submission.missing_documents(dossier)] == ["always"]


def test_a_free_procedure_is_exempt(unit: Unit, lan: Account) -> None:
    dossier = ready(make_procedure(unit, parts=replace(PARTS, fees=Fees(is_free=True))), unit, lan)
    submission.submit(dossier, by=lan, at=clock.now())
    assert (dossier.fee_due, dossier.payment) == (0, PaymentState.EXEMPT)


def test_the_same_file_sent_twice_is_there_once(birth: Procedure, unit: Unit, lan: Account) -> None:
    dossier = ready(birth, unit, lan)
    submission.attach(dossier, "birth_note", SCAN, at=clock.now())
    submission.attach(dossier, "birth_note", replace(SCAN, sha256="b" * 64), at=clock.now())
    submission.attach(dossier, "other", SCAN, at=clock.now())
    assert len(dossier.kept_attachments) == 3


def test_a_file_taken_off_is_missed_again(birth: Procedure, unit: Unit, lan: Account) -> None:
    dossier = ready(birth, unit, lan)
    submission.detach(dossier, dossier.kept_attachments[0], at=clock.now())
    assert submission.missing_documents(dossier)
    assert db.session.scalar(sa.select(sa.func.count(Attachment.id))) == 1


def test_a_dossier_holds_only_so_many_files(birth: Procedure, unit: Unit, lan: Account) -> None:
    dossier = begin(birth, unit, lan)
    for number in range(submission.MOST_FILES):
        submission.attach(
            dossier, "birth_note", replace(SCAN, sha256=f"{number:064x}"), at=clock.now()
        )
    with pytest.raises(Invalid, match="100"):
        submission.attach(dossier, "birth_note", SCAN, at=clock.now())


def test_what_was_handed_in_is_no_longer_changed(
    birth: Procedure, unit: Unit, lan: Account
) -> None:
    dossier = ready(birth, unit, lan)
    submission.submit(dossier, by=lan, at=clock.now())
    with pytest.raises(Conflict):
        submission.save_answers(dossier, {})
    with pytest.raises(Conflict):
        submission.attach(dossier, "birth_note", SCAN, at=clock.now())
    with pytest.raises(Conflict):
        submission.detach(dossier, dossier.kept_attachments[0], at=clock.now())
    with pytest.raises(Conflict):
        submission.choose_delivery(dossier, DeliveryMethod.DESK, "", "0901234567", "")


def test_a_result_comes_online_at_level_four_only(unit: Unit, lan: Account) -> None:
    dossier = begin(make_procedure(unit, level=ServiceLevel.PARTIAL), unit, lan)
    assert dossier.delivery_method is DeliveryMethod.DESK
    with pytest.raises(Invalid):
        submission.choose_delivery(dossier, DeliveryMethod.ONLINE, "", "0901234567", "")


def test_post_needs_an_address_and_the_others_keep_none(
    birth: Procedure, unit: Unit, lan: Account
) -> None:
    dossier = begin(birth, unit, lan)
    with pytest.raises(Invalid):
        submission.choose_delivery(dossier, DeliveryMethod.POST, "", "0901234567", "")
    submission.choose_delivery(dossier, DeliveryMethod.POST, "Số 1 phố Huế", "0901234567", "")
    assert dossier.delivery_address == "Số 1 phố Huế"
    submission.choose_delivery(dossier, DeliveryMethod.DESK, "Số 1 phố Huế", "0901234567", "")
    assert dossier.delivery_address == ""


def test_a_draft_of_an_older_version_is_brought_up_to_date(
    birth: Procedure, unit: Unit, lan: Account
) -> None:
    dossier = ready(birth, unit, lan)
    assert submission.renew(dossier) is False
    form = Form(
        "Tờ khai", (Section("child", "Trẻ", (Field("child_name", "Tên"), Field("new", "Mới"))),)
    )
    store_version(
        db.session,
        NewVersion(
            code=birth.code,
            title=birth.title,
            sector="Hộ tịch",
            level=ServiceLevel.PARTIAL,
            authority_level=birth.authority_level,
            parts=replace(PARTS, form=form),
        ),
        at=clock.now(),
    )
    db.session.flush()
    db.session.expire(birth)
    assert submission.renew(dossier) is True
    assert dossier.procedure_version is birth.current
    assert dossier.answers == {"child_name": "Nguyễn An"}
    assert dossier.delivery_method is DeliveryMethod.DESK
