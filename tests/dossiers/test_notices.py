"""Notices of every gateway, shuffled, doubled, forged, late and wrong: nothing is credited twice and
nothing forged is credited at all; and every way is paid through on its pages.

A few hundred notices in the suite; PORTAL_TEST_NOTICES=10000 for the full run.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock, config
from portal.db import db
from portal.dossiers import paying, withdrawal
from portal.dossiers.models import PaymentState
from portal.dossiers.workflow import Action
from portal.payments import offered
from portal.payments.gateways import Gateway, sandbox, sandbox_bank, sandbox_national
from portal.payments.gateways.national import NationalPlatform
from portal.payments.gateways.sandbox import SandboxOrder
from portal.payments.gateways.sandbox_bank import Transfer
from portal.payments.gateways.vietqr import VietQr
from portal.payments.gateways.vnpay import Vnpay
from portal.payments.models import FeeReceipt, MoneyState, Payment, Verdict, Way
from tests.dossiers.walk import received
from tests.factories import Cast, make_cast, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")
NOTICES = int(os.environ.get("PORTAL_TEST_NOTICES", "400"))
AMOUNT = 8000
Said = dict[str, str]


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def gateways() -> dict[Way, Gateway]:
    return offered.gateways(config.current())


def said(way: Way, reference: str, amount: int = AMOUNT, is_paid: bool = True) -> Said:
    """As the other side signs it; the same order gives the same transaction."""
    gateway, at = gateways()[way], clock.now()
    order = SandboxOrder(reference, amount, "nop phi")
    if isinstance(gateway, Vnpay):
        return sandbox.notice(gateway, order, is_paid=is_paid, at=at)
    if isinstance(gateway, NationalPlatform):
        return sandbox_national.notice(gateway, order, is_paid=is_paid, at=at)
    assert isinstance(gateway, VietQr)
    told = Transfer(f"FT{reference}{'' if is_paid else 'X'}", amount, f"PLP{reference}", at)
    return sandbox_bank.notice(gateway, told)


def forged(chance: random.Random, notice: Said) -> Said:
    """One value of it is not what was signed."""
    name = chance.choice([n for n in notice if notice[n]])
    last = notice[name][-1]
    return {**notice, name: notice[name][:-1] + ("0" if last != "0" else "1")}


def test_notices_in_any_order_credit_once_and_forged_ones_never(cast: Cast) -> None:
    chance = random.Random(NOTICES)
    dossiers = [received(cast, key=f"n{n}") for n in range(max(6, NOTICES // 200))]
    ways = list(gateways())
    assert set(ways) == {Way.VNPAY, Way.VIETQR, Way.NATIONAL}
    notices: list[tuple[Way, Said, bool]] = []
    payable: set[int] = set()
    each = NOTICES // len(dossiers)
    for n, dossier in enumerate(dossiers):
        true: list[tuple[Way, Said]] = []
        wrong: list[tuple[Way, Said]] = []
        for way in ways:
            order = paying.order_online(dossier, way, at=clock.now())
            other = paying.order_online(dossier, way, at=clock.now())
            true.append((way, said(way, order.reference)))
            wrong.append((way, said(way, other.reference, AMOUNT + 500)))
            if way is not Way.VIETQR:
                wrong.append((way, said(way, order.reference, is_paid=False)))
        if n % 4 == 3:  # only wrong money comes
            true = []
        else:
            payable.add(dossier.id)
        for _notice in range(each):
            if true and chance.random() < 0.3:
                notices.append((*chance.choice(true), False))
            elif chance.random() < 0.5:
                notices.append((*chance.choice(wrong), False))
            else:
                way, whole = chance.choice(true or wrong)
                notices.append((way, forged(chance, whole), True))
        notices += [(way, whole, False) for way, whole in true]  # each at least once
    chance.shuffle(notices)
    verdicts = []
    for way, params, is_forged in notices:
        arrival = chance.choice(("server", "browser"))
        found = paying.record(params, gateways()[way], arrival=arrival, at=clock.now()).verdict
        # A bank's notice says its words in capitals or not: a changed letter's case is no change.
        assert (found is Verdict.FORGED) is is_forged, (way, params)
        verdicts.append(found)
    db.session.flush()
    assert verdicts.count(Verdict.RECORDED) == len(payable)
    for dossier in dossiers:
        is_paid = dossier.id in payable
        credits = db.session.scalars(
            sa.select(Payment).where(
                Payment.dossier_id == dossier.id, Payment.state == MoneyState.PAID
            )
        ).all()
        assert [payment.amount for payment in credits] == [AMOUNT] * is_paid
        assert dossier.payment is (PaymentState.PAID if is_paid else PaymentState.UNPAID)
        assert [e.action for e in dossier.events].count(Action.PAY) == is_paid
    numbers = list(db.session.scalars(sa.select(FeeReceipt.number).order_by(FeeReceipt.number)))
    assert numbers == list(range(1, len(payable) + 1))


def test_late_money_for_an_ended_dossier_is_put_aside_whatever_the_way(cast: Cast) -> None:
    dossier = received(cast)
    orders = {way: paying.order_online(dossier, way, at=clock.now()) for way in gateways()}
    withdrawal.withdraw(dossier, reason="Đổi ý", by=cast.lan, at=clock.now())
    for way, order in orders.items():
        notice = said(way, order.reference)
        found = paying.record(notice, gateways()[way], arrival="server", at=clock.now())
        assert found.verdict is Verdict.NOT_DUE
        other = next(w for w in gateways() if w is not way)  # in another gateway's name
        wrong = paying.record(notice, gateways()[other], arrival="server", at=clock.now())
        assert wrong.verdict is Verdict.FORGED


def press(client: FlaskClient, cast: Cast, way: str) -> tuple[str, str]:
    dossier = received(cast)
    db.session.commit()
    sign_in(client, cast.lan)
    path = f"/ho-so/{dossier.reference}/nop-phi"
    assert client.get(path).text.count('name="way"') == 3
    assert client.post(path, data={"way": "cash"}).status_code == 404
    answer = client.post(path, data={"way": way})
    assert answer.status_code == 303
    return dossier.reference, str(answer.location)


def is_paid(client: FlaskClient, reference: str) -> bool:
    return "Biên lai thu phí, lệ phí" in client.get(f"/ho-so/{reference}").text


def test_a_citizen_pays_by_code_at_the_bank(client: FlaskClient, cast: Cast) -> None:
    reference, where = press(client, cast, "vietqr")
    page = client.get(where).text
    assert "data:image/svg+xml" in page and "8.000 đ" in page
    bank = "/thanh-toan/thu-nghiem/ngan-hang"
    payment = db.session.scalars(sa.select(Payment)).one()
    assert bank in page and payment.reference in client.get(
        f"{bank}?noi-dung=PLP{payment.reference}&so-tien=8000"
    ).text  # fmt: skip
    sent = {"amount": "8.000", "content": f"plp {payment.reference.lower()}", "told": "twice"}
    assert client.post(bank, data={**sent, "amount": "x"}).status_code == 422
    assert client.post(bank, data=sent).status_code == 303
    assert is_paid(client, reference) and "Cơ quan đã nhận" in client.get(where).text
    statement = client.get(f"{bank}/sao-ke.csv").text
    assert payment.reference in statement and statement.count("\n") == 2
    notice = said(Way.VIETQR, "AAAA2345EFGH6789")
    told = client.post("/thanh-toan/vietqr/bao-co", json=notice)
    assert told.json == {"code": "00"}  # taken, and put aside
    forged_one = {**notice, "amount": "1"}
    assert client.post("/thanh-toan/vietqr/bao-co", json=forged_one).json == {"code": "97"}
    assert client.post("/thanh-toan/vietqr/bao-co", data="x").json == {"code": "97"}


def test_a_citizen_pays_through_the_national_platform(client: FlaskClient, cast: Cast) -> None:
    reference, where = press(client, cast, "national")
    page = client.get(where).text
    assert "Đến trang thanh toán" in page
    payment = db.session.scalars(sa.select(Payment)).one()
    platform = gateways()[Way.NATIONAL]
    address = platform.pay_address(
        _order(payment)  # announced again, the same page
    )
    back = client.post(address, data={"outcome": "pay"})
    assert back.status_code == 303 and "Đã nộp phí" in client.get(back.location).text
    assert is_paid(client, reference) and "Đã nộp phí" in client.get(where).text
    changed = dict(parse_qsl(urlsplit(address).query)) | {"SoTien": "1"}
    assert client.get(urlsplit(address).path, query_string=changed).status_code == 404
    notice = said(Way.NATIONAL, payment.reference)
    answer: Callable[[Said], object] = lambda sent: client.post(  # noqa: E731
        "/thanh-toan/quoc-gia/thong-bao", json=sent
    ).json["MaLoi"]  # type: ignore[index]
    assert answer(notice) == "02" and answer({**notice, "SoTien": "1"}) == "97"
    assert answer(said(Way.NATIONAL, "LA")) == "01"


def _order(payment: Payment):  # type: ignore[no-untyped-def]
    from portal.payments.gateways import Order

    return Order(
        payment.reference, payment.amount, "nop phi", payment.created_at, "https://x/", "::1"
    )
