"""The pages of what is decided beside the steps: filled in and sent, they do what they say."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.dossiers import queries, supplements
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.workflow import State
from tests.dossiers.walk import issued, moment, received
from tests.factories import Cast, make_cast, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")
ITEMS = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": ""}]


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def send(
    client: FlaskClient, who: Account, dossier: Dossier, path: str, status: int = 303, **data: str
) -> None:
    db.session.expire_all()
    version = str(dossier.version)
    sign_in(client, who)
    address = path.format(dossier.reference)
    if status == 303:
        assert client.get(address).status_code == 200
    answer = client.post(address, data={"version": version, **data})
    assert answer.status_code == status, answer.text
    db.session.expire_all()


def test_an_apology_from_draft_to_the_citizens_page(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    dossier = received(cast)
    session.commit()
    wrong = {"reason": "Chậm", "new_due_on-day": "28", "new_due_on-month": "3",
             "new_due_on-year": "2026"}  # fmt: skip
    send(client, cast.hoa, dossier, "/tham-dinh/{}/xin-loi", 422, **wrong)  # a Saturday
    send(client, cast.hoa, dossier, "/tham-dinh/{}/xin-loi", **{**wrong, "new_due_on-day": "27"})
    sign_in(client, cast.tuan)
    assert dossier.label in client.get("/phe-duyet").text
    send(client, cast.tuan, dossier, "/phe-duyet/{}/xin-loi")
    assert dossier.extended_to == moment(27, 17)
    send(client, cast.hoa, dossier, "/tham-dinh/{}/xin-loi", 409, **wrong)
    sign_in(client, cast.lan)
    page = client.get(f"/ho-so/{dossier.reference}").text
    assert "Hẹn trả lần đầu" in page and "Hẹn lại" in page and "27 tháng 3" in page
    assert "Văn bản xin lỗi" in page


def test_stopping(client: FlaskClient, session: Session, cast: Cast) -> None:
    dossier = received(cast)
    session.commit()
    send(client, cast.tuan, dossier, "/phe-duyet/{}/dung", 422, ground="")
    send(client, cast.tuan, dossier, "/phe-duyet/{}/dung", ground="Điều 12")
    assert dossier.state is State.STOPPED
    sign_in(client, cast.lan)
    page = client.get(f"/ho-so/{dossier.reference}").text
    assert "Thông báo dừng giải quyết hồ sơ" in page and "Điều 12" in page


def test_a_further_supplement(client: FlaskClient, session: Session, cast: Cast) -> None:
    dossier = received(cast)
    supplements.request(dossier, reason="Mờ", items=ITEMS, by=cast.hoa, at=clock.now())
    supplements.answer(dossier, text="Đây.", by=cast.lan, at=moment(18, 11))
    session.commit()
    ask = {"documents": "birth_note", "reason": "Thiếu trang 2", "ground": "Điều 16"}
    send(client, cast.hoa, dossier, "/tham-dinh/{}/bo-sung-them", 422, **{**ask, "ground": ""})
    send(client, cast.hoa, dossier, "/tham-dinh/{}/bo-sung-them", **ask)
    send(client, cast.tuan, dossier, "/phe-duyet/{}/bo-sung-them", 422, decision="refuse")
    send(client, cast.tuan, dossier, "/phe-duyet/{}/bo-sung-them", decision="grant")
    assert dossier.state is State.SUPPLEMENT_REQUESTED
    sign_in(client, cast.hoa)
    page = client.get(f"/can-bo/ho-so/{dossier.reference}").text
    assert "lần 2" in page and "Điều 16" in page and "Lê Anh Tuấn" in page


def test_a_revoked_result_leads_to_the_one_that_replaces_it(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    dossier = issued(cast, delivery=DeliveryMethod.ONLINE)
    session.commit()
    (old,) = [d for d in queries.documents_of(dossier) if d.kind == "result"]
    send(client, cast.tuan, dossier, "/phe-duyet/{}/thu-hoi", ground="In sai tên")
    revoked = client.get(f"/xac-thuc/{old.verify_code}").text
    assert "Đã bị thu hồi" in revoked and "Thay thế bằng" not in revoked
    send(client, cast.hoa, dossier, "/tham-dinh/{}/thay-the", outcome="granted",
         **{"value-child_name": "Nguyễn Gia Hân", "value-born_on": "02/03/2026"})  # fmt: skip
    send(client, cast.tuan, dossier, "/phe-duyet/{}/ky-thay-the")
    send(client, cast.dung, dossier, "/van-thu/{}/thay-the")
    new = [d for d in queries.documents_of(dossier) if d.kind == "result"][-1]
    page = client.get(f"/xac-thuc/{old.verify_code}").text
    assert "Thay thế bằng" in page and f"/xac-thuc/{new.verify_code}" in page
    assert "đang có hiệu lực" in client.get(f"/xac-thuc/{new.verify_code}").text
    sign_in(client, cast.lan)
    own = client.get(f"/ho-so/{dossier.reference}").text
    assert "02/GKS-UBND" in own and "01/GKS-UBND" not in own
