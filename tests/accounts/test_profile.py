"""One's own account: contact, password, and the sessions that end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.passwords import hash_password, is_password
from portal.web import limiter
from tests.factories import make_citizen, sign_in

PASSWORD = "trâu vàng qua cầu"
NEW = "bốn mùa mưa nắng"


@pytest.fixture(autouse=True)
def _fresh_limits(client: FlaskClient) -> Iterator[None]:
    limiter.reset()
    yield
    limiter.reset()


@pytest.fixture
def lan(session: Session, client: FlaskClient) -> Account:
    account = make_citizen(email="lan@h99.example", password_hash=hash_password(PASSWORD))
    session.commit()
    sign_in(client, account)
    return account


@pytest.fixture
def other_browser(app: Flask, lan: Account) -> FlaskClient:
    browser = app.test_client()
    sign_in(browser, lan)
    return browser


def contact(**changes: str) -> dict[str, str]:
    return {"phone": "0905123456", "address": "", **changes}


def test_one_sees_ones_own_data(client: FlaskClient, lan: Account) -> None:
    text = client.get("/tai-khoan").text
    assert 'value="0901 234 567"' in text  # as people write it
    assert lan.full_name in text and lan.email in text and (lan.personal_number or "!") in text


def test_phone_and_address_change_without_ending_sessions(
    client: FlaskClient, session: Session, lan: Account, other_browser: FlaskClient
) -> None:
    answer = client.post("/tai-khoan", data=contact(address="Số 5, phường Bến Nguyệt"))
    assert answer.status_code == 303
    session.expire_all()
    assert (lan.phone, lan.address) == ("+84905123456", "Số 5, phường Bến Nguyệt")
    assert other_browser.get("/tai-khoan").status_code == 200


def test_a_new_password_ends_the_sessions_of_other_browsers(
    client: FlaskClient, session: Session, lan: Account, other_browser: FlaskClient
) -> None:
    answer = client.post(
        "/tai-khoan/mat-khau", data={"old_password": PASSWORD, "new_password": NEW}
    )
    assert answer.status_code == 303
    session.expire_all()
    assert is_password(lan.password_hash, NEW)
    assert client.get("/tai-khoan").status_code == 200
    assert other_browser.get("/tai-khoan").status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("sai mật khẩu rồi", NEW, "Mật khẩu hiện tại chưa đúng"),
        (PASSWORD, "ngắn", "ít nhất 10 ký tự"),
        (PASSWORD, "lan@h99.example", "không được là số định danh"),
    ],
)
def test_a_password_is_not_changed_by_a_wrong_form(
    client: FlaskClient, session: Session, lan: Account, old: str, new: str, sentence: str
) -> None:
    answer = client.post("/tai-khoan/mat-khau", data={"old_password": old, "new_password": new})
    assert answer.status_code == 422 and sentence in answer.text
    session.expire_all()
    assert is_password(lan.password_hash, PASSWORD)


def test_guessing_the_password_in_an_open_browser_ends(client: FlaskClient, lan: Account) -> None:
    wrong = {"old_password": "sai mật khẩu rồi", "new_password": NEW}
    for _attempt in range(10):
        assert client.post("/tai-khoan/mat-khau", data=wrong).status_code == 422
    assert client.post("/tai-khoan/mat-khau", data=wrong).status_code == 429


def test_a_stranger_is_asked_to_sign_in(app: Flask, session: Session) -> None:
    assert app.test_client().get("/tai-khoan").status_code == 303
    assert app.test_client().post("/tai-khoan", data=contact()).status_code == 303
    assert app.test_client().post("/tai-khoan/mat-khau").status_code == 303
