"""Late: one apology with a new day, drafted, signed and sent (Mẫu 04; domain rule 5)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import keys, verification
from portal.documents.issuing import store
from portal.documents.models import Document, DocumentState
from portal.dossiers import decisions, extension, possible, queries, timeline
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Forbidden, Invalid
from portal.notifications.models import OutboxMessage
from tests.documents.tools import text_of
from tests.dossiers.walk import moment, received, signed, submitted
from tests.factories import Cast, authority, make_cast, make_officer

pytestmark = pytest.mark.usefixtures("at_noon")
FRIDAY, MONDAY = date(2026, 3, 27), date(2026, 3, 23)
DUE = moment(23, 17)  # three working days after Wednesday the 18th: a Monday


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def drafted(dossier: Dossier, cast: Cast, day: date = FRIDAY, hour: int = 11) -> Document:
    made = extension.draft(
        dossier, reason="Chờ xác minh nơi cư trú.", new_due_on=day, by=cast.hoa, at=moment(18, hour)
    )
    db.session.flush()
    return made


def test_the_signed_apology_sets_the_new_day_and_leaves_the_first(cast: Cast) -> None:
    dossier = received(cast)
    drafted(dossier, cast)
    assert dossier.extended_to is None, "a draft promises nothing"
    extension.extend(dossier, by=cast.tuan, at=moment(19, 8))
    assert dossier.due_at == DUE and dossier.extended_to == moment(27, 17)
    assert dossier.events[-1].action is Action.EXTEND and dossier.events[-1].due_on is None
    assert dossier.events[-1].note == "Chờ xác minh nơi cư trú."


def test_the_paper_says_both_days_and_carries_the_leaders_signature(
    cast: Cast, tmp_path: Path
) -> None:
    dossier = received(cast)
    drafted(dossier, cast)
    paper = extension.extend(dossier, by=cast.tuan, at=moment(19, 8))
    assert (paper.state, paper.number) == (DocumentState.ISSUED, "01/PXL")
    content = store().read(paper.sha256)
    text = " ".join(text_of(content, tmp_path).split())
    assert "17 giờ 00 phút, ngày 23 tháng 3 năm 2026" in text
    assert "17 giờ 00 phút, ngày 27 tháng 3 năm 2026" in text
    assert "Chờ xác minh nơi cư trú." in text and "Số: 01/PXL" in text
    personal, seal = verification.check(content, [authority().pem])
    assert personal.is_sound and personal.signer == "Lê Anh Tuấn"
    assert seal.is_sound and seal.signer == cast.unit.name


def test_it_says_whether_the_day_has_passed(cast: Cast, tmp_path: Path) -> None:
    before, after = received(cast, key="a"), received(cast, key="b")
    drafted(before, cast)
    drafted(after, cast)
    said = [
        " ".join(text_of(store().read(paper.sha256), tmp_path).split())
        for paper in (
            extension.extend(before, by=cast.tuan, at=moment(19, 8)),
            extension.extend(after, by=cast.tuan, at=moment(24, 8)),
        )
    ]
    assert "không thể trả kết quả" in said[0] and "đến nay" not in said[0]
    assert "Tuy nhiên đến nay" in said[1] and "chưa trả kết quả" in said[1]


def test_only_once(cast: Cast) -> None:
    dossier = received(cast)
    drafted(dossier, cast)
    extension.extend(dossier, by=cast.tuan, at=moment(19, 8))
    with pytest.raises(Conflict, match="một lần"):
        drafted(dossier, cast)
    with pytest.raises(Conflict, match="một lần"):
        extension.extend(dossier, by=cast.tuan, at=moment(20, 8))
    assert Action.DRAFT_EXTENSION not in possible.actions(dossier, cast.hoa, date(2026, 3, 20))


def test_also_after_the_day_has_passed(cast: Cast) -> None:
    dossier = received(cast)
    extension.draft(dossier, reason="Chậm.", new_due_on=FRIDAY, by=cast.hoa, at=moment(25, 9))
    db.session.flush()
    extension.extend(dossier, by=cast.tuan, at=moment(25, 10))
    assert dossier.extended_to == moment(27, 17)


@pytest.mark.parametrize(
    ("day", "why"),
    [(MONDAY, "sau ngày hẹn trả lần đầu"), (date(2026, 3, 28), "ngày nghỉ"),
     (date(2026, 4, 30), "ngày nghỉ")],
)  # fmt: skip
def test_the_new_day_is_a_working_day_after_the_first(cast: Cast, day: date, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refusal:
        drafted(received(cast), cast, day)
    assert "new_due_on" in refusal.value.errors


def test_a_promise_that_has_passed_is_not_signed(cast: Cast) -> None:
    dossier = received(cast)
    drafted(dossier, cast, date(2026, 3, 24))
    with pytest.raises(Invalid, match="đã qua"):
        extension.extend(dossier, by=cast.tuan, at=moment(25, 9))
    drafted(dossier, cast, FRIDAY)  # the same draft, with another day
    assert len([d for d in queries.documents_of(dossier) if d.kind == "apology"]) == 1


def test_the_specialist_drafts_and_the_leader_signs(cast: Cast) -> None:
    dossier = received(cast)
    for other in (cast.minh, cast.tuan, cast.dung, cast.binh):
        with pytest.raises(Forbidden):
            extension.draft(dossier, reason="Chậm.", new_due_on=FRIDAY, by=other, at=clock.now())
    with pytest.raises(Conflict, match="Chưa có dự thảo"):
        extension.extend(dossier, by=cast.tuan, at=clock.now())
    drafted(dossier, cast)
    for other in (cast.minh, cast.hoa, cast.dung, cast.binh):
        with pytest.raises(Forbidden):
            extension.extend(dossier, by=other, at=clock.now())


def test_a_leader_without_a_certificate_sends_nothing(session: Session, cast: Cast) -> None:
    dossier = received(cast)
    drafted(dossier, cast)
    session.commit()
    keys.personal_key_path(cast.tuan.email).unlink()
    with pytest.raises(Conflict, match="chứng thư số"):
        extension.extend(dossier, by=cast.tuan, at=moment(19, 8))
    session.rollback()
    assert dossier.extended_to is None


def test_only_what_is_in_work_is_apologised_for(cast: Cast) -> None:
    with pytest.raises(Conflict):
        extension.draft(
            submitted(cast), reason="Chậm.", new_due_on=FRIDAY, by=cast.hoa, at=clock.now()
        )


def test_the_citizen_is_told_once_of_both_days_and_the_leader_of_the_draft(
    session: Session, cast: Cast
) -> None:
    dossier = received(cast)
    drafted(dossier, cast)
    extension.extend(dossier, by=cast.tuan, at=moment(19, 8))
    told = session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.key.contains("/extended"))
    ).all()
    assert {m.account_id for m in told} == {cast.lan.id}
    assert all("23/03/2026" in m.body and "27/03/2026" in m.body for m in told)
    to_leader = session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.key.contains("/extension"))
    ).all()
    assert [m.account_id for m in to_leader] == [cast.tuan.id]


def test_the_page_says_both_days(app: Flask, cast: Cast) -> None:
    dossier = received(cast)
    drafted(dossier, cast)
    extension.extend(dossier, by=cast.tuan, at=moment(19, 8))
    with app.test_request_context():
        said = timeline.appointment(dossier)
    assert "lần đầu" in said and "23 tháng 3" in said and "27 tháng 3" in said


def test_the_draft_waits_on_the_leaders_list_until_signed(cast: Cast) -> None:
    dossier = received(cast)
    drafted(dossier, cast)
    day = date(2026, 3, 18)
    (waiting,) = queries.beside_the_steps(cast.tuan, Role.LEADER, day)
    assert (waiting.dossier, waiting.action) == (dossier, Action.EXTEND)
    assert queries.beside_the_steps(cast.binh, Role.LEADER, day) == []
    extension.extend(dossier, by=cast.tuan, at=moment(19, 8))
    db.session.flush()
    assert queries.beside_the_steps(cast.tuan, Role.LEADER, day) == []


def test_it_does_not_hold_up_the_result(cast: Cast) -> None:
    dossier = signed(cast)
    drafted(dossier, cast)
    other = make_officer("Lò Văn Páo", cast.unit, Role.CLERK)
    decisions.issue(dossier, by=other, at=moment(26, 9))
    assert dossier.resolved_at == moment(26, 9)
