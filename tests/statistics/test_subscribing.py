from __future__ import annotations

from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.notifications.models import MessageChannel, OutboxMessage
from portal.statistics import subscribing
from portal.statistics.periods import Period
from portal.statistics.subscription_models import Every, Subscription
from tests.factories import make_officer, sign_in
from tests.statistics.courses import make_courses, recount_events

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.mark.parametrize(
    ("every", "today", "start", "end"),
    [
        (Every.WEEK, date(2026, 3, 18), date(2026, 3, 9), date(2026, 3, 15)),
        (Every.WEEK, date(2026, 3, 16), date(2026, 3, 9), date(2026, 3, 15)),  # a Monday
        (Every.WEEK, date(2026, 3, 15), date(2026, 3, 2), date(2026, 3, 8)),  # a Sunday
        (Every.MONTH, date(2026, 3, 1), date(2026, 2, 1), date(2026, 2, 28)),
        (Every.MONTH, date(2026, 1, 31), date(2025, 12, 1), date(2025, 12, 31)),
        (Every.QUARTER, date(2026, 3, 31), date(2025, 10, 1), date(2025, 12, 31)),
        (Every.QUARTER, date(2026, 4, 1), date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_the_last_period_that_ended(every: Every, today: date, start: date, end: date) -> None:
    assert subscribing.last_ended(every, today) == Period(start, end)


def test_a_report_goes_out_once_when_its_month_is_over(
    client: FlaskClient, session: Session
) -> None:
    world = make_courses(session, 11, count=60)
    unit = world.units[0]
    leader = make_officer("Lê Anh Tuấn", unit, Role.LEADER)
    session.commit()
    sign_in(client, leader)
    asked = {"report": "tien-do", "unit": unit.code, "every": "month"}
    page = "/so-lieu/nhan-bao-cao"
    assert client.post(page, data=asked).status_code == 303
    assert client.post(page, data=asked).status_code == 409
    assert client.post(page, data={**asked, "report": "nothing"}).status_code == 422
    assert client.post(page, data={**asked, "unit": world.units[1].code}).status_code == 422
    session.expire_all()
    found = session.scalars(sa.select(Subscription)).one()
    assert subscribing.due_subscriptions(session, date(2026, 3, 31)) == []  # March is not over
    assert subscribing.due_subscriptions(session, date(2026, 4, 1)) == [found.id]
    first = datetime(2026, 4, 1, 8, tzinfo=clock.VIETNAM)
    for _again in range(2):
        subscribing.send(session, found.id, at=first)
        session.flush()
    mail = session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.channel == MessageChannel.EMAIL)
    ).one()
    done = recount_events(session, date(2026, 3, 1), date(2026, 3, 31), {unit.id})
    assert mail.recipient == leader.email and "01/03/2026–31/03/2026" in mail.subject
    assert f"Nhận giải quyết: {done[3]} " in mail.body
    assert f"/so-lieu/bao-cao/tien-do?unit={unit.code}&from=2026-03-01&to=2026-03-31" in mail.body
    assert subscribing.due_subscriptions(session, date(2026, 4, 2)) == []
    assert client.post(f"{page}/{found.id}/thoi").status_code == 303
    assert subscribing.due_subscriptions(session, date(2026, 5, 1)) == []


def test_only_its_owner_ends_it(client: FlaskClient, session: Session) -> None:
    world = make_courses(session, 11, count=3)
    leader = make_officer("Lê Anh Tuấn", world.units[0], Role.LEADER)
    other = make_officer("Lê Anh Hai", world.units[0], Role.LEADER)
    found = subscribing.subscribe(session, "tien-do", Every.WEEK, None, by=leader, at=clock.now())
    session.commit()
    sign_in(client, other)
    assert client.post(f"/so-lieu/nhan-bao-cao/{found.id}/thoi").status_code == 404
