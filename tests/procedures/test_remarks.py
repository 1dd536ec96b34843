"""A publisher goes through what the importer was not sure of, record by record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.procedures import queries
from portal.procedures.importing.run import import_files
from portal.procedures.models import FlagDecision, Procedure, ProcedureVersion, VersionState
from portal.procedures.remarks import flag_digest
from tests.factories import make_officer, make_procedure, make_unit, sign_in
from tests.procedures.catalogue_records import provincial

pytestmark = pytest.mark.usefixtures("at_noon")


def flag(field: str, reason: str, text: str = "nguyên văn") -> dict[str, str]:
    return {"field": field, "reason": reason, "text": text}


@pytest.fixture
def quynh(session: Session, client: FlaskClient) -> Account:
    account = make_officer("Đỗ Như Quỳnh", make_unit("H99.21"), Role.PUBLISHER)
    sign_in(client, account)
    return account


@pytest.fixture
def three(session: Session, quynh: Account) -> list[Procedure]:
    """Three records of one sector: two remarks, one, one."""
    found = [make_procedure(code=f"9.{n}", title=f"Việc {n}") for n in (1, 2, 3)]
    found[0].current.flags = [
        flag("thoi_han", "Không hiểu thời hạn", "ba hôm"),
        flag("phi_le_phi", "Không hiểu phí"),
    ]
    found[1].current.flags = [flag("phi_le_phi", "Không hiểu phí", "theo biểu")]
    found[2].current.flags = [flag("thoi_han", "Không hiểu thời hạn", "mau")]
    session.commit()
    return found


def test_records_stand_in_order_beside_their_source_and_say_how_many_remain(
    client: FlaskClient, three: list[Procedure]
) -> None:
    page = client.get("/danh-muc/can-xem-lai/9.2").text
    assert "Thủ tục thứ 2 trong 3" in page
    assert "theo biểu" in page and "Cổng này đang hiểu là" in page
    assert 'href="/danh-muc/can-xem-lai/9.1" data-previous' in page
    assert 'href="/danh-muc/can-xem-lai/9.3" data-next' in page
    assert "Không hiểu thời hạn" in page and "2 thủ tục" in page  # why the rest waits


def test_a_choice_of_reason_keeps_its_own_order(
    client: FlaskClient, three: list[Procedure]
) -> None:
    page = client.get("/danh-muc/can-xem-lai/9.1?reason=Không hiểu thời hạn").text
    assert "Thủ tục thứ 1 trong 2" in page
    assert "/danh-muc/can-xem-lai/9.3?reason=" in page and "9.2?reason" not in page


def test_accepting_all_goes_to_the_next_and_the_record_waits_no_more(
    client: FlaskClient, session: Session, three: list[Procedure], quynh: Account
) -> None:
    answer = client.post("/danh-muc/can-xem-lai/9.1")
    assert answer.location == "/danh-muc/can-xem-lai/9.2"
    assert "Thủ tục thứ 1 trong 2" in client.get(answer.location).text
    decided = session.scalars(sa.select(FlagDecision)).all()
    assert {d.digest for d in decided} == {flag_digest(f) for f in three[0].current.flags}
    assert {d.decided_name for d in decided} == {quynh.full_name}
    assert client.post("/danh-muc/can-xem-lai/9.1").status_code == 303  # again: nothing more
    assert len(session.scalars(sa.select(FlagDecision)).all()) == 2
    client.post("/danh-muc/can-xem-lai/9.2")
    last = client.post("/danh-muc/can-xem-lai/9.3")
    assert last.location == "/danh-muc/can-xem-lai"
    assert queries.versions_to_review(session, "", "", 1).total == 0


def test_one_remark_is_accepted_and_the_other_still_waits(
    client: FlaskClient, session: Session, three: list[Procedure]
) -> None:
    mark = flag_digest(three[0].current.flags[0])
    answer = client.post("/danh-muc/can-xem-lai/9.1", data={"mark": mark})
    assert answer.location == "/danh-muc/can-xem-lai/9.1"
    page = client.get(answer.location).text
    assert "Không hiểu phí" in page and "ba hôm" not in page


def test_correcting_opens_a_draft_at_the_tab_in_question(
    client: FlaskClient, session: Session, three: list[Procedure]
) -> None:
    answer = client.post("/danh-muc/can-xem-lai/9.1/sua", data={"field": "thoi_han"})
    draft = session.scalars(
        sa.select(ProcedureVersion).where(ProcedureVersion.state == VersionState.DRAFT)
    ).one()
    assert draft.procedure_id == three[0].id
    assert f"/phien-ban/{draft.id}/" in answer.location and "thoi-han" in answer.location
    assert client.get(answer.location).status_code == 200


def test_what_was_accepted_is_not_asked_again_when_the_file_is_read_again(
    session: Session, client: FlaskClient, quynh: Account, tmp_path: Path
) -> None:
    file = tmp_path / "a.jsonl"
    record = provincial(thoi_han=["ba hôm"])
    file.write_text(json.dumps(record), encoding="utf-8")
    import_files([file], session=session)
    session.commit()
    code = queries.first_for_review(session, "", "")
    client.post(f"/danh-muc/can-xem-lai/{code}")
    assert import_files([file], session=session).unchanged == 1
    assert queries.first_for_review(session, "", "") == ""
    file.write_text(json.dumps({**record, "thoi_han": ["bốn hôm"]}), encoding="utf-8")
    assert import_files([file], session=session).changed == 1
    assert queries.first_for_review(session, "", "") == code  # the new doubt is asked, alone
    waiting = queries.waiting_for_review(session, code, "", "")
    assert waiting is not None
    assert [f["text"] for f in waiting.flagged.flags] == ["bốn hôm"]


def test_only_publishers_come_here(client: FlaskClient, three: list[Procedure]) -> None:
    sign_in(client, make_officer("Nguyễn Văn Minh", make_unit("H99.22"), Role.RECEPTIONIST))
    assert client.get("/danh-muc/can-xem-lai/9.1").status_code == 403
    assert client.post("/danh-muc/can-xem-lai/9.1").status_code == 403
