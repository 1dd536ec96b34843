"""Verification on site: appointment, minutes with findings and photographs, calling off."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.documents.issuing import store
from portal.dossiers import processing, verification
from portal.dossiers.models import Dossier
from portal.dossiers.queries import mentioned_files
from portal.dossiers.verification_models import Finding
from portal.errors import Conflict, Invalid
from portal.notifications.models import OutboxMessage
from tests.documents.tools import text_of
from tests.dossiers.walk import drafted, moment, scan
from tests.factories import Cast, make_cast


@pytest.fixture
def cast(session: Session, at_noon: None) -> Cast:
    return make_cast()


def appointed(cast: Cast) -> Dossier:
    dossier = drafted(cast)
    verification.appoint(
        dossier,
        place="Số 5, phố Gốm",
        meets_at=moment(19, 8, 30),
        people="Bà Trần Thị Hoa, chuyên viên\nÔng Tổ trưởng",
        purpose="Xem trẻ có ở tại địa chỉ không.",
        by=cast.hoa,
        at=clock.now(),
    )
    return dossier


def told(**changes: object) -> dict:
    return {
        "present": "Bà Trần Thị Hoa\nBà Nguyễn Thị Lan",
        "finding": Finding.PARTLY,
        "findings": "Trẻ ở với mẹ tại địa chỉ này.",
        "photos": [scan("cong-nha.pdf")],
        "began_at": moment(19, 8, 35),
        "ended_at": moment(19, 9, 10),
        "at": moment(19, 9, 15),
        **changes,
    }


def test_the_applicant_is_told_when_and_where_and_the_task_is_due_then(
    cast: Cast, session: Session
) -> None:
    dossier = appointed(cast)
    task = next(t for t in dossier.tasks if t.is_beside)
    assert (task.due_at, task.assignee_id, task.kind.value) == (
        moment(19, 8, 30), cast.hoa.id, "verify",
    )  # fmt: skip
    session.flush()
    bodies = [m.body for m in session.query(OutboxMessage) if "verification" in m.key]
    assert bodies and all("08 giờ 30" in b and "Số 5, phố Gốm" in b for b in bodies)


def test_the_minutes_are_frozen_as_a_paper_and_name_everybody(cast: Cast, tmp_path: Path) -> None:
    dossier = appointed(cast)
    with pytest.raises(Conflict, match="biên bản"):
        processing.propose(dossier, note="", by=cast.hoa, at=clock.now())
    document = verification.record(dossier, by=cast.hoa, **told())
    text = text_of(store().read(document.sha256), tmp_path)
    for expected in (
        "BIÊN BẢN", "Bà Nguyễn Thị Lan", "Trẻ ở với mẹ", "đúng một phần", "cong-nha.pdf",
        "08 giờ 35", "09 giờ 10",
    ):  # fmt: skip
        assert expected.casefold() in " ".join(text.split()).casefold()
    assert dossier.open_verification is None
    assert dossier.verifications[0].photos[0].sha256 in mentioned_files()
    processing.propose(dossier, note="", by=cast.hoa, at=clock.now())


@pytest.mark.parametrize(
    "changes",
    [
        {"present": ""},
        {"findings": ""},
        {"ended_at": moment(19, 8, 35)},
        {"ended_at": moment(19, 10)},  # after the minutes were written
    ],
)
def test_minutes_without_people_findings_or_sense_in_time_are_refused(
    cast: Cast, changes: dict
) -> None:
    dossier = appointed(cast)
    with pytest.raises(Invalid):
        verification.record(dossier, by=cast.hoa, **told(**changes))
    assert dossier.open_verification is not None


def test_a_visit_called_off_is_told_with_its_reason_and_may_be_set_anew(
    cast: Cast, session: Session
) -> None:
    dossier = appointed(cast)
    verification.drop(dossier, reason="Mưa bão", by=cast.hoa, at=clock.now())
    session.flush()
    assert any("Mưa bão" in m.body for m in session.query(OutboxMessage))
    assert dossier.open_verification is None
    with pytest.raises(Conflict):
        verification.record(dossier, by=cast.hoa, **told())


def test_a_visit_in_the_past_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        verification.appoint(
            drafted(cast), place="x", meets_at=moment(17, 8), people="x", purpose="x",
            by=cast.hoa, at=clock.now(),
        )  # fmt: skip
    assert "meets_on" in refused.value.errors
