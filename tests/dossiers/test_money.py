"""The cashier's shift, refunds with approval, receipts cancelled and replaced; through the pages."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.documents.issuing import store
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers import paying, shift_closing, withdrawal
from portal.dossiers.models import PaymentState
from portal.errors import Conflict, Forbidden
from portal.notifications.models import OutboxMessage
from portal.payments import giving_back, queries, shifts
from portal.payments.models import FeeReceipt, Payment, Way
from portal.payments.refund_models import RefundState, RefundWay
from tests.documents.tools import text_of
from tests.dossiers.walk import received
from tests.factories import Cast, make_cast, make_officer, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


@pytest.fixture
def thu(cast: Cast) -> Account:
    return make_officer("Bùi Thị Thu", cast.unit, Role.CASHIER)


def test_a_shift_is_counted_closed_and_never_added_to(
    client: FlaskClient, cast: Cast, thu: Account, tmp_path: Path
) -> None:
    first, second = received(cast, key="a"), received(cast, key="b")
    db.session.commit()
    sign_in(client, thu)
    sent = {"unit": cast.unit.id, "opening_cash": "200.000"}
    assert client.post("/thu-phi/ca", data=sent).status_code == 303
    assert client.post("/thu-phi/ca", data=sent).status_code == 409
    assert client.post("/thu-phi/ca", data={"unit": cast.elsewhere.id}).status_code == 404
    assert str(first.code) in client.get("/thu-phi/cho-thu?ma=0001").text
    for dossier, way in ((first, "cash"), (second, "card")):
        db.session.expire_all()
        paid = {"version": dossier.version, "fee_way": way, "note": "0099"}
        assert client.post(f"/quay/{dossier.reference}/thu-phi", data=paid).status_code == 303
    shift = shifts.current(thu, cast.unit.id)
    assert shift is not None and shifts.sums_of(shift).cash_expected == 208_000
    path = f"/thu-phi/ca/{shift.id}/dong"
    counted = {"note-200000": "1", "note-5000": "1", "note-2000": "1"}
    text = unescape(client.post(path, data=counted).text)
    assert "lệch" in text and 'value="1"' in text  # nothing typed is lost
    assert client.post(path, data={**counted, "note-500": "x"}).status_code == 422
    answer = client.post(path, data={**counted, "reason": "Thối nhầm"})
    assert answer.status_code == 303
    db.session.expire_all()
    assert (shift.cash_counted, shift.cash_expected) == (207_000, 208_000)
    sheet = client.get(f"/thu-phi/ca/{shift.id}.pdf")
    words = text_of(sheet.data, tmp_path)
    for said in ("CT-", "Thối nhầm", "207.000 đồng", "-1.000 đồng", "Bùi Thị Thu"):
        assert said in words, said
    assert client.post(path, data=counted).status_code == 404
    with pytest.raises(Conflict):
        shift_closing.close(shift, cast.unit, counted={}, reason="x", by=thu, at=clock.now())
    third = received(cast, key="c")
    paying.collect(third, Way.CASH, by=thu, at=clock.now())  # begins another shift
    shift_ids = set(db.session.scalars(sa.select(Payment.shift_id)))
    assert len(shift_ids) == 2 and shifts.sums_of(shift).cash_expected == 208_000
    sign_in(client, cast.binh)
    assert client.get(f"/thu-phi/ca/{shift.id}.pdf").status_code == 404


def test_a_refund_is_proposed_by_one_approved_by_another_and_paid_once(
    client: FlaskClient, cast: Cast, thu: Account
) -> None:
    dossier = received(cast)
    paying.collect(dossier, Way.CASH, by=thu, at=clock.now())
    withdrawal.withdraw(dossier, reason="Đổi ý", by=cast.lan, at=clock.now())
    (owed,) = queries.refunds_of(dossier.id)
    db.session.commit()
    path = f"/thu-phi/hoan-tra/{owed.id}"
    sign_in(client, thu)
    assert client.get("/thu-phi/hoan-tra").status_code == 200
    assert "Qua cổng" not in client.get(path).text  # it was cash
    assert client.post(path, data={"way": "transfer", "account": ""}).status_code == 422
    assert client.post(path, data={"way": "cash"}).status_code == 303
    assert client.post(path, data={"verdict": "yes"}).status_code == 403
    sign_in(client, cast.binh)
    assert client.get(path).status_code == 404
    sign_in(client, cast.tuan)
    assert client.post(path, data={"verdict": "no"}).status_code == 422
    assert client.post(path, data={"verdict": "yes"}).status_code == 303
    sign_in(client, thu)
    assert client.post(path, data={}).status_code == 303
    assert client.post(path, data={}).status_code == 403
    db.session.expire_all()
    assert (owed.state, dossier.payment, dossier.fee_paid) == (
        RefundState.PAID, PaymentState.REFUNDED, 0,
    )  # fmt: skip
    shift = shifts.current(thu, cast.unit.id)
    assert shift is not None and shifts.sums_of(shift).cash_expected == 0
    told = db.session.scalars(sa.select(OutboxMessage.subject))
    assert any("Đã hoàn trả tiền" in subject for subject in told)
    sign_in(client, cast.lan)
    assert "đã được hoàn trả" in client.get(f"/ho-so/{dossier.reference}").text


def test_who_proposed_cannot_approve(cast: Cast) -> None:
    both = make_officer("Lò Văn Páo", cast.unit, Role.CASHIER, Role.LEADER)
    dossier = received(cast)
    paying.collect(dossier, Way.CASH, by=cast.minh, at=clock.now())
    withdrawal.withdraw(dossier, reason="", by=cast.lan, at=clock.now())
    (owed,) = queries.refunds_of(dossier.id)
    giving_back.propose(owed, way=RefundWay.CASH, account="", remark="", by=both, at=clock.now())
    with pytest.raises(Forbidden):
        giving_back.approve(owed, by=both, at=clock.now())


def test_a_wrong_receipt_is_cancelled_and_replaced_never_edited(
    client: FlaskClient, cast: Cast, thu: Account, tmp_path: Path
) -> None:
    dossier = received(cast)
    before = paying.collect(dossier, Way.CASH, by=thu, at=clock.now()).sha256
    (first,) = db.session.scalars(sa.select(FeeReceipt))
    db.session.commit()
    path = f"/thu-phi/bien-lai/{first.id}"
    sign_in(client, cast.binh)
    assert client.get(path).status_code in (403, 404)
    sign_in(client, thu)
    assert first.label in client.get("/thu-phi").text
    words = {"payer": "Công ty Hải An", "address": "Số 9", "purpose": "Lệ phí", "reason": ""}
    assert client.post(path, data=words).status_code == 422
    assert client.post(path, data={**words, "reason": "Sai tên"}).status_code == 303
    assert client.post(path, data={**words, "reason": "Sai tên"}).status_code == 409
    db.session.expire_all()
    second = db.session.get_one(FeeReceipt, first.replaced_by_id or 0)
    assert (first.number, second.number) == (1, 2) and first.sha256 == before
    assert first.cancelled_by_name == "Bùi Thị Thu" and first.cancel_reason == "Sai tên"
    papers = db.session.scalars(
        sa.select(Document).where(Document.kind == DocumentKind.FEE_RECEIPT).order_by(Document.id)
    ).all()
    assert [paper.state for paper in papers] == [DocumentState.REVOKED, DocumentState.ISSUED]
    assert papers[0].superseded_by_id == papers[1].id
    said = text_of(store().read(second.sha256), tmp_path)
    assert "Công ty Hải An" in said and "Liên 3" in said and "ĐÃ HỦY" not in said
    copy = text_of(client.get(f"{path}.pdf").data, tmp_path)
    assert "ĐÃ HỦY" in copy and second.label in copy and "Nguyễn Thị Lan" in copy
    assert second.label in client.get(path).text
    assert client.get("/thu-phi").text.count("8.000 đ") >= 1
