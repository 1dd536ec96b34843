"""Notices, the administrator's outbox, the development mailbox."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.notifications.channels.email import deliver, digest
from portal.notifications.models import MessageChannel, MessageState, Notice, OutboxMessage
from tests.factories import make_citizen, make_officer, make_unit, sign_in


def notice(account: Account, subject: str, session: Session, link: str = "") -> Notice:
    made = Notice(
        account_id=account.id, message_key=f"{account.id}/{subject}", subject=subject,
        body="Dòng một\n<b>hai</b>", link=link, created_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def lan(session: Session, client: FlaskClient) -> Account:
    account = make_citizen()
    session.commit()
    sign_in(client, account)
    return account


def test_one_reads_ones_own_notices_as_text(
    client: FlaskClient, session: Session, lan: Account
) -> None:
    binh = make_citizen("Trần Bình")
    notice(lan, "Hồ sơ đã được tiếp nhận", session)
    notice(binh, "Chuyện của người khác", session)
    text = client.get("/thong-bao").text
    assert "Hồ sơ đã được tiếp nhận" in text and "Chuyện của người khác" not in text
    assert "&lt;b&gt;hai" in text


def test_a_notice_is_read_by_pressing_and_leads_to_its_page(
    client: FlaskClient, session: Session, lan: Account
) -> None:
    made = notice(lan, "Có kết quả", session, link="/ho-so/H99")
    client.get("/thong-bao")
    session.expire_all()
    assert made.read_at is None  # looking changes nothing
    answer = client.post(f"/thong-bao/{made.id}/da-doc", data={"open": "1"})
    assert (answer.status_code, answer.location) == (303, "/ho-so/H99")
    session.expire_all()
    first = made.read_at
    assert first is not None
    assert client.post(f"/thong-bao/{made.id}/da-doc").location == "/thong-bao"
    session.expire_all()
    assert made.read_at == first


def test_a_notice_never_leads_away(client: FlaskClient, session: Session, lan: Account) -> None:
    made = notice(lan, "x", session, link="https://xau.example/")
    assert client.post(f"/thong-bao/{made.id}/da-doc", data={"open": "1"}).location == "/thong-bao"


def test_a_strangers_notice_is_not_found(
    client: FlaskClient, session: Session, lan: Account
) -> None:
    made = notice(make_citizen("Trần Bình"), "Chuyện của người khác", session)
    assert client.post(f"/thong-bao/{made.id}/da-doc").status_code == 404
    session.expire_all()
    assert made.read_at is None


def test_all_are_read_with_one_press_and_old_ones_are_on_the_next_page(
    client: FlaskClient, session: Session, lan: Account
) -> None:
    for number in range(25):
        notice(lan, f"Thông báo số {number:02d}.", session)
    assert "Thông báo số 24." in client.get("/thong-bao").text
    assert "Thông báo số 00." not in client.get("/thong-bao").text
    assert "Thông báo số 00." in client.get("/thong-bao?page=2").text
    assert client.get("/thong-bao?page=99").status_code == 200
    assert client.get("/thong-bao?page=-1").status_code == 200
    assert client.get("/thong-bao?page=x").status_code == 200
    assert client.post("/thong-bao/da-doc").status_code == 303
    session.expire_all()
    assert session.scalar(sa.select(sa.func.count()).where(Notice.read_at.is_(None))) == 0


def test_an_empty_list_says_why(client: FlaskClient, lan: Account) -> None:
    assert "Chưa có thông báo nào" in client.get("/thong-bao").text


@pytest.fixture
def dead(session: Session) -> OutboxMessage:
    message = OutboxMessage(
        key="k/email", channel=MessageChannel.EMAIL, recipient="lan@h99.example",
        subject="Hồ sơ đã được tiếp nhận", body="Chuyện riêng của Bà Lan", link="",
        state=MessageState.DEAD, attempts=8, next_attempt_at=clock.now(),
        last_error="ConnectionRefusedError: <x>", created_at=clock.now(),
    )  # fmt: skip
    session.add(message)
    session.commit()
    return message


def test_an_administrator_sees_what_could_not_be_sent_and_sends_it_again(
    client: FlaskClient, session: Session, dead: OutboxMessage
) -> None:
    admin = make_officer("Vũ Quang Trị", make_unit(), Role.ADMINISTRATOR)
    session.commit()
    sign_in(client, admin)
    text = client.get("/quan-tri/hop-thu-di").text
    assert "lan@h99.example" in text and "ConnectionRefusedError: &lt;x&gt;" in text
    assert "Chuyện riêng" not in text  # an administrator does not thereby read it
    again = f"/quan-tri/hop-thu-di/{dead.id}/gui-lai"
    assert client.post(again).status_code == 303
    session.expire_all()
    assert (dead.state, dead.attempts) == (MessageState.WAITING, 0)
    assert client.post(again).status_code == 409
    assert client.post("/quan-tri/hop-thu-di/999999/gui-lai").status_code == 404


def test_nobody_else_sees_the_outbox(
    app: Flask, session: Session, lan: Account, dead: OutboxMessage
) -> None:
    minh = make_officer("Nguyễn Văn Minh", make_unit(), Role.RECEPTIONIST)
    session.commit()
    for account in (lan, minh):
        browser = app.test_client()
        sign_in(browser, account)
        assert browser.get("/quan-tri/hop-thu-di").status_code == 403
        assert browser.post(f"/quan-tri/hop-thu-di/{dead.id}/gui-lai").status_code == 403
    assert app.test_client().get("/quan-tri/hop-thu-di").status_code == 303


@pytest.fixture
def mailbox(app: Flask, tmp_path: Path) -> Iterator[Path]:
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(before, data_dir=tmp_path)
    yield tmp_path
    app.config["SETTINGS"] = before


def test_in_development_e_mail_is_read_in_the_browser(
    app: Flask, client: FlaskClient, mailbox: Path, dead: OutboxMessage
) -> None:
    assert "Chưa có email nào" in client.get("/thu-thu-nghiem").text
    dead.body = "Kính gửi Bà Lan <script>alert(1)</script>"
    deliver(dead, app.config["SETTINGS"])
    listed = client.get("/thu-thu-nghiem").text
    assert "Hồ sơ đã được tiếp nhận" in listed
    name = digest(dead.key)
    assert f"/thu-thu-nghiem/{name}" in listed
    mail = client.get(f"/thu-thu-nghiem/{name}").text
    assert "Kính gửi Bà Lan &lt;script&gt;" in mail and "<script>alert" not in mail


@pytest.mark.parametrize("name", ["0" * 32, "..%2fsecret-key", "x", "0" * 31 + "%0a"])
def test_a_mail_that_is_not_there_is_not_found(
    client: FlaskClient, mailbox: Path, name: str
) -> None:
    assert client.get(f"/thu-thu-nghiem/{name}").status_code == 404


def test_in_production_there_is_no_mailbox(
    app: Flask, client: FlaskClient, mailbox: Path, dead: OutboxMessage
) -> None:
    deliver(dead, app.config["SETTINGS"])
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], environment="production")
    assert client.get("/thu-thu-nghiem").status_code == 404
    assert client.get(f"/thu-thu-nghiem/{digest(dead.key)}").status_code == 404
