"""Work on many dossiers: each by itself, one refused stops no other, a second press adds nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.accounts.models import Account
from portal.accounts.passwords import hash_password
from portal.db import db
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers import intake
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action, State
from portal.dossiers.workplace.models import Batch
from tests.dossiers.walk import issued, proposed, received, signed, submitted
from tests.factories import FOUNDED, Cast, make_cast, make_officer, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")
PASSWORD = "một mật khẩu dài"


@pytest.fixture
def cast(session: Session) -> Cast:
    cast = make_cast()
    cast.tuan.password_hash = hash_password(PASSWORD)
    return cast


def handed_in(cast: Cast, number: int) -> Dossier:
    """Of a person each: two of one person for one procedure are duplicates to be decided."""
    dossier = submitted(cast, key=str(number))
    dossier.applicant_identity = f"00119000{number:04d}"
    db.session.flush()
    return dossier


def press(
    client: FlaskClient, account: Account, act: str, dossiers: list[Dossier], **fields: Any
) -> TestResponse:
    """Tick, look over, press: with the key and the versions of the page looked at."""
    db.session.commit()
    sign_in(client, account)
    ticked = [("viec", act), *(("hs", dossier.reference) for dossier in dossiers)]
    page = client.get("/can-bo/hang-loat", query_string=ticked).text
    key = re.search(r'name="key"[^>]*value="(\w+)"', page)
    seen = re.findall(r'name="hs" value="([^"]+)"', page)
    assert key is not None
    return client.post("/can-bo/hang-loat", data={"viec": act, "key": key[1], "hs": seen, **fields})


def told(client: FlaskClient, answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text
    return unescape(client.get(answer.location).text)


def test_all_of_a_page_are_received_each_with_its_code(client: FlaskClient, cast: Cast) -> None:
    dossiers = [handed_in(cast, n) for n in range(4)]
    text = told(client, press(client, cast.minh, "receive", dossiers))
    assert "Xong 4 trong 4" in text
    db.session.expire_all()
    codes = [dossier.code for dossier in dossiers]
    assert [code.rpartition("-")[2] for code in codes if code] == ["0001", "0002", "0003", "0004"]
    assert {dossier.state for dossier in dossiers} == {State.PROCESSING}


def test_one_that_is_refused_stops_no_other(client: FlaskClient, cast: Cast) -> None:
    first, second, third = (handed_in(cast, n) for n in range(3))
    db.session.commit()
    sign_in(client, cast.minh)
    data = {
        "viec": "receive",
        "key": "k" * 32,
        "hs": [f"{first.reference}:{first.version}", f"{second.reference}:{second.version + 1}",
               f"{third.reference}:{third.version}"],
    }  # fmt: skip
    text = told(client, client.post("/can-bo/hang-loat", data=data))
    assert "Xong 2 trong 3" in text and "vừa được người khác cập nhật" in text
    db.session.expire_all()
    assert [d.state for d in (first, second, third)] == [
        State.PROCESSING, State.SUBMITTED, State.PROCESSING,
    ]  # fmt: skip
    assert third.code and third.code.endswith("-0002")  # the refused one took no number


def test_what_may_be_a_duplicate_is_decided_first(client: FlaskClient, cast: Cast) -> None:
    first, again = submitted(cast, key="a"), submitted(cast, key="b")
    text = told(client, press(client, cast.minh, "receive", [first]))
    assert "Xong 1 trong 1" in text
    sign_in(client, cast.minh)
    page = client.get(f"/can-bo/hang-loat?viec=receive&hs={again.reference}")
    assert "có thể trùng" in unescape(page.text)


def test_a_fault_in_one_is_told_with_a_code_and_leaves_nothing_of_it(
    client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, broken = handed_in(cast, 1), handed_in(cast, 2)
    receive = intake.receive

    def failing(dossier: Dossier, **more: Any) -> Any:
        made = receive(dossier, **more)
        if dossier.id == broken.id:
            raise RuntimeError("đứt")
        return made

    monkeypatch.setattr(intake, "receive", failing)
    text = told(client, press(client, cast.minh, "receive", [broken, good]))
    assert "Xong 1 trong 2" in text and re.search(r"mã [0-9A-F]{8}", text)
    db.session.expire_all()
    assert broken.state is State.SUBMITTED and broken.code is None
    assert good.code and good.code.endswith("-0001")


def test_a_second_press_shows_what_the_first_did(client: FlaskClient, cast: Cast) -> None:
    dossiers = [handed_in(cast, n) for n in range(2)]
    db.session.commit()
    sign_in(client, cast.minh)
    data = {
        "viec": "receive", "key": "z" * 32, "hs": [f"{d.reference}:{d.version}" for d in dossiers],
    }  # fmt: skip
    first = client.post("/can-bo/hang-loat", data=data)
    again = client.post("/can-bo/hang-loat", data=data)
    assert first.location == again.location
    assert "Xong 2 trong 2" in told(client, again)
    db.session.expire_all()
    for dossier in dossiers:
        assert [e.action for e in dossier.events].count(Action.RECEIVE) == 1
    assert db.session.scalar(sa.select(sa.func.count(Batch.id))) == 1
    sign_in(client, make_officer("Lò Văn Páo", cast.unit, *cast.minh.roles_on(FOUNDED)))
    assert client.get(first.location).status_code == 404  # a colleague's outcome is theirs


def test_a_leader_signs_many_with_one_password(client: FlaskClient, cast: Cast) -> None:
    dossiers = [proposed(cast, key=str(n)) for n in range(2)]
    wrong = press(client, cast.tuan, "sign", dossiers, password="sai rồi")
    assert wrong.status_code == 422 and "chưa văn bản nào được ký" in unescape(wrong.text)
    assert signed_of(dossiers) == 0
    text = told(client, press(client, cast.tuan, "sign", dossiers, password=PASSWORD))
    assert "Xong 2 trong 2" in text and signed_of(dossiers) == 2


def signed_of(dossiers: list[Dossier]) -> int:
    return db.session.scalars(
        sa.select(sa.func.count(Document.id)).where(
            Document.dossier_id.in_([d.id for d in dossiers]),
            Document.kind == DocumentKind.RESULT,
            Document.state == DocumentState.SIGNED,
        )
    ).one()


def test_a_clerk_numbers_many_in_the_order_of_the_list(client: FlaskClient, cast: Cast) -> None:
    dossiers = [signed(cast, key=str(n)) for n in range(3)]
    assert "Xong 3 trong 3" in told(client, press(client, cast.dung, "issue", dossiers))
    numbers = db.session.scalars(
        sa.select(Document.number)
        .where(Document.kind == DocumentKind.RESULT)
        .order_by(Document.dossier_id)
    ).all()
    assert [int(re.findall(r"\d+", number or "")[0]) for number in numbers] == [1, 2, 3]


def test_one_person_takes_several_results_at_once(client: FlaskClient, cast: Cast) -> None:
    dossiers = [issued(cast, key=str(n)) for n in range(2)]
    fields = {"recipient": "Nguyễn Thị Lan", "identity": "", "fee_way": "cash"}
    assert "Xong 2 trong 2" in told(
        client, press(client, cast.minh, "hand_over", dossiers, **fields)
    )
    db.session.expire_all()
    assert {d.state for d in dossiers} == {State.RETURNED}
    assert {d.delivered_to for d in dossiers} == {"Nguyễn Thị Lan"}


def test_a_leader_gives_a_leavers_work_to_somebody_else(client: FlaskClient, cast: Cast) -> None:
    leaver, *_ = (make_officer("Lò Văn Páo", cast.unit, *cast.hoa.roles_on(FOUNDED)),)
    dossiers = [received(cast, key=str(n)) for n in range(2)]
    for dossier in dossiers:
        assert dossier.open_task is not None
        dossier.open_task.assignee_id, dossier.open_task.assignee_name = leaver.id, "Lò Văn Páo"
    leaver.disabled_at = dossiers[0].created_at
    text = told(client, press(client, cast.tuan, "assign", dossiers, assignee=str(cast.hoa.id)))
    assert "Xong 2 trong 2" in text
    db.session.expire_all()
    assert {d.open_task.assignee_id for d in dossiers if d.open_task} == {cast.hoa.id}
    assert dossiers[0].events[-1].data["from"] == "Lò Văn Páo"


@pytest.mark.parametrize(("who", "act", "status"), [
    ("hoa", "receive", 403), ("hoa", "sign", 403), ("hoa", "assign", 403), ("minh", "issue", 403),
    ("minh", "khac", 404), ("dung", "take", 200),
])  # fmt: skip
def test_who_may_not_do_an_act_may_not_do_it_to_many(
    client: FlaskClient, cast: Cast, who: str, act: str, status: int
) -> None:
    sign_in(client, getattr(cast, who))
    assert client.get(f"/can-bo/hang-loat?viec={act}").status_code == status


def test_a_strangers_dossiers_are_not_there(client: FlaskClient, cast: Cast) -> None:
    dossier = submitted(cast)
    db.session.commit()
    sign_in(client, cast.binh)
    page = client.get(f"/can-bo/hang-loat?viec=receive&hs={dossier.reference}")
    assert "Chưa chọn hồ sơ nào" in page.text
    sent = {"viec": "receive", "key": "y" * 32, "hs": f"{dossier.reference}:{dossier.version}"}
    assert client.post("/can-bo/hang-loat", data=sent).status_code == 422
    db.session.expire_all()
    assert dossier.state is State.SUBMITTED
