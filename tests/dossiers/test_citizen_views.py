"""What a citizen does with a dossier, through the pages."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers import intake, queries, slips, supplements
from portal.dossiers.models import DeliveryMethod, Dossier, Event, PaymentState
from portal.dossiers.workflow import Action, State
from portal.procedures.definitions import (
    Documents,
    FeeItem,
    Fees,
    Field,
    FieldKind,
    Form,
    RequiredDocument,
    Section,
    ServiceLevel,
)
from portal.procedures.models import Procedure
from portal.units.models import Unit
from tests.factories import PARTS, make_citizen, make_officer, make_procedure, make_unit, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")

KEY = "k" * 32


def picture(colour: str = "white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def unit(session: Session) -> Unit:
    return make_unit("H99.21")


@pytest.fixture
def lan(client: FlaskClient, unit: Unit) -> Account:
    """Signed in."""
    account = make_citizen(address="Số 1 phố Huế")
    sign_in(client, account)
    return account


@pytest.fixture
def birth(session: Session, unit: Unit, lan: Account) -> Procedure:
    procedure = make_procedure(unit, code="9.000777")
    session.commit()
    return procedure


@pytest.fixture
def minh(unit: Unit) -> Account:
    return make_officer("Nguyễn Văn Minh", unit, Role.RECEPTIONIST, Role.SPECIALIST)


def the_dossier(session: Session) -> Dossier:
    session.expire_all()
    return session.scalars(sa.select(Dossier)).one()


def begin(client: FlaskClient, code: str = "9.000777") -> str:
    """Begin and give the address of the draft."""
    answer = client.post(f"/nop-ho-so/{code}", data={"unit": "H99.21", "key": KEY})
    assert answer.status_code == 303, answer.text
    assert answer.location.endswith("/chu-ho-so")  # whose matter it is comes first
    return str(answer.location).removesuffix("/chu-ho-so")


def fill(client: FlaskClient, draft: str) -> None:
    for section, data in (
        ("requester", {"requester_name": "Nguyễn Thị Lan"}),
        (
            "child",
            {
                "child_name": "Nguyễn An",
                "born_on-day": "1",
                "born_on-month": "3",
                "born_on-year": "2026",
            },
        ),
    ):
        assert client.post(f"{draft}/khai/{section}", data=data).status_code == 303
    assert upload(client, draft, birth_note=[("giay.jpg", picture())]).status_code == 303


def upload(
    client: FlaskClient, draft: str, then: str = "next", **files: list[tuple[str, bytes]]
) -> Any:
    data: dict[str, Any] = {"then": then}
    for key, sent in files.items():
        data[f"files-{key}"] = [(io.BytesIO(content), name) for name, content in sent]
    return client.post(f"{draft}/giay-to", data=data, content_type="multipart/form-data")


def submitted(client: FlaskClient) -> str:
    draft = begin(client)
    fill(client, draft)
    assert client.post(f"{draft}/nop", data={"is_true": "y"}).status_code == 303
    return draft


def errors(page: str) -> str:
    found = re.search(r'class="govuk-error-summary".*?</ul>', page, re.S)
    assert found, page
    return found.group()


# --- begin ---------------------------------------------------------------------------------


def test_before_beginning_one_reads_what_is_needed(client: FlaskClient, birth: Procedure) -> None:
    page = client.get("/nop-ho-so/9.000777")
    assert page.status_code == 200
    for words in ("Giấy chứng sinh", "8.000 đ", "3 ngày làm việc", "phường hải an"):
        assert words in page.text


def test_reading_the_first_page_begins_nothing(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    client.get("/nop-ho-so/9.000777")
    assert session.scalar(sa.select(sa.func.count(Dossier.id))) == 0


def test_beginning_opens_a_draft_filled_from_the_account(
    client: FlaskClient, session: Session, lan: Account, birth: Procedure
) -> None:
    draft = begin(client)
    dossier = the_dossier(session)
    assert draft == f"/ho-so/{dossier.reference}"
    assert dossier.account_id == lan.id
    assert dossier.answers == {"requester_name": "Nguyễn Thị Lan"}
    assert "Chưa xong" in client.get(draft).text


def test_a_double_press_begins_one_draft(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    assert begin(client) == begin(client)
    assert session.scalar(sa.select(sa.func.count(Dossier.id))) == 1


@pytest.mark.parametrize(
    "data",
    [
        {"key": KEY},
        {"unit": "H99.99", "key": KEY},
        {"unit": "H99.21"},
        {"unit": "H99.21", "key": "short"},
        {"unit": "H99.21", "key": "k" * 65},
    ],
)
def test_a_wrong_beginning_is_told_and_changes_nothing(
    client: FlaskClient, session: Session, birth: Procedure, data: dict[str, str]
) -> None:
    make_procedure(make_unit("H99.22"), code="9.000778")
    session.commit()
    answer = client.post("/nop-ho-so/9.000777", data=data)
    assert answer.status_code == 422
    assert errors(answer.text)
    assert session.scalar(sa.select(sa.func.count(Dossier.id))) == 0


def test_level_two_is_refused_with_the_way_to_the_desk(
    client: FlaskClient, session: Session, unit: Unit, lan: Account
) -> None:
    make_procedure(unit, code="9.000002", level=ServiceLevel.INFORMATION)
    session.commit()
    answer = client.get("/nop-ho-so/9.000002")
    assert answer.status_code == 409
    assert "Bộ phận Một cửa" in answer.text


def test_an_unknown_procedure_is_not_found(client: FlaskClient, birth: Procedure) -> None:
    assert client.get("/nop-ho-so/9.999999").status_code == 404
    assert client.get("/nop-ho-so/%00").status_code == 404


def test_an_anonymous_person_signs_in_and_comes_back(
    app: Any, session: Session, birth: Procedure
) -> None:
    answer = app.test_client().get("/nop-ho-so/9.000777")
    assert answer.status_code == 303
    assert "next=/nop-ho-so/9.000777" in answer.location.replace("%2F", "/")


# --- who -----------------------------------------------------------------------------------

OWN_PAGES = (
    "",
    "/khai/child",
    "/giay-to",
    "/nhan-ket-qua",
    "/kiem-tra",
    "/da-nop",
    "/bo-sung",
    "/rut",
    "/van-ban/1",
    "/tep/1",
)


def test_a_stranger_finds_nothing(client: FlaskClient, session: Session, birth: Procedure) -> None:
    draft = begin(client)
    fill(client, draft)
    before = dict(the_dossier(session).answers)
    sign_in(client, make_citizen("Trần Văn Bình"))
    session.commit()
    for page in OWN_PAGES:
        assert client.get(draft + page).status_code == 404, page
    for page in ("/khai/child", "/giay-to", "/nhan-ket-qua", "/nop", "/bo-sung", "/rut"):
        assert client.post(draft + page, data={"is_true": "y"}).status_code == 404, page
    dossier = the_dossier(session)
    assert (dossier.state, dossier.answers) == (State.DRAFT, before)


def test_an_officer_is_not_let_in(
    client: FlaskClient, session: Session, birth: Procedure, minh: Account
) -> None:
    draft = begin(client)
    sign_in(client, minh)
    session.commit()
    for page in (*(draft + page for page in OWN_PAGES), "/ho-so", "/nop-ho-so/9.000777"):
        assert client.get(page).status_code == 403, page
    assert client.post(f"{draft}/nop").status_code == 403


def test_pages_that_are_not_there_are_not_found(client: FlaskClient, birth: Procedure) -> None:
    draft = begin(client)
    for page in ("/ho-so/NHAP-XXXX-XXXX", f"{draft}/khai/nothing", f"{draft}/tep/99999999999999"):
        assert client.get(page).status_code == 404, page
    assert client.get(f"{draft}/van-ban/99999999999999999999").status_code == 404


# --- fill in -------------------------------------------------------------------------------


def test_a_section_is_saved_and_leads_to_the_next(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = begin(client)
    answer = client.post(f"{draft}/khai/requester", data={"requester_name": "Lê Thị Lan"})
    assert (answer.status_code, answer.location) == (303, f"{draft}/khai/child")
    assert the_dossier(session).answers["requester_name"] == "Lê Thị Lan"


def test_what_was_typed_stays_on_the_page_when_it_is_wrong(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = begin(client)
    answer = client.post(
        f"{draft}/khai/child",
        data={
            "child_name": "Nguyễn <b>An</b>",
            "born_on-day": "31",
            "born_on-month": "2",
            "born_on-year": "2026",
        },
    )
    assert answer.status_code == 422
    assert "không có ngày 31" in errors(answer.text)
    assert "Nguyễn &lt;b&gt;An&lt;/b&gt;" in answer.text
    assert 'value="31"' in answer.text
    assert "child_name" not in the_dossier(session).answers


def test_an_unfinished_section_can_be_saved_for_later(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = begin(client)
    answer = client.post(f"{draft}/khai/child", data={"child_name": "An", "then": "later"})
    assert (answer.status_code, answer.location) == (303, draft)
    assert the_dossier(session).answers["child_name"] == "An"


def test_saving_for_later_does_not_lose_what_is_mistyped(
    client: FlaskClient, birth: Procedure
) -> None:
    answer = client.post(
        f"{begin(client)}/khai/child",
        data={"child_name": "An", "born_on-day": "hai", "then": "later"},
    )
    assert answer.status_code == 422
    assert 'value="hai"' in answer.text


def test_papers_are_kept_by_their_paper(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = begin(client)
    answer = upload(
        client,
        draft,
        birth_note=[("giấy chứng sinh.jpg", picture()), ("mặt sau.jpg", picture("red"))],
    )
    assert (answer.status_code, answer.location) == (303, f"{draft}/nhan-ket-qua")
    kept = the_dossier(session).kept_attachments
    assert [(a.document_key, a.name) for a in kept] == [
        ("birth_note", "giấy chứng sinh.jpg"),
        ("birth_note", "mặt sau.jpg"),
    ]
    shown = client.get(f"{draft}/tep/{kept[0].id}")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")


def test_a_refused_file_is_named_and_the_good_ones_are_kept(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = begin(client)
    answer = upload(
        client,
        draft,
        birth_note=[("tốt.jpg", picture()), ("lừa.pdf", b"MZ not a pdf"), ("rỗng.jpg", b"")],
    )
    assert answer.status_code == 200
    assert "lừa.pdf" in errors(answer.text) and "rỗng.jpg" in errors(answer.text)
    assert "tốt.jpg" not in errors(answer.text)
    assert [a.name for a in the_dossier(session).kept_attachments] == ["tốt.jpg"]


def test_only_refused_files_change_nothing(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    answer = upload(client, begin(client), birth_note=[("lừa.pdf", b"MZ")])
    assert answer.status_code == 422
    assert the_dossier(session).attachments == []


def test_a_file_is_taken_off_and_is_no_longer_shown(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = begin(client)
    upload(client, draft, birth_note=[("a.jpg", picture())])
    number = the_dossier(session).kept_attachments[0].id
    answer = client.post(f"{draft}/giay-to", data={"remove": str(number)})
    assert (answer.status_code, answer.location) == (303, f"{draft}/giay-to")
    assert the_dossier(session).kept_attachments == []
    assert client.get(f"{draft}/tep/{number}").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "x", "\u0663", "9" * 30])
def test_taking_off_what_is_not_there_is_not_found(
    client: FlaskClient, birth: Procedure, number: str
) -> None:
    assert client.post(f"{begin(client)}/giay-to", data={"remove": number}).status_code == 404


def test_delivery_and_contact_are_kept(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = begin(client)
    answer = client.post(
        f"{draft}/nhan-ket-qua",
        data={"method": "post", "address": "Số 2 phố Chợ", "phone": "0905 123 456", "email": ""},
    )
    assert (answer.status_code, answer.location) == (303, f"{draft}/kiem-tra")
    dossier = the_dossier(session)
    assert dossier.delivery_method is DeliveryMethod.POST
    assert (dossier.delivery_address, dossier.submitter_phone) == ("Số 2 phố Chợ", "+84905123456")


@pytest.mark.parametrize(
    "data",
    [
        {"method": "post", "address": "", "phone": "0905123456"},
        {"method": "desk", "phone": ""},
        {"method": "desk", "phone": "123"},
        {"method": "pigeon", "phone": "0905123456"},
        {"phone": "0905123456"},
        {"method": "desk", "phone": "0905123456", "email": "lan@"},
    ],
)
def test_a_wrong_delivery_is_told(
    client: FlaskClient, birth: Procedure, data: dict[str, str]
) -> None:
    answer = client.post(f"{begin(client)}/nhan-ket-qua", data=data)
    assert answer.status_code == 422
    assert errors(answer.text)


def test_level_three_does_not_offer_the_result_online(
    client: FlaskClient, session: Session, unit: Unit, lan: Account
) -> None:
    make_procedure(unit, code="9.000003", level=ServiceLevel.PARTIAL)
    session.commit()
    draft = begin(client, "9.000003")
    assert 'value="online"' not in client.get(f"{draft}/nhan-ket-qua").text
    data = {"method": "online", "phone": "0905123456"}
    assert client.post(f"{draft}/nhan-ket-qua", data=data).status_code == 422


# --- hand in -------------------------------------------------------------------------------


def test_the_page_of_checking_shows_everything(client: FlaskClient, birth: Procedure) -> None:
    draft = begin(client)
    fill(client, draft)
    page = client.get(f"{draft}/kiem-tra").text
    for words in ("Nguyễn An", "01/03/2026", "giay.jpg", "8.000 đ", f"{draft}/khai/child"):
        assert words in page


def test_a_fee_by_quantity_is_explained(
    client: FlaskClient, session: Session, unit: Unit, lan: Account
) -> None:
    fee = FeeItem("f", "Phí bản sao", amount=2000, per="bản", quantity_field="copies")
    form = Form("Tờ khai", (Section("s", "Mục", (Field("copies", "Số bản", FieldKind.NUMBER),)),))
    parts = replace(PARTS, form=form, documents=Documents(), fees=Fees((fee,)))
    make_procedure(unit, code="9.000004", parts=parts)
    session.commit()
    draft = begin(client, "9.000004")
    client.post(f"{draft}/khai/s", data={"copies": "7"})
    page = client.get(f"{draft}/kiem-tra").text
    assert "7 bản × 2.000 đ" in page
    assert "14.000 đ" in page


def test_without_the_declaration_nothing_is_handed_in(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = begin(client)
    fill(client, draft)
    answer = client.post(f"{draft}/nop")
    assert answer.status_code == 422
    assert "cam đoan" in errors(answer.text)
    assert the_dossier(session).state is State.DRAFT


def test_gaps_are_named_with_links_to_them(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = begin(client)
    answer = client.post(f"{draft}/nop", data={"is_true": "y"})
    assert answer.status_code == 422
    assert "Trẻ được khai sinh" in errors(answer.text)
    assert "Giấy chứng sinh" in errors(answer.text)
    for target in ("khai-child", "giay-to"):
        assert f'href="#{target}"' in errors(answer.text)
        assert f'id="{target}"' in answer.text
    assert the_dossier(session).state is State.DRAFT


def test_handing_in_ends_on_the_confirmation(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = submitted(client)
    dossier = the_dossier(session)
    assert dossier.state is State.SUBMITTED
    page = client.get(f"{draft}/da-nop").text
    assert dossier.reference in page
    assert dossier.lookup_code in page
    # 18 March 2026 is a Wednesday; 8 hours of 7:30–11:30 and 13:30–17:00 from 10:00 on.
    assert "10:30, Thứ Năm, 19 tháng 3, 2026" in page


def test_opening_the_address_of_the_button_shows_what_would_be_handed_in(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = begin(client)
    fill(client, draft)
    answer = client.get(f"{draft}/nop")
    assert answer.status_code == 200
    assert "Nguyễn An" in answer.text
    assert the_dossier(session).state is State.DRAFT


def test_pressing_twice_hands_in_once(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = submitted(client)
    again = client.post(f"{draft}/nop", data={"is_true": "y"})
    assert (again.status_code, again.location) == (303, f"{draft}/da-nop")
    count = sa.select(sa.func.count(Event.id)).where(Event.action == Action.SUBMIT)
    assert session.scalar(count) == 1


def test_what_was_handed_in_cannot_be_filled_in_again(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = submitted(client)
    for page in ("/khai/child", "/giay-to", "/nhan-ket-qua", "/kiem-tra"):
        answer = client.get(draft + page)
        assert answer.status_code == 409
        assert "đã được nộp" in answer.text
    answer = client.post(f"{draft}/khai/requester", data={"requester_name": "Kẻ khác"})
    assert answer.status_code == 409
    assert the_dossier(session).answers["requester_name"] == "Nguyễn Thị Lan"


def test_a_draft_has_no_confirmation(client: FlaskClient, birth: Procedure) -> None:
    draft = begin(client)
    answer = client.get(f"{draft}/da-nop")
    assert (answer.status_code, answer.location) == (303, draft)


# --- throw away ------------------------------------------------------------------------------


def test_a_draft_is_thrown_away_after_asking(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = begin(client)
    fill(client, draft)
    file = the_dossier(session).kept_attachments[0].sha256
    assert file in queries.mentioned_files()
    assert f"{draft}/xoa" in client.get(draft).text
    assert client.get(f"{draft}/xoa").status_code == 200
    assert the_dossier(session).state is State.DRAFT

    answer = client.post(f"{draft}/xoa")
    assert (answer.status_code, answer.location) == (303, "/ho-so")
    dossier = the_dossier(session)
    assert (dossier.state, dossier.answers) == (State.DISCARDED, {})
    assert [event.action for event in dossier.events] == [Action.BEGIN, Action.DISCARD]
    assert file not in queries.mentioned_files()  # the sweep takes it
    assert dossier.reference not in client.get("/ho-so").text
    for path in ("", "/xoa", "/giay-to", "/chu-ho-so"):
        assert client.get(draft + path).status_code == 404
    assert queries.looked_up(dossier.reference, dossier.lookup_code) is None
    again = client.post("/nop-ho-so/9.000777", data={"unit": "H99.21", "key": KEY})
    assert again.status_code == 409 and "đã xóa" in again.text


def test_a_file_another_dossier_has_too_outlives_a_thrown_away_draft(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    submitted_one = submitted(client)
    data = {"unit": "H99.21", "key": "n" * 32}
    other = client.post("/nop-ho-so/9.000777", data=data).location.removesuffix("/chu-ho-so")
    upload(client, other, birth_note=[("giay.jpg", picture())])
    assert client.post(f"{other}/xoa").status_code == 303
    kept = session.scalars(
        sa.select(Dossier).where(Dossier.reference == submitted_one.removeprefix("/ho-so/"))
    ).one()
    assert kept.kept_attachments[0].sha256 in queries.mentioned_files()


def test_only_ones_own_draft_is_thrown_away(
    client: FlaskClient, session: Session, birth: Procedure, minh: Account
) -> None:
    draft = submitted(client)
    assert client.post(f"{draft}/xoa").status_code == 409
    sign_in(client, minh)
    session.commit()
    assert client.post(f"{draft}/xoa").status_code == 403
    sign_in(client, make_citizen("Trần Văn Bình"))
    session.commit()
    assert client.post(f"{draft}/xoa").status_code == 404
    assert the_dossier(session).state is State.SUBMITTED


# --- whose matter it is ----------------------------------------------------------------------

COMPANY = {"name": "Công ty Sông Lam", "identity": "0100109106", "address": "Số 2 phố Huế"}


def test_ones_own_matter_is_one_tap(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = begin(client)
    page = client.get(f"{draft}/chu-ho-so").text
    assert re.search(r'value="minh"\s+checked', page)
    answer = client.post(f"{draft}/chu-ho-so", data={"whose": "minh"})
    assert (answer.status_code, answer.location) == (303, f"{draft}/khai/requester")
    assert "Giấy ủy quyền" not in client.get(f"{draft}/giay-to").text


@pytest.mark.parametrize(
    ("whose", "data", "identity"),
    [
        ("nguoi-khac", {"name": "Trần Thị Bà", "identity": "", "address": "Xóm 1"}, ""),
        (
            "nguoi-khac",
            {"name": "Trần Thị Bà", "identity": "001 145 000 001", "address": "Xóm 1"},
            "001145000001",
        ),
        ("to-chuc", COMPANY, "0100109106"),
        ("to-chuc", {**COMPANY, "identity": "0100109106-001"}, "0100109106001"),
    ],
)
def test_somebody_elses_matter_is_kept_beside_who_hands_it_in(
    client: FlaskClient,
    session: Session,
    birth: Procedure,
    whose: str,
    data: dict[str, str],
    identity: str,
) -> None:
    draft = begin(client)
    answer = client.post(f"{draft}/chu-ho-so", data={"whose": whose})
    assert (answer.status_code, answer.location) == (303, f"{draft}/chu-ho-so/{whose}")
    answer = client.post(answer.location, data=data)
    assert (answer.status_code, answer.location) == (303, f"{draft}/khai/requester")

    dossier = the_dossier(session)
    assert (dossier.applicant_name, dossier.applicant_identity) == (data["name"], identity)
    assert dossier.applicant_address == data["address"]
    assert dossier.submitter_name == "Nguyễn Thị Lan"
    assert re.search(rf'value="{whose}"\s+checked', client.get(f"{draft}/chu-ho-so").text)
    assert data["name"] in client.get(f"{draft}/chu-ho-so/{whose}").text
    assert f"Nộp thay: {data['name']}" in client.get("/ho-so").text


@pytest.mark.parametrize(
    ("whose", "wrong"),
    [
        ("nguoi-khac", {"name": ""}),
        ("nguoi-khac", {"address": ""}),
        ("nguoi-khac", {"identity": "123"}),
        ("nguoi-khac", {"name": "x" * 201}),
        ("to-chuc", {"identity": ""}),
        ("to-chuc", {"identity": "0100109107"}),
        ("to-chuc", {"address": "x" * 301}),
    ],
)
def test_a_wrong_applicant_is_told_and_changes_nothing(
    client: FlaskClient, session: Session, birth: Procedure, whose: str, wrong: dict[str, str]
) -> None:
    draft = begin(client)
    good = COMPANY if whose == "to-chuc" else {**COMPANY, "identity": "001145000001"}
    answer = client.post(f"{draft}/chu-ho-so/{whose}", data={**good, **wrong})
    assert answer.status_code == 422 and "Có mục cần xem lại" in answer.text
    assert the_dossier(session).applicant_name == "Nguyễn Thị Lan"


def test_ones_own_number_is_nobody_elses(
    client: FlaskClient, session: Session, lan: Account, birth: Procedure
) -> None:
    draft = begin(client)
    data = {"name": "Lan khác", "identity": lan.personal_number, "address": "Xóm 1"}
    answer = client.post(f"{draft}/chu-ho-so/nguoi-khac", data=data)
    assert answer.status_code == 422 and "số định danh của Ông/Bà" in answer.text


def test_who_acts_for_another_shows_an_authority(
    client: FlaskClient, session: Session, birth: Procedure, minh: Account
) -> None:
    draft = begin(client)
    fill(client, draft)
    client.post(f"{draft}/nhan-ket-qua", data={"method": "online", "phone": "0905 123 456"})
    client.post(f"{draft}/chu-ho-so/to-chuc", data=COMPANY)
    refused = client.post(f"{draft}/nop", data={"is_true": "y"})
    assert refused.status_code == 422
    assert "Còn thiếu giấy tờ: Giấy ủy quyền" in errors(refused.text)

    assert upload(client, draft, authority=[("uy-quyen.jpg", picture())]).status_code == 303
    check = client.get(f"{draft}/kiem-tra").text
    for words in ("Công ty Sông Lam", "0100109106", "Người nộp", "Giấy ủy quyền", "uy-quyen.jpg"):
        assert words in check
    assert client.post(f"{draft}/nop", data={"is_true": "y"}).status_code == 303
    page = client.get(draft).text
    assert "Công ty Sông Lam" in page and "Người nộp" in page

    sign_in(client, minh)
    session.commit()
    officers = client.get(f"/can-bo{draft}").text
    assert "Giấy ủy quyền" in officers and "Giấy tờ khác" not in officers
    assert "Công ty Sông Lam" in officers and "Nguyễn Thị Lan" in officers
    dossier = the_dossier(session)
    assert [c.name for c in slips.components(dossier)][0] == "Giấy ủy quyền (bản điện tử)"


def test_what_turns_out_to_be_ones_own_needs_no_authority(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = begin(client)
    client.post(f"{draft}/chu-ho-so/to-chuc", data=COMPANY)
    upload(client, draft, authority=[("uy-quyen.jpg", picture())])
    client.post(f"{draft}/chu-ho-so", data={"whose": "minh"})
    dossier = the_dossier(session)
    assert (dossier.applicant_name, dossier.applicant_address) == ("Nguyễn Thị Lan", "Số 1 phố Huế")
    assert dossier.kept_attachments == []


def test_the_applicant_of_a_strangers_or_submitted_dossier_is_not_changed(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    draft = submitted(client)
    for path in ("chu-ho-so", "chu-ho-so/to-chuc"):
        assert client.get(f"{draft}/{path}").status_code == 409
        assert client.post(f"{draft}/{path}", data=COMPANY).status_code == 409
    assert client.get(f"{draft}/chu-ho-so/ai-do").status_code == 409
    sign_in(client, make_citizen("Trần Văn Bình"))
    session.commit()
    assert client.get(f"{draft}/chu-ho-so").status_code == 404
    assert client.post(f"{draft}/chu-ho-so/to-chuc", data=COMPANY).status_code == 404
    assert the_dossier(session).applicant_name == "Nguyễn Thị Lan"


# --- afterwards ----------------------------------------------------------------------------


def test_the_page_of_a_received_dossier(
    client: FlaskClient, session: Session, birth: Procedure, minh: Account
) -> None:
    draft = submitted(client)
    dossier = the_dossier(session)
    receipt = intake.receive(dossier, by=minh, at=clock.now())
    session.commit()
    page = client.get(draft).text
    assert dossier.code and dossier.code in page
    # three working days after Wednesday 18 March 2026
    assert "17:00, Thứ Hai, 23 tháng 3, 2026" in page
    assert "đếm 3 ngày làm việc" in page
    assert "Nguyễn Văn Minh" in page
    file = client.get(f"{draft}/van-ban/{receipt.id}")
    assert file.mimetype == "application/pdf"
    assert file.data.startswith(b"%PDF")


def test_a_supplement_is_answered_item_by_item(
    client: FlaskClient, session: Session, birth: Procedure, minh: Account
) -> None:
    draft = submitted(client)
    dossier = the_dossier(session)
    intake.receive(dossier, by=minh, at=clock.now())
    items = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": "Chụp rõ số"}]
    supplements.request(dossier, reason="Ảnh mờ", items=items, by=minh, at=clock.now())
    # What was sent in before the request is no answer to it.
    dossier.attachments[0].added_at = clock.now().replace(hour=1)
    session.commit()
    assert "Ảnh mờ" in client.get(draft).text
    page = client.get(f"{draft}/bo-sung").text
    assert "Chụp rõ số" in page

    empty = client.post(f"{draft}/bo-sung", data={"then": "send"})
    assert empty.status_code == 422
    assert "Giấy chứng sinh" in errors(empty.text)

    stay = {"then": "stay", "files-0": [(io.BytesIO(picture("blue")), "rõ.jpg")]}
    kept = client.post(f"{draft}/bo-sung", data=stay, content_type="multipart/form-data")
    assert kept.status_code == 200
    assert "rõ.jpg" in kept.text
    assert the_dossier(session).state is State.SUPPLEMENT_REQUESTED

    sent = client.post(f"{draft}/bo-sung", data={"then": "send", "text": "Đã chụp lại"})
    assert (sent.status_code, sent.location) == (303, draft)
    dossier = the_dossier(session)
    assert dossier.state is State.PROCESSING
    assert dossier.supplement_requests[0].answer == "Đã chụp lại"
    assert [a.name for a in dossier.kept_attachments] == ["giay.jpg", "rõ.jpg"]
    assert client.post(f"{draft}/bo-sung", data={"then": "send"}).status_code == 409


def test_of_an_answer_not_yet_sent_a_file_can_be_taken_off_but_not_an_older_one(
    client: FlaskClient, session: Session, birth: Procedure, minh: Account
) -> None:
    draft = submitted(client)
    dossier = the_dossier(session)
    items = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": ""}]
    supplements.request(dossier, reason="Ảnh mờ", items=items, by=minh, at=clock.now())
    dossier.attachments[0].added_at = clock.now().replace(hour=1)
    session.commit()
    data = {"then": "stay", "files-0": [(io.BytesIO(picture("blue")), "rõ.jpg")]}
    client.post(f"{draft}/bo-sung", data=data, content_type="multipart/form-data")
    old, new = (a.id for a in the_dossier(session).kept_attachments)
    assert client.post(f"{draft}/bo-sung", data={"remove": str(old)}).status_code == 409
    assert client.post(f"{draft}/bo-sung", data={"remove": str(new)}).status_code == 200
    assert [a.id for a in the_dossier(session).kept_attachments] == [old]


def test_withdrawing_asks_first(client: FlaskClient, session: Session, birth: Procedure) -> None:
    draft = submitted(client)
    assert client.get(f"{draft}/rut").status_code == 200
    assert the_dossier(session).state is State.SUBMITTED
    answer = client.post(f"{draft}/rut", data={"reason": "Nộp nhầm"})
    assert (answer.status_code, answer.location) == (303, draft)
    assert the_dossier(session).state is State.WITHDRAWN
    assert "Nộp nhầm" in client.get(draft).text
    assert client.get(f"{draft}/rut").status_code == 409
    assert client.post(f"{draft}/rut").status_code == 409


def test_a_draft_is_not_withdrawn(client: FlaskClient, birth: Procedure) -> None:
    assert client.get(f"{begin(client)}/rut").status_code == 409


@pytest.mark.parametrize(
    ("state", "delivery", "payment", "document", "is_seen"),
    [
        (State.RETURNED, DeliveryMethod.ONLINE, PaymentState.UNPAID, DocumentState.ISSUED, True),
        (State.RESOLVED, DeliveryMethod.ONLINE, PaymentState.PAID, DocumentState.ISSUED, False),
        (State.RESOLVED, DeliveryMethod.DESK, PaymentState.PAID, DocumentState.ISSUED, True),
        (State.RESOLVED, DeliveryMethod.DESK, PaymentState.UNPAID, DocumentState.ISSUED, False),
        (State.PROCESSING, DeliveryMethod.DESK, PaymentState.EXEMPT, DocumentState.SIGNED, False),
        (State.PROCESSING, DeliveryMethod.DESK, PaymentState.EXEMPT, DocumentState.DRAFT, False),
        (State.RETURNED, DeliveryMethod.DESK, PaymentState.PAID, DocumentState.REVOKED, False),
    ],
)
def test_a_result_is_seen_only_when_it_is_given(
    client: FlaskClient,
    session: Session,
    birth: Procedure,
    minh: Account,
    state: State,
    delivery: DeliveryMethod,
    payment: PaymentState,
    document: DocumentState,
    is_seen: bool,
) -> None:
    draft = submitted(client)
    dossier = the_dossier(session)
    receipt = intake.receive(dossier, by=minh, at=clock.now())
    result = Document(
        dossier_id=dossier.id,
        unit_id=dossier.unit_id,
        kind=DocumentKind.RESULT,
        state=document,
        title="GIẤY KHAI SINH",
        sha256=receipt.sha256,
        verify_code="AAAA-BBBB-CCCC",
        created_at=clock.now(),
        issued_at=clock.now(),
    )
    session.add(result)
    session.flush()
    # The acts that lead here have their own tests; this is about what is shown.
    session.execute(
        sa.update(Dossier).values(state=state, delivery_method=delivery, payment=payment)
    )
    session.commit()
    assert ("GIẤY KHAI SINH" in client.get(draft).text) is is_seen
    assert client.get(f"{draft}/van-ban/{result.id}").status_code == (200 if is_seen else 404)


def test_ones_dossiers_are_listed_and_filtered(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    assert "chưa có hồ sơ nào" in client.get("/ho-so").text
    begin(client)
    reference = the_dossier(session).reference
    assert reference in client.get("/ho-so").text
    assert reference in client.get("/ho-so?loc=dang-lam").text
    assert reference not in client.get("/ho-so?loc=xong").text
    assert reference in client.get("/ho-so?loc=nonsense").text


def test_somebody_elses_dossiers_are_not_listed(
    client: FlaskClient, session: Session, birth: Procedure
) -> None:
    begin(client)
    sign_in(client, make_citizen("Trần Văn Bình"))
    session.commit()
    assert the_dossier(session).reference not in client.get("/ho-so").text


def test_a_paper_of_some_cases_is_marked(
    client: FlaskClient, session: Session, unit: Unit, lan: Account
) -> None:
    papers = Documents(
        (
            RequiredDocument("always", "Đơn", form_name="Mẫu số 01", originals=2),
            RequiredDocument("maybe", "Giấy uỷ quyền", condition="Khi nhờ người khác nộp"),
        )
    )
    make_procedure(unit, code="9.000005", parts=replace(PARTS, documents=papers))
    session.commit()
    page = client.get(f"{begin(client, '9.000005')}/giay-to").text
    for words in ("Bắt buộc", "Mẫu số 01", "2 bản chính", "Tùy trường hợp", "Khi nhờ người khác"):
        assert words in page
