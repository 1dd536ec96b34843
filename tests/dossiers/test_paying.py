"""The fee is paid: once, however the gateway's notices come; at the desk; and what waits for it."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock, config, migrate
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import keys
from portal.documents.issuing import store
from portal.documents.models import Document, DocumentKind
from portal.dossiers import decisions, paying, withdrawal
from portal.dossiers.models import ActionRefused, DeliveryMethod, Dossier, PaymentState
from portal.dossiers.workflow import Action, State
from portal.errors import Conflict, Forbidden, Invalid
from portal.payments import desk, offered, queries, recording
from portal.payments.gateways import sandbox
from portal.payments.gateways.vnpay import Vnpay
from portal.payments.models import FeeReceipt, GatewayNotice, MoneyState, Payment, Verdict, Way
from portal.web import unit_of_work
from tests.conftest import empty_database
from tests.documents.tools import text_of
from tests.dossiers.walk import received, signed, submitted
from tests.factories import Cast, make_cast, make_citizen, make_officer, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def gateway() -> Vnpay:
    found = offered.vnpay(config.current())
    assert found is not None
    return found


def said(payment: Payment, *, is_paid: bool = True, **changes: str) -> dict[str, str]:
    """A notice as the gateway signs it; `changes` are of its fields."""
    order = sandbox.SandboxOrder(payment.reference, payment.amount, "nop phi")
    fields = sandbox.notice(gateway(), order, is_paid=is_paid, at=clock.now())
    del fields["vnp_SecureHash"]
    return gateway().signed({**fields, **changes})


def tell(params: dict[str, str]) -> Verdict:
    verdict = paying.record(params, gateway(), arrival="server", at=clock.now()).verdict
    db.session.flush()
    return verdict


def waiting_online(cast: Cast, key: str = "k1") -> Dossier:
    """Signed, its result asked for online, its fee not yet paid."""
    dossier = signed(cast, key=key)
    dossier.delivery_method = DeliveryMethod.ONLINE
    return dossier


def credits(dossier: Dossier) -> list[Payment]:
    found = sa.select(Payment).where(
        Payment.dossier_id == dossier.id, Payment.state == MoneyState.PAID
    )
    return list(db.session.scalars(found))


# --- online ---------------------------------------------------------------------------------


def test_a_notice_pays_the_fee_and_gives_a_receipt(cast: Cast, tmp_path: Path) -> None:
    dossier = received(cast)
    payment = paying.order_online(dossier, at=clock.now())
    assert (payment.amount, payment.state, dossier.payment) == (
        8000, MoneyState.PENDING, PaymentState.UNPAID,
    )  # fmt: skip
    assert tell(said(payment)) is Verdict.RECORDED
    assert (payment.state, dossier.payment) == (MoneyState.PAID, PaymentState.PAID)
    assert dossier.state is State.PROCESSING and dossier.events[-1].action is Action.PAY
    paper = db.session.scalars(
        sa.select(Document).where(Document.kind == DocumentKind.FEE_RECEIPT)
    ).one()
    assert paper.number == f"BL-{cast.unit.code}-26/0000001"
    text = text_of(store().read(paper.sha256), tmp_path)
    for words in ("0000001", "Tám nghìn đồng", "8.000 đồng", "Nguyễn Thị Lan", str(dossier.code)):
        assert words in text, (words, text)


def test_a_result_asked_for_online_waits_for_the_fee_and_comes_with_it(cast: Cast) -> None:
    dossier = waiting_online(cast)
    decisions.issue(dossier, by=cast.dung, at=clock.now())
    assert dossier.state is State.RESOLVED and dossier.returned_at is None
    payment = paying.order_online(dossier, at=clock.now())
    tell(said(payment))
    assert dossier.state is State.RETURNED and dossier.returned_at == clock.now()
    assert dossier.open_task is None
    assert [e.action for e in dossier.events][-2:] == [Action.PAY, Action.RETURN]


def test_a_result_fetched_at_the_desk_is_not_returned_by_paying(cast: Cast) -> None:
    dossier = signed(cast)
    decisions.issue(dossier, by=cast.dung, at=clock.now())
    tell(said(paying.order_online(dossier, at=clock.now())))
    assert dossier.state is State.RESOLVED and dossier.payment is PaymentState.PAID


def test_told_twice_it_counts_once(cast: Cast) -> None:
    dossier = received(cast)
    notice = said(paying.order_online(dossier, at=clock.now()))
    assert [tell(notice) for _time in range(3)] == [
        Verdict.RECORDED, Verdict.REPEATED, Verdict.REPEATED,
    ]  # fmt: skip
    assert len(credits(dossier)) == 1
    assert [e.action for e in dossier.events].count(Action.PAY) == 1
    assert db.session.scalar(sa.select(sa.func.count(FeeReceipt.id))) == 1


def test_a_cancelled_order_leaves_the_fee_owed_and_a_late_success_still_counts(cast: Cast) -> None:
    dossier = received(cast)
    payment = paying.order_online(dossier, at=clock.now())
    assert tell(said(payment, is_paid=False)) is Verdict.FAILED
    assert (payment.state, dossier.payment) == (MoneyState.FAILED, PaymentState.UNPAID)
    assert tell(said(payment)) is Verdict.RECORDED
    assert tell(said(payment, is_paid=False)) is Verdict.REPEATED
    assert (payment.state, dossier.payment) == (MoneyState.PAID, PaymentState.PAID)


def test_a_wrong_amount_is_put_aside_with_an_alarm(cast: Cast) -> None:
    dossier = received(cast)
    payment = paying.order_online(dossier, at=clock.now())
    assert tell(said(payment, vnp_Amount="700000")) is Verdict.AMOUNT_DIFFERS
    assert (payment.state, dossier.payment) == (MoneyState.ASIDE, PaymentState.UNPAID)
    assert [(a.verdict, a.amount) for a in queries.alarms({cast.unit.id})] == [
        (Verdict.AMOUNT_DIFFERS, 7000)
    ]
    assert queries.alarms({cast.elsewhere.id}) == []


def test_the_second_of_two_orders_paid_is_put_aside(cast: Cast) -> None:
    dossier = received(cast)
    first, second = (paying.order_online(dossier, at=clock.now()) for _order in range(2))
    assert tell(said(second)) is Verdict.RECORDED
    assert tell(said(first)) is Verdict.SECOND_PAYMENT
    assert (first.state, second.state) == (MoneyState.ASIDE, MoneyState.PAID)
    assert tell(said(first)) is Verdict.REPEATED
    assert len(queries.alarms({cast.unit.id})) == 1


def test_one_order_charged_twice_is_an_alarm_and_one_credit(cast: Cast) -> None:
    dossier = received(cast)
    payment = paying.order_online(dossier, at=clock.now())
    tell(said(payment))
    assert tell(said(payment, vnp_TransactionNo="99999999")) is Verdict.SECOND_PAYMENT
    assert len(credits(dossier)) == 1 and payment.state is MoneyState.PAID
    assert len(queries.alarms({cast.unit.id})) == 1


def test_a_transaction_pays_one_order_only(cast: Cast) -> None:
    one, other = received(cast, key="a"), received(cast, key="b")
    first, second = (paying.order_online(d, at=clock.now()) for d in (one, other))
    tell(said(first, vnp_TransactionNo="14000001"))
    assert tell(said(second, vnp_TransactionNo="14000001")) is Verdict.TRANSACTION_REUSED
    assert other.payment is PaymentState.UNPAID


def test_money_for_what_was_withdrawn_meanwhile_is_put_aside(cast: Cast) -> None:
    dossier = received(cast)
    payment = paying.order_online(dossier, at=clock.now())
    withdrawal.withdraw(dossier, reason="Đổi ý", by=cast.lan, at=clock.now())
    assert tell(said(payment)) is Verdict.NOT_DUE
    assert payment.state is MoneyState.ASIDE and dossier.state is State.WITHDRAWN


def test_money_for_an_unknown_order_is_an_alarm_for_the_administrator(cast: Cast) -> None:
    payment = Payment(reference="KHONGCO", amount=8000)
    assert tell(said(payment)) is Verdict.UNKNOWN
    assert queries.alarms({cast.unit.id}) == []
    assert [a.reference for a in queries.alarms(set(), everywhere=True)] == ["KHONGCO"]


def test_what_was_paid_at_the_desk_meanwhile_is_not_paid_twice(cast: Cast) -> None:
    dossier = received(cast)
    payment = paying.order_online(dossier, at=clock.now())
    paying.collect(dossier, Way.CASH, by=cast.minh, at=clock.now())
    assert tell(said(payment)) is Verdict.SECOND_PAYMENT
    assert [p.way for p in credits(dossier)] == [Way.CASH]


def test_a_thousand_notices_shuffled_doubled_forged_and_wrong_credit_nothing_twice(
    cast: Cast,
) -> None:
    chance = random.Random(20260318)
    dossiers = [received(cast, key=f"many-{n}") for n in range(10)]
    notices: list[dict[str, str]] = []
    payable: set[int] = set()
    for n, dossier in enumerate(dossiers):
        good, spare, wrong = (paying.order_online(dossier, at=clock.now()) for _o in range(3))
        if n % 5:  # of every fifth dossier no true money comes
            payable.add(dossier.id)
            notices += [said(good)] * 12 + [said(spare)] * 8
        notices += [said(good, is_paid=False)] * 6 + [said(wrong, vnp_Amount="80000")] * 6
        for payment in (good, spare, wrong):
            forged = dict(said(payment, is_paid=False))
            forged |= {"vnp_ResponseCode": "00", "vnp_TransactionStatus": "00"}
            cheap = said(payment) | {"vnp_Amount": "100"}
            foreign = Vnpay("", gateway().terminal, "x").signed(
                {k: v for k, v in said(payment).items() if k != "vnp_SecureHash"}
            )
            notices += [forged, cheap, foreign] * 8
    while len(notices) < 1000:
        notices.append(said(Payment(reference=f"LA{chance.randrange(9)}", amount=8000)))
    chance.shuffle(notices)
    verdicts = [tell(notice) for notice in notices]
    assert verdicts.count(Verdict.RECORDED) == len(payable) == 8
    assert verdicts.count(Verdict.FORGED) == 10 * 3 * 3 * 8
    for dossier in dossiers:
        is_paid = dossier.id in payable
        assert len(credits(dossier)) == is_paid, dossier.id
        assert dossier.payment is (PaymentState.PAID if is_paid else PaymentState.UNPAID)
        assert [e.action for e in dossier.events].count(Action.PAY) == is_paid
    numbers = db.session.scalars(sa.select(FeeReceipt.number).order_by(FeeReceipt.number))
    assert list(numbers) == list(range(1, 9))
    kept = db.session.scalar(sa.select(sa.func.count(GatewayNotice.id)))
    assert kept == len(notices) - verdicts.count(Verdict.FORGED) + recording.MOST_FORGERIES
    assert all(p.gateway_transaction is None for p in db.session.scalars(
        sa.select(Payment).where(Payment.state.in_((MoneyState.PENDING, MoneyState.FAILED)))
    ))  # fmt: skip


def test_nothing_is_ordered_before_reception_nor_when_nothing_is_owed(cast: Cast) -> None:
    with pytest.raises(Conflict):
        paying.order_online(submitted(cast, key="early"), at=clock.now())
    dossier = received(cast)
    paying.collect(dossier, Way.CASH, by=cast.minh, at=clock.now())
    with pytest.raises(Conflict, match="đã nộp"):
        paying.order_online(dossier, at=clock.now())


def test_what_a_gateway_said_is_never_changed(session: Session, cast: Cast) -> None:
    tell(said(paying.order_online(received(cast), at=clock.now())))
    for statement in ("UPDATE gateway_notice SET amount = 1", "DELETE FROM gateway_notice"):
        with pytest.raises(sa.exc.DBAPIError, match="only ever added"), session.begin_nested():
            session.execute(sa.text(statement))


def test_the_database_itself_refuses_a_second_credit(session: Session, cast: Cast) -> None:
    dossier = received(cast)
    tell(said(paying.order_online(dossier, at=clock.now())))
    second = paying.ordering.order(paying._due(dossier), Way.VNPAY, at=clock.now())
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        second.credit("77777777", clock.now())
        session.flush()


def test_a_receipt_is_signed_by_the_unit_and_given_even_without_its_certificate(
    cast: Cast, tmp_path: Path
) -> None:
    def receipt_of(key: str) -> bytes:
        paper = paying.collect(received(cast, key=key), Way.CASH, by=cast.minh, at=clock.now())
        return store().read(paper.sha256)

    (tmp_path / "signed.pdf").write_bytes(receipt_of("with"))
    told = subprocess.run(
        ["pdfsig", "-nocert", str(tmp_path / "signed.pdf")], capture_output=True, text=True
    ).stdout
    assert "Signature is Valid" in told and cast.unit.name in told, told
    keys.seal_key_path(cast.unit.code).unlink()
    assert b"/ByteRange" not in receipt_of("without")


# --- at the desk ----------------------------------------------------------------------------


@pytest.mark.parametrize("way", [Way.CASH, Way.CARD, Way.TRANSFER])
def test_the_desk_takes_the_fee_once(cast: Cast, way: Way, tmp_path: Path) -> None:
    dossier = received(cast)
    paper = paying.collect(dossier, way, note="00123", by=cast.minh, at=clock.now())
    payment = credits(dossier)[0]
    assert (payment.way, payment.officer_id, payment.amount) == (way, cast.minh.id, 8000)
    text = text_of(store().read(paper.sha256), tmp_path)
    assert "00123" in text and "Nguyễn Văn Minh" in text and "Liên 3" in text
    with pytest.raises(Conflict):
        paying.collect(dossier, way, by=cast.minh, at=clock.now())


def test_a_cashier_of_the_unit_takes_money_too_and_nobody_else(cast: Cast) -> None:
    cashier = make_officer("Bùi Thị Thu", cast.unit, Role.CASHIER)
    dossier = received(cast)
    for other in (cast.hoa, cast.tuan, cast.dung, cast.binh):
        with pytest.raises(Forbidden):
            paying.collect(dossier, Way.CASH, by=other, at=clock.now())
    paying.collect(dossier, Way.CASH, by=cashier, at=clock.now())
    assert dossier.events[-1].actor_role == "cashier"


def test_a_gateway_is_no_way_to_pay_at_the_desk(cast: Cast) -> None:
    dossier = received(cast)
    with pytest.raises(Invalid):
        desk.take(paying._due(dossier), Way.VNPAY, by=cast.minh, at=clock.now())


def test_an_ended_dossier_takes_no_money(cast: Cast) -> None:
    dossier = received(cast)
    withdrawal.withdraw(dossier, reason="Đổi ý", by=cast.lan, at=clock.now())
    with pytest.raises(Conflict):
        paying.collect(dossier, Way.CASH, by=cast.minh, at=clock.now())
    with pytest.raises(ActionRefused):
        dossier.move(Action.PAY, by=cast.minh.as_citizen(), at=clock.now())


# --- through the pages ----------------------------------------------------------------------


def ordered(client: FlaskClient, cast: Cast, dossier: Dossier) -> str:
    """Lan presses the button; where her browser is sent."""
    sign_in(client, cast.lan)
    answer = client.post(f"/ho-so/{dossier.reference}/nop-phi")
    assert answer.status_code == 303
    return str(answer.location)


def test_a_citizen_pays_in_the_sandbox_and_comes_back_paid(client: FlaskClient, cast: Cast) -> None:
    dossier = received(cast)
    db.session.commit()
    assert "8.000 đ" in client_page(client, cast, f"/ho-so/{dossier.reference}/nop-phi")
    address = ordered(client, cast, dossier)
    assert address.startswith("/thanh-toan/thu-nghiem/vnpay?")
    assert "Trả tiền" in client.get(address).text
    back = client.post(address, data={"outcome": "pay"})
    assert back.status_code == 303
    db.session.expire_all()
    assert dossier.payment is PaymentState.PAID  # the server's notice came first
    assert "Đã nộp phí, lệ phí" in client.get(back.location).text
    assert "Đã nộp phí, lệ phí" in client.get(back.location).text
    db.session.expire_all()
    assert len(credits(dossier)) == 1
    page = client.get(f"/ho-so/{dossier.reference}").text
    assert "Biên lai thu phí, lệ phí" in page and "Nộp phí trực tuyến" not in page


def test_the_return_alone_counts_when_its_signature_is_right(
    client: FlaskClient, cast: Cast
) -> None:
    dossier = received(cast)
    payment = paying.order_online(dossier, at=clock.now())
    db.session.commit()
    wrong = {**said(payment), "vnp_Amount": "100"}
    assert "Không đọc được" in client.get(f"/thanh-toan/vnpay/tro-ve?{urlencode(wrong)}").text
    db.session.expire_all()
    assert dossier.payment is PaymentState.UNPAID
    assert client.get(f"/thanh-toan/vnpay/tro-ve?{urlencode(said(payment))}").status_code == 200
    db.session.expire_all()
    assert dossier.payment is PaymentState.PAID


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_gateways_server_hears_its_own_codes(
    client: FlaskClient, cast: Cast, method: str
) -> None:
    dossier = received(cast)
    payment, other = (paying.order_online(dossier, at=clock.now()) for _order in range(2))
    db.session.commit()

    def answer(params: dict[str, str]) -> str:
        where = {"query_string": params} if method == "GET" else {"data": params}
        said_back = client.open("/thanh-toan/vnpay/ipn", method=method, **where)  # type: ignore[arg-type]
        assert said_back.status_code == 200
        return str(said_back.json["RspCode"])  # type: ignore[index]

    assert answer({}) == "99"
    assert answer({**said(payment), "vnp_Amount": "1"}) == "97"
    assert answer(said(Payment(reference="LA", amount=8000))) == "01"
    assert answer(said(other, vnp_Amount="100")) == "04"
    assert answer(said(payment)) == "00"
    assert answer(said(payment)) == "02"


def test_cancelling_in_the_sandbox_offers_to_pay_again(client: FlaskClient, cast: Cast) -> None:
    dossier = received(cast)
    db.session.commit()
    address = ordered(client, cast, dossier)
    back = client.post(address, data={"outcome": "cancel"})
    page = client.get(back.location).text
    assert "Chưa nộp được" in page and f"/ho-so/{dossier.reference}/nop-phi" in page


def test_an_order_the_shop_did_not_sign_is_not_shown(client: FlaskClient, cast: Cast) -> None:
    dossier = received(cast)
    db.session.commit()
    parts = urlsplit(ordered(client, cast, dossier))
    changed = dict(parse_qsl(parts.query)) | {"vnp_Amount": "100"}
    for method in ("GET", "POST"):
        assert client.open(f"{parts.path}?{urlencode(changed)}", method=method).status_code == 404


def test_somebody_elses_fee_is_not_found(client: FlaskClient, cast: Cast) -> None:
    dossier = received(cast)
    stranger = make_citizen("Phan Thị Bình")
    db.session.commit()
    sign_in(client, stranger)
    for method in ("GET", "POST"):
        path = f"/ho-so/{dossier.reference}/nop-phi"
        assert client.open(path, method=method).status_code == 404


def test_the_desk_collects_on_its_page_and_another_desk_does_not_find_it(
    client: FlaskClient, cast: Cast
) -> None:
    dossier = received(cast)
    db.session.commit()
    path = f"/quay/{dossier.reference}/thu-phi"
    sign_in(client, cast.binh)
    assert client.get(path).status_code == 404
    sign_in(client, cast.minh)
    assert client.get(path).status_code == 200
    assert client.post(path, data={"version": dossier.version}).status_code == 422
    sent = {"version": dossier.version, "fee_way": "card", "note": "0099"}
    assert client.post(path, data=sent).status_code == 303
    db.session.expire_all()
    assert [(p.way, p.note) for p in credits(dossier)] == [(Way.CARD, "0099")]
    assert client.get(path).status_code == 409


def client_page(client: FlaskClient, cast: Cast, path: str) -> str:
    sign_in(client, cast.lan)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


# --- at the same moment ---------------------------------------------------------------------


@pytest.fixture
def committed(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database of its own, where commits are commits."""
    kept = db.engine.url.render_as_string(hide_password=False)
    url = empty_database(db.engine.dialect.name, tmp_path, "paying")
    migrate.upgrade(url)
    db.open(url, scope=unit_of_work)
    yield app
    db.open(kept, scope=unit_of_work)


def test_notices_at_the_same_moment_credit_once(committed: Flask) -> None:
    with committed.app_context():
        cast = make_cast()
        dossier = received(cast)
        payments = [paying.order_online(dossier, at=clock.now()) for _order in range(2)]
        notices = [urlencode(said(payment)) for payment in payments] * 6
        dossier_id = dossier.id
        db.session.commit()

    def tell_it(query: str) -> str:
        with clock.travelling(clock.now()):
            answer = committed.test_client().get(f"/thanh-toan/vnpay/ipn?{query}")
            return str(answer.json["RspCode"]) if answer.status_code == 200 else "again"  # type: ignore[index]

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(tell_it, notices))
    assert set(answers) <= {"00", "02"}, answers
    with committed.app_context():
        states = sorted(
            db.session.scalars(sa.select(Payment.state).where(Payment.dossier_id == dossier_id))
        )
        assert states == [MoneyState.ASIDE, MoneyState.PAID]
        assert db.session.scalar(sa.select(sa.func.count(FeeReceipt.id))) == 1
        assert db.session.get(Dossier, dossier_id).payment is PaymentState.PAID  # type: ignore[union-attr]
