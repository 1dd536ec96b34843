"""A filled in example of a paper: sent in by the publisher, read by people, kept by the sweep."""

from __future__ import annotations

import io
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.dossiers.queries import mentioned_files
from portal.procedures.models import ProcedureVersion
from tests.procedures.test_publisher_pages import draft, quynh, reread, seen_on

__all__ = ["draft", "quynh"]
pytestmark = pytest.mark.usefixtures("at_noon")
PAPER = Path(__file__).parents[1] / "journeys" / "paper.pdf"


def test_it_is_kept_with_the_paper_and_read_by_everybody(
    client: FlaskClient, session: Session, draft: ProcedureVersion
) -> None:
    address = f"/danh-muc/phien-ban/{draft.id}/giay-to/1"
    sent = {"seen": seen_on(client, address), "name": "Giấy chứng sinh", "originals": "1"}
    file = (io.BytesIO(PAPER.read_bytes()), "mẫu điền.pdf")
    answer = client.post(address, data={**sent, "sample_file": file})
    assert answer.status_code == 303
    paper = reread(session, draft).parts.documents.items[0]
    assert paper.sample in mentioned_files()
    shown = client.get(f"/thu-tuc/giay-to-mau/{paper.sample}")
    assert shown.data == PAPER.read_bytes()
    preview = client.get(f"/danh-muc/phien-ban/{draft.id}/xem-truoc").text
    assert f"/thu-tuc/giay-to-mau/{paper.sample}" in preview
    sent["seen"] = seen_on(client, address)
    assert client.post(address, data={**sent, "without_sample": "y"}).status_code == 303
    assert reread(session, draft).parts.documents.items[0].sample == ""


def test_a_file_of_another_kind_is_refused_beside_its_field(
    client: FlaskClient, session: Session, quynh: Account, draft: ProcedureVersion
) -> None:
    address = f"/danh-muc/phien-ban/{draft.id}/giay-to/1"
    file = (io.BytesIO(b"MZ not a paper"), "virus.exe")
    sent = {"seen": seen_on(client, address), "name": "Giấy", "sample_file": file}
    answer = client.post(address, data=sent)
    assert answer.status_code == 422
    assert 'href="#sample_file"' in unescape(answer.text)
    assert client.get("/thu-tuc/giay-to-mau/khong-co").status_code == 404
