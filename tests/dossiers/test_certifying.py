"""Certified electronic copies of originals (NĐ 45/2020/NĐ-CP, Điều 10), as results of a dossier."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from portal import clock
from portal.db import db
from portal.documents import checking, scans, verification
from portal.documents.issuing import store
from portal.documents.models import Document, DocumentState
from portal.dossiers import decisions, issued_book_queries, processing, queries
from portal.dossiers.certifying import Certified, scans_of
from portal.dossiers.models import Attachment, DeliveryMethod, Dossier
from portal.dossiers.reception import digitising
from portal.dossiers.reception.digitising import Origin
from portal.dossiers.workflow import Outcome
from portal.errors import Invalid
from portal.uploads import Accepted
from tests.documents.tools import pages_of, text_of
from tests.dossiers.walk import received, scan
from tests.factories import PARTS, Cast, make_cast, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")
NAME = "Bằng tốt nghiệp đại học"


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(parts=replace(PARTS, result=replace(PARTS.result, certifies_copies=True)))


def photograph() -> Accepted:
    """A page seen from above, red below: to be found again in the copy."""
    picture = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(picture).rectangle((200, 1500, 1000, 1600), fill="red")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95)
    sha256, size = store().put([out.getvalue()])
    return Accepted("bằng.jpg", "image/jpeg", size, sha256)


def scanned(dossier: Dossier, cast: Cast, file: Accepted | None = None) -> Attachment:
    return digitising.keep_scan(
        dossier, "birth_note", [file or scan("bằng.pdf")], Origin(), by=cast.minh, at=clock.now()
    )


def drafted(dossier: Dossier, cast: Cast, **more: object) -> Document:
    chosen = scans_of(dossier)
    told = {
        "attachment_id": chosen[0][0].id if chosen else 0,
        "original": NAME,
        "is_compared": True,
    }
    made = processing.draft_result(
        dossier,
        outcome=Outcome.GRANTED,
        values={},
        remark="",
        certified=Certified(**{**told, **more}),  # type: ignore[arg-type]
        by=cast.hoa,
        at=clock.now(),
    )
    db.session.flush()
    return made


def certified(cast: Cast, file: Accepted | None = None, **more: object) -> tuple[Dossier, Document]:
    dossier = received(cast, **more)
    scanned(dossier, cast, file)
    drafted(dossier, cast)
    processing.propose(dossier, note="", by=cast.hoa, at=clock.now())
    decisions.approve(dossier, note="", by=cast.tuan, at=clock.now())
    db.session.flush()
    return dossier, decisions.issue(dossier, by=cast.dung, at=clock.now())


def test_the_copy_is_the_scan_and_the_attestation_under_both_signatures(
    cast: Cast, tmp_path: Path
) -> None:
    _dossier, made = certified(cast, photograph())
    content = store().read(made.sha256)
    assert pages_of(content, tmp_path) == 2
    text = text_of(content, tmp_path)
    for words in (
        "Chứng thực bản sao đúng với bản chính", "Số chứng thực: 01, quyển số: 01/2026-SCT/BS",
        "ngày 18 tháng 3 năm 2026", "Người thực hiện chứng thực", "Lê Anh Tuấn", made.verify_code,
    ):  # fmt: skip
        assert words in text, words
    found = checking.check_document(made)
    assert found.is_good and [one.field for one in found.reports] == ["LEADER", "SEAL"]
    assert [one.signer for one in found.reports] == ["Lê Anh Tuấn", cast.unit.name]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        (picture,) = pdf.pages[0].get_images().values()
        seen = pikepdf.PdfImage(picture).as_pil_image().convert("RGB")
    at = (seen.width // 2, int(seen.height * 1550 / 1754))
    red, green, blue = seen.getpixel(at)  # type: ignore[misc]
    assert red > 200 and green < 60 and blue < 60
    assert (made.title, made.number) == (
        f"Bản sao điện tử có chứng thực từ bản chính: {NAME}", "01/SCT/BS",
    )  # fmt: skip


def test_a_byte_changed_in_the_scan_is_seen(cast: Cast) -> None:
    _dossier, made = certified(cast)
    content = bytearray(store().read(made.sha256))
    with pikepdf.open(io.BytesIO(bytes(content))) as pdf:
        raw = next(iter(pdf.pages[0].get_images().values())).read_raw_bytes()
    place = bytes(content).index(raw[:200]) + 100
    content[place] ^= 1
    assert not verification.is_sound(checking.check_file(bytes(content)).reports)


def test_certifications_are_numbered_in_a_book_of_their_own(cast: Cast, session: Session) -> None:
    numbers = [certified(cast, key=key)[1].number for key in ("a", "b")]
    assert numbers == ["01/SCT/BS", "02/SCT/BS"]
    session.flush()
    (series,) = issued_book_queries.series_of(cast.unit, 2026)
    assert (series.symbol, series.last, series.is_whole) == ("SCT/BS", 2, True)


def test_the_book_of_certifications_has_the_columns_of_its_form(
    cast: Cast, session: Session, client: FlaskClient
) -> None:
    dossier, _made = certified(cast)
    session.commit()
    sign_in(client, cast.dung)
    period = "tu-day=1&tu-month=3&tu-year=2026&den-day=31&den-month=3&den-year=2026"
    address = f"/van-thu/so-van-ban-di{{}}?{period}&ky-hieu=SCT/BS"
    page = client.get(address.format(""))
    assert "01, quyển số 01/2026-SCT/BS" in page.text and NAME in page.text
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(address.format(".xlsx")).data)).active
    line = dict(zip([cell.value for cell in sheet[4]], [c.value for c in sheet[5]], strict=True))
    assert sheet["A1"].value == "SỔ CHỨNG THỰC BẢN SAO TỪ BẢN CHÍNH"
    assert line["Tên của bản chính giấy tờ, văn bản"] == NAME
    assert line["Họ tên của người yêu cầu chứng thực"] == dossier.applicant_name
    assert line["Số bản sao đã được chứng thực"] == 1
    assert client.get(address.format(".pdf")).status_code == 409


def test_it_reaches_the_person_online_and_is_no_paper_to_be_copied_again(cast: Cast) -> None:
    dossier, made = certified(cast, delivery=DeliveryMethod.ONLINE)
    assert dossier.state == "returned"
    assert made.state is DocumentState.ISSUED and made.copy_forms == []


def test_only_what_the_desk_scanned_is_certified(cast: Cast) -> None:
    dossier = received(cast)
    assert dossier.kept_attachments and scans_of(dossier) == []
    with pytest.raises(Invalid) as refusal:
        drafted(dossier, cast, attachment_id=dossier.kept_attachments[0].id)
    assert "scan" in refusal.value.errors
    scanned(dossier, cast)
    for wrong, field in (({"is_compared": False}, "compared"), ({"original": ""}, "original")):
        with pytest.raises(Invalid) as refusal:
            drafted(dossier, cast, **wrong)
        assert field in refusal.value.errors


def test_a_procedure_that_certifies_nothing_offers_nothing(session: Session) -> None:
    cast = make_cast()
    dossier = received(cast)
    scanned(dossier, cast)
    with pytest.raises(Invalid):
        drafted(dossier, cast)


def test_a_scan_of_too_many_pages_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "MOST_PAGES", 0)
    dossier = received(cast)
    scanned(dossier, cast)
    with pytest.raises(Invalid) as refusal:
        drafted(dossier, cast)
    assert "scan" in refusal.value.errors


def test_the_specialist_chooses_the_scan_in_the_browser(
    cast: Cast, session: Session, client: FlaskClient
) -> None:
    dossier = received(cast)
    session.commit()
    sign_in(client, cast.hoa)
    address = f"/tham-dinh/{dossier.reference}/du-thao"
    assert "Chưa có bản quét của quầy" in client.get(address).text
    kept = scanned(dossier, cast)
    session.commit()
    assert "Tên bản chính" in client.get(address).text
    told = {
        "version": str(dossier.version), "outcome": "granted", "remark": "", "scan": str(kept.id),
        "original": NAME,
    }  # fmt: skip
    wrong = client.post(address, data=told)
    assert wrong.status_code == 422 and "Hãy đối chiếu bản quét" in wrong.text
    shown = client.post(f"/tham-dinh/{dossier.reference}/xem-truoc", data=told)
    assert "Chứng thực bản sao đúng với bản chính" in shown.text
    for junk in ("x", "99999999"):
        assert client.post(address, data={**told, "scan": junk}).status_code == 422
    assert client.post(address, data={**told, "compared": "y"}).status_code == 303
    session.expire_all()
    draft = queries.draft_result_of(dossier)
    assert draft is not None and draft.content["scan"]["pages"] == 1
    seen = client.get(f"/can-bo/ho-so/{dossier.reference}/van-ban/{draft.id}")
    assert seen.data.startswith(b"%PDF")
    seen.close()
