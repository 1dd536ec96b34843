"""A citizen opens an account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.models import Account, AccountKind
from portal.web import limiter
from tests.accounts.pages import without_tokens
from tests.factories import make_citizen

GOOD = {
    "personal_number": "001 190 012345",
    "full_name": "  Nguyễn Thị Lan ",
    "birth_date-day": "5",
    "birth_date-month": "3",
    "birth_date-year": "1990",
    "phone": "0905 123 456",
    "email": "Lan.Moi@H99.example",
    "password": "trâu vàng qua cầu",
}


@pytest.fixture(autouse=True)
def _fresh_limits(client: FlaskClient) -> Iterator[None]:
    limiter.reset()
    yield
    limiter.reset()


def accounts(session: Session) -> list[Account]:
    session.expire_all()
    return list(session.scalars(sa.select(Account).order_by(Account.id)))


def test_a_citizen_signs_up_and_then_signs_in(client: FlaskClient, session: Session) -> None:
    answer = client.post("/dang-ky", data=GOOD)
    assert answer.status_code == 303
    (lan,) = accounts(session)
    assert (lan.kind, lan.full_name, lan.email) == (
        AccountKind.CITIZEN, "Nguyễn Thị Lan", "lan.moi@h99.example",
    )  # fmt: skip
    assert (lan.personal_number, lan.phone) == ("001190012345", "+84905123456")
    assert str(lan.birth_date) == "1990-03-05"
    assert lan.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    form = client.get(answer.location)
    assert "Đã ghi nhận đăng ký" in form.text
    assert 'value="Lan.Moi@h99.example"' in form.text  # what was typed need not be typed again
    signed = client.post(
        "/dang-nhap", data={"identifier": "001190012345", "password": GOOD["password"]}
    )
    assert signed.status_code == 303
    assert "Nguyễn Thị Lan" in client.get("/tai-khoan").text


@pytest.mark.parametrize("taken", ["personal_number", "email", "email of an officer"])
def test_the_answer_does_not_tell_whether_somebody_is_known(
    client: FlaskClient, session: Session, taken: str
) -> None:
    fresh = client.post("/dang-ky", data=GOOD)
    fresh_page = without_tokens(client.get(fresh.location).text)
    session.expire_all()
    session.execute(sa.delete(Account))
    if taken == "personal_number":
        make_citizen(personal_number="001190012345")
    else:
        make_citizen(email="lan.moi@h99.example")
    session.commit()
    other = client.post("/dang-ky", data=GOOD)
    assert (other.status_code, other.location) == (fresh.status_code, fresh.location)
    assert without_tokens(client.get(other.location).text) == fresh_page
    assert len(accounts(session)) == 1


def test_a_birth_year_that_disagrees_is_pointed_out_once(
    client: FlaskClient, session: Session
) -> None:
    other_year = {**GOOD, "birth_date-year": "1991"}
    warned = client.post("/dang-ky", data=other_year)
    assert warned.status_code == 422
    assert "Năm sinh theo số định danh khác" in warned.text
    assert accounts(session) == []
    checked = "001190012345 1991-03-05"
    assert f'name="checked" value="{checked}"' in warned.text
    assert client.post("/dang-ky", data={**other_year, "checked": checked}).status_code == 303
    assert len(accounts(session)) == 1


def test_a_birth_date_may_be_left_out(client: FlaskClient, session: Session) -> None:
    without = {key: value for key, value in GOOD.items() if not key.startswith("birth")}
    assert client.post("/dang-ky", data=without).status_code == 303
    assert accounts(session)[0].birth_date is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("personal_number", "00119001234", "đúng 12 chữ số"),
        ("personal_number", "٠٠١١٩٠٠١٢٣٤٥", "12 chữ số"),
        ("personal_number", "099190012345", "Ba chữ số đầu"),
        ("full_name", " ", "Hãy nhập họ và tên"),
        ("full_name", "a" * 121, "nhiều nhất 120 ký tự"),
        ("birth_date-month", "13", "tháng phải từ 1 đến 12"),
        ("birth_date-year", "2190", "không thể sau hôm nay"),
        ("phone", "12", "Số điện thoại không đúng"),
        ("email", "lan@", "Địa chỉ email chưa đúng"),
        ("email", "x" * 300 + "@h99.example", "mail"),
        ("password", "ngắn quá", "ít nhất 10 ký tự"),
        ("password", "x" * 201, "nhiều nhất"),
        ("password", "matkhau123", "dễ đoán"),
        ("password", "aaaaaaaaaaaa", "dễ đoán"),
        ("password", "001190012345", "không được là số định danh"),
        ("password", "LAN.MOI@h99.example", "không được là số định danh"),
        ("password", "0905123456", "không được là số định danh"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_changes_nothing(
    client: FlaskClient, session: Session, field: str, value: str, sentence: str
) -> None:
    answer = client.post("/dang-ky", data={**GOOD, field: value})
    assert answer.status_code == 422
    if (field, sentence) != ("password", "nhiều nhất"):
        assert sentence in answer.text
    assert 'class="govuk-error-summary"' in answer.text
    assert GOOD["password"] not in answer.text  # a password is never sent back
    assert accounts(session) == []


def test_signing_up_again_and_again_from_one_address_ends(
    client: FlaskClient, session: Session
) -> None:
    for _attempt in range(30):
        client.post("/dang-ky", data={})
    assert client.post("/dang-ky", data=GOOD).status_code == 429
    assert accounts(session) == []


def test_two_people_pressing_at_once_open_one_account(app: object, session: Session) -> None:
    """The second finds the row only when it writes its own."""
    from portal import clock
    from portal.accounts import registration
    from portal.accounts.registration import NewCitizen, register_citizen

    new = NewCitizen("001190012345", "Lan", "lan@h99.example", "+84905123456", "trâu vàng qua cầu")
    seen = registration.is_known
    assert register_citizen(new, at=clock.now()) is not None
    registration.is_known = lambda **_known: False  # type: ignore[assignment]
    try:
        assert register_citizen(new, at=clock.now()) is None
    finally:
        registration.is_known = seen
    assert len(accounts(session)) == 1
