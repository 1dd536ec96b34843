"""Signing in and out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.passwords import hash_password
from portal.accounts.roles import Role
from portal.web import limiter
from tests.accounts.pages import without_tokens
from tests.factories import make_citizen, make_officer, make_unit

PASSWORD = "trâu vàng qua cầu"
WRONG = "Số định danh, email hoặc mật khẩu chưa đúng"


@pytest.fixture(autouse=True)
def _fresh_limits(client: FlaskClient) -> Iterator[None]:
    limiter.reset()
    yield
    limiter.reset()


@pytest.fixture
def lan(session: Session) -> Account:
    account = make_citizen(
        personal_number="001190000001",
        email="lan@h99.example",
        password_hash=hash_password(PASSWORD),
    )
    session.commit()
    return account


def sign_in(client: FlaskClient, identifier: str, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/dang-nhap", data={"identifier": identifier, "password": password, **more})


@pytest.mark.parametrize(
    "identifier", ["001190000001", "001 190 000 001", "lan@h99.example", "  Lan@H99.example "]
)
def test_a_citizen_signs_in_with_personal_number_or_e_mail(
    client: FlaskClient, lan: Account, identifier: str
) -> None:
    answer = sign_in(client, identifier)
    assert answer.status_code == 303
    assert client.get("/tai-khoan").status_code == 200


def test_a_password_typed_with_separate_marks_is_the_same(
    client: FlaskClient, lan: Account
) -> None:
    import unicodedata

    assert sign_in(client, lan.email, unicodedata.normalize("NFD", PASSWORD)).status_code == 303


def test_wrong_password_and_unknown_account_get_the_same_page(
    client: FlaskClient, lan: Account
) -> None:
    wrong = sign_in(client, "lan@h99.example", "sai mật khẩu rồi")
    unknown = sign_in(client, "ai@h99.example", "sai mật khẩu rồi")
    assert wrong.status_code == unknown.status_code == 422
    assert WRONG in wrong.text
    same_page = without_tokens(wrong.text.replace("lan@h99", "ai@h99"))
    assert same_page == without_tokens(unknown.text)
    assert client.get("/tai-khoan").status_code == 303


def test_an_unknown_account_takes_the_work_of_a_password(
    app: object, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.accounts import passwords
    from portal.accounts.signing_in import WrongIdentity, identify

    verified: list[str] = []

    class Counting:
        def verify(self, stored: str, password: str) -> None:
            verified.append(stored)
            real.verify(stored, password)

    real = passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", Counting())
    with pytest.raises(WrongIdentity):
        identify("ai@h99.example", "gì cũng được")
    assert len(verified) == 1
    assert verified[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_officer_does_not_sign_in_with_a_personal_number(
    client: FlaskClient, session: Session
) -> None:
    minh = make_officer(
        "Minh", make_unit(), Role.RECEPTIONIST, password_hash=hash_password(PASSWORD)
    )
    session.commit()
    assert sign_in(client, minh.personal_number or "").status_code == 422
    answer = sign_in(client, minh.email)
    assert answer.status_code == 303
    assert answer.location.rstrip("/") == "/quay"  # the day begins at the desk's queue


def test_after_signing_in_one_comes_to_the_page_asked_for(
    client: FlaskClient, lan: Account
) -> None:
    asked = client.get("/tai-khoan?x=1")
    assert asked.status_code == 303 and asked.location.startswith("/dang-nhap?next=")
    form = client.get(asked.location)
    assert 'name="next" value="/tai-khoan?x=1"' in form.text
    assert sign_in(client, lan.email, next="/tai-khoan?x=1").location == "/tai-khoan?x=1"


@pytest.mark.parametrize(
    "wanted", ["https://xau.example/", "//xau.example", "/\\xau.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_away(client: FlaskClient, lan: Account, wanted: str) -> None:
    answer = sign_in(client, lan.email, next=wanted)
    assert answer.status_code == 303
    assert "xau" not in answer.location and answer.location.startswith("/")


def test_a_disabled_account_is_told_so_only_with_the_right_password(
    client: FlaskClient, session: Session, lan: Account
) -> None:
    lan.disabled_at = clock.now()
    session.commit()
    assert "đã bị khoá" in sign_in(client, lan.email).text
    assert WRONG in sign_in(client, lan.email, "sai mật khẩu rồi").text


def test_signing_out_is_a_post_and_ends_the_session(client: FlaskClient, lan: Account) -> None:
    sign_in(client, lan.email)
    assert client.get("/dang-xuat").status_code == 405
    assert client.get("/tai-khoan").status_code == 200
    assert client.post("/dang-xuat").status_code == 303
    assert client.get("/tai-khoan").status_code == 303


def test_the_tenth_failure_on_an_account_is_the_last_for_a_while(
    client: FlaskClient, lan: Account
) -> None:
    for _attempt in range(10):
        assert sign_in(client, lan.email, "sai mật khẩu rồi").status_code == 422
    assert sign_in(client, lan.email).status_code == 429
    assert sign_in(client, "LAN@h99.example").status_code == 429
    assert sign_in(client, "ai@h99.example", "sai").status_code == 422  # others are not shut out


def test_success_does_not_use_up_attempts(client: FlaskClient, lan: Account) -> None:
    for _attempt in range(12):
        assert sign_in(client, lan.email).status_code == 303
        client.post("/dang-xuat")


def test_sixty_failures_from_an_address_close_it_for_all_accounts(
    client: FlaskClient, lan: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        assert sign_in(client, f"ai{number}@h99.example", "").status_code == 422
    assert sign_in(client, lan.email).status_code == 429


def test_an_old_hash_is_renewed_when_its_owner_signs_in(
    client: FlaskClient, session: Session, lan: Account
) -> None:
    from argon2 import PasswordHasher

    lan.password_hash = PasswordHasher(time_cost=1, memory_cost=8 * 1024).hash(PASSWORD)
    session.commit()
    assert sign_in(client, lan.email).status_code == 303
    session.expire_all()
    assert "m=19456,t=2,p=1" in lan.password_hash
