"""The cashier's pages: sums by way, days, the file, and what has to be reconciled."""

from __future__ import annotations

import csv
import io
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock, config
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import paying
from portal.payments import offered
from portal.payments.gateways import sandbox
from portal.payments.models import Way
from tests.dossiers.walk import moment, received
from tests.factories import Cast, make_cast, make_officer, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


@pytest.fixture
def cashier(cast: Cast) -> Account:
    return make_officer("Bùi Thị Thu", cast.unit, Role.CASHIER)


def collected(cast: Cast, key: str, way: Way, **more: object) -> None:
    paying.collect(received(cast, key=key), way, by=cast.minh, at=clock.now(), **more)  # type: ignore[arg-type]


def told_too_little(cast: Cast) -> None:
    gateway = offered.sandbox(config.current())
    assert gateway is not None
    payment = paying.order_online(received(cast, key="little"), at=clock.now())
    order = sandbox.SandboxOrder(payment.reference, 500, "x")
    notice = sandbox.notice(gateway, order, is_paid=True, at=clock.now())
    paying.record(notice, gateway, arrival="server", at=clock.now())


def test_the_sums_of_the_day_are_by_way(client: FlaskClient, cast: Cast, cashier: Account) -> None:
    for key, way in (("a", Way.CASH), ("b", Way.CASH), ("c", Way.CARD)):
        collected(cast, key, way)
    db.session.commit()
    sign_in(client, cashier)
    text = unescape(client.get("/thu-phi").text)
    assert "24.000 đ" in text and "16.000 đ" in text and "Thẻ tại quầy" in text
    assert "Chuyển khoản" not in text and f"BL-{cast.unit.code}-26/0000003" in text


def test_days_are_vietnams_and_both_ends_count(
    client: FlaskClient, cast: Cast, cashier: Account
) -> None:
    for key, at in (("a", moment(18, 23, 59)), ("b", moment(19, 0, 0))):
        paying.collect(received(cast, key=key), Way.CASH, by=cast.minh, at=at)
    db.session.commit()
    sign_in(client, cashier)
    for days, expected in (
        ("from=18/03/2026&to=18/03/2026", 1),
        ("from=2026-03-18&to=2026-03-19", 2),
    ):
        rows = client.get(f"/thu-phi.csv?{days}").get_data().decode("utf-8-sig")
        read = list(csv.reader(io.StringIO(rows), delimiter=";"))
        assert len(read) == expected + 2 and read[-1][5] == str(expected * 8000)


def test_another_units_money_is_not_shown(client: FlaskClient, cast: Cast) -> None:
    collected(cast, "a", Way.CASH)
    db.session.commit()
    sign_in(client, cast.binh)
    assert "Chưa thu khoản nào" in client.get("/thu-phi").text


def test_a_note_in_the_file_is_no_formula(
    client: FlaskClient, cast: Cast, cashier: Account
) -> None:
    collected(cast, "a", Way.TRANSFER, note="=1+1")
    db.session.commit()
    sign_in(client, cashier)
    assert ";'=1+1\r\n" in client.get("/thu-phi.csv").get_data().decode("utf-8-sig")


@pytest.mark.parametrize(
    "days",
    [
        "from=2026-03-19&to=2026-03-18",
        "from=2024-01-01&to=2026-03-18",
        "from=mai",
        "from=31/02/2026",
    ],
)
def test_days_that_cannot_be_are_refused_with_a_sentence(
    client: FlaskClient, cashier: Account, days: str
) -> None:
    db.session.commit()
    sign_in(client, cashier)
    answer = client.get(f"/thu-phi?{days}")
    assert answer.status_code == 422 and "Có mục cần xem lại" in unescape(answer.text)


def test_what_is_put_aside_is_an_alarm_for_cashier_and_administrator_only(
    client: FlaskClient, cast: Cast, cashier: Account
) -> None:
    tri = make_officer("Vũ Quang Trị", cast.elsewhere, Role.ADMINISTRATOR)
    thu = make_officer("Lò Văn Páo", cast.elsewhere, Role.CASHIER)
    told_too_little(cast)
    db.session.commit()
    sign_in(client, cashier)
    assert "1 khoản cần đối soát" in client.get("/thu-phi").text
    for person, sees in ((cashier, True), (tri, True), (thu, False)):
        sign_in(client, person)
        text = unescape(client.get("/thu-phi/doi-soat").text)
        assert ("Số tiền nhận khác số phải nộp" in text) is sees, person.full_name
        assert "Nguyễn Thị Lan" not in text
    sign_in(client, cast.minh)
    assert client.get("/thu-phi/doi-soat").status_code == 403
