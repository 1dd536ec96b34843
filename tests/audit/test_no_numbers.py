"""Personal numbers stand in the database and on pages, not in logs of the server nor in addresses."""

from __future__ import annotations

import io
import logging
import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.dossiers import walk
from tests.factories import make_cast, sign_in

MARKED = "001190987654"
ADDRESSES = re.compile(r'(?:href|src|action|formaction)="([^"]*)"')


def test_a_marked_number_is_in_no_log_and_no_address(
    app: Flask, session: Session, at_noon: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    cast = make_cast()
    cast.lan.personal_number = MARKED
    session.flush()
    dossier = walk.received(cast)
    session.commit()
    asked = io.StringIO()  # what an access log would hold: method, address, status
    pages = {
        cast.lan: ["/ho-so", f"/ho-so/{dossier.reference}", "/tai-khoan",
                   f"/ho-so/{dossier.reference}/ai-da-xem"],
        cast.minh: ["/quay", f"/can-bo/ho-so/{dossier.reference}", "/quay/so-theo-doi"],
        cast.hoa: ["/tham-dinh", f"/can-bo/ho-so/{dossier.reference}"],
    }  # fmt: skip
    seen_on_a_page = False
    for account, starts in pages.items():
        client = app.test_client()
        sign_in(client, account)
        for address in starts:
            answer = client.get(address)
            assert answer.status_code == 200, address
            seen_on_a_page |= MARKED in answer.text.replace(" ", "")
            asked.write(
                f"GET {address} {answer.status_code} {answer.headers.get('Location', '')}\n"
            )
            for found in ADDRESSES.findall(answer.text):
                assert MARKED not in found, (address, found)
    client = app.test_client()
    wrong = client.post("/dang-nhap", data={"identifier": MARKED, "password": "sai-mat-khau"})
    assert wrong.status_code == 422
    lost = client.post("/tra-cuu", data={"code": MARKED, "lookup_code": MARKED})
    assert lost.status_code == 422
    assert seen_on_a_page  # else the test would prove nothing
    assert MARKED not in caplog.text and MARKED not in asked.getvalue()
