"""The second step of signing in: codes of an app, recovery codes, passkeys, and their loss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route
from sqlalchemy.orm import Session

from portal import clock, config
from portal.accounts import enrolling
from portal.accounts.factor_models import Authenticator, Passkey, RecoveryCode
from portal.accounts.models import SYSTEM, Account
from portal.accounts.passwords import hash_password
from portal.accounts.roles import Role
from portal.accounts.second_factor import factors_of
from portal.db import db
from portal.web import limiter
from tests.factories import make_citizen, make_officer, make_unit
from tests.factories import sign_in as put_in

PASSWORD = "trâu vàng qua cầu"
NOON = datetime(2026, 3, 18, 10, 0, 5, tzinfo=clock.VIETNAM)
WRONG = "Mã chưa đúng hoặc đã dùng"


@pytest.fixture(autouse=True)
def _fresh_limits(client: FlaskClient) -> Iterator[None]:
    limiter.reset()
    yield
    limiter.reset()


@pytest.fixture
def demanded(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in production: every officer needs a second factor."""
    monkeypatch.setattr(config, "_current", replace(config.current(), second_factor="required"))


@pytest.fixture
def minh(session: Session) -> Account:
    account = make_officer(
        "Minh", make_unit(name="Tỉnh"), Role.RECEPTIONIST, password_hash=hash_password(PASSWORD)
    )
    session.commit()
    return account


def sign_in(client: FlaskClient, account: Account) -> Any:
    return client.post("/dang-nhap", data={"identifier": account.email, "password": PASSWORD})


def code_of(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(at)


def secret_on(page: str) -> str:
    found = re.search(r"<code>([A-Z2-7 ]{30,})</code>", page)
    assert found
    return found[1].replace(" ", "")


def codes_on(page: str) -> list[str]:
    return re.findall(r"<li><code>([A-Z0-9]{5}-[A-Z0-9]{5})</code></li>", page)


def letter_for(account: Account) -> str:
    """The code an administrator hands over."""
    code = enrolling.make_letter(account, by=SYSTEM, at=clock.now())
    db.session.commit()
    return code


def enrolled(client: FlaskClient, account: Account) -> tuple[str, list[str]]:
    """Signs in and adds an app on the way; (its secret, recovery codes)."""
    letter = letter_for(account)
    assert sign_in(client, account).location == "/dang-nhap/buoc-hai"
    assert client.get("/dang-nhap/buoc-hai").location == "/dang-nhap/thiet-lap"
    secret = secret_on(client.get("/dang-nhap/thiet-lap").text)
    wrong = client.post("/dang-nhap/thiet-lap", data={"code": "000000", "letter": letter})
    assert wrong.status_code == 422 and WRONG in wrong.text
    assert secret_on(wrong.text) == secret  # the app need not be set up anew
    assert client.get("/quay").status_code == 303
    sent = {"code": code_of(secret, clock.now()), "letter": letter.lower()}
    done = client.post("/dang-nhap/thiet-lap", data=sent)
    return secret, codes_on(done.text)


def test_an_officer_adds_an_app_before_coming_in_and_needs_its_code_from_then_on(
    app: Flask, client: FlaskClient, session: Session, demanded: None, minh: Account
) -> None:
    with clock.travelling(NOON):
        secret, codes = enrolled(client, minh)
        assert len(set(codes)) == 10
        assert client.get("/quay").status_code == 200
        kept = session.query(Authenticator).one()
        assert secret not in kept.secret
        assert not any(code.replace("-", "") in r.digest for r in session.query(RecoveryCode)
                       for code in codes)  # fmt: skip
        other = app.test_client()
        assert sign_in(other, minh).location == "/dang-nhap/buoc-hai"
        assert other.get("/quay").status_code == 303
        assert other.get("/dang-nhap/thiet-lap").location == "/dang-nhap/buoc-hai"
        same = other.post("/dang-nhap/buoc-hai", data={"code": code_of(secret, NOON)})
        assert same.status_code == 422 and WRONG in same.text  # the code of the enrolment was used
    with clock.travelling(NOON + timedelta(minutes=1)):
        right = code_of(secret, clock.now())
        assert other.post("/dang-nhap/buoc-hai", data={"code": right}).location == "/quay"
        assert other.get("/quay").status_code == 200
        third = app.test_client()
        sign_in(third, minh)
        assert third.post("/dang-nhap/buoc-hai", data={"code": codes[0].lower()}).status_code == 303
        sign_in(third, minh)
        assert third.post("/dang-nhap/buoc-hai", data={"code": codes[0]}).status_code == 422
        assert "mã dự phòng" in third.get("/dang-nhap/buoc-hai").text
        kept_out = client.post(
            "/tai-khoan/bao-mat/ung-dung/go", data={"current_password": PASSWORD}
        )
        assert kept_out.status_code == 409 and "ít nhất một cách xác thực" in kept_out.text
        again = client.post("/tai-khoan/bao-mat/ma-du-phong", data={"current_password": PASSWORD})
        assert len(codes_on(again.text)) == 10 and not set(codes_on(again.text)) & set(codes)
    with clock.travelling(NOON + timedelta(minutes=20)):
        assert "Hãy đăng nhập lại" in third.get("/dang-nhap/buoc-hai").text


def test_the_password_alone_adds_no_first_factor(
    app: Flask, client: FlaskClient, session: Session, demanded: None, minh: Account
) -> None:
    with clock.travelling(NOON):
        sign_in(client, minh)
        secret = secret_on(client.get("/dang-nhap/thiet-lap").text)
        sent = {"code": code_of(secret, NOON)}
        assert client.post("/dang-nhap/thiet-lap", data=sent).status_code == 422
        guessed = client.post("/dang-nhap/thiet-lap", data={**sent, "letter": "2345-6789-ABCD"})
        assert guessed.status_code == 422 and "Mã thiết lập chưa đúng" in guessed.text
        old, letter = letter_for(minh), letter_for(minh)
        assert client.post("/dang-nhap/thiet-lap", data={**sent, "letter": old}).status_code == 422
    with clock.travelling(NOON + timedelta(days=7, minutes=1)):
        sign_in(client, minh)
        secret = secret_on(client.get("/dang-nhap/thiet-lap").text)
        sent = {"code": code_of(secret, clock.now()), "letter": letter}
        assert client.post("/dang-nhap/thiet-lap", data=sent).status_code == 422
        assert client.get("/quay").status_code == 303
        session.expire_all()
        assert not factors_of(minh).is_enrolled


def test_an_administrator_hands_over_a_letter_shown_once(
    app: Flask, client: FlaskClient, session: Session, demanded: None, minh: Account
) -> None:
    boss = make_officer("Vũ Quang Trị", make_unit(), password_hash="!")
    boss.grants.append(type(minh.grants[0])(unit_id=minh.grants[0].unit_id,
        role=Role.ADMINISTRATOR, valid_from=minh.grants[0].valid_from))  # fmt: skip
    session.commit()
    admin = app.test_client()
    put_in(admin, boss)
    address = f"/quan-tri/tai-khoan/{minh.id}"
    assert "Cấp mã thiết lập" in admin.get(address).text
    shown = admin.post(f"{address}/xac-thuc/ma-thiet-lap").text
    found = re.search(r"<code>([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4})</code>", shown)
    assert found and found[1] not in admin.get(address).text
    own = f"/quan-tri/tai-khoan/{boss.id}/xac-thuc/ma-thiet-lap"
    assert admin.post(own).status_code == 403
    with clock.travelling(clock.now()):
        sign_in(client, minh)
        secret = secret_on(client.get("/dang-nhap/thiet-lap").text)
        sent = {"code": code_of(secret, clock.now()), "letter": found[1]}
        assert codes_on(client.post("/dang-nhap/thiet-lap", data=sent).text)
        assert client.get("/quay").status_code == 200
    assert admin.post(f"{address}/xac-thuc/ma-thiet-lap").status_code == 409


def test_guessing_codes_ends_after_ten(
    app: Flask, client: FlaskClient, demanded: None, minh: Account
) -> None:
    enrolled(client, minh)
    other = app.test_client()
    sign_in(other, minh)
    for _attempt in range(10):
        assert other.post("/dang-nhap/buoc-hai", data={"code": "123456"}).status_code == 422
    sign_in(other, minh)
    assert other.post("/dang-nhap/buoc-hai", data={"code": "123456"}).status_code == 429


def test_where_it_is_offered_the_password_is_enough_until_one_adds_an_app(
    client: FlaskClient, session: Session, minh: Account
) -> None:
    with clock.travelling(NOON):
        assert sign_in(client, minh).location == "/quay"
        secret = secret_on(client.get("/tai-khoan/bao-mat/ung-dung").text)
        code = code_of(secret, NOON)
        sent = {"code": code, "current_password": "sai mật khẩu rồi"}
        refused = client.post("/tai-khoan/bao-mat/ung-dung", data=sent)
        assert refused.status_code == 422 and "Mật khẩu hiện tại chưa đúng" in refused.text
        sent["current_password"] = PASSWORD
        assert len(codes_on(client.post("/tai-khoan/bao-mat/ung-dung", data=sent).text)) == 10
        assert "thêm ứng dụng xác thực" in client.get("/tai-khoan/bao-mat").text
        client.post("/dang-xuat")
        assert sign_in(client, minh).location == "/dang-nhap/buoc-hai"
    with clock.travelling(NOON + timedelta(minutes=1)):
        client.post("/dang-nhap/buoc-hai", data={"code": code_of(secret, clock.now())})
        gone = client.post("/tai-khoan/bao-mat/ung-dung/go", data={"current_password": PASSWORD})
        assert gone.status_code == 303
        client.post("/dang-xuat")
        assert sign_in(client, minh).location == "/quay"


def test_an_administrator_resets_what_was_lost_and_says_why(
    app: Flask, client: FlaskClient, session: Session, demanded: None, minh: Account
) -> None:
    root = minh.grants[0].unit_id
    boss = make_officer("Vũ Quang Trị", make_unit(), password_hash="!")
    boss.grants.append(type(minh.grants[0])(unit_id=root, role=Role.ADMINISTRATOR,
                                             valid_from=minh.grants[0].valid_from))  # fmt: skip
    session.commit()
    enrolled(client, minh)
    admin = app.test_client()
    put_in(admin, boss)
    address = f"/quan-tri/tai-khoan/{minh.id}"
    assert "Mã dự phòng còn lại: 10" in admin.get(address).text
    assert admin.post(f"{address}/xac-thuc/dat-lai").status_code == 422
    reason = {"reason": "Mất điện thoại, đã xem thẻ"}
    assert admin.post(f"{address}/xac-thuc/dat-lai", data=reason).status_code == 303
    assert client.get("/quay").status_code == 303  # every session ended
    shown = admin.get(address).text
    assert "Mất điện thoại, đã xem thẻ" in shown and "Vũ Quang Trị" in shown
    assert admin.post(f"{address}/xac-thuc/dat-lai", data=reason).status_code == 409
    own = f"/quan-tri/tai-khoan/{boss.id}/xac-thuc/dat-lai"
    assert admin.post(own, data=reason).status_code == 403
    session.expire_all()
    assert not factors_of(minh).is_enrolled and factors_of(minh).codes_left == 0
    assert sign_in(client, minh).location == "/dang-nhap/buoc-hai"


@pytest.fixture
def page(client: FlaskClient, chromium: Browser) -> Iterator[Page]:
    """A browser with a device that makes passkeys; its requests are answered by the portal of
    the test. A name, not a number: that is what passkeys are made for."""
    context = chromium.new_context(locale="vi-VN")
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    protocol = context.new_cdp_session(opened)
    protocol.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    opened.route("**/*", lambda route: _answer(client, route))
    yield opened
    context.close()


def _answer(client: FlaskClient, route: Route) -> None:
    asked = route.request
    address = asked.url.removeprefix("http://localhost")
    with client.open(
        address, method=asked.method, data=asked.post_data_buffer,
        headers={k: v for k, v in asked.headers.items() if k != "cookie"},
    ) as answer:  # fmt: skip
        headers = {k: v for k, v in answer.headers.items() if k not in ("Set-Cookie",)}
        route.fulfill(status=answer.status_code, headers=headers, body=answer.get_data())


def test_a_passkey_is_added_and_signs_in_by_itself(
    client: FlaskClient, session: Session, page: Page
) -> None:
    lan = make_citizen(password_hash=hash_password(PASSWORD))
    session.commit()
    put_in(client, lan)
    sent: list[Any] = []
    page.on("request", lambda r: sent.append(r) if "khoa-truy-cap" in r.url else None)
    page.goto("http://localhost/tai-khoan/bao-mat")
    page.fill("#passkey-name", "Điện thoại của Lan")
    page.fill("#passkey-password", "sai mật khẩu rồi")
    add = page.get_by_role("button", name="Thêm khóa truy cập")
    add.click()
    page.get_by_text("Mật khẩu hiện tại chưa đúng").wait_for()
    page.fill("#passkey-password", PASSWORD)
    add.click()
    page.locator("th", has_text="Điện thoại của Lan").wait_for()
    page.fill("#passkey-password", PASSWORD)
    add.click()  # the device has one already
    page.get_by_text("Thiết bị chưa tạo khóa").wait_for()
    session.expire_all()
    key = session.query(Passkey).one()
    assert key.account_id == lan.id and key.used_at is None

    client.post("/dang-xuat")
    page.goto("http://localhost/dang-nhap?next=/tai-khoan/thiet-bi")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url("http://localhost/tai-khoan/thiet-bi")
    assert "Khóa truy cập" in page.inner_text("main") and lan.full_name in page.inner_text("body")
    session.expire_all()
    assert session.query(Passkey).one().used_at is not None

    answered = sent[-1].post_data_json  # the same answer once more, and to another question
    client.post("/dang-xuat")
    late = client.post("/dang-nhap/khoa-truy-cap", json=answered)
    assert late.status_code == 422 and "Đã quá lâu" in late.json["sentence"]
    client.post("/dang-nhap/khoa-truy-cap/cau-hoi", json={})
    replayed = client.post("/dang-nhap/khoa-truy-cap", json=answered)
    assert replayed.status_code == 422 and "Không xác nhận được" in replayed.json["sentence"]
    client.post("/dang-nhap/khoa-truy-cap/cau-hoi", json={})
    answered["credential"]["id"] = "AAAA"
    assert client.post("/dang-nhap/khoa-truy-cap", json=answered).status_code == 422
    assert client.post("/dang-nhap/khoa-truy-cap", json=[]).status_code == 400
    lan.disabled_at = clock.now()
    session.commit()
    page.goto("http://localhost/dang-nhap")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.get_by_text("Tài khoản này đã bị khoá").wait_for()
