"""Papers and results go from hand to hand against a list that the taker confirms."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.documents.issuing import store as files
from portal.dossiers import control_sheet, duplicates, intake
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.reception import handing_on, list_queries
from portal.dossiers.reception.models import HandoverList, ListKind
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Forbidden
from tests.documents.tools import text_of
from tests.dossiers.walk import entered, issued, moment
from tests.factories import Cast, make_cast, sign_in


@pytest.fixture
def cast(session: Session, at_noon: None) -> Cast:
    return make_cast()


def received(cast: Cast, key: str) -> Dossier:
    dossier = entered(cast, key=key)
    beside = [other.id for other in duplicates.alike(dossier)]
    intake.receive(dossier, told_apart=beside, by=cast.minh, at=clock.now())
    return dossier


def given(cast: Cast, *dossiers: Dossier, kind: ListKind = ListKind.DOSSIERS) -> HandoverList:
    by = cast.minh if kind is ListKind.DOSSIERS else cast.dung
    return handing_on.give(
        kind, cast.unit.desks[0], cast.unit, dossiers, by=by, at=moment(18, 10, 30)
    )


def test_papers_are_given_once_and_confirmed_by_the_taker(cast: Cast, tmp_path: Path) -> None:
    first, second = received(cast, "a"), received(cast, "b")
    made = given(cast, first, second)
    assert made.number == "01/PBG-2026"
    assert list_queries.waiting(ListKind.DOSSIERS, cast.unit.desks[0], cast.unit) == []
    slip = text_of(files().read(made.sha256), tmp_path)
    assert "PHIẾU BÀN GIAO HỒ SƠ" in slip and first.label[-4:] in slip
    assert "Thời gian nhận: … giờ" in slip
    handing_on.take(
        made, {made.lines[1].id: "giấy chứng sinh"}, set(), by=cast.hoa, at=moment(18, 11)
    )
    slip = text_of(files().read(made.taken_sha256), tmp_path)
    assert "11 giờ 00 phút, ngày 18 tháng 3" in slip and "Trần Thị Hoa" in slip
    assert "Thiếu: giấy" in slip
    actions = [e.data["part"] for e in first.events if e.action is Action.TRANSFER]
    assert actions == ["given", "taken"]


def test_the_control_sheet_says_who_gave_and_who_took(cast: Cast) -> None:
    dossier = received(cast, "a")
    made = given(cast, dossier)
    handing_on.take(made, {}, set(), by=cast.hoa, at=moment(18, 11))
    block = control_sheet.control_sheet(dossier, at=moment(18, 11, 30)).handovers[0]
    assert (block.giver, block.receiver, block.at) == (
        "Nguyễn Văn Minh",
        "Trần Thị Hoa",
        moment(18, 11),
    )
    assert "Phiếu bàn giao số 01/PBG-2026" in block.note


def test_what_was_not_there_waits_to_be_given_again(cast: Cast) -> None:
    dossier = received(cast, "a")
    made = given(cast, dossier)
    handing_on.take(made, {}, {made.lines[0].id}, by=cast.hoa, at=moment(18, 11))
    assert list_queries.waiting(ListKind.DOSSIERS, cast.unit.desks[0], cast.unit) == [dossier]
    assert given(cast, dossier).number == "02/PBG-2026"


def test_nobody_confirms_what_they_gave_nor_twice_nor_elsewhere(cast: Cast) -> None:
    made = given(cast, received(cast, "a"))
    with pytest.raises(Forbidden):
        handing_on.take(made, {}, set(), by=cast.minh, at=clock.now())
    with pytest.raises(Forbidden):
        handing_on.take(made, {}, set(), by=cast.binh, at=clock.now())
    handing_on.take(made, {}, set(), by=cast.hoa, at=clock.now())
    with pytest.raises(Conflict):
        handing_on.take(made, {}, set(), by=cast.dung, at=clock.now())


def test_a_dossier_already_on_a_list_is_refused(cast: Cast) -> None:
    dossier = received(cast, "a")
    given(cast, dossier)
    with pytest.raises(Conflict):
        given(cast, dossier)


def test_results_go_back_to_the_desk_against_their_own_list(cast: Cast, tmp_path: Path) -> None:
    dossier = issued(cast)
    online = issued(cast, key="online", delivery=DeliveryMethod.ONLINE)
    waiting = list_queries.waiting(ListKind.RESULTS, cast.unit.desks[0], cast.unit)
    assert dossier in waiting and online not in waiting
    made = given(cast, dossier, kind=ListKind.RESULTS)
    slip = text_of(files().read(made.sha256), tmp_path)
    assert "PHIẾU BÀN GIAO KẾT QUẢ" in slip and "GIẤY KHAI SINH" in slip
    with pytest.raises(Forbidden):
        handing_on.take(made, {}, set(), by=cast.hoa, at=clock.now())
    handing_on.take(made, {}, set(), by=cast.minh, at=moment(18, 15))
    last = control_sheet.control_sheet(dossier, at=moment(18, 16)).handovers[-1]
    assert (last.giver, last.receiver) == ("Phạm Thị Dung", "Nguyễn Văn Minh")


def test_the_pages_give_and_confirm(client: FlaskClient, session: Session, cast: Cast) -> None:
    first, second = received(cast, "a"), received(cast, "b")
    session.commit()
    sign_in(client, cast.minh)
    assert first.label in client.get("/ban-giao").text
    sent = {"kind": "dossiers", "desk": cast.unit.desks[0].code, "unit": cast.unit.code,
            "dossier": [first.reference, second.reference]}  # fmt: skip
    answer = client.post("/ban-giao/lap", data=sent)
    assert answer.status_code == 303
    path = answer.headers["Location"]
    assert client.post("/ban-giao/lap", data=sent).status_code == 409
    assert "không xác nhận thay" in client.get(path).text
    assert client.post(f"{path}/nhan").status_code == 403
    sign_in(client, cast.hoa)
    assert "Chờ Ông/Bà nhận" in client.get("/ban-giao").text
    made = session.get_one(HandoverList, int(path.rpartition("/")[2]))
    taken = {"line": [made.lines[0].id], f"missing-{made.lines[1].id}": "cả bộ"}
    assert client.post(f"{path}/nhan", data=taken).status_code == 303
    shown = client.get(path).text
    assert "Không nhận" in shown and "cả bộ" in shown
    assert client.get(f"{path}/phieu.pdf").data.startswith(b"%PDF")
    sign_in(client, cast.binh)
    assert client.get(path).status_code == 404
