"""What a person agreed to, takes along, and has put right; each for nobody but themselves."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import consents
from portal.accounts.consent_models import ConsentDecision
from portal.accounts.roles import Role
from portal.privacy import exporting
from portal.privacy.models import CorrectionRequest
from portal.units.models import UnitKind
from tests.dossiers import walk
from tests.factories import make_cast, make_citizen, make_officer, make_unit, sign_in

PAGE = "/tai-khoan/du-lieu"


def test_consent_is_given_and_taken_back_and_both_stay(
    session: Session, client: FlaskClient, at_noon: None
) -> None:
    lan, stranger = make_citizen(), make_citizen("Lê Thị Lạ")
    session.commit()
    sign_in(client, lan)
    assert not consents.has_consented(lan.id, "survey")
    for decision in ("give", "give", "withdraw", "withdraw"):
        answer = client.post(f"{PAGE}/dong-y", data={"purpose": "survey", "decision": decision})
        assert answer.status_code == 303
        assert consents.has_consented(lan.id, "survey") is (decision == "give")
    assert not consents.has_consented(stranger.id, "survey")
    rows = session.execute(sa.select(ConsentDecision.is_given, ConsentDecision.version)).all()
    assert [tuple(row) for row in rows] == [(True, 2), (False, 2)]
    assert client.post(f"{PAGE}/dong-y", data={"purpose": "quảng cáo"}).status_code == 422
    for change in ("UPDATE consent_decision SET text = ''", "DELETE FROM consent_decision"):
        with pytest.raises(DBAPIError, match="only ever added"), session.begin_nested():
            session.execute(sa.text(change))


def test_who_agreed_to_an_older_text_is_asked_again(
    session: Session, at_noon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan = make_citizen()
    consents.decide(lan, "phone", is_given=True, at=clock.now())
    session.flush()
    newer = consents.Purpose("phone", 3, "Điện thoại", "Nội dung mới")
    monkeypatch.setitem(consents.BY_KEY, "phone", newer)
    assert not consents.has_consented(lan.id, "phone")
    assert consents.decide(lan, "phone", is_given=True, at=clock.now())
    session.flush()
    assert consents.has_consented(lan.id, "phone")


def test_the_copy_holds_what_is_the_persons_and_nothing_of_others(
    session: Session, client: FlaskClient, at_noon: None
) -> None:
    cast = make_cast()
    dossier = walk.received(cast)
    other = make_citizen("Lê Thị Lạ")
    session.commit()
    sign_in(client, cast.minh)
    assert client.get(f"/can-bo/ho-so/{dossier.reference}").status_code == 200
    sign_in(client, cast.lan)
    assert client.post(f"{PAGE}/ban-sao").status_code == 303
    assert client.post(f"{PAGE}/ban-sao").status_code == 409
    (waiting,) = exporting.waiting()
    exporting.make(waiting, at=clock.now())
    session.commit()
    address = f"{PAGE}/ban-sao/{waiting}"
    archive = zipfile.ZipFile(io.BytesIO(client.get(address).data))
    told = json.loads(archive.read("du-lieu.json"))
    assert told["tai_khoan"]["ho_ten"] == "Nguyễn Thị Lan"
    (mine,) = told["ho_so"]
    assert mine["ma"] == dossier.code and mine["to_khai"]["child_name"] == "Nguyễn Gia Hân"
    assert any("tiếp nhận" in look["ai"] for look in mine["ai_da_xem"])
    assert "Minh" not in json.dumps(mine["ai_da_xem"], ensure_ascii=False)
    text = archive.read("doc-truoc.html").decode()
    assert "Nguyễn Gia Hân" in text and not re.search(r"https?://|<script", text)
    papers = [name for name in archive.namelist() if name.startswith("giay-to/")]
    assert len(papers) == 1 and archive.read(papers[0]).startswith(b"%PDF")
    sign_in(client, other)
    assert client.get(address).status_code == 404
    sign_in(client, cast.lan)
    later = clock.now() + timedelta(days=8)
    with clock.travelling(later):
        exporting.give_up_old(at=later)
        session.commit()
        assert client.get(address).status_code == 404
    assert exporting.mentioned_files() == set()


def test_a_correction_is_asked_for_decided_by_the_province_and_answered(
    session: Session, client: FlaskClient, at_noon: None
) -> None:
    province = make_unit(name="Tỉnh Sông Lam", kind=UnitKind.PROVINCE)
    tri = make_officer("Vũ Quang Trị", province, Role.ADMINISTRATOR)
    of_a_ward = make_officer("Bùi Văn Du", make_unit(), Role.ADMINISTRATOR)
    lan = make_citizen()
    session.commit()
    sign_in(client, lan)
    asked = {"field": "birth_date", "right": "31/2/1990", "evidence": "Giấy khai sinh số 5"}
    wrong = client.post(f"{PAGE}/dinh-chinh", data=asked)
    assert wrong.status_code == 422 and "ngày/tháng/năm" in wrong.text
    asked["right"] = "5/3/1990"
    assert client.post(f"{PAGE}/dinh-chinh", data=asked).status_code == 303
    assert client.post(f"{PAGE}/dinh-chinh", data=asked).status_code == 409
    request = session.scalars(sa.select(CorrectionRequest)).one()
    address = f"/quan-tri/dinh-chinh/{request.id}"
    sign_in(client, of_a_ward)
    assert client.get(address).status_code == 404
    sign_in(client, tri)
    assert lan.full_name in client.get("/quan-tri/dinh-chinh").text
    assert client.post(address, data={"decision": "grant"}).status_code == 422
    answer = {"decision": "grant", "reason": "Đã đối chiếu giấy khai sinh"}
    assert client.post(address, data=answer).status_code == 303
    session.refresh(lan)
    assert str(lan.birth_date) == "1990-03-05"
    assert client.post(address, data=answer).status_code == 409
    sign_in(client, lan)
    assert "Đã đối chiếu giấy khai sinh" in client.get(PAGE).text


def test_the_page_shows_what_is_kept_and_how_each_is_put_right(
    session: Session, client: FlaskClient, at_noon: None
) -> None:
    lan = make_citizen(personal_number="001190000001", address="Số 7, phố Gốm")
    session.commit()
    sign_in(client, lan)
    shown = client.get(PAGE).text
    for value in (lan.full_name, "001190000001", lan.email, lan.phone, "Số 7, phố Gốm"):
        assert value in shown
    for way in ("/tai-khoan#phone", "/tai-khoan#address", "/tai-khoan/email", "?muc=birth_date"):
        assert way in shown
    chosen = client.get(f"{PAGE}?muc=birth_date").text
    assert re.search(r'value="birth_date"\s+checked', chosen)
    assert client.get(f"{PAGE}?muc=password_hash").status_code == 200
    wrong = {"field": "password_hash", "right": "x", "evidence": "y"}
    assert client.post(f"{PAGE}/dinh-chinh", data=wrong).status_code == 422


def test_an_administrator_sees_what_is_past_its_time_and_confirms_before_it_goes(
    session: Session, client: FlaskClient, at_noon: None
) -> None:
    province = make_unit(name="Tỉnh Sông Lam", kind=UnitKind.PROVINCE)
    tri = make_officer("Vũ Quang Trị", province, Role.ADMINISTRATOR)
    of_a_ward = make_officer("Bùi Văn Du", make_unit(), Role.ADMINISTRATOR)
    session.commit()
    address = "/quan-tri/thoi-han-luu"
    sign_in(client, of_a_ward)
    assert client.get(address).status_code == 200
    assert client.post(f"{address}/xoa", data={"rule": "draft"}).status_code == 403
    sign_in(client, tri)
    assert "Bản nháp chưa nộp" in client.get(address).text
    assert client.post(f"{address}/xoa", data={"rule": "draft"}).status_code == 422
    done = client.post(f"{address}/xoa", data={"rule": "draft", "confirmed": "yes"})
    assert done.status_code == 303
    lost = client.post(f"{address}/giu", data={"code": "H99-1", "reason": "Khiếu nại"})
    assert lost.status_code == 422 and "Không có hồ sơ nào mang mã này" in lost.text
