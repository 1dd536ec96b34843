"""Papers become files at the desk, or are taken from what the person handed in before."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pikepdf
import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from portal import clock
from portal.documents.issuing import store as files
from portal.dossiers.document_store import at_the_desk as store
from portal.dossiers.models import Dossier
from portal.dossiers.reception import digitising
from portal.dossiers.reception.digitising import Origin
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Forbidden, Invalid
from portal.uploads import Accepted, accept
from tests.dossiers.walk import LETTER_WRITER, entered, issued, scan
from tests.factories import Cast, make_cast, sign_in


@pytest.fixture
def cast(session: Session, at_noon: None) -> Cast:
    return make_cast()


def photo(shade: int, size: tuple[int, int] = (1300, 1800)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (shade, shade, shade)).save(out, "JPEG")
    return out.getvalue()


def kept_photo(shade: int) -> Accepted:
    return accept(io.BytesIO(photo(shade)), f"anh{shade}.jpg", max_bytes=5_000_000)


def kept(dossier: Dossier, cast: Cast, *pages: Accepted, origin: Origin | None = None):
    return digitising.keep_scan(
        dossier, "birth_note", pages, origin or Origin(), by=cast.minh, at=clock.now()
    )


def test_several_photographs_become_one_pdf_in_their_order(cast: Cast) -> None:
    dossier = entered(cast)
    made = kept(dossier, cast, kept_photo(250), kept_photo(20), scan())
    assert made.content_type == "application/pdf" and made.name == "Giấy chứng sinh.pdf"
    with pikepdf.open(io.BytesIO(files().read(made.sha256))) as joined:
        heights = [round(float(page.mediabox[3])) for page in joined.pages]
    assert heights == [842, 842, 842]  # A4's long side, in points
    facts = digitising.facts_of([made])[made.id]
    assert facts.pages == 3
    assert {(f["page"], f["kind"]) for f in facts.faults} >= {(1, "blank"), (2, "dark")}


def test_a_scan_leaves_an_event_and_is_there_once(cast: Cast) -> None:
    dossier = entered(cast)
    assert kept(dossier, cast, scan()) is kept(dossier, cast, scan())
    events = [e for e in dossier.events if e.action is Action.DIGITISE]
    assert [(e.note, e.data) for e in events] == [("Giấy chứng sinh", {"pages": 1})]


def test_only_the_receiving_desk_scans(cast: Cast) -> None:
    dossier = entered(cast)
    with pytest.raises(Forbidden):
        digitising.keep_scan(
            dossier, "birth_note", [scan()], Origin(), by=cast.binh, at=clock.now()
        )


def test_a_paper_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid, match="hết hạn"):
        kept(entered(cast), cast, scan(), origin=Origin("", date(2026, 3, 1), date(2026, 2, 1)))


def test_a_scan_of_the_desk_is_taken_off_but_not_what_the_citizen_sent(cast: Cast) -> None:
    dossier = entered(cast)
    made = kept(dossier, cast, scan())
    digitising.take_off(dossier, made, by=cast.minh, at=clock.now())
    assert made not in dossier.kept_attachments
    with pytest.raises(Conflict, match="Chỉ bỏ được"):
        digitising.take_off(dossier, dossier.kept_attachments[0], by=cast.minh, at=clock.now())


def second(cast: Cast) -> Dossier:
    return entered(cast, key="k2")


def test_what_was_scanned_before_is_offered_with_issuer_and_term(cast: Cast) -> None:
    ends = clock.today() + timedelta(days=10)
    kept(entered(cast), cast, scan(), origin=Origin("Bệnh viện Hải An", date(2026, 3, 3), ends))
    later = second(cast)
    (offer,) = store.papers_of(later.applicant_identity, clock.today(), but=later)
    assert (offer.issuer, offer.valid_until, offer.paper) == (
        "Bệnh viện Hải An",
        ends,
        "Giấy chứng sinh",
    )
    assert store.is_like(offer, "Giấy chứng sinh (bản chính)")
    assert store.papers_of(later.applicant_identity, ends + timedelta(days=1)) == []


def test_reuse_refers_to_the_same_file_and_remembers_where_from(cast: Cast) -> None:
    first = kept(entered(cast), cast, scan(), origin=Origin("Bệnh viện Hải An"))
    later = second(cast)
    made = digitising.reuse(
        later, "birth_note", f"a{first.id}", agreed=True, by=cast.minh, at=clock.now()
    )
    assert made.sha256 == first.sha256
    facts = digitising.facts_of([made])[made.id]
    assert (facts.reused_attachment_id, facts.issuer) == (first.id, "Bệnh viện Hải An")
    assert store.papers_of(later.applicant_identity, clock.today(), but=later) == []


def test_an_issued_result_is_offered_by_its_unit(cast: Cast, session: Session) -> None:
    granted = issued(cast)
    granted.applicant_identity = LETTER_WRITER.applicant_identity
    session.flush()
    later = second(cast)
    offers = store.papers_of(later.applicant_identity, clock.today(), but=later)
    result = next(one for one in offers if one.origin.startswith("d"))
    assert (result.issuer, result.issued_on) == (cast.unit.name, clock.today())
    made = digitising.reuse(
        later, "birth_note", result.origin, agreed=True, by=cast.minh, at=clock.now()
    )
    assert made.content_type == "application/pdf"


def test_nothing_is_reused_without_consent_or_from_somebody_else(cast: Cast) -> None:
    first = kept(entered(cast), cast, scan())
    later = second(cast)
    with pytest.raises(Invalid, match="đồng ý"):
        digitising.reuse(
            later, "birth_note", f"a{first.id}", agreed=False, by=cast.minh, at=clock.now()
        )
    later.applicant_identity = "001190000778"
    with pytest.raises(Conflict):
        digitising.reuse(
            later, "birth_note", f"a{first.id}", agreed=True, by=cast.minh, at=clock.now()
        )


def test_somebody_without_a_number_is_offered_nothing(cast: Cast) -> None:
    assert store.papers_of("", clock.today()) == []


def test_the_page_scans_warns_and_reuses(client: FlaskClient, session: Session, cast: Cast) -> None:
    first = kept(entered(cast), cast, scan())
    later = second(cast)
    session.commit()
    sign_in(client, cast.minh)
    path = f"/quay/{later.reference}/giay-to"
    sent = {"document_key": "birth_note", "pages": [(io.BytesIO(photo(30)), "a.jpg")]}
    assert client.post(path, data=sent, content_type="multipart/form-data").status_code == 303
    shown = client.get(path).text
    assert "trang quá tối" in shown and "Đã có: giấy chứng sinh.pdf" in shown
    refused = client.post(
        f"{path}/dung-lai", data={"document_key": "birth_note", "origin": f"a{first.id}"}
    )
    assert refused.status_code == 409
    done = client.post(
        f"{path}/dung-lai",
        data={"document_key": "birth_note", "origin": f"a{first.id}", "agreed": "y"},
    )
    assert done.status_code == 303 and "Dùng lại" in client.get(path).text
    wrong = {"document_key": "birth_note", "pages": [(io.BytesIO(b"x"), "a.jpg")]}
    answer = client.post(path, data=wrong, content_type="multipart/form-data")
    assert answer.status_code == 422 and "không phải PDF, JPEG hay PNG" in answer.text
    sign_in(client, cast.binh)
    assert client.get(path).status_code == 404
