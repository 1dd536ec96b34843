from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.notifications import alerts
from portal.notifications.models import AlertPace, AlertTopic, OutboxMessage, PendingAlert
from tests.factories import make_officer, make_unit, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=clock.VIETNAM)


def tell(account: Account, key: str, moment: datetime) -> None:
    alerts.alert(
        account,
        AlertTopic.DUE,
        subject=f"Việc {key}",
        body="…",
        link=f"/can-bo/{key}",
        key=key,
        at=moment,
    )


def letters(session: Session) -> list[tuple[str, str]]:
    rows = session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))
    return [(row.channel.value, row.subject) for row in rows]


def test_at_once_by_default_and_each_thing_once(session: Session) -> None:
    hoa = make_officer("Trần Thị Hoa", make_unit(), Role.SPECIALIST)
    tell(hoa, "a", at(18, 10))
    tell(hoa, "a", at(18, 11))
    assert letters(session) == [("portal", "Việc a")]


def test_a_digest_goes_once_in_the_morning_with_everything_of_the_day_before(
    session: Session,
) -> None:
    hoa = make_officer("Trần Thị Hoa", make_unit(), Role.SPECIALIST)
    alerts.choose(hoa, {AlertTopic.DUE: AlertPace.DAILY})
    session.flush()
    for key in ("a", "b", "a"):
        tell(hoa, key, at(18, 10))
    assert letters(session) == [] and alerts.accounts_with_pending(at(18, 23)) == []
    assert alerts.accounts_with_pending(at(19, 6)) == []
    tell(hoa, "c", at(19, 8))
    assert alerts.accounts_with_pending(at(19, 8)) == [hoa.id]
    for _again in range(2):
        alerts.send_digest(hoa.id, at=at(19, 8))
        session.flush()
    sent = letters(session)
    assert sorted(channel for channel, _subject in sent) == ["email", "portal"]
    assert {subject for _channel, subject in sent} == {"Việc cần lưu ý ngày 19/03/2026: 2 mục"}
    body = session.scalars(sa.select(OutboxMessage.body)).first()
    assert body and "Việc a" in body and "Việc b" in body and "Việc c" not in body
    tell(hoa, "a", at(20, 10))  # told yesterday: not again
    assert session.scalar(sa.select(sa.func.count(PendingAlert.id))) == 3


def test_off_is_off_and_a_change_of_pace_tells_nothing_twice(session: Session) -> None:
    hoa = make_officer("Trần Thị Hoa", make_unit(), Role.SPECIALIST)
    tell(hoa, "a", at(18, 10))
    alerts.choose(hoa, {AlertTopic.DUE: AlertPace.DAILY})
    session.flush()
    tell(hoa, "a", at(18, 11))
    tell(hoa, "b", at(18, 11))
    alerts.choose(hoa, {AlertTopic.DUE: AlertPace.NOW})
    session.flush()
    tell(hoa, "b", at(18, 12))  # waits for the digest already
    alerts.choose(hoa, {AlertTopic.DUE: AlertPace.OFF})
    session.flush()
    tell(hoa, "c", at(18, 13))
    assert letters(session) == [("portal", "Việc a")]
    assert session.scalars(sa.select(PendingAlert.key)).all() == ["b"]


def test_the_officer_chooses_on_a_page(client: FlaskClient, session: Session) -> None:
    hoa = make_officer("Trần Thị Hoa", make_unit(), Role.SPECIALIST)
    session.commit()
    sign_in(client, hoa)
    page = "/thong-bao/canh-bao"
    assert (
        client.post(page, data={"due": "daily", "share": "off", "queue": "now"}).status_code == 303
    )
    assert client.post(page, data={"due": "hourly"}).status_code == 422
    session.expire_all()
    assert alerts.pace_of(hoa) == {
        AlertTopic.DUE: AlertPace.DAILY,
        AlertTopic.SHARE: AlertPace.OFF,
        AlertTopic.QUEUE: AlertPace.NOW,
    }
