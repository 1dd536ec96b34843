"""The officers' pages: each works; stranger → 404; wrong role → 403; wrong state → refused; and of
two who press at once one wins and the other is told."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock, migrate
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.counters import Counter
from portal.db import db
from portal.documents.models import Document
from portal.dossiers import intake, queries
from portal.dossiers.models import DeliveryMethod, Dossier, Event, PaymentState
from portal.dossiers.reception.models import IdentityCheck, Visit
from portal.dossiers.workflow import Action, State
from portal.procedures.definitions import Channel, FeeItem, Fees, Field, FieldKind, Form, Section
from portal.procedures.models import Procedure
from portal.units.models import Unit
from portal.web import unit_of_work
from tests.conftest import empty_database
from tests.dossiers.walk import (
    draft,
    drafted,
    entered,
    issued,
    proposed,
    received,
    signed,
    submitted,
)
from tests.factories import PARTS, Cast, make_cast, make_officer, make_unit, sign_in

noon = pytest.mark.usefixtures("at_noon")
SUPPLEMENT = {"documents": "birth_note", "text-birth_note": "Thiếu trang 2", "reason": "Chưa đủ."}


@dataclass(frozen=True)
class Act:
    """One thing to press: where, by whom, on a dossier brought how far, with what filled in."""

    path: str
    who: str
    walk: Callable[..., Dossier]
    done: Action | None
    data: dict[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ("minh", "hoa", "tuan", "dung")
    has_form: bool = True

    def __str__(self) -> str:
        return f"{self.who}:{self.path.rpartition('/')[2]}"


ONLY = {"minh": ("hoa", "tuan", "dung"), "hoa": ("minh", "tuan", "dung"),
        "tuan": ("minh", "hoa", "dung"), "dung": ("minh", "hoa", "tuan")}  # fmt: skip
ACTS = [
    Act("/quay/{}/tiep-nhan", "minh", submitted, Action.HAND_ON, {}, ONLY["minh"], False),
    Act("/quay/{}/tu-choi", "minh", submitted, Action.DECLINE, {"reason": "Sai nơi"}, ONLY["minh"]),
    Act("/quay/{}/yeu-cau-bo-sung", "minh", submitted, Action.REQUEST_SUPPLEMENT, SUPPLEMENT,
        ("tuan", "dung")),
    Act("/quay/{}/yeu-cau-bo-sung", "hoa", received, Action.REQUEST_SUPPLEMENT, SUPPLEMENT,
        ("tuan", "dung")),
    Act("/quay/{}/tra-ket-qua", "minh", issued, Action.RETURN,
        {"recipient": "Nguyễn Thị Lan", "fee_way": "cash"}, ONLY["minh"]),
    Act("/tham-dinh/{}/nhan-viec", "hoa", received, Action.TAKE, {}, ("minh",), False),
    Act("/tham-dinh/{}/tra-viec", "hoa", drafted, Action.RELEASE, {}, ("minh",), False),
    Act("/tham-dinh/{}/du-thao", "hoa", received, None, {"outcome": "granted"}, ONLY["hoa"]),
    Act("/tham-dinh/{}/trinh", "hoa", drafted, Action.PROPOSE, {"note": "Đủ."}, ONLY["hoa"]),
    Act("/phe-duyet/{}/ky", "tuan", proposed, Action.APPROVE, {}, ONLY["tuan"]),
    Act("/phe-duyet/{}/tra-lai", "tuan", proposed, Action.SEND_BACK, {"reason": "Sai"},
        ONLY["tuan"]),
    Act("/van-thu/{}/phat-hanh", "dung", signed, Action.ISSUE, {}, ONLY["dung"]),
]  # fmt: skip
each_act = pytest.mark.parametrize("act", ACTS, ids=str)
each_form = pytest.mark.parametrize("act", [act for act in ACTS if act.has_form], ids=str)


@pytest.fixture
def cast(session: Session) -> Cast:
    made = make_cast()
    session.commit()
    return made


def prepared(act: Act, cast: Cast, **more: object) -> Dossier:
    dossier = act.walk(cast, **more)
    db.session.commit()
    return dossier


def person(cast: Cast, name: str) -> Account:
    account = getattr(cast, name)
    assert isinstance(account, Account)
    return account


def history(dossier: Dossier) -> list[Action]:
    return list(
        db.session.scalars(
            sa.select(Event.action).where(Event.dossier_id == dossier.id).order_by(Event.id)
        )
    )


# --- every act ------------------------------------------------------------------------------


@noon
@each_act
def test_the_act_is_done_and_leads_back_to_the_dossier(
    client: FlaskClient, cast: Cast, act: Act
) -> None:
    dossier = prepared(act, cast)
    sign_in(client, person(cast, act.who))
    answer = client.post(
        act.path.format(dossier.reference), data={**act.data, "version": dossier.version}
    )
    assert answer.status_code == 303, unescape(answer.text)
    assert answer.location.endswith(f"/can-bo/ho-so/{dossier.reference}")
    assert client.get(answer.location).status_code == 200
    db.session.expire_all()
    if act.done:
        assert history(dossier)[-1] is act.done
    else:
        assert queries.draft_result_of(dossier) is not None


@noon
@each_form
def test_the_form_is_shown_before_anything_is_done(
    client: FlaskClient, cast: Cast, act: Act
) -> None:
    dossier = prepared(act, cast)
    before = history(dossier)
    sign_in(client, person(cast, act.who))
    answer = client.get(act.path.format(dossier.reference))
    assert answer.status_code == 200 and 'name="version"' in answer.text
    db.session.expire_all()
    assert history(dossier) == before


@noon
@each_act
def test_strangers_find_nothing(client: FlaskClient, cast: Cast, act: Act) -> None:
    dossier = prepared(act, cast)
    before, path = history(dossier), act.path.format(dossier.reference)
    sign_in(client, cast.binh)  # every role, in another commune
    sent = {**act.data, "version": dossier.version}
    assert client.post(path, data=sent).status_code == 404
    if act.has_form:
        assert client.get(path).status_code == 404
    db.session.expire_all()
    assert history(dossier) == before


@noon
@each_act
def test_other_roles_and_citizens_are_kept_out(client: FlaskClient, cast: Cast, act: Act) -> None:
    dossier = prepared(act, cast)
    before, path = history(dossier), act.path.format(dossier.reference)
    for name in (*act.others, "lan"):
        sign_in(client, person(cast, name))
        sent = {**act.data, "version": dossier.version}
        assert client.post(path, data=sent).status_code == 403, name
    db.session.expire_all()
    assert history(dossier) == before


@noon
@each_act
def test_nobody_gets_in_without_signing_in(client: FlaskClient, cast: Cast, act: Act) -> None:
    dossier = prepared(act, cast)
    answer = client.post(act.path.format(dossier.reference), data=act.data)
    assert answer.status_code in (302, 303) and "/dang-nhap" in answer.location


@noon
@each_act
def test_what_is_over_is_refused_with_a_sentence(client: FlaskClient, cast: Cast, act: Act) -> None:
    dossier = prepared(replace(act, walk=issued), cast, delivery=DeliveryMethod.ONLINE)
    before, path = history(dossier), act.path.format(dossier.reference)
    sign_in(client, person(cast, act.who))
    answers = [client.post(path, data={**act.data, "version": dossier.version})]
    if act.has_form:
        answers.append(client.get(path))
    for answer in answers:
        assert answer.status_code == 409
        assert re.search("không cho phép|đã được xử lý|đã xong", unescape(answer.text))
    db.session.expire_all()
    assert history(dossier) == before


@noon
@each_act
def test_who_decided_on_an_older_page_is_told_and_nothing_is_done(
    client: FlaskClient, cast: Cast, act: Act
) -> None:
    dossier = prepared(act, cast)
    before = history(dossier)
    sign_in(client, person(cast, act.who))
    for stale in (dossier.version - 1, "", "x", "9" * 40):
        answer = client.post(
            act.path.format(dossier.reference), data={**act.data, "version": stale}
        )
        assert answer.status_code == 409
        assert "vừa được người khác cập nhật" in unescape(answer.text)
    db.session.expire_all()
    assert history(dossier) == before


@noon
@pytest.mark.parametrize(
    "act", [a for a in ACTS if a.path.endswith(("tu-choi", "bo-sung", "tra-lai"))], ids=str
)
def test_a_form_without_its_reason_comes_back_with_what_was_typed(
    client: FlaskClient, cast: Cast, act: Act
) -> None:
    dossier = prepared(act, cast)
    before = history(dossier)
    sign_in(client, person(cast, act.who))
    answer = client.post(
        act.path.format(dossier.reference),
        data={**act.data, "reason": " \u200b", "version": dossier.version},
    )
    assert answer.status_code == 422 and "govuk-error-summary" in answer.text
    assert act.data.get("text-birth_note", "") in unescape(answer.text)
    db.session.expire_all()
    assert history(dossier) == before


# --- two at once ----------------------------------------------------------------------------


@pytest.fixture
def committed(app: Flask, tmp_path: Path) -> Iterator[None]:
    """A database of its own, where every request commits for good (history cannot be deleted)."""
    shared = db.engine.url.render_as_string(hide_password=False)
    own = empty_database(db.engine.dialect.name, tmp_path, "pressing")
    migrate.upgrade(own)
    db.open(own, unit_of_work)
    try:
        yield
    finally:
        db.open(shared, unit_of_work)


@pytest.mark.usefixtures("committed")
def test_of_two_receptionists_pressing_at_once_one_wins_and_the_other_is_told(app: Flask) -> None:
    cast = make_cast()
    other = make_officer("Lò Văn Páo", cast.unit, Role.RECEPTIONIST)
    dossier = submitted(cast)
    db.session.commit()
    reference, version, unit_code = dossier.reference, dossier.version, cast.unit.code
    browsers = []
    for officer in (cast.minh, other):
        browser = app.test_client()
        sign_in(browser, officer)
        browsers.append(browser)
    db.forget()
    start = threading.Barrier(2)

    def press(browser: FlaskClient) -> tuple[int, str]:
        start.wait()
        answer = browser.post(f"/quay/{reference}/tiep-nhan", data={"version": version})
        return answer.status_code, unescape(answer.text)

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(press, browsers))
    assert [status for status, _text in answers] == [303, 409]
    assert "cập nhật" in answers[1][1]
    found = db.session.scalars(sa.select(Dossier)).one()
    assert history(found).count(Action.RECEIVE) == 1
    assert len(queries.documents_of(found)) == 1
    (value,) = db.session.scalars(
        sa.select(Counter.value).where(Counter.series.contains(unit_code))
    )
    assert value == 1


@pytest.mark.usefixtures("committed")
def test_a_double_press_at_the_desk_makes_one_dossier(app: Flask) -> None:
    cast = make_cast()
    db.session.commit()
    path = f"/quay/nhap/{cast.procedure.code}/{cast.unit.code}"
    minh = cast.minh
    browsers = [app.test_client() for _press in range(4)]
    for browser in browsers:
        sign_in(browser, minh)
    db.forget()
    start = threading.Barrier(4)

    def press(browser: FlaskClient) -> tuple[int, str]:
        start.wait()
        answer = browser.post(path, data=ENTRY)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(press, browsers))
    assert len(answers) == 1 and answers.pop()[0] == 303
    assert db.session.scalar(sa.select(sa.func.count(Dossier.id))) == 1


# --- the desk -------------------------------------------------------------------------------

ENTRY = {
    "key": "k" * 32,
    "channel": "1",
    "identity_check": "card",
    "applicant_name": "Trần Thị Mận",
    "applicant_address": "Số 9, phố Gốm",
    "phone": "0901234567",
    "delivery": "desk",
    "answer-child_name": "Trần Bảo Nam",
    "papers-birth_note-originals": "1",
    "papers-birth_note-photocopies": "2",
}


def entry_path(cast: Cast) -> str:
    return f"/quay/nhap/{cast.procedure.code}/{cast.unit.code}"


@noon
def test_quick_entry_asks_how_the_person_was_identified_and_what_lets_another_hand_in(
    client: FlaskClient, cast: Cast
) -> None:
    db.session.commit()
    sign_in(client, cast.minh)
    unasked = client.post(entry_path(cast), data={**ENTRY, "identity_check": ""})
    assert unasked.status_code == 422
    assert "đối chiếu giấy tờ nào" in unescape(unasked.text)
    other = {**ENTRY, "submitter_name": "Trần Văn Nộp"}
    without = client.post(entry_path(cast), data=other)
    assert without.status_code == 422 and "giấy ủy quyền" in unescape(without.text)
    letter = client.post(entry_path(cast), data={**ENTRY, "channel": "3"})
    assert letter.status_code == 422 and "ngày thư đến" in unescape(letter.text)
    assert (
        client.post(entry_path(cast), data={**other, "authority_originals": "1"}).status_code == 303
    )
    dossier = db.session.scalars(sa.select(Dossier)).one()
    visit = db.session.scalars(sa.select(Visit)).one()
    assert visit.identity_check is IdentityCheck.CARD and visit.submitter_name == "Trần Văn Nộp"
    assert (dossier.applicant_name, dossier.submitter_name) == ("Trần Thị Mận", "Trần Văn Nộp")
    assert {a.document_key for a in dossier.kept_attachments} == {"authority", "birth_note"}


@noon
def test_the_queue_holds_the_desks_own_dossiers_of_every_channel(
    client: FlaskClient, cast: Cast
) -> None:
    online, letter = submitted(cast, key="a"), entered(cast, key="b", channel=Channel.POST)
    db.session.commit()
    sign_in(client, cast.minh)
    text = unescape(client.get("/quay").text)
    assert text.index(online.reference) < text.index(letter.reference)
    assert "Trực tuyến" in text and "Bưu chính" in text and "Chờ tiếp nhận (2)" in text
    sign_in(client, cast.binh)
    elsewhere = client.get("/quay").text
    assert online.reference not in elsewhere and "Chờ tiếp nhận (0)" in unescape(elsewhere)


@noon
def test_each_list_of_the_desk_holds_what_its_name_says(client: FlaskClient, cast: Cast) -> None:
    waiting, done = submitted(cast, key="a"), issued(cast, key="b")
    db.session.commit()
    sign_in(client, cast.minh)
    lists = {name: client.get(f"/quay?muc={name}").text for name in
             ("cho-tiep-nhan", "cho-tra", "da-tiep-nhan")}  # fmt: skip
    assert waiting.reference in lists["cho-tiep-nhan"]
    assert str(done.code) not in lists["cho-tiep-nhan"]
    for name in ("cho-tra", "da-tiep-nhan"):
        assert str(done.code) in lists[name] and waiting.reference not in lists[name]


@noon
@pytest.mark.parametrize("found", ["Mận", "001190000777", "0901234567"])
def test_the_queue_is_searched_by_name_number_and_telephone(
    client: FlaskClient, cast: Cast, found: str
) -> None:
    mine = entered(cast, key="a")
    other = entered(
        cast,
        key="b",
        person=intake.PersonAtDesk("Lý Đá", "", "Phố Ngang", "", "", "0987654321", ""),
    )
    db.session.commit()
    sign_in(client, cast.minh)
    text = client.get("/quay", query_string={"q": found}).text
    assert mine.reference in text and other.reference not in text


@noon
@pytest.mark.parametrize(
    "query",
    ["muc=khac", "trang=0", "trang=-1", "trang=x", "trang=²", "trang=0000001" + "9" * 40,
     "trang=1e3"],
)  # fmt: skip
def test_a_wrong_address_of_the_queue_is_not_found(
    client: FlaskClient, cast: Cast, query: str
) -> None:
    sign_in(client, cast.minh)
    assert client.get(f"/quay?{query}").status_code == 404


@noon
@pytest.mark.parametrize("text", ["%", "_", "\x00", "'; DROP TABLE dossier;--", "x" * 5000])
def test_any_text_may_be_searched_for(client: FlaskClient, cast: Cast, text: str) -> None:
    submitted(cast)
    db.session.commit()
    sign_in(client, cast.minh)
    for path in ("/quay", "/quay/nhap"):
        assert client.get(path, query_string={"q": text}).status_code == 200


@noon
def test_a_long_queue_has_pages_that_follow_on(client: FlaskClient, cast: Cast) -> None:
    references = [entered(cast, key=f"k{number}").reference for number in range(55)]
    db.session.commit()
    sign_in(client, cast.minh)
    first = client.get("/quay?q=phố").text  # searches find nothing here: names only
    assert references[0] not in first
    first = client.get("/quay?q=Mận").text
    (following,) = set(re.findall(r'href="(/quay\?[^"]*trang=2[^"]*)"', first))
    second = client.get(unescape(following)).text
    shown = [[ref for ref in references if ref in text] for text in (first, second)]
    assert shown == [references[:50], references[50:]]


@noon
def test_after_an_act_the_next_dossier_is_offered(client: FlaskClient, cast: Cast) -> None:
    first, second = submitted(cast, key="a"), submitted(cast, key="b")
    db.session.commit()
    sign_in(client, cast.minh)
    page = client.post(
        f"/quay/{first.reference}/tiep-nhan",
        data={"version": first.version},
        follow_redirects=True,
    ).text
    assert "Hồ sơ tiếp theo" in page and f"/can-bo/ho-so/{second.reference}" in page
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (PDF)" in unescape(page)
    sign_in(client, cast.hoa)
    assert "Hồ sơ tiếp theo" not in client.get(f"/can-bo/ho-so/{first.reference}").text


@noon
def test_an_unpaid_fee_shows_beside_its_box_and_nothing_typed_is_lost(
    client: FlaskClient, cast: Cast
) -> None:
    dossier = issued(cast)
    db.session.commit()
    sign_in(client, cast.minh)
    path = f"/quay/{dossier.reference}/tra-ket-qua"
    sent = {"version": dossier.version, "recipient": "Nguyễn Văn Chồng", "identity": "B1234567"}
    answer = client.post(path, data=sent)
    text = unescape(answer.text)
    assert answer.status_code == 422
    assert re.search(r'id="fee_way-error"[^>]*>.*?Hãy thu phí', text, re.DOTALL)
    assert 'href="#fee_way"' in text
    assert 'value="Nguyễn Văn Chồng"' in text and 'value="B1234567"' in text
    db.session.expire_all()
    assert dossier.state is State.RESOLVED and dossier.payment is PaymentState.UNPAID
    assert client.post(path, data={**sent, "fee_way": "cash"}).status_code == 303
    db.session.expire_all()
    assert dossier.payment is PaymentState.PAID and dossier.delivered_to == "Nguyễn Văn Chồng"


@noon
def test_what_is_wrong_with_each_paper_is_kept_with_it(client: FlaskClient, cast: Cast) -> None:
    dossier = received(cast)
    db.session.commit()
    sign_in(client, cast.hoa)
    path = f"/quay/{dossier.reference}/yeu-cau-bo-sung"
    sent = {"version": dossier.version, "reason": "Chưa đủ.", "text-birth_note": "Thiếu trang 2"}
    unticked = client.post(path, data={**sent, "documents": "form"})
    assert unticked.status_code == 422 and "chưa đánh dấu" in unescape(unticked.text)
    unknown = client.post(path, data={**sent, "documents": ["birth_note", "no_such_paper"]})
    assert unknown.status_code == 422
    client.post(path, data={**sent, "documents": ["form", "birth_note"], "text-form": "Tên mẹ"})
    db.session.expire_all()
    (request,) = dossier.supplement_requests
    assert request.items == [
        {"document_key": "birth_note", "name": "Giấy chứng sinh", "text": "Thiếu trang 2"},
        {"document_key": "form", "name": "Nội dung tờ khai", "text": "Tên mẹ"},
    ]


@noon
def test_a_paper_dossier_is_entered_with_its_answers_and_copies(
    client: FlaskClient, cast: Cast
) -> None:
    sign_in(client, cast.minh)
    assert client.get(entry_path(cast)).status_code == 200
    answer = client.post(entry_path(cast), data=ENTRY)
    assert answer.status_code == 303
    dossier = db.session.scalars(sa.select(Dossier)).one()
    assert (dossier.channel, dossier.state) == (Channel.DESK, State.SUBMITTED)
    assert dossier.answers == {"child_name": "Trần Bảo Nam"}
    (paper,) = dossier.attachments
    assert (paper.originals, paper.certified_copies, paper.photocopies) == (1, 0, 2)
    page = unescape(client.get(answer.location).text)
    assert "1 bản chính, 2 bản photo" in page and "0 bản" not in page
    again = client.post(entry_path(cast), data=ENTRY)
    assert again.location == answer.location
    assert db.session.scalar(sa.select(sa.func.count(Dossier.id))) == 1


@noon
@pytest.mark.parametrize(
    ("wrong", "field_id"),
    [
        ({"applicant_name": ""}, "applicant_name"),
        ({"applicant_name": "x" * 201}, "applicant_name"),
        ({"channel": "2"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"phone": "12"}, "phone"),
        ({"applicant_identity": "12345"}, "applicant_identity"),
        ({"delivery": "post"}, "delivery_address"),
        ({"delivery": "online"}, "delivery"),
        ({"papers-birth_note-originals": "-1"}, "papers-birth_note-originals"),
        ({"papers-birth_note-originals": "nhiều"}, "papers-birth_note-originals"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_entry_is_shown_again_with_what_was_typed(
    client: FlaskClient, cast: Cast, wrong: dict[str, str], field_id: str
) -> None:
    sign_in(client, cast.minh)
    answer = client.post(entry_path(cast), data={**ENTRY, **wrong})
    assert answer.status_code == 422
    assert f'href="#{field_id}' in answer.text, re.findall('href="#([^"]*)"', answer.text)
    assert "Trần Bảo Nam" in unescape(answer.text)
    assert db.session.scalar(sa.select(sa.func.count(Dossier.id))) == 0


@noon
def test_what_the_fee_is_counted_by_must_be_told_at_the_desk(
    client: FlaskClient, session: Session
) -> None:
    form = Form("Yêu cầu", (Section("s", "Bản sao", (Field("pages", "Số trang", FieldKind.NUMBER),
                                                     Field("why", "Mục đích"))),))  # fmt: skip
    fees = Fees((FeeItem("f", "Phí", amount=2000, per="trang", quantity_field="pages"),))
    cast = make_cast(parts=replace(PARTS, form=form, fees=fees))
    session.commit()
    sign_in(client, cast.minh)
    missing = client.post(entry_path(cast), data=ENTRY)
    assert missing.status_code == 422 and "answer-pages" in missing.text
    assert client.post(entry_path(cast), data={**ENTRY, "answer-pages": "7"}).status_code == 303
    assert db.session.scalars(sa.select(Dossier.fee_due)).one() == 14_000


@noon
def test_any_desk_of_the_province_takes_a_dossier_for_the_competent_unit(
    client: FlaskClient, cast: Cast
) -> None:
    sign_in(client, cast.binh)
    answer = client.post(entry_path(cast), data=ENTRY)
    assert answer.status_code == 303
    dossier = db.session.scalars(sa.select(Dossier)).one()
    assert dossier.unit_id == cast.unit.id and dossier.desk.unit_id == cast.elsewhere.id
    received_there = client.post(
        f"/quay/{dossier.reference}/tiep-nhan", data={"version": dossier.version}
    )
    assert received_there.status_code == 303
    db.session.expire_all()
    assert str(dossier.code).startswith(cast.elsewhere.code)
    assert dossier.open_task is not None and dossier.open_task.unit_id == cast.unit.id


@noon
def test_what_is_not_offered_cannot_be_entered(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.minh)
    for path in (
        f"/quay/nhap/9.999999/{cast.unit.code}",
        f"/quay/nhap/{cast.procedure.code}/{cast.elsewhere.code}",
        f"/quay/nhap/{cast.procedure.code}/H1",
    ):
        assert client.get(path).status_code == client.post(path, data=ENTRY).status_code == 404


@noon
def test_a_unit_without_a_desk_is_told_so(client: FlaskClient, cast: Cast) -> None:
    unit = make_unit(name="Phường Trống")
    db.session.delete(unit.desks[0])
    lone = make_officer("Vi Thị Lẻ", unit, Role.RECEPTIONIST)
    db.session.commit()
    sign_in(client, lone)
    answer = client.get(entry_path(cast))
    assert answer.status_code == 409 and "chưa có Bộ phận Một cửa" in unescape(answer.text)


@noon
def test_procedures_are_found_without_accents(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.minh)
    assert cast.procedure.code in client.get("/quay/nhap?q=khai+sinh").text
    assert "Không tìm thấy thủ tục" in unescape(client.get("/quay/nhap?q=xyzxyz").text)


# --- queues of steps ------------------------------------------------------------------------


@noon
def test_the_queue_of_a_role_shows_its_steps_ones_own_first(
    client: FlaskClient, cast: Cast
) -> None:
    colleague = make_officer("Lò Văn Páo", cast.unit, Role.SPECIALIST)
    theirs, free, mine = (received(cast, key=key) for key in "abc")
    draft(theirs, colleague)
    draft(mine, cast.hoa)
    approving = proposed(cast, key="d")
    db.session.commit()
    sign_in(client, cast.hoa)
    text = unescape(client.get("/tham-dinh").text)
    assert "Việc thẩm định (3)" in text and str(approving.code) not in text
    assert text.index(str(mine.code)) < text.index(str(free.code)) < text.index(str(theirs.code))
    assert "Của tôi" in text and "Chưa ai nhận" in text and "Lò Văn Páo" in text
    sign_in(client, cast.tuan)
    assert str(approving.code) in client.get("/phe-duyet").text


@noon
@pytest.mark.parametrize(
    ("path", "who"),
    [("/quay", "minh"), ("/quay/nhap", "minh"), ("/tham-dinh", "hoa"), ("/phe-duyet", "tuan"),
     ("/van-thu", "dung")],
)  # fmt: skip
def test_a_queue_is_for_its_role_alone(
    client: FlaskClient, cast: Cast, path: str, who: str
) -> None:
    for name in ("minh", "hoa", "tuan", "dung", "lan"):
        sign_in(client, person(cast, name))
        assert client.get(path).status_code == (200 if name == who else 403), name


# --- the dossier ----------------------------------------------------------------------------


@noon
def test_the_dossier_page_shows_answers_papers_and_why_it_is_due(
    client: FlaskClient, cast: Cast
) -> None:
    dossier = received(cast)
    db.session.commit()
    sign_in(client, cast.hoa)
    text = unescape(client.get(f"/can-bo/ho-so/{dossier.reference}").text)
    for words in ("Nguyễn Gia Hân", "02/03/2026", "giấy chứng sinh.pdf", "17:00 23/03/2026",
                  "8.000", "Soạn kết quả", "Tiếp nhận hồ sơ"):  # fmt: skip
        assert words in text, words


@noon
def test_a_draft_of_a_citizen_is_nobodys_business(client: FlaskClient, cast: Cast) -> None:
    from portal.dossiers import submission

    dossier = submission.begin(
        cast.procedure, cast.unit, answers={}, key="d", by=cast.lan, at=clock.now()
    )
    db.session.commit()
    for name in ("minh", "hoa", "tuan", "dung"):
        sign_in(client, person(cast, name))
        assert client.get(f"/can-bo/ho-so/{dossier.reference}").status_code == 404


@noon
def test_papers_are_read_by_those_who_may_see_the_dossier_and_nobody_else(
    client: FlaskClient, cast: Cast
) -> None:
    dossier, other = drafted(cast, key="a"), received(cast, key="b")
    db.session.commit()
    base = f"/can-bo/ho-so/{dossier.reference}"
    sent_in = f"{base}/tep/{dossier.attachments[0].id}"
    paths = [sent_in] + [
        f"{base}/van-ban/{document.id}" for document in queries.documents_of(dossier)
    ]
    sign_in(client, cast.hoa)
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        how = "attachment" if path == sent_in else "inline"
        assert answer.headers["Content-Disposition"].startswith(how)
    foreign = f"{base}/tep/{other.attachments[0].id}"
    assert client.get(foreign).status_code == 404, "a paper of another dossier"
    assert client.get(f"{base}/van-ban/{queries.documents_of(other)[0].id}").status_code == 404
    sign_in(client, cast.binh)
    assert {client.get(path).status_code for path in (base, *paths)} == {404}
    sign_in(client, cast.lan)
    assert {client.get(path).status_code for path in (base, *paths)} == {403}


@noon
def test_a_note_is_written_and_an_empty_one_is_not(client: FlaskClient, cast: Cast) -> None:
    dossier = received(cast)
    db.session.commit()
    sign_in(client, cast.minh)
    path = f"/can-bo/ho-so/{dossier.reference}/ghi-chu"
    assert client.post(path, data={"note": "  "}).status_code == 422
    assert client.post(path, data={"note": "x" * 2001}).status_code == 422
    assert client.post(path, data={"note": "<script>alert(1)</script>"}).status_code == 303
    page = client.get(f"/can-bo/ho-so/{dossier.reference}").text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page
    assert history(dossier).count(Action.NOTE) == 1
    sign_in(client, cast.binh)
    assert client.post(path, data={"note": "Tôi"}).status_code == 404


@noon
def test_the_timeline_says_which_step_was_proposed(client: FlaskClient, cast: Cast) -> None:
    dossier = proposed(cast)
    db.session.commit()
    sign_in(client, cast.tuan)
    page = unescape(client.get(f"/can-bo/ho-so/{dossier.reference}").text)
    assert "Trình kết quả – Thẩm định" in page


@noon
def test_the_preview_shows_what_stands_in_the_form_and_keeps_nothing(
    client: FlaskClient, cast: Cast
) -> None:
    dossier = received(cast)
    db.session.commit()
    before = history(dossier)
    sign_in(client, cast.hoa)
    path = f"/tham-dinh/{dossier.reference}/xem-truoc"
    text = unescape(
        client.post(path, data={"outcome": "granted", "value-child_name": "Nguyễn Bé Mới"}).text
    )
    assert "GIẤY KHAI SINH" in text and "Nguyễn Bé Mới" in text
    refused = client.post(path, data={"outcome": "refused", "remark": "<b>Thiếu</b>"}).text
    assert "THÔNG BÁO" in unescape(refused) and "&lt;b&gt;Thiếu" in refused
    assert client.post(path, data={"outcome": "no-such"}).status_code == 200
    db.session.expire_all()
    assert history(dossier) == before
    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 1  # the receipt
    sign_in(client, cast.binh)
    assert client.post(path, data={"outcome": "granted"}).status_code == 404


@noon
def test_a_draft_a_colleague_works_on_is_refused_by_name(client: FlaskClient, cast: Cast) -> None:
    colleague = make_officer("Lò Văn Páo", cast.unit, Role.SPECIALIST)
    dossier = drafted(cast)
    db.session.commit()
    sign_in(client, colleague)
    path = f"/tham-dinh/{dossier.reference}/du-thao"
    for answer in (
        client.get(path),
        client.post(path, data={"outcome": "refused", "remark": "Tôi", "version": dossier.version}),
    ):
        assert answer.status_code == 409
        assert "đang do Trần Thị Hoa xử lý" in unescape(answer.text)
    db.session.expire_all()
    kept = queries.draft_result_of(dossier)
    assert kept is not None and kept.content["outcome"] == "granted"


@noon
def test_a_refusal_without_reason_comes_back_with_the_corrections(
    client: FlaskClient, cast: Cast
) -> None:
    dossier = received(cast)
    db.session.commit()
    sign_in(client, cast.hoa)
    answer = client.post(
        f"/tham-dinh/{dossier.reference}/du-thao",
        data={"outcome": "refused", "value-child_name": "Sửa Tên", "version": dossier.version},
    )
    text = unescape(answer.text)
    assert answer.status_code == 422 and "lý do từ chối" in text and 'value="Sửa Tên"' in text
    db.session.expire_all()
    assert queries.draft_result_of(dossier) is None
    assert dossier.open_task is not None and dossier.open_task.assignee_id is None


def test_the_cast_is_what_the_tests_think(session: Session) -> None:
    cast = make_cast()
    assert isinstance(cast.procedure, Procedure) and isinstance(cast.unit, Unit)
    assert cast.binh.units_as(Role.RECEPTIONIST, clock.today()) == {cast.elsewhere.id}
