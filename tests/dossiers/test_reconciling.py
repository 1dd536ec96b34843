"""A statement is compared with what was recorded, and each difference is decided by an act."""

from __future__ import annotations

import io
from html import unescape

import openpyxl
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock, config
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import paying
from portal.dossiers.models import PaymentState
from portal.errors import Invalid
from portal.notifications.models import OutboxMessage
from portal.payments import offered, queries, statement_files
from portal.payments.gateways import sandbox_bank
from portal.payments.gateways.sandbox_bank import Transfer
from portal.payments.models import FeeReceipt, MoneyState, Payment, Verdict, Way
from portal.payments.statement_models import StatementLine
from tests.dossiers.walk import received
from tests.factories import Cast, make_cast, make_officer, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


@pytest.fixture
def thu(cast: Cast) -> Account:
    return make_officer("Bùi Thị Thu", cast.unit, Role.CASHIER)


def moved(payment: Payment | None, amount: int = 8000, words: str = "") -> Transfer:
    content = f"PLP{payment.reference}" if payment else words
    return sandbox_bank.transfer(amount=amount, content=content, at=clock.now())


def tell(transfer: Transfer) -> Verdict:
    bank = offered.vietqr(config.current())
    assert bank is not None
    told = sandbox_bank.notice(bank, transfer)
    verdict = paying.record(told, bank, arrival="server", at=clock.now()).verdict
    db.session.flush()
    return verdict


def test_a_statement_shows_what_matches_and_what_is_decided(
    client: FlaskClient, cast: Cast, thu: Account
) -> None:
    dossiers = [received(cast, key=f"k{n}") for n in range(5)]
    orders = [paying.order_online(d, Way.VIETQR, at=clock.now()) for d in dossiers]
    good, short, silent, stray = (
        moved(orders[0]), moved(orders[1], 7000), moved(orders[2]), moved(None, 8000, "gui bac Lan")
    )  # fmt: skip
    gone = moved(orders[4])  # told, but the statement does not have it
    assert tell(good) is Verdict.RECORDED and tell(good) is Verdict.REPEATED
    assert tell(short) is Verdict.AMOUNT_DIFFERS
    assert tell(gone) is Verdict.RECORDED
    subjects = list(db.session.scalars(sa.select(OutboxMessage.subject)))
    assert any("Khoản tiền cần đối soát" in subject for subject in subjects)
    db.session.commit()
    sign_in(client, thu)

    def read_in(transfers: list[Transfer]) -> int:
        file = (io.BytesIO(sandbox_bank.statement(transfers)), "sao-ke.csv")
        sent = {"source": "vietqr", "file": file}
        return client.post("/thu-phi/sao-ke", data=sent).status_code

    assert read_in([good, short, silent, stray]) == 303
    assert read_in([good, short, silent, stray]) == 422  # the same file
    assert read_in([good, short, silent, stray, good]) == 303  # one that overlaps
    lines = {line.transaction: line.id for line in db.session.scalars(sa.select(StatementLine))}
    assert len(lines) == 4
    statement = db.session.scalars(sa.select(StatementLine.statement_id)).first()
    text = unescape(client.get(f"/thu-phi/sao-ke/{statement}").text)
    for words in ("Khớp", "Chưa ghi ở đây", "Đang chờ đối soát", "sao kê không có"):
        assert words in text
    assert text.count("Quyết định</a>") == 4

    def decide(transfer: Transfer, **sent: str) -> int:
        path = f"/thu-phi/quyet-dinh/dong/{lines[transfer.transaction]}"
        return client.post(path, data={"note": "Đã đối chiếu", "code": "", **sent}).status_code

    codes = [str(d.code) for d in dossiers]
    assert decide(good, decision="noted") == 404  # it matches
    assert decide(silent, decision="credited", code="X") == 422
    assert decide(silent, decision="credited", code=codes[0]) == 422  # is paid
    assert decide(silent, decision="credited", code=codes[2]) == 303
    assert decide(silent, decision="credited", code=codes[3]) in (404, 409)
    assert decide(stray, decision="credited", code=codes[3]) == 303
    assert decide(short, decision="given_back") == 303
    assert decide(short, decision="noted") == 409
    db.session.expire_all()
    states = [d.payment for d in dossiers]
    assert states == [
        PaymentState.PAID, PaymentState.UNPAID, PaymentState.PAID, PaymentState.PAID,
        PaymentState.PAID,
    ]  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count(FeeReceipt.id))) == 4
    (owed,) = queries.refunds_of(dossiers[1].id)
    assert owed.is_aside and owed.amount == 7000
    assert tell(silent) is Verdict.REPEATED  # the bank tells of it late: nothing more
    missing = db.session.scalars(
        sa.select(Payment.id).where(Payment.gateway_transaction == gone.transaction)
    ).one()
    path = f"/thu-phi/quyet-dinh/thieu/{missing}"
    assert client.post(path, data={"decision": "given_back", "note": "x"}).status_code == 422
    assert client.post(path, data={"decision": "noted", "note": "Sao kê sau"}).status_code == 303
    assert "Không có khoản nào" in client.get("/thu-phi/doi-soat").text
    sign_in(client, cast.minh)
    assert client.get("/thu-phi/sao-ke").status_code == 403


def test_part_of_what_is_owed_is_credited_and_the_rest_stays_owed(
    client: FlaskClient, cast: Cast, thu: Account
) -> None:
    dossier = received(cast)
    short = moved(paying.order_online(dossier, Way.VIETQR, at=clock.now()), 5000)
    tell(short)
    (alarm,) = queries.alarms({cast.unit.id})
    db.session.commit()
    sign_in(client, thu)
    path = f"/thu-phi/quyet-dinh/bao/{alarm.id}"
    assert client.get(path).status_code == 200
    sent = {"decision": "credited", "code": str(dossier.code), "note": "Nộp thiếu"}
    assert client.post(path, data=sent).status_code == 303
    db.session.expire_all()
    assert (dossier.payment, dossier.fee_owed) == (PaymentState.UNPAID, 3000)
    paying.collect(dossier, Way.CASH, by=thu, at=clock.now())
    assert dossier.payment is PaymentState.PAID
    paid = db.session.scalars(sa.select(Payment).where(Payment.state == MoneyState.PAID))
    assert sum(payment.amount for payment in paid) == 8000


def test_statements_are_read_from_sheets_and_faults_name_their_row() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["NGÂN HÀNG THỬ NGHIỆM"],
        ["STT", "Ngày giao dịch", "Số giao dịch", "Ghi nợ", "Ghi có", "Diễn giải"],
        [
            1,
            clock.local(clock.now()).replace(tzinfo=None),
            "FT1",
            None,
            8000,
            "PLPABCD2345EFGH6789",
        ],
        [2, "18/03/2026 10:00", "FT2", "5.000", "", "phí"],
        [3, "18/03/2026", "FT3", "", "1.250.000", "x"],
        ["Cộng", "", "", "", "1.258.000", ""],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    rows = statement_files.read(out.getvalue())
    assert [(r.transaction, r.amount, r.reference) for r in rows] == [
        ("FT1", 8000, "ABCD2345EFGH6789"), ("FT3", 1250000, ""),
    ]  # fmt: skip
    head = "Thời gian,Mã giao dịch,Số tiền,Mã đơn\n"
    for content, said in (
        (head + "18/03/2026,A,8e5,X\n", "Dòng 2"),
        (head + "hôm qua,A,8000,X\n", "Dòng 2"),
        ("a,b\n1,2\n", "tiêu đề"),
        (head, "không có khoản"),
        ("PK", "bảng tính"),
    ):
        with pytest.raises(Invalid, match=said):
            statement_files.read(content.encode())
