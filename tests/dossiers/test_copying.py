"""Copies of what was issued: sao y, sao lục, trích sao (NĐ 30/2020/NĐ-CP, Điều 25–27)."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pikepdf
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.db import db
from portal.documents import checking, copies, verification
from portal.documents.checking import Standing
from portal.documents.issuing import store
from portal.documents.models import COPY_SERIES, CopyForm, Document, DocumentState
from portal.dossiers import copying, issued_book, issued_book_queries, queries, revocation
from portal.dossiers.copying import Wish
from portal.dossiers.given_papers import given_papers
from portal.dossiers.issued_book_queries import Wanted
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Outcome
from portal.errors import Conflict, Forbidden, Invalid
from tests.documents.tools import pages_of, text_of
from tests.dossiers.walk import issued, moment
from tests.factories import Cast, make_cast, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")
AT = moment(19, 9)


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def result(dossier: Dossier) -> Document:
    found = queries.result_of(dossier, DocumentState.ISSUED)
    assert found is not None
    return found


def wish(form: CopyForm = CopyForm.WHOLE, **more: object) -> Wish:
    told = {"purpose": "vay vốn", "copies": 2, "recipients": ["Bà Nguyễn Thị Lan", "Lưu: VT"]}
    return Wish(form, **{**told, **more})  # type: ignore[arg-type]


def copied(dossier: Dossier, cast: Cast, source: Document, asked: Wish | None = None) -> Document:
    made = copying.prepare(dossier, source, asked or wish(), by=cast.dung, at=AT)
    copying.sign(dossier, made, by=cast.tuan, at=AT)
    db.session.flush()
    return made


def read_out(document: Document) -> str:
    """What a reader aloud says of the pictures."""
    with pikepdf.open(io.BytesIO(store().read(document.sha256))) as pdf:
        return " ".join(
            str(thing["/Alt"])
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing
        )


def test_a_sao_y_says_all_the_decree_asks_for(cast: Cast, tmp_path: Path) -> None:
    dossier = issued(cast)
    original = result(dossier)
    made = copied(dossier, cast, original)
    assert made.number == "01/SY-UBND"
    content = store().read(made.sha256)
    text = text_of(content, tmp_path)
    assert (
        text_of(store().read(original.sha256), tmp_path).split()[:20]
        == (text.split("+07:00 ", 1)[1].split()[:20])
    )  # the page as it was, below the unit's mark in the corner
    assert text.startswith(f"Sao y {cast.unit.name} 19/03/2026 09:00:00 +07:00")
    for words in (
        "SAO Y", "Số: 01/SY-UBND", "ngày 19 tháng 3 năm 2026", "Lê Anh Tuấn", "- Bà Nguyễn Thị Lan;",
        "Số lượng bản: 02", original.sha256, original.verify_code, made.verify_code,
    ):  # fmt: skip
        assert words in text, words
    reports = checking.check_document(made).reports
    assert [report.field for report in reports] == ["LEADER", "SEAL"]
    assert verification.is_sound(reports)


def test_the_original_stays_as_it_was(cast: Cast) -> None:
    dossier = issued(cast)
    original = result(dossier)
    before = (original.sha256, original.state, dossier.state)
    copied(dossier, cast, original)
    assert (original.sha256, original.state, dossier.state) == before
    assert checking.check_document(original).is_good


def test_an_excerpt_has_what_was_chosen_and_nothing_else(cast: Cast, tmp_path: Path) -> None:
    dossier = issued(cast)
    original = result(dossier)
    parts = copies.parts_of(original)
    assert len(parts) > 1
    kept, gone = parts[0], parts[-1]
    made = copied(dossier, cast, original, wish(CopyForm.EXCERPT, parts=[0]))
    text = text_of(store().read(made.sha256), tmp_path)
    assert made.number == "01/TrS-UBND"
    assert " ".join(kept.text.split()) in text
    assert gone.text not in text and original.number and original.number in text
    assert kept.text in read_out(made) and gone.text not in read_out(made)


def test_an_excerpt_of_nothing_or_of_all_is_none(cast: Cast) -> None:
    dossier = issued(cast)
    original = result(dossier)
    everything = list(range(len(copies.parts_of(original))))
    for parts in ([], everything, [99]):
        with pytest.raises(Invalid) as refusal:
            copied(dossier, cast, original, wish(CopyForm.EXCERPT, parts=parts))
        assert "parts" in refusal.value.errors


def test_a_sao_luc_is_made_of_a_sao_y_alone(cast: Cast, tmp_path: Path) -> None:
    dossier = issued(cast)
    first = copied(dossier, cast, result(dossier))
    with pytest.raises(Conflict):
        copied(dossier, cast, result(dossier), wish(CopyForm.SECOND))
    second = copied(dossier, cast, first, wish(CopyForm.SECOND))
    content = store().read(second.sha256)
    text = text_of(content, tmp_path)
    assert second.number == "02/SL-UBND"
    assert "SAO LỤC" in text and "Số: 01/SY-UBND" in text and first.sha256 in text
    assert pages_of(content, tmp_path) >= pages_of(store().read(first.sha256), tmp_path)
    assert second.copy_forms == []
    assert checking.check_document(second).original is result(dossier)


def test_all_copies_are_numbered_in_one_line_without_gap(cast: Cast, session: Session) -> None:
    dossier = issued(cast)
    first = copied(dossier, cast, result(dossier))
    dropped = copying.prepare(dossier, result(dossier), wish(), by=cast.dung, at=AT)
    copying.drop(dossier, dropped, reason="Thôi", by=cast.tuan, at=AT)
    session.flush()
    second = copied(dossier, cast, result(dossier), wish(CopyForm.EXCERPT, parts=[0]))
    third = copied(dossier, cast, first, wish(CopyForm.SECOND))
    assert [one.number for one in (first, second, third)] == [
        "01/SY-UBND", "02/TrS-UBND", "03/SL-UBND",
    ]  # fmt: skip
    (series,) = [
        one for one in issued_book_queries.series_of(cast.unit, 2026) if one.symbol == COPY_SERIES
    ]
    assert (series.last, series.papers, series.is_whole) == (3, 3, True)
    march = Wanted(cast.unit, date(2026, 3, 1), date(2026, 3, 31), symbol=COPY_SERIES)
    lines = [entry.line for entry in issued_book.book(march).entries]
    assert [line.number for line in lines] == ["01/SY-UBND", "02/TrS-UBND", "03/SL-UBND"]
    assert lines[0].copies == 2 and lines[0].recipient == "Bà Nguyễn Thị Lan; Lưu: VT"
    assert lines[2].note == "Sao từ số 01/SY-UBND"


def test_who_checks_a_copy_is_told_what_became_of_the_original(
    cast: Cast, session: Session, client: FlaskClient
) -> None:
    dossier = issued(cast)
    original = result(dossier)
    made = copied(dossier, cast, original)
    session.commit()
    page = client.get(f"/xac-thuc/{made.verify_code}")
    assert "Đây là bản SAO Y" in page.text and original.number and original.number in page.text
    assert checking.check_document(made).is_good
    revocation.revoke(dossier, ground="Sai tên", by=cast.tuan, at=moment(20, 9))
    session.commit()
    found = checking.check_document(made)
    assert (found.original_standing, found.is_good) == (Standing.REVOKED, False)
    assert "Văn bản gốc đã bị thu hồi" in client.get(f"/xac-thuc/{made.verify_code}").text
    with pytest.raises(Conflict):
        copied(dossier, cast, made, wish(CopyForm.SECOND))
    revocation.correct(
        dossier, outcome=Outcome.GRANTED, values={}, remark="", by=cast.hoa, at=moment(20, 10)
    )
    session.flush()
    revocation.sign(dossier, by=cast.tuan, at=moment(20, 11))
    session.flush()
    newer = revocation.replace(dossier, by=cast.dung, at=moment(20, 14))
    session.commit()
    page = client.get(f"/xac-thuc/{made.verify_code}")
    assert (
        "Văn bản gốc đã được thay thế" in page.text and newer.number and newer.number in page.text
    )


def test_a_paper_that_was_touched_is_not_copied(cast: Cast, session: Session) -> None:
    dossier = issued(cast)
    original = result(dossier)
    content = store().read(original.sha256)
    original.sha256, _size = store().put([content.replace(b"/Title", b"/Titel", 1) + b"\n"])
    with pytest.raises(Conflict):
        copied(dossier, cast, original)


def test_only_the_unit_prepares_and_only_its_leader_signs(cast: Cast) -> None:
    dossier = issued(cast)
    with pytest.raises(Forbidden):
        copying.prepare(dossier, result(dossier), wish(), by=cast.binh, at=AT)
    made = copying.prepare(dossier, result(dossier), wish(), by=cast.dung, at=AT)
    with pytest.raises(Forbidden):
        copying.sign(dossier, made, by=cast.dung, at=AT)
    assert made.number is None


def test_the_person_reads_a_copy_made_for_them(cast: Cast, session: Session) -> None:
    dossier = issued(cast)
    kept = copied(dossier, cast, result(dossier))
    given = copied(dossier, cast, result(dossier), wish(to_applicant=True))
    shown = given_papers(dossier, queries.documents_of(dossier))
    assert kept not in shown
    dossier.payment = "paid"  # type: ignore[assignment]
    assert given in given_papers(dossier, queries.documents_of(dossier))


def test_a_clerk_asks_and_the_leader_signs_in_the_browser(
    cast: Cast, session: Session, client: FlaskClient
) -> None:
    dossier = issued(cast)
    original = result(dossier)
    session.commit()
    sign_in(client, cast.dung)
    case = client.get(f"/can-bo/ho-so/{dossier.reference}")
    address = f"/van-thu/{dossier.reference}/ban-sao/{original.id}"
    assert address in case.text
    assert "Sao y" in client.get(address).text
    told = {
        "version": str(dossier.version), "form": "SY", "copies": "2", "purpose": "vay vốn",
        "recipients": "Bà Nguyễn Thị Lan\nLưu: VT", "to_applicant": "y",
    }  # fmt: skip
    for wrong in ({"copies": "0"}, {"recipients": ""}, {"form": "SL"}, {"form": "TrS"}):
        assert client.post(address, data={**told, **wrong}).status_code == 422
    assert client.post(address, data=told).status_code == 303
    session.expire_all()
    sign_in(client, cast.tuan)
    assert dossier.code and dossier.code in client.get("/phe-duyet").text
    page = client.get(f"/phe-duyet/{dossier.reference}/ban-sao")
    assert "Bà Nguyễn Thị Lan; Lưu: VT" in page.text
    draft = queries.draft_copy_of(dossier)
    assert draft is not None
    seen = client.get(f"/can-bo/ho-so/{dossier.reference}/van-ban/{draft.id}")
    assert seen.data.startswith(b"%PDF")
    seen.close()
    signed = client.post(
        f"/phe-duyet/{dossier.reference}/ban-sao", data={"version": str(dossier.version)}
    )
    assert signed.status_code == 303
    session.expire_all()
    made = session.scalars(sa.select(Document).where(Document.copied_from_id == original.id)).one()
    assert made.number == "01/SY-UBND" and made.state is DocumentState.ISSUED
    case = client.get(f"/can-bo/ho-so/{dossier.reference}")
    assert "Bản sao đã cấp: 01/SY-UBND" in case.text and "Sao từ văn bản số" in case.text


def test_a_leader_makes_a_copy_at_once_and_drops_one_not_wanted(
    cast: Cast, session: Session, client: FlaskClient
) -> None:
    dossier = issued(cast)
    original = result(dossier)
    session.commit()
    told = {
        "version": str(dossier.version), "form": "TrS", "parts": ["0"], "copies": "1",
        "purpose": "", "recipients": "Lưu: VT",
    }  # fmt: skip
    sign_in(client, cast.tuan)
    address = f"/van-thu/{dossier.reference}/ban-sao/{original.id}"
    assert client.post(address, data=told).status_code == 303
    session.expire_all()
    sign_in(client, cast.dung)
    told = {**told, "version": str(dossier.version), "form": "SY"}
    assert client.post(address, data=told).status_code == 303
    session.expire_all()
    drop = f"/van-thu/{dossier.reference}/ban-sao/bo"
    assert client.post(drop, data={"version": str(dossier.version)}).status_code == 422
    told = {"version": str(dossier.version), "reason": "Không cần nữa"}
    assert client.post(drop, data=told).status_code == 303
    session.expire_all()
    numbers = session.scalars(
        sa.select(Document.number).where(Document.copied_from_id == original.id)
    ).all()
    assert numbers == ["01/TrS-UBND"]
    sign_in(client, cast.hoa)
    assert client.get(address).status_code == 403
