"""What people agreed to is done, what they did not agree to is not, and taking it back stops it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import consents
from portal.accounts.purposes import PHONE, PURPOSES, SURVEY
from portal.cli import invite_to_rate
from portal.config import current
from portal.dossiers import handover
from portal.dossiers.models import Dossier
from portal.feedback import inviting, rating
from portal.notifications.delivery import deliver_next
from portal.notifications.models import MessageChannel, MessageState, OutboxMessage
from portal.payments.models import Way
from tests.dossiers import walk
from tests.factories import Cast, make_cast, sign_in
from tests.house.source import modules

GIVEN = walk.moment(18, 9)
PAGE = "/tai-khoan/du-lieu"


def returned(cast: Cast) -> Dossier:
    with clock.travelling(GIVEN):
        dossier = walk.issued(cast)
        handover.hand_over(
            dossier, recipient="Nguyễn Thị Lan", identity="", fee_way=Way.CASH, by=cast.minh,
            at=clock.now(),
        )  # fmt: skip
    return dossier


def agree(cast: Cast, purpose: str, *, is_given: bool = True) -> None:
    consents.decide(cast.lan, purpose, is_given=is_given, at=clock.now())


def sent(session: Session, channel: MessageChannel, starts: str) -> list[OutboxMessage]:
    found = sa.select(OutboxMessage).where(
        OutboxMessage.channel == channel, OutboxMessage.key.startswith(starts)
    )
    return list(session.scalars(found.order_by(OutboxMessage.id)))


def invitations(session: Session) -> list[OutboxMessage]:
    return sent(session, MessageChannel.EMAIL, "survey/")


def invite_at(day: int, hour: int = 10) -> None:
    with clock.travelling(walk.moment(day, hour)):
        invite_to_rate()


def test_only_who_agreed_is_invited_once_and_the_mail_goes_out(session: Session) -> None:
    cast = make_cast()
    dossier = returned(cast)
    session.commit()
    invite_at(19)
    assert invitations(session) == []
    agree(cast, SURVEY)
    session.commit()
    for _again in range(2):
        invite_at(19)
    (mail,) = invitations(session)
    assert mail.recipient == cast.lan.email and dossier.label in mail.body
    assert mail.link == f"/ho-so/{dossier.reference}/danh-gia"
    with clock.travelling(walk.moment(19, 11)):
        while deliver_next(current()):
            pass
    session.expire_all()
    assert invitations(session)[0].state is MessageState.SENT


@pytest.mark.parametrize(
    "before",
    [
        lambda cast, dossier: agree(cast, SURVEY, is_given=False),
        lambda cast, dossier: rating.rate(
            dossier, score=4, comment="", by=cast.lan, at=clock.now()
        ),
        lambda cast, dossier: setattr(cast.lan, "disabled_at", clock.now()),
    ],
    ids=["taken back", "rated", "disabled"],
)
def test_who_took_it_back_or_has_rated_is_not_invited(
    session: Session, before: Callable[[Cast, Dossier], None]
) -> None:
    cast = make_cast()
    dossier = returned(cast)
    agree(cast, SURVEY)
    before(cast, dossier)
    session.commit()
    invite_at(19)
    assert invitations(session) == []


@pytest.mark.parametrize(("day", "hour", "count"), [(18, 23, 0), (19, 10, 1), (31, 10, 1)])
def test_not_at_once_and_not_months_later(
    session: Session, day: int, hour: int, count: int
) -> None:
    cast = make_cast()
    returned(cast)
    agree(cast, SURVEY)
    session.commit()
    invite_at(day, hour)
    assert len(invitations(session)) == count
    with clock.travelling(GIVEN + inviting.NOT_AFTER + timedelta(days=2)):
        invite_to_rate()
    assert len(invitations(session)) == count


def test_an_invitation_that_waits_goes_when_the_agreement_is_taken_back(
    session: Session, client: FlaskClient
) -> None:
    cast = make_cast()
    returned(cast)
    agree(cast, SURVEY)
    session.commit()
    invite_at(19)
    assert len(invitations(session)) == 1
    with clock.travelling(walk.moment(19, 10, 1)):
        sign_in(client, cast.lan)
        told = {"purpose": SURVEY, "decision": "withdraw"}
        assert client.post(f"{PAGE}/dong-y", data=told).status_code == 303
    assert invitations(session) == []
    others = session.scalars(sa.select(OutboxMessage.key)).all()
    assert any(key.startswith("dossier/") for key in others)  # what needs no consent still goes


def test_text_messages_need_the_agreement_and_a_confirmed_number(
    session: Session, client: FlaskClient, at_noon: None
) -> None:
    cast = make_cast()
    cast.lan.phone = "+84901234567"
    walk.issued(cast, key="a")
    assert sent(session, MessageChannel.SMS, "dossier/") == []
    agree(cast, PHONE)
    walk.issued(cast, key="b")
    assert sent(session, MessageChannel.SMS, "dossier/") == []
    session.commit()
    sign_in(client, cast.lan)
    assert "chưa xác nhận" in client.get(PAGE).text
    cast.lan.phone_confirmed_at = clock.now()
    dossier = walk.issued(cast, key="c")
    session.commit()
    (text,) = sent(session, MessageChannel.SMS, "dossier/")
    assert (text.recipient, text.link) == ("+84901234567", f"/ho-so/{dossier.reference}")
    assert text.body.isascii() and dossier.label in text.body and "Lan" not in text.body
    told = {"purpose": PHONE, "decision": "withdraw"}
    assert client.post(f"{PAGE}/dong-y", data=told).status_code == 303
    walk.issued(cast, key="d")
    assert sent(session, MessageChannel.SMS, "dossier/") == []


def test_every_purpose_is_asked_for_where_it_is_used() -> None:
    """A purpose on the page that governs nothing would be a promise to nobody."""
    texts = [
        path.read_text("utf-8") for name, path in modules().items() if name != "accounts.consents"
    ]
    asking = " ".join(text for text in texts if "has_consented(" in text)
    for purpose in PURPOSES:
        assert re.search(rf"has_consented\(.*, {purpose.key.upper()}\)", asking)
