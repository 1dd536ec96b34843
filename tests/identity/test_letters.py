"""A forgotten password, and e-mail that is confirmed by a code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.passwords import hash_password, is_password
from portal.identity import recovering
from portal.identity.models import RecoveryRequest
from portal.notifications.models import OutboxMessage
from portal.web import limiter
from tests.accounts.pages import without_tokens
from tests.factories import make_citizen, sign_in

PASSWORD = "trâu vàng qua cầu"
NEW = "bốn mùa mưa nắng"


@pytest.fixture(autouse=True)
def _fresh_limits(client: FlaskClient) -> Iterator[None]:
    limiter.reset()
    yield
    limiter.reset()


@pytest.fixture
def lan(session: Session) -> Account:
    account = make_citizen(email="lan@h99.example", password_hash=hash_password(PASSWORD))
    session.commit()
    return account


def letters(session: Session, to: str) -> list[OutboxMessage]:
    session.expire_all()
    wanted = sa.select(OutboxMessage).where(OutboxMessage.recipient == to)
    return list(session.scalars(wanted.order_by(OutboxMessage.id)))


def answer_all(session: Session) -> None:
    """What the worker does every few seconds."""
    for request_id in recovering.waiting():
        recovering.answer(request_id, at=clock.now())
    session.commit()


def test_a_forgotten_password_is_set_anew_by_a_link_once(
    app: Flask, client: FlaskClient, session: Session, lan: Account
) -> None:
    at_work = app.test_client()
    sign_in(at_work, lan)
    pages = {
        without_tokens(client.post("/quen-mat-khau", data={"identifier": who}).text)
        for who in ("lan@h99.example", "ai@h99.example", "001099099999")
    }
    assert len(pages) == 1 and "Nếu có tài khoản như vậy" in pages.pop()
    assert client.post("/quen-mat-khau", data={"identifier": ""}).status_code == 422
    assert letters(session, lan.email) == []  # nothing is looked up while the page is answered
    answer_all(session)
    assert session.query(RecoveryRequest).count() == 0
    (letter,) = letters(session, lan.email)
    assert letters(session, "ai@h99.example") == []
    assert "Đặt mật khẩu mới" in client.get(letter.link).text
    token = letter.link.partition("=")[2]
    easy = client.post("/dat-lai-mat-khau", data={"ma": token, "password": "lan@h99.example"})
    assert easy.status_code == 422 and "không được là số định danh" in easy.text
    done = client.post("/dat-lai-mat-khau", data={"ma": token, "password": NEW})
    assert done.location == "/dang-nhap"
    assert at_work.get("/tai-khoan").status_code == 303  # every session ended
    session.expire_all()
    assert is_password(lan.password_hash, NEW)
    again = client.post("/dat-lai-mat-khau", data={"ma": token, "password": PASSWORD})
    assert again.status_code == 422 and "hết hạn hoặc đã dùng" in again.text
    assert "hết hạn hoặc đã dùng" in client.get(letter.link).text


def test_a_link_ends_with_its_half_hour_and_a_disabled_account_gets_none(
    client: FlaskClient, session: Session, lan: Account
) -> None:
    client.post("/quen-mat-khau", data={"identifier": lan.email})
    answer_all(session)
    (letter,) = letters(session, lan.email)
    with clock.travelling(clock.now() + timedelta(minutes=31)):
        assert "hết hạn" in client.get(letter.link).text
    lan.disabled_at = clock.now()
    session.commit()
    assert "hết hạn" in client.get(letter.link).text
    client.post("/quen-mat-khau", data={"identifier": lan.email})
    answer_all(session)
    assert len(letters(session, lan.email)) == 1


def test_asking_is_throttled_for_known_and_unknown_alike(client: FlaskClient, lan: Account) -> None:
    for who in (lan.email, "ai@h99.example"):
        answers = [client.post("/quen-mat-khau", data={"identifier": who}) for _time in range(6)]
        assert [one.status_code for one in answers] == [200] * 5 + [429]


def code_in(letter: OutboxMessage) -> str:
    found = re.search(r"\b([0-9]{6})\b", letter.body)
    assert found
    return found[1]


def test_an_address_is_confirmed_and_changed_by_the_code_sent_there(
    app: Flask, client: FlaskClient, session: Session, lan: Account
) -> None:
    at_work = app.test_client()
    for browser in (client, at_work):
        sign_in(browser, lan)
    assert "chưa được xác nhận" in client.get("/tai-khoan/email").text
    assert client.post("/tai-khoan/email", data={"email": lan.email}).status_code == 303
    right = code_in(letters(session, lan.email)[-1])
    wrong = client.post("/tai-khoan/email/ma", data={"code": "12345"})
    assert wrong.status_code == 422 and "Mã chưa đúng" in wrong.text
    assert client.post("/tai-khoan/email/ma", data={"code": right}).status_code == 303
    assert "đã được xác nhận" in client.get("/tai-khoan/email").text
    assert "Không có mã nào đang chờ" in client.get("/tai-khoan/email/ma").text

    new = {"email": "Moi@h99.example"}
    for password in ("", "sai mật khẩu rồi"):
        refused = client.post("/tai-khoan/email", data={**new, "current_password": password})
        assert refused.status_code == 422 and "để thay đổi email" in refused.text
    client.post("/tai-khoan/email", data={**new, "current_password": PASSWORD})
    session.expire_all()
    assert lan.email == "lan@h99.example"  # not before the code came back
    code = code_in(letters(session, "moi@h99.example")[-1])
    assert client.post("/tai-khoan/email/ma", data={"code": code}).status_code == 303
    session.expire_all()
    assert lan.email == "moi@h99.example"
    assert "đã thay đổi" in letters(session, "lan@h99.example")[-1].subject
    assert client.get("/tai-khoan").status_code == 200
    assert at_work.get("/tai-khoan").status_code == 303


def test_the_address_of_somebody_else_gets_no_code_and_the_page_does_not_say_so(
    client: FlaskClient, session: Session, lan: Account
) -> None:
    make_citizen(email="binh@h99.example")
    session.commit()
    sign_in(client, lan)
    for email in ("binh@h99.example", "ai@h99.example"):
        sent = client.post("/tai-khoan/email", data={"email": email, "current_password": PASSWORD})
        assert sent.location == "/tai-khoan/email/ma"
    (letter,) = letters(session, "binh@h99.example")
    assert not re.search(r"[0-9]{6}", letter.body) and "đã có tài khoản" in letter.subject


def test_guessing_a_code_ends_after_five(client: FlaskClient, lan: Account) -> None:
    sign_in(client, lan)
    client.post("/tai-khoan/email", data={"email": lan.email})
    answers = [client.post("/tai-khoan/email/ma", data={"code": "0"}) for _time in range(6)]
    assert [one.status_code for one in answers] == [422] * 5 + [429]
