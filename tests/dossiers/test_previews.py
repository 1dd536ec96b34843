"""What people sent in is shown as pictures made here, by the address and the permission of the file."""

from __future__ import annotations

import io
import re

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from portal import clock
from portal.audit.models import LogEntry
from portal.db import db
from portal.documents.issuing import store
from portal.dossiers.models import Attachment, Dossier
from portal.uploads import Accepted
from tests.dossiers.walk import received
from tests.factories import Cast, make_cast, sign_in

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def cast(session: Session, at_noon: None) -> Cast:
    return make_cast()


def kept(content: bytes, name: str, content_type: str) -> Accepted:
    sha256, size = store().put([content])
    return Accepted(name, content_type, size, sha256)


def two_pages() -> bytes:
    """The first white, the second red."""
    out = io.BytesIO()
    white, red = (Image.new("RGB", (595, 842), shade) for shade in ("#fff", "#f00"))
    white.save(out, "PDF", save_all=True, append_images=[red])
    return out.getvalue()


def with_file(cast: Cast, file: Accepted, key: str = "k1") -> tuple[Dossier, str]:
    dossier = received(cast, key=key)
    dossier.attachments.append(
        Attachment(
            document_key="birth_note", name=file.name, content_type=file.content_type,
            size=file.size, sha256=file.sha256, added_at=clock.now(),
        )
    )  # fmt: skip
    db.session.commit()
    return dossier, f"/can-bo/ho-so/{dossier.reference}/tep/{dossier.attachments[-1].id}"


def pictures_in(text: str) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(r'<img src="([^"]+)"', text)]


def opened(client: FlaskClient, address: str) -> Image.Image:
    answer = client.get(address)
    assert answer.status_code == 200 and answer.content_type == "image/jpeg"
    return Image.open(io.BytesIO(answer.data)).convert("RGB")


def test_a_pdf_is_shown_page_by_page_as_pictures(client: FlaskClient, cast: Cast) -> None:
    _dossier, address = with_file(cast, kept(two_pages(), "hai trang.pdf", "application/pdf"))
    sign_in(client, cast.hoa)
    shown = client.get(f"{address}?xem=1").text
    assert "Trang 2 trên 2" in shown and 'href="' + address + '"' in shown
    first, second = (opened(client, one) for one in pictures_in(shown))
    assert {first.width, second.width} <= {800, 801}  # a rounding of points to pixels
    assert first.getpixel((400, 20)) == (255, 255, 255)
    red = second.getpixel((400, 400))
    assert isinstance(red, tuple) and red[0] > 200 and red[1] < 60
    large = opened(client, pictures_in(shown)[0].replace("rong=800", "rong=1600"))
    assert large.width in (1600, 1601)


def test_the_file_itself_never_meets_the_browser(client: FlaskClient, cast: Cast) -> None:
    _dossier, address = with_file(cast, kept(two_pages(), "hai trang.pdf", "application/pdf"))
    sign_in(client, cast.hoa)
    assert b"%PDF" not in client.get(f"{address}?xem=1").data
    saved = client.get(address)
    assert saved.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("wrong", ["trang=3", "trang=0", "trang=x", "trang=1&rong=5000"])
def test_a_page_there_is_not_is_not_found(client: FlaskClient, cast: Cast, wrong: str) -> None:
    _dossier, address = with_file(cast, kept(two_pages(), "hai trang.pdf", "application/pdf"))
    sign_in(client, cast.hoa)
    assert client.get(f"{address}?{wrong}").status_code == 404


def test_a_photograph_is_made_smaller(client: FlaskClient, cast: Cast) -> None:
    out = io.BytesIO()
    Image.new("RGB", (3000, 4000), (10, 200, 10)).save(out, "PNG")
    _dossier, address = with_file(cast, kept(out.getvalue(), "ảnh.png", "image/png"))
    sign_in(client, cast.hoa)
    (only,) = pictures_in(client.get(f"{address}?xem=1").text)
    assert opened(client, only).size == (800, 1067)


@pytest.mark.parametrize(
    ("content", "content_type", "words"),
    [
        (b"%PDF-1.4 broken", "application/pdf", "không vẽ ra trang được"),
        (b"PK", WORD, "Tệp Word, Excel"),
    ],
)
def test_what_cannot_be_shown_says_so(
    client: FlaskClient, cast: Cast, content: bytes, content_type: str, words: str
) -> None:
    _dossier, address = with_file(cast, kept(content, "tệp", content_type))
    sign_in(client, cast.hoa)
    shown = client.get(f"{address}?xem=1")
    assert shown.status_code == 200 and words in shown.text and pictures_in(shown.text) == []
    assert client.get(f"{address}?trang=1").status_code == 404


def test_pages_and_pictures_open_to_whom_the_file_opens(client: FlaskClient, cast: Cast) -> None:
    _dossier, address = with_file(cast, kept(two_pages(), "hai trang.pdf", "application/pdf"))
    sign_in(client, cast.hoa)
    (first, _second) = pictures_in(client.get(f"{address}?xem=1").text)
    sign_in(client, cast.binh)
    assert {client.get(a).status_code for a in (first, f"{address}?xem=1", address)} == {404}
    sign_in(client, cast.lan)
    assert {client.get(a).status_code for a in (first, f"{address}?xem=1")} == {403}


def test_a_look_is_logged_once_and_a_picture_by_itself_too(
    client: FlaskClient, cast: Cast, session: Session
) -> None:
    dossier, address = with_file(cast, kept(two_pages(), "hai trang.pdf", "application/pdf"))
    sign_in(client, cast.hoa)

    def looks() -> int:
        return session.query(LogEntry).filter(LogEntry.dossier_id == dossier.id).count()

    before = looks()
    pictures = pictures_in(client.get(f"{address}?xem=1").text)
    assert looks() == before + 1
    for picture in pictures:
        client.get(picture)
    assert looks() == before + 1
    client.get(f"{address}?trang=2")
    assert looks() == before + 2
    other, elsewhere = with_file(cast, kept(b"%PDF-1.4 x", "khác.pdf", "application/pdf"), "b")
    stolen = pictures[0].partition("?")[2]
    client.get(f"{elsewhere}?{stolen}")  # a ticket for another file
    assert session.query(LogEntry).filter(LogEntry.dossier_id == other.id).count() == 0
