"""What becomes of a message: sent, tried again later and later, put aside, sent again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock, config
from portal.config import Settings
from portal.errors import Conflict
from portal.notifications import outbox
from portal.notifications.channels import email as by_email
from portal.notifications.delivery import LEASE, MOST_ATTEMPTS, WAITS, deliver_next
from portal.notifications.models import MessageState, Notice, OutboxMessage
from tests.factories import make_citizen

START = datetime(2026, 3, 18, 3, 0, tzinfo=clock.VIETNAM)


@pytest.fixture
def settings(session: Session, tmp_path: Path) -> Settings:
    return dataclasses.replace(config.current(), data_dir=tmp_path)


@pytest.fixture
def unreachable(settings: Settings) -> Settings:
    """A mail server nobody listens for: port 9 of this machine."""
    return dataclasses.replace(settings, smtp_url="smtp://127.0.0.1:9")


@pytest.fixture
def message(session: Session) -> OutboxMessage:
    outbox.notify(
        account=None, email="lan@h99.example", subject="Hồ sơ đã được tiếp nhận", body="Kính gửi Bà",
        link="/ho-so/H99", key="dossier-1/received", at=START,
    )  # fmt: skip
    session.commit()
    return session.scalars(sa.select(OutboxMessage)).one()


def later(session: Session, message: OutboxMessage) -> OutboxMessage:
    session.expire_all()
    found = session.get(OutboxMessage, message.id, populate_existing=True)
    assert found is not None
    return found


def test_without_a_mail_server_the_e_mail_is_a_file(
    session: Session, settings: Settings, message: OutboxMessage
) -> None:
    with clock.travelling(START):
        assert deliver_next(settings) is True
        assert deliver_next(settings) is False
    (path,) = settings.mail_dir.iterdir()
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert mail["To"] == "lan@h99.example"
    assert mail["Subject"] == "Hồ sơ đã được tiếp nhận"
    assert settings.province in str(mail["From"])
    assert mail["Date"].datetime == START
    assert f"{settings.base_url}/ho-so/H99" in mail.get_content()
    sent = later(session, message)
    assert (sent.state, sent.attempts, sent.sent_at) == (MessageState.SENT, 1, START)


def test_a_repetition_has_the_same_message_id_and_file(
    settings: Settings, message: OutboxMessage
) -> None:
    by_email.deliver(message, settings)
    by_email.deliver(message, settings)
    assert len(list(settings.mail_dir.iterdir())) == 1
    one, two = by_email.compose(message, settings), by_email.compose(message, settings)
    assert one["Message-ID"] == two["Message-ID"]
    message.key = "dossier-2/received/email"
    assert by_email.compose(message, settings)["Message-ID"] != one["Message-ID"]


def test_a_failure_is_tried_again_after_longer_and_longer_and_then_put_aside(
    session: Session, unreachable: Settings, message: OutboxMessage
) -> None:
    now = START
    for attempt, wait in enumerate(WAITS, 1):
        with clock.travelling(now):
            assert deliver_next(unreachable) is True
            assert deliver_next(unreachable) is False
        waiting = later(session, message)
        assert (waiting.state, waiting.attempts) == (MessageState.WAITING, attempt)
        assert waiting.next_attempt_at == now + wait
        assert "ConnectionRefusedError" in waiting.last_error
        with clock.travelling(now + wait - timedelta(seconds=1)):
            assert deliver_next(unreachable) is False
        now += wait
    with clock.travelling(now):
        assert deliver_next(unreachable) is True
    dead = later(session, message)
    assert (dead.state, dead.attempts) == (MessageState.DEAD, MOST_ATTEMPTS)
    with clock.travelling(now + timedelta(days=30)):
        assert deliver_next(unreachable) is False
    assert WAITS[:5] == tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))


def test_a_message_put_aside_can_be_sent_again_once(
    session: Session, settings: Settings, message: OutboxMessage
) -> None:
    message.state, message.attempts, message.last_error = MessageState.DEAD, MOST_ATTEMPTS, "x"
    outbox.send_again(message, at=START)
    with pytest.raises(Conflict):
        outbox.send_again(message, at=START)
    session.commit()
    with clock.travelling(START):
        assert deliver_next(settings) is True
    assert later(session, message).state is MessageState.SENT


def test_a_message_held_by_a_dead_worker_is_free_after_its_lease(
    session: Session, settings: Settings, message: OutboxMessage
) -> None:
    message.leased_until, message.attempts = START + LEASE, 1
    session.commit()
    with clock.travelling(START + LEASE - timedelta(seconds=1)):
        assert deliver_next(settings) is False
    with clock.travelling(START + LEASE):
        assert deliver_next(settings) is True
    assert later(session, message).state is MessageState.SENT


def test_a_message_that_kills_every_worker_is_put_aside_unopened(
    session: Session, settings: Settings, message: OutboxMessage
) -> None:
    message.attempts = MOST_ATTEMPTS
    session.commit()
    with clock.travelling(START):
        assert deliver_next(settings) is True
    assert later(session, message).state is MessageState.DEAD
    assert not settings.mail_dir.exists()


def test_an_outcome_that_comes_after_the_lease_does_not_undo_anothers(
    session: Session, settings: Settings, message: OutboxMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow worker fails at last, when another has long delivered."""

    def slow(taken: OutboxMessage, _settings: Settings) -> None:
        session.execute(sa.update(OutboxMessage).values(state=MessageState.SENT, leased_until=None))
        session.commit()
        raise TimeoutError("too late")

    monkeypatch.setattr(by_email, "deliver", slow)
    with clock.travelling(START):
        deliver_next(settings)
    assert later(session, message).state is MessageState.SENT


def test_an_address_that_is_none_is_put_aside_at_once(
    session: Session, settings: Settings, message: OutboxMessage
) -> None:
    message.recipient = "khong phai dia chi"
    session.commit()
    with clock.travelling(START):
        deliver_next(settings)
    assert later(session, message).state is MessageState.DEAD


def test_a_notice_delivered_twice_is_there_once(session: Session, settings: Settings) -> None:
    lan = make_citizen()
    outbox.notify(
        account=lan, email="", subject="Có kết quả", body="Mời đến nhận", link="", key="k", at=START
    )
    session.commit()
    with clock.travelling(START):
        deliver_next(settings)
        session.execute(sa.update(OutboxMessage).values(state=MessageState.WAITING))
        session.commit()
        deliver_next(settings)
    notice = session.scalars(sa.select(Notice)).one()
    assert (notice.account_id, notice.subject, notice.read_at) == (lan.id, "Có kết quả", None)


@pytest.fixture(autouse=True)
def _nothing_due_from_elsewhere(session: Session) -> Iterator[None]:
    session.execute(sa.delete(OutboxMessage))
    yield
