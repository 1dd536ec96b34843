"""Files that come piece by piece, as the tus protocol has it."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal import clock, config
from portal.dossiers import submission, uploading
from portal.dossiers.models import Attachment, Dossier, Upload
from portal.dossiers.queries import mentioned_files
from portal.files import open_store
from tests.factories import make_cast, make_citizen, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")

PAPER = (Path(__file__).parent.parent / "journeys" / "paper.pdf").read_bytes()


@pytest.fixture
def draft(session: Session, client: FlaskClient) -> Dossier:
    cast = make_cast()
    found = submission.begin(
        cast.procedure, cast.unit, answers={}, key="draft", by=cast.lan, at=clock.now()
    )
    session.commit()
    sign_in(client, cast.lan)
    return found


def begin(
    client: FlaskClient,
    draft: Dossier,
    size: int,
    name: str = "giấy.pdf",
    paper: str = "birth_note",
) -> TestResponse:
    told = ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}"
        for key, value in (("filename", name), ("paper", paper))
    )
    return client.post(
        f"/ho-so/{draft.reference}/tai-len",
        headers={"Upload-Length": str(size), "Upload-Metadata": told, "Tus-Resumable": "1.0.0"},
    )


def send(client: FlaskClient, address: str, piece: bytes, offset: int) -> TestResponse:
    return client.patch(
        address,
        data=piece,
        headers={
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        },
    )


def test_a_file_comes_in_pieces_and_is_whole(
    client: FlaskClient, session: Session, draft: Dossier
) -> None:
    begun = begin(client, draft, len(PAPER))
    assert begun.status_code == 201
    middle = len(PAPER) // 2
    assert send(client, begun.location, PAPER[:middle], 0).status_code == 204
    asked = client.head(begun.location)  # after the network was cut
    assert asked.headers["Upload-Offset"] == str(middle)
    assert asked.headers["Upload-Length"] == str(len(PAPER))
    assert session.scalars(sa.select(Attachment)).all() == []
    pieces = {part.sha256 for part in session.scalars(sa.select(Upload)).one().parts}
    assert pieces <= mentioned_files()  # the sweep must leave them alone
    assert "Tải dở: giấy.pdf" in client.get(f"/ho-so/{draft.reference}/giay-to").text
    last = send(client, begun.location, PAPER[middle:], middle)
    assert last.status_code == 204 and last.headers["Upload-Offset"] == str(len(PAPER))
    attachment = session.scalars(sa.select(Attachment)).one()
    assert attachment.name == "giấy.pdf" and attachment.document_key == "birth_note"
    assert open_store(config.current()).read(attachment.sha256) == PAPER
    assert session.scalars(sa.select(Upload)).all() == []
    assert client.head(begun.location).status_code == 404


def test_a_piece_sent_twice_is_taken_once(
    client: FlaskClient, session: Session, draft: Dossier
) -> None:
    address = begin(client, draft, len(PAPER)).location
    assert send(client, address, PAPER[:100], 0).status_code == 204
    assert send(client, address, PAPER[:100], 0).status_code == 409
    assert client.head(address).headers["Upload-Offset"] == "100"


def test_more_than_was_announced_is_refused(client: FlaskClient, draft: Dossier) -> None:
    address = begin(client, draft, 10).location
    assert send(client, address, b"x" * 11, 0).status_code == 422
    assert client.head(address).headers["Upload-Offset"] == "0"


def test_what_is_no_paper_is_refused_with_its_sentence(
    client: FlaskClient, session: Session, draft: Dossier
) -> None:
    address = begin(client, draft, 5, "a.pdf").location
    answer = send(client, address, b"#!abc", 0)
    assert answer.status_code == 422
    assert answer.json is not None and "PDF, JPEG hay PNG" in answer.json["error"]
    assert session.scalars(sa.select(Attachment)).all() == []
    assert client.delete(address).status_code == 204
    assert session.scalars(sa.select(Upload)).all() == []


def test_too_large_is_refused_before_a_byte_travels(client: FlaskClient, draft: Dossier) -> None:
    answer = begin(client, draft, 21 * 1024 * 1024)
    assert answer.status_code == 422
    assert answer.json is not None and "20 MB" in answer.json["error"]


@pytest.mark.parametrize(("size", "paper"), [(0, "birth_note"), (10, "no such paper")])
def test_an_empty_file_or_an_unknown_paper_is_refused(
    client: FlaskClient, draft: Dossier, size: int, paper: str
) -> None:
    assert begin(client, draft, size, paper=paper).status_code == 422


def test_nobody_else_reaches_an_upload(client: FlaskClient, draft: Dossier) -> None:
    address = begin(client, draft, len(PAPER)).location
    sign_in(client, make_citizen("Trần Văn Bình", personal_number="001090000123"))
    assert client.head(address).status_code == 404
    assert send(client, address, PAPER, 0).status_code == 404


def test_what_nobody_touched_for_a_day_is_given_up(
    client: FlaskClient, session: Session, draft: Dossier
) -> None:
    send(client, begin(client, draft, len(PAPER)).location, PAPER[:100], 0)
    begin(client, draft, 10)
    young = session.scalars(sa.select(Upload).order_by(Upload.id)).all()[1]
    young.touched_at = clock.now() + timedelta(hours=2)
    assert uploading.forget_stale(clock.now() + timedelta(hours=25)) == 1
    session.flush()
    assert session.scalars(sa.select(Upload)).all() == [young]
