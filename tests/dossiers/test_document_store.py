"""A person's store: kept once, used again by reference, shared and taken back, taken out."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pikepdf
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock, config, pdf
from portal.accounts import consents
from portal.accounts.models import Account
from portal.accounts.purposes import REUSE
from portal.db import db
from portal.dossiers import quotas, submission
from portal.dossiers.document_store import at_the_desk, entries, keeping, sharing, using
from portal.dossiers.document_store.entries import StoredPaper
from portal.dossiers.document_store.keeping import Said
from portal.dossiers.document_store.models import KeptPaper
from portal.dossiers.document_store.provenance import sources_of
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.queries import mentioned_files
from portal.dossiers.reception import digitising
from portal.errors import Conflict, Invalid
from portal.procedures.definitions import RequiredDocument
from tests.dossiers import walk
from tests.factories import Cast, make_cast, make_citizen, sign_in

SAID = Said("Giấy chứng sinh", "12/2026", "Bệnh viện tỉnh", date(2026, 1, 2), date(2027, 1, 2))
SENT = {
    "name": "Giấy chứng sinh",
    "number": "12/2026",
    "issuer": "Bệnh viện tỉnh",
    "issued_on-day": "2",
    "issued_on-month": "1",
    "issued_on-year": "2026",
}


@pytest.fixture
def cast(session: Session, at_noon: None) -> Cast:
    return make_cast()


def keep(cast: Cast, said: Said = SAID, name: str = "a.pdf") -> KeptPaper:
    return keeping.add(cast.lan, said, walk.scan(name), at=clock.now())


def draft_of(cast: Cast, by: Account | None = None, key: str = "d") -> Dossier:
    return submission.begin(
        cast.procedure,
        cast.unit,
        answers=dict(walk.ANSWERS),
        key=key,
        by=by or cast.lan,
        at=clock.now(),
    )


def stored(who: Account) -> list[StoredPaper]:
    return entries.papers_of(who, clock.today())


def returned(cast: Cast, key: str = "r") -> Dossier:
    """Asked for online and paid: issuing gives it back."""
    return walk.issued(cast, key=key, delivery=DeliveryMethod.ONLINE)


def test_the_store_holds_results_given_papers_kept_and_papers_handed_in(cast: Cast) -> None:
    ours = returned(cast)
    kept = keep(cast)
    by_kind = {paper.origin[0]: paper for paper in stored(cast.lan)}
    assert set(by_kind) == {"d", "s", "a"}
    result = by_kind["d"]
    assert (result.code, result.result_of) == (ours.code, cast.procedure.code)
    assert result.issued_on == clock.today() and result.number
    assert by_kind["s"].origin == f"s{kept.id}"
    assert by_kind["a"].paper == "Giấy chứng sinh" and by_kind["a"].code == ours.code


def test_a_result_not_yet_given_and_a_draft_are_not_in_it(cast: Cast) -> None:
    walk.issued(cast, key="at the desk")  # its fee is not paid yet
    submission.attach(draft_of(cast), "birth_note", walk.scan("nháp.pdf"), at=clock.now())
    assert {paper.origin[0] for paper in stored(cast.lan)} == {"a"}
    assert all(paper.name != "nháp.pdf" for paper in stored(cast.lan))


def test_nobody_sees_another_persons_store(
    cast: Cast, client: FlaskClient, session: Session
) -> None:
    origin = f"s{keep(cast).id}"
    stranger = make_citizen("Đào Văn Lạ")
    session.commit()
    assert stored(stranger) == []
    sign_in(client, stranger)
    for path in ("", "/tep", "/sua", "/ban-moi", "/xoa", "/chia-se"):
        assert client.get(f"/kho-giay-to/{origin}{path}").status_code == 404


def test_used_in_a_draft_it_is_the_same_file_and_says_where_it_came_from(cast: Cast) -> None:
    kept = keep(cast)
    draft = draft_of(cast)
    attached = using.use(draft, "birth_note", f"s{kept.id}", by=cast.lan, at=clock.now())
    assert attached.sha256 == kept.sha256
    assert attached.name == "Giấy chứng sinh 12-2026.pdf"
    facts = digitising.facts_of([attached])[attached.id]
    assert (facts.kept_paper_id, facts.scanned_by_id) == (kept.id, None)
    assert (facts.issuer, facts.valid_until) == (SAID.issuer, SAID.valid_until)
    assert "tự đưa vào kho" in sources_of([attached])[attached.id]


def test_an_issued_result_used_again_is_vouched_for(cast: Cast) -> None:
    returned(cast)
    result = next(p for p in stored(cast.lan) if p.origin[0] == "d")
    attached = using.use(draft_of(cast), "birth_note", result.origin, by=cast.lan, at=clock.now())
    said = sources_of([attached])[attached.id]
    assert result.number in said and "nguyên vẹn" in said


def test_an_expired_paper_is_refused_and_says_what_to_do(cast: Cast) -> None:
    old = Said("Giấy chứng sinh", valid_until=clock.today() - timedelta(days=1))
    kept = keep(cast, old)
    with pytest.raises(Invalid, match="đã hết hạn ngày 17/03/2026"):
        using.use(draft_of(cast), "birth_note", f"s{kept.id}", by=cast.lan, at=clock.now())
    today = Said("Giấy chứng sinh", valid_until=clock.today())
    fresh = keep(cast, today, "b.pdf")
    assert using.use(draft_of(cast), "birth_note", f"s{fresh.id}", by=cast.lan, at=clock.now())


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        (RequiredDocument("k", "Giấy chứng sinh"), True),
        (RequiredDocument("k", "Giấy chứng sinh do cơ sở y tế cấp"), True),
        (RequiredDocument("k", "Giấy phép chứng sinh do cơ sở y tế cấp"), False),
        (RequiredDocument("k", "Sổ hộ khẩu"), False),
        (RequiredDocument("k", "Sổ hộ khẩu", result_of="1.23"), True),
        (RequiredDocument("k", "Sổ hộ khẩu", result_of="1.24"), False),
    ],
)
def test_what_fits_a_paper(asked: RequiredDocument, fits: bool) -> None:
    one = StoredPaper("d1", "12", "Giấy chứng sinh", "", "", result_of="1.23")
    assert bool(entries.fitting([one], asked)) is fits


def test_a_new_version_takes_the_place_and_the_old_stays_readable(cast: Cast) -> None:
    first = keep(cast)
    second = keeping.renew(first, cast.lan, SAID, walk.scan("b.pdf"), at=clock.now())
    assert [p.origin for p in stored(cast.lan)] == [f"s{second.id}"]
    assert [v.id for v in entries.versions_of(second.id, cast.lan)] == [second.id, first.id]
    with pytest.raises(Conflict):
        keeping.renew(first, cast.lan, SAID, walk.scan("c.pdf"), at=clock.now())
    with pytest.raises(Invalid, match="giống hệt"):
        keeping.renew(second, cast.lan, SAID, walk.scan("b.pdf"), at=clock.now())


def test_sharing_reaches_who_has_number_and_name_until_its_day_or_its_withdrawal(
    cast: Cast, session: Session
) -> None:
    kept = keep(cast)
    nga = make_citizen("Phạm Thị Nga")
    wrong = make_citizen("Phạm Thị Ngà Em")
    paper = stored(cast.lan)[0]
    until = clock.today() + timedelta(days=3)

    def give(to: Account, name: str) -> int:
        number = to.personal_number or ""
        made = sharing.share(paper, cast.lan, number=number, name=name, until=until, at=clock.now())
        return made.id

    share_id = give(nga, "pham thi nga")
    give(wrong, "Phạm Thị Nga")
    assert entries.shared_with(wrong, clock.today()) == []
    got = entries.shared_with(nga, clock.today())
    assert [(p.sha256, p.shared_by, p.reference) for p in got] == [
        (kept.sha256, cast.lan.full_name, "")
    ]
    assert entries.shared_with(nga, until) and not entries.shared_with(
        nga, until + timedelta(days=1)
    )
    draft = draft_of(cast, nga)
    attached = using.use(draft, "birth_note", f"c{share_id}", by=nga, at=clock.now())
    assert cast.lan.full_name in sources_of([attached])[attached.id]
    sharing.withdraw(share_id, cast.lan, at=clock.now())
    assert entries.shared_with(nga, clock.today()) == []
    assert draft.kept_attachments == [attached]  # what was used stays
    with pytest.raises(Conflict):
        using.use(draft, "birth_note", f"c{share_id}", by=nga, at=clock.now())
    assert sharing.withdraw(share_id, nga, at=clock.now()) is None


@pytest.mark.parametrize(
    ("number", "days", "field"),
    [("own", 1, "number"), ("001190000008", -1, "until"), ("001190000008", 367, "until")],
)
def test_a_sharing_that_makes_no_sense_is_refused(
    cast: Cast, number: str, days: int, field: str
) -> None:
    keep(cast)
    told = cast.lan.personal_number or "" if number == "own" else number
    until = clock.today() + timedelta(days=days)
    with pytest.raises(Invalid) as refused:
        sharing.share(
            stored(cast.lan)[0], cast.lan, number=told, name="Ai", until=until, at=clock.now()
        )
    assert list(refused.value.errors) == [field]


def test_taken_out_it_is_gone_with_its_shares_but_not_from_the_dossier(
    cast: Cast, session: Session
) -> None:
    kept, other = keep(cast), keep(cast, Said("Khác"), "x.pdf")
    nga = make_citizen("Phạm Thị Nga")
    paper = next(p for p in stored(cast.lan) if p.origin == f"s{kept.id}")
    sharing.share(
        paper, cast.lan, number=nga.personal_number or "", name=nga.full_name,
        until=clock.today(), at=clock.now(),
    )  # fmt: skip
    draft = draft_of(cast)
    using.use(draft, "birth_note", paper.origin, by=cast.lan, at=clock.now())
    keeping.remove(paper, cast.lan, at=clock.now())
    lone = next(p for p in stored(cast.lan) if p.origin == f"s{other.id}")
    keeping.remove(lone, cast.lan, at=clock.now())
    session.flush()
    assert stored(cast.lan) == [] and entries.shared_with(nga, clock.today()) == []
    assert kept.sha256 in mentioned_files()  # the draft holds it
    assert other.sha256 not in mentioned_files()


def test_results_and_papers_handed_in_are_not_taken_out(cast: Cast) -> None:
    returned(cast)
    for paper in stored(cast.lan):
        with pytest.raises(Conflict, match="lưu"):
            keeping.remove(paper, cast.lan, at=clock.now())


def test_each_content_takes_room_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keep(cast)
    using.use(draft_of(cast), "birth_note", f"s{kept.id}", by=cast.lan, at=clock.now())
    assert quotas.used_by(cast.lan.id) == kept.size
    full = config.current().person_quota_mb * quotas.MEGABYTE
    big = KeptPaper(
        account_id=cast.lan.id, name="Lớn", file_name="l.pdf", content_type="application/pdf",
        size=full - kept.size, sha256="f" * 64, added_at=clock.now(), number="", issuer="",
    )  # fmt: skip
    db.session.add(big)
    db.session.flush()
    with pytest.raises(Invalid, match="đã dùng hết"):
        keep(cast, Said("Nữa"), "n.pdf")
    again = draft_of(cast, key="again")
    assert using.use(again, "birth_note", f"s{kept.id}", by=cast.lan, at=clock.now())


def test_the_desk_is_offered_what_the_person_keeps(cast: Cast) -> None:
    kept = keep(cast)
    dossier = walk.entered(cast)
    dossier.applicant_identity = cast.lan.personal_number or ""
    consents.decide(cast.lan, REUSE, is_given=True, at=clock.now())
    offered = at_the_desk.papers_of(dossier.applicant_identity, clock.today(), but=dossier)
    assert [p.origin for p in offered] == [f"s{kept.id}"]
    made = digitising.reuse(
        dossier, "birth_note", f"s{kept.id}", agreed=True, by=cast.minh, at=clock.now()
    )
    assert digitising.facts_of([made])[made.id].kept_paper_id == kept.id


def test_without_consent_or_after_it_was_taken_back_the_desk_sees_nothing_of_the_store(
    cast: Cast,
) -> None:
    kept = keep(cast)
    dossier = walk.entered(cast)
    dossier.applicant_identity = cast.lan.personal_number or ""

    def offered() -> list[str]:
        day = clock.today()
        return [p.origin for p in at_the_desk.papers_of(dossier.applicant_identity, day)]

    assert offered() == []
    consents.decide(cast.lan, REUSE, is_given=True, at=clock.now())
    assert offered() == [f"s{kept.id}"]
    consents.decide(cast.lan, REUSE, is_given=False, at=clock.now())
    assert offered() == []
    with pytest.raises((Invalid, Conflict)):
        digitising.reuse(
            dossier, "birth_note", f"s{kept.id}", agreed=True, by=cast.minh, at=clock.now()
        )


def test_through_the_pages(cast: Cast, client: FlaskClient, session: Session) -> None:
    draft = draft_of(cast)
    session.commit()
    sign_in(client, cast.lan)
    assert "Kho chưa có giấy tờ nào" in client.get("/kho-giay-to").text
    content = pdf.render("<p>Giấy</p>", title="Giấy", identifier=b"giay")

    def sent(**more: object) -> dict[str, object]:
        return {**SENT, "file": (io.BytesIO(content), "quét.pdf"), **more}

    refused = client.post("/kho-giay-to/them", data={**SENT, "name": ""})
    assert refused.status_code == 422 and "Hãy nhập tên giấy tờ" in refused.text
    wrong = sent(**{"valid_until-day": "1", "valid_until-month": "1", "valid_until-year": "2026"})
    refused = client.post("/kho-giay-to/them", data=wrong)
    assert refused.status_code == 422 and "sau ngày cấp" in refused.text
    added = client.post("/kho-giay-to/them", data=sent())
    assert added.status_code == 303, added.text
    twice = client.post("/kho-giay-to/them", data=sent())
    assert twice.status_code == 422 and "đã có trong kho" in twice.text

    address = added.location
    assert "12/2026" in client.get(address).text
    with pikepdf.open(io.BytesIO(client.get(f"{address}/tep").data)) as opened:
        assert len(opened.pages) == 1
    assert client.get("/kho-giay-to?q=benh+vien").text.count("dos-item__title") == 1
    assert "Không có giấy tờ nào như vậy" in client.get("/kho-giay-to?q=ho+khau").text

    papers = f"/ho-so/{draft.reference}/giay-to"
    offer = re.search(r'name="use" value="(birth_note:s\d+)"', client.get(papers).text)
    assert offer
    used = client.post(papers, data={"use": offer[1]}, follow_redirects=True)
    assert "Đã có 1 tệp" in used.text and 'name="use"' not in used.text
    assert client.post(papers, data={"use": "birth_note:s999"}).status_code == 409
    chosen = client.get(f"{papers}/birth_note/kho")
    assert "Dùng giấy tờ này" in chosen.text

    assert client.post(f"{address}/xoa").status_code == 303
    assert client.get(address).status_code == 404
