"""Where one is signed in: listed, ended by oneself, by an administrator, by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.disabling import revoke_role
from portal.accounts.keeping_sessions import device_of, forget_old_sessions, open_sessions
from portal.accounts.models import SYSTEM, Account
from portal.accounts.passwords import hash_password
from portal.accounts.roles import Role
from portal.accounts.session_models import SignInSession
from tests.factories import make_citizen, make_officer, make_unit
from tests.factories import sign_in as put_in

PASSWORD = "trâu vàng qua cầu"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
NOON = datetime(2026, 3, 18, 10, 0, tzinfo=clock.VIETNAM)


@pytest.fixture
def lan(session: Session) -> Account:
    account = make_citizen(email="lan@h99.example", password_hash=hash_password(PASSWORD))
    session.commit()
    return account


def sign_in(client: FlaskClient, account: Account, browser: str = PHONE) -> None:
    answer = client.post(
        "/dang-nhap",
        data={"identifier": account.email, "password": PASSWORD},
        headers={"User-Agent": browser},
    )
    assert answer.status_code == 303


def test_one_sees_where_one_is_signed_in_and_ends_a_device(
    app: Flask, client: FlaskClient, session: Session, lan: Account
) -> None:
    phone, third = app.test_client(), app.test_client()
    for browser in (client, phone, third):
        sign_in(browser, lan)
    listed = client.get("/tai-khoan/thiet-bi").text
    assert listed.count("Chrome, Android") >= 3 and listed.count("Thiết bị này") == 1
    assert "/tai-khoan/thiet-bi" in client.get("/tai-khoan").text
    _newest, on_phone, _own = open_sessions(lan, clock.now())
    assert client.post(f"/tai-khoan/thiet-bi/{on_phone.id}/dang-xuat").status_code == 303
    assert phone.get("/tai-khoan").status_code == 303
    assert third.get("/tai-khoan").status_code == client.get("/tai-khoan").status_code == 200
    assert client.post(f"/tai-khoan/thiet-bi/{on_phone.id}/dang-xuat").status_code == 409
    assert client.post("/tai-khoan/thiet-bi/dang-xuat-het").status_code == 303
    assert third.get("/tai-khoan").status_code == 303
    assert client.get("/tai-khoan").status_code == 200
    client.post("/dang-xuat")
    session.expire_all()
    assert open_sessions(lan, clock.now()) == []


def test_nobody_ends_the_device_of_somebody_else(
    client: FlaskClient, session: Session, lan: Account
) -> None:
    sign_in(client, lan)
    (lans,) = open_sessions(lan, clock.now())
    binh = make_citizen("Phan Văn Bình")
    put_in(client, binh)
    assert client.post(f"/tai-khoan/thiet-bi/{lans.id}/dang-xuat").status_code == 404


def test_a_session_ends_without_a_press_and_after_its_longest_time(
    client: FlaskClient, lan: Account
) -> None:
    def at(**later: int):  # type: ignore[no-untyped-def]
        return clock.travelling(NOON + timedelta(**later))

    with at():
        sign_in(client, lan)
        assert client.get("/tai-khoan/phien").json == {"left": 3600, "longest": 24 * 3600}
    with at(minutes=50):  # asking does not prolong, pressing does
        assert client.get("/tai-khoan/phien").json == {"left": 600, "longest": 83400}
        assert client.get("/tai-khoan/phien").json == {"left": 600, "longest": 83400}
        assert client.post("/tai-khoan/phien").json == {"left": 3600, "longest": 83400}
    with at(minutes=109):
        page = client.get("/tai-khoan").text
        assert 'data-left="3600"' in page and 'data-warn="300"' in page
    with at(minutes=170):
        assert client.get("/tai-khoan/phien").json == {"left": 0, "longest": 0}
        ended = client.post(
            "/tai-khoan/mat-khau", headers={"Referer": "http://localhost/tai-khoan?x=1"}
        )
        assert ended.location == "/dang-nhap?next=/tai-khoan?x%3D1"
        assert "Phiên đăng nhập đã kết thúc" in client.get(ended.location).text
        sign_in(client, lan)
    for minutes in range(200, 26 * 60 + 49, 50):
        with at(minutes=minutes):
            assert client.get("/tai-khoan").status_code == 200
    with at(hours=26, minutes=49):
        answer = client.get("/tai-khoan/phien").json
        assert answer and answer["left"] == answer["longest"] == 60
    with at(hours=26, minutes=51):
        assert client.get("/tai-khoan").status_code == 303


def test_officers_have_limits_of_their_own(client: FlaskClient, session: Session) -> None:
    minh = make_officer(
        "Minh", make_unit(), Role.RECEPTIONIST, password_hash=hash_password(PASSWORD)
    )
    session.commit()
    sign_in(client, minh)
    answer = client.get("/tai-khoan/phien").json
    assert answer and answer["left"] <= 1800 and answer["longest"] <= 12 * 3600


def test_a_session_ends_the_moment_its_role_is_taken_away(
    client: FlaskClient, session: Session
) -> None:
    minh = make_officer(
        "Minh", make_unit(), Role.RECEPTIONIST, password_hash=hash_password(PASSWORD)
    )
    session.commit()
    sign_in(client, minh)
    assert client.get("/quay").status_code == 200
    revoke_role(minh.grants[0], by=SYSTEM, last_day=clock.today() - timedelta(days=1))
    session.commit()
    assert client.get("/quay").status_code == 303
    assert open_sessions(minh, clock.now()) == []


def test_an_administrator_ends_the_session_of_an_officer_of_their_units(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    root, elsewhere = make_unit(name="Tỉnh"), make_unit(name="Phường Khác")
    trị = make_officer("Vũ Quang Trị", root, Role.ADMINISTRATOR)
    minh = make_officer("Minh", root, Role.CLERK, password_hash=hash_password(PASSWORD))
    binh = make_officer("Bình", elsewhere, Role.CLERK, password_hash=hash_password(PASSWORD))
    session.commit()
    his, other = app.test_client(), app.test_client()
    sign_in(his, minh)
    sign_in(other, binh)
    put_in(client, trị)
    page = client.get(f"/quan-tri/tai-khoan/{minh.id}").text
    assert "Chrome, Android" in page
    assert client.get(f"/quan-tri/tai-khoan/{binh.id}").status_code == 404
    ids = {
        who.id: session.query(SignInSession).filter_by(account_id=who.id).one().id
        for who in (minh, binh)
    }
    for who, status in ((binh, 404), (minh, 303)):
        address = f"/quan-tri/tai-khoan/{who.id}/thiet-bi/{ids[who.id]}/dang-xuat"
        assert client.post(address).status_code == status
    mixed = f"/quan-tri/tai-khoan/{minh.id}/thiet-bi/{ids[binh.id]}/dang-xuat"
    assert client.post(mixed).status_code == 404
    assert his.get("/tai-khoan").status_code == 303
    assert other.get("/tai-khoan").status_code == 200


def test_old_rows_go_and_a_cookie_of_no_row_is_nobodys(
    client: FlaskClient, session: Session, lan: Account
) -> None:
    sign_in(client, lan)
    forget_old_sessions(at=clock.now() + timedelta(days=80))
    assert client.get("/tai-khoan").status_code == 200
    forget_old_sessions(at=clock.now() + timedelta(days=100))
    session.commit()
    assert client.get("/tai-khoan").status_code == 303
    for forged in (f"{lan.id}.1", f"{lan.id}.1.", f"{lan.id}.1.xyz", "x.1.y", f"{lan.id}.２.y"):
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["seen"] = forged, int(clock.now().timestamp())
        assert client.get("/tai-khoan").status_code == 303


def test_a_device_is_named_in_two_words() -> None:
    assert device_of(PHONE) == "Chrome, Android"
    assert device_of("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/130.0") == (
        "Firefox, Windows"
    )
    assert device_of("curl/8.0") == ""
