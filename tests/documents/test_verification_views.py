"""Anybody checks a result: by its code, by its QR, by the file itself."""

from __future__ import annotations

from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from portal import config
from portal.documents.issuing import store
from portal.documents.models import Document, DocumentState
from portal.dossiers import queries
from portal.dossiers.models import Dossier
from tests.documents.tools import picture_of
from tests.dossiers.walk import drafted, issued, received, signed
from tests.factories import Cast, make_cast

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def result(dossier: Dossier) -> Document:
    return next(d for d in queries.documents_of(dossier) if d.kind == "result")


def upload(client: FlaskClient, content: bytes, name: str = "ket-qua.pdf"):
    return client.post("/xac-thuc/tep", data={"file": (BytesIO(content), name)})


def test_the_qr_on_the_result_opens_its_own_verification_page(
    client: FlaskClient, session: Session, cast: Cast, tmp_path: Path
) -> None:
    document = result(issued(cast))
    session.commit()
    picture = picture_of(store().read(document.sha256), tmp_path, dpi=200)
    (code,) = zxingcpp.read_barcodes(Image.open(picture))
    base = config.current().base_url
    assert code.text == f"{base}/xac-thuc/{document.verify_code}"
    text = unescape(client.get(code.text.removeprefix(base)).text)
    for words in ("Hợp lệ", "nguyên vẹn", "GIẤY KHAI SINH", "01/GKS-UBND", cast.unit.name,
                  "Lê Anh Tuấn"):  # fmt: skip
        assert words in text, words
    assert "Nguyễn Gia Hân" not in text, "nothing personal of the paper is shown"


def test_the_code_is_found_however_it_is_typed(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    document = result(issued(cast))
    session.commit()
    printed = document.verify_code
    for typed in (
        printed,
        printed.lower(),
        printed.replace("-", ""),
        f" {printed[:4]} {printed[5:]} ",
    ):
        answer = client.post("/xac-thuc/ma", data={"code": typed})
        assert answer.status_code == 303 and answer.location == f"/xac-thuc/{printed}"
    assert client.get(f"/xac-thuc/{printed.lower()}").status_code == 200


@pytest.mark.parametrize("code", ["7K2M-9QXC-4TRW", "x", "%00", "'--", "ế", "A" * 300])
def test_an_unknown_code_has_its_answer(client: FlaskClient, cast: Cast, code: str) -> None:
    answer = client.get(f"/xac-thuc/{code}")
    assert answer.status_code == 404 and "Không tìm thấy văn bản" in unescape(answer.text)


def test_an_empty_form_says_what_is_missing(client: FlaskClient, cast: Cast) -> None:
    assert client.get("/xac-thuc").status_code == 200
    by_code = client.post("/xac-thuc/ma", data={"code": " "})
    assert by_code.status_code == 422 and "govuk-error-summary" in by_code.text
    by_file = client.post("/xac-thuc/tep", data={})
    assert by_file.status_code == 422 and "Hãy chọn tệp PDF" in unescape(by_file.text)


def test_only_issued_results_are_found(client: FlaskClient, session: Session, cast: Cast) -> None:
    papers = [
        result(signed(cast, key="a")),
        result(drafted(cast, key="b")),
        queries.documents_of(received(cast, key="c"))[0],  # a receipt
    ]
    session.commit()
    for document in papers:
        assert client.get(f"/xac-thuc/{document.verify_code}").status_code == 404


def test_the_issued_file_itself_is_recognised(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    document = result(issued(cast))
    session.commit()
    text = unescape(upload(client, store().read(document.sha256)).text)
    assert "do cổng này phát hành" in text and "01/GKS-UBND" in text
    assert "Lê Anh Tuấn" in text and cast.unit.name in text


def test_a_changed_file_is_not_believed(client: FlaskClient, session: Session, cast: Cast) -> None:
    content = store().read(result(issued(cast)).sha256)
    session.commit()
    place = len(content) // 3
    changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
    for forged in (changed, content + b"\n% added later"):
        answer = upload(client, forged)
        text = unescape(answer.text)
        assert "do cổng này phát hành" not in text and "01/GKS-UBND" not in text
        assert answer.status_code == 422 or "Không tin cậy" in text


def test_signed_but_not_issued_is_said_to_be_unknown(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    content = store().read(result(signed(cast)).sha256)
    session.commit()
    text = unescape(upload(client, content).text)
    assert "không có trong kho văn bản" in text and "do cổng này phát hành" not in text


def test_a_paper_without_signatures_says_so(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    receipt = queries.documents_of(received(cast))[0]
    session.commit()
    text = unescape(upload(client, store().read(receipt.sha256)).text)
    assert "không có chữ ký số" in text and "Không tin cậy" in text


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\n", b"PK\x03\x04", b"\x00" * 5000])
def test_what_is_not_a_pdf_is_refused(client: FlaskClient, cast: Cast, content: bytes) -> None:
    answer = upload(client, content)
    assert answer.status_code == 422 and "PDF" in answer.text


def test_a_revoked_result_is_no_longer_in_force(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    document = result(issued(cast))
    document.state = DocumentState.REVOKED
    session.commit()
    for answer in (
        client.get(f"/xac-thuc/{document.verify_code}"),
        upload(client, store().read(document.sha256)),
    ):
        text = unescape(answer.text)
        assert "Đã bị thu hồi" in text and "đang có hiệu lực" not in text
