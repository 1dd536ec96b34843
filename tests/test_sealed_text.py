"""What holds somebody's number is sealed before it stands in an address."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.sealed_text import seal, unseal
from tests.dossiers.walk import received
from tests.factories import make_cast, sign_in


@pytest.mark.parametrize(
    "text",
    ["001190000001", "001 190 000 001", "Lan 0900.002.006", "271234567", "số 8001234567-001"],
)
def test_a_number_is_sealed_and_comes_back(app: Flask, text: str) -> None:
    sealed = seal(text)
    assert sealed.startswith("~") and sealed == seal(text)
    assert not any(part in sealed for part in text.split())
    assert unseal(sealed) == text


@pytest.mark.parametrize("text", ["", "Nguyễn Thị Lan", "H99.11-261014-0001", "NHAP-AB12-CD34"])
def test_names_and_codes_stay_readable(app: Flask, text: str) -> None:
    assert seal(text) == text == unseal(text)


@given(text=st.text(max_size=60))
def test_what_is_not_ours_is_empty(app: Flask, text: str) -> None:
    assert unseal(f"~{text}") == ""


def test_an_altered_seal_opens_nothing(app: Flask) -> None:
    sealed = seal("001190000001")
    assert unseal(sealed[:-2] + ("A" if sealed[-2] != "A" else "B") + sealed[-1]) == ""


def test_a_search_for_a_number_leaves_it_in_no_address(
    client: FlaskClient, session: Session, at_noon: None
) -> None:
    cast = make_cast()
    dossier = received(cast)
    session.commit()
    sign_in(client, cast.minh)
    number = cast.lan.personal_number or ""
    sent = {"muc": "da-tiep-nhan", "q": number, "cot": ["chu-ho-so", "trang-thai"]}
    answer = client.post("/can-bo/tim/quay", data=sent)
    assert answer.status_code == 303 and number not in answer.location
    assert "muc=da-tiep-nhan" in answer.location and "cot=chu-ho-so.trang-thai" in answer.location
    found = client.get(answer.location)
    assert dossier.code in found.text
    addresses = [part.split('"')[0] for part in found.text.split('href="')[1:]]
    assert addresses and not any(number in one for one in addresses)
    assert f'value="{number}"' in found.text  # the box still says what was looked for


def test_a_search_in_a_list_there_is_not_is_not_found(
    client: FlaskClient, session: Session, at_noon: None
) -> None:
    cast = make_cast()
    session.commit()
    sign_in(client, cast.minh)
    assert client.post("/can-bo/tim/khong-co").status_code == 404
    assert client.post("/can-bo/tim/quay", data={"muc": "khong-co"}).status_code == 404
