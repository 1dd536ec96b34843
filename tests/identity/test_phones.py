"""A citizen's telephone number is confirmed by a code sent there."""

from __future__ import annotations

import dataclasses
import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock, config
from portal.accounts.models import Account
from portal.db import db
from portal.notifications import outbox, queries
from portal.notifications.channels import Undeliverable, sms
from portal.notifications.delivery import deliver_next
from portal.notifications.models import MessageChannel, OutboxMessage
from portal.web import limiter
from tests.factories import make_citizen, sign_in

PAGE = "/tai-khoan/dien-thoai"


@pytest.fixture(autouse=True)
def _fresh_limits(client: FlaskClient) -> Iterator[None]:
    limiter.reset()
    yield
    limiter.reset()


@pytest.fixture
def lan(client: FlaskClient, session: Session) -> Account:
    account = make_citizen(phone="+84901234567")
    session.commit()
    sign_in(client, account)
    return account


def code_sent() -> str:
    text = db.session.scalars(
        sa.select(OutboxMessage.body)
        .where(OutboxMessage.channel == MessageChannel.SMS)
        .order_by(OutboxMessage.id.desc())
    ).first()
    found = re.search(r"\b(\d{6})\b", text or "")
    assert found
    return found[1]


def test_the_code_that_comes_back_confirms_the_number_once(
    client: FlaskClient, session: Session, lan: Account
) -> None:
    assert "chưa xác nhận" in client.get("/tai-khoan").text
    assert client.post(f"{PAGE}/gui-ma").status_code == 303
    code = code_sent()
    assert code not in client.get(PAGE).text
    assert client.post(f"{PAGE}/ma", data={"code": ""}).status_code == 422
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    refused = client.post(f"{PAGE}/ma", data={"code": wrong})
    assert refused.status_code == 422 and "Mã chưa đúng" in refused.text
    assert client.post(f"{PAGE}/ma", data={"code": f"{code[:3]} {code[3:]}"}).status_code == 303
    session.expire_all()
    assert lan.phone_confirmed_at is not None
    assert client.post(f"{PAGE}/ma", data={"code": code}).status_code == 422
    client.post("/tai-khoan", data={"phone": "0912345678", "address": ""})
    session.expire_all()
    assert lan.phone_confirmed_at is None


def test_a_code_of_another_number_or_of_long_ago_confirms_nothing(
    client: FlaskClient, session: Session, lan: Account
) -> None:
    client.post(f"{PAGE}/gui-ma")
    code = code_sent()
    client.post("/tai-khoan", data={"phone": "0912345678", "address": ""})
    assert client.post(f"{PAGE}/ma", data={"code": code}).status_code == 422
    client.post(f"{PAGE}/gui-ma")
    code = code_sent()
    with clock.travelling(clock.now() + timedelta(minutes=11)):
        assert client.post(f"{PAGE}/ma", data={"code": code}).status_code == 422
    session.expire_all()
    assert lan.phone_confirmed_at is None


def test_sending_and_guessing_are_throttled(client: FlaskClient, lan: Account) -> None:
    answers = [client.post(f"{PAGE}/gui-ma").status_code for _try in range(6)]
    assert answers == [303] * 5 + [429]
    guesses = [client.post(f"{PAGE}/ma", data={"code": "12"}).status_code for _try in range(6)]
    assert guesses == [422] * 5 + [429]


def test_without_a_gateway_production_sends_none(
    client: FlaskClient, lan: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = dataclasses.replace(config.current(), environment="production")
    monkeypatch.setattr(config, "_current", settings)
    assert "chưa mở" in client.get(PAGE).text
    assert client.post(f"{PAGE}/gui-ma").status_code == 409


def test_the_development_mailbox_plays_the_phone(
    client: FlaskClient, session: Session, lan: Account
) -> None:
    client.post(f"{PAGE}/gui-ma")
    code = code_sent()
    while deliver_next(config.current()):
        pass
    assert any(code in mail.text for mail in queries.mails(config.current().mail_dir))


@pytest.fixture
def gateway() -> Iterator[tuple[str, list[dict[str, str]], list[int]]]:
    """(address, what it was told, the answers it is to give, 200 when there is none left)."""
    told: list[dict[str, str]] = []
    answers: list[int] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.append({**body, "bearer": self.headers["Authorization"]})
            self.send_response(answers.pop(0) if answers else 200)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sms", told, answers
    server.shutdown()
    server.server_close()


def test_a_gateway_hears_each_message_with_a_key_it_can_recognise(
    session: Session, gateway: tuple[str, list[dict[str, str]], list[int]]
) -> None:
    address, told, answers = gateway
    real = dataclasses.replace(config.current(), sms_url=address, sms_secret="bi-mat")
    outbox.text(phone="+84901234567", body="Ma: 123456", key="one", at=clock.now())
    session.commit()
    message = session.scalars(sa.select(OutboxMessage)).one()
    answers += [503, 429, 200, 400]
    for _attempt in range(2):
        with pytest.raises(OSError):  # tried again later
            sms.deliver(message, real)
    sms.deliver(message, real)
    with pytest.raises(Undeliverable):
        sms.deliver(message, real)
    assert [one["to"] for one in told] == ["+84901234567"] * 4
    assert len({one["id"] for one in told}) == 1 and told[0]["bearer"] == "Bearer bi-mat"
    far = dataclasses.replace(real, sms_url="http://sms.example/gui")
    with pytest.raises(Undeliverable, match="https"):
        sms.deliver(message, far)
