"""Looking a dossier up with its two codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.dossiers import intake, submission, supplements
from portal.dossiers.models import Dossier
from portal.dossiers.timeline import masked
from portal.uploads import Accepted
from portal.web import limiter
from tests.factories import make_citizen, make_officer, make_procedure, make_unit

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture(autouse=True)
def _fresh_limits(client: FlaskClient) -> Iterator[None]:
    limiter.reset()
    yield
    limiter.reset()


ANSWERS = {"requester_name": "Lan", "child_name": "Bí mật", "born_on": "2026-03-01"}


@pytest.fixture
def draft(session: Session) -> Dossier:
    unit, lan = make_unit(), make_citizen("Nguyễn Thị Lan", address="Số 1 phố Huế")
    dossier = submission.begin(
        make_procedure(unit), unit, answers=ANSWERS, key="k" * 32, by=lan, at=clock.now()
    )
    scan = Accepted("giay.pdf", "application/pdf", 10, "a" * 64)
    submission.attach(dossier, "birth_note", scan, at=clock.now())
    session.commit()
    return dossier


@pytest.fixture
def submitted(session: Session, draft: Dossier) -> Dossier:
    from portal.accounts.models import Account

    lan = session.get(Account, draft.account_id)
    assert lan is not None
    submission.submit(draft, by=lan, at=clock.now())
    session.commit()
    return draft


def look(client: FlaskClient, code: str, lookup_code: str):  # type: ignore[no-untyped-def]
    return client.post("/tra-cuu", data={"code": code, "lookup_code": lookup_code})


def without_typed(page: str) -> str:
    """The page apart from what was typed and from the session's own token."""
    return re.sub(r'value="[^"]*"', "", page)


def test_both_codes_show_the_timeline(client: FlaskClient, submitted: Dossier) -> None:
    page = look(client, submitted.reference, submitted.lookup_code)
    assert page.status_code == 200
    assert "đã nộp hồ sơ" in page.text
    assert "Đăng ký khai sinh" in page.text


def test_codes_may_be_typed_small_and_with_spaces(client: FlaskClient, submitted: Dossier) -> None:
    code = submitted.lookup_code.lower()
    page = look(client, f" {submitted.reference.lower()} ", f"{code[:5]} {code[5:]}")
    assert page.status_code == 200


def test_the_code_of_a_receipt_opens_too(
    client: FlaskClient, session: Session, submitted: Dossier
) -> None:
    minh = make_officer("Nguyễn Văn Minh", submitted.unit, Role.RECEPTIONIST)
    intake.receive(submitted, by=minh, at=clock.now())
    session.commit()
    assert submitted.code
    page = look(client, submitted.code, submitted.lookup_code)
    assert "17:00, Thứ Hai, 23 tháng 3, 2026" in page.text
    assert "Nguyễn Văn Minh" not in page.text


def test_nothing_personal_is_shown(
    client: FlaskClient, session: Session, submitted: Dossier
) -> None:
    minh = make_officer("Nguyễn Văn Minh", submitted.unit, Role.RECEPTIONIST)
    items = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": "của bé Bí mật"}]
    supplements.request(submitted, reason="Tên bé Bí mật mờ", items=items, by=minh, at=clock.now())
    session.commit()
    page = look(client, submitted.reference, submitted.lookup_code).text
    assert "N*** T*** L***" in page
    assert "Giấy chứng sinh" in page  # what to bring is the catalogue's word, not a person's
    for secret in (
        "Nguyễn Thị Lan",
        "Bí mật",
        "phố Huế",
        submitted.submitter_phone,
        submitted.applicant_identity,
        "giay.pdf",
        "/van-ban/",
        "/tep/",
    ):
        assert secret not in page, secret


def test_wrong_missing_and_draft_get_the_same_answer(
    client: FlaskClient, session: Session, submitted: Dossier
) -> None:
    wrong = look(client, submitted.reference, "AAAAAAAAAA")
    missing = look(client, "H99.99-260318-0001", "AAAAAAAAAA")
    assert wrong.status_code == missing.status_code == 422
    assert without_typed(wrong.text) == without_typed(missing.text)


def test_a_draft_is_not_found(client: FlaskClient, draft: Dossier) -> None:
    mine = look(client, draft.reference, draft.lookup_code)
    missing = look(client, "H99.99-260318-0001", "AAAAAAAAAA")
    assert mine.status_code == 422
    assert without_typed(mine.text) == without_typed(missing.text)


@pytest.mark.parametrize(
    ("code", "lookup_code"),
    [
        ("", ""),
        ("x", ""),
        ("", "x"),
        ("x" * 5000, "y"),
        ("x", "y" * 5000),
        ("\0", "\0"),
        ("ấ", "ấ"),
    ],
)
def test_bad_codes_get_a_sentence(
    client: FlaskClient, session: Session, code: str, lookup_code: str
) -> None:
    answer = look(client, code, lookup_code)
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.text


def test_the_address_of_a_receipt_fills_in_the_code(client: FlaskClient) -> None:
    page = client.get("/tra-cuu?ma=H99.21-260318-0001")
    assert page.status_code == 200
    assert 'value="H99.21-260318-0001"' in page.text
    assert client.get("/tra-cuu?ma=" + "x" * 3000 + "%00%22").status_code == 200


def test_a_name_is_masked_word_by_word() -> None:
    assert masked("Nguyễn Thị Lan") == "N*** T*** L***"
    assert masked("") == ""


# --- limits --------------------------------------------------------------------------------


def test_guessing_one_dossier_ends_after_ten_failures(
    client: FlaskClient, submitted: Dossier
) -> None:
    for _attempt in range(10):
        assert look(client, submitted.reference, "AAAAAAAAAA").status_code == 422
    assert look(client, submitted.reference.lower(), "AAAAAAAAAA").status_code == 429
    assert look(client, submitted.reference, submitted.lookup_code).status_code == 429


def test_guessing_from_one_address_ends_after_thirty_failures(
    client: FlaskClient, session: Session
) -> None:
    for number in range(30):
        assert look(client, f"H99.21-260318-{number:04d}", "AAAAAAAAAA").status_code == 422
    assert look(client, "H99.21-260318-9999", "AAAAAAAAAA").status_code == 429


def test_finding_ones_dossier_is_not_counted(client: FlaskClient, submitted: Dossier) -> None:
    for _attempt in range(12):
        assert look(client, submitted.reference, submitted.lookup_code).status_code == 200
