"""What telling somebody adds, and what it never adds."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.notifications import outbox
from portal.notifications.models import MessageChannel, MessageState, OutboxMessage
from tests.factories import make_citizen


def tell(account: Account | None, email: str, key: str = "dossier-1/received") -> None:
    outbox.notify(
        account=account, email=email, subject="Hồ sơ đã\r\nBcc: ai@xau.example", body="Nội dung",
        link="/ho-so/1", key=key, at=clock.now(),
    )  # fmt: skip


def messages(session: Session) -> list[OutboxMessage]:
    return list(session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def test_a_person_with_account_and_address_is_told_both_ways(session: Session) -> None:
    lan = make_citizen()
    tell(lan, lan.email)
    by_mail, in_portal = messages(session)
    assert (by_mail.channel, by_mail.recipient) == (MessageChannel.EMAIL, lan.email)
    assert (in_portal.channel, in_portal.account_id) == (MessageChannel.PORTAL, lan.id)
    assert by_mail.state is in_portal.state is MessageState.WAITING


def test_somebody_at_the_desk_without_account_is_told_by_mail_or_not_at_all(
    session: Session,
) -> None:
    tell(None, "")
    assert messages(session) == []
    tell(None, "ba@h99.example")
    assert [m.channel for m in messages(session)] == [MessageChannel.EMAIL]


def test_the_same_key_twice_adds_nothing(session: Session) -> None:
    lan = make_citizen()
    tell(lan, lan.email)
    tell(lan, "khac@h99.example")
    assert len(messages(session)) == 2
    tell(lan, lan.email, key="dossier-1/returned")
    assert len(messages(session)) == 4


def test_a_subject_is_one_line(session: Session) -> None:
    tell(None, "ba@h99.example")
    assert messages(session)[0].subject == "Hồ sơ đã Bcc: ai@xau.example"


def test_it_is_the_request_that_commits(session: Session) -> None:
    lan = make_citizen()
    session.commit()
    tell(lan, lan.email)
    session.rollback()
    assert messages(session) == []


def test_a_new_account_can_be_told_in_the_same_transaction(session: Session) -> None:
    lan = make_citizen()
    session.expunge(lan)
    lan.id = None  # type: ignore[assignment]
    from sqlalchemy.orm import make_transient

    make_transient(lan)
    lan.email, lan.personal_number = "moi@h99.example", "001190999999"
    session.add(lan)
    tell(lan, "")
    assert messages(session)[0].account_id == lan.id
