"""Administrators correct the printed forms: safely, from a day on, and back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.documents import paper_templates, samples
from portal.documents.papers import PaperKind, PaperText, built_in
from portal.documents.printing import printed
from portal.errors import Invalid
from portal.template_text import TemplateFault
from portal.units.models import UnitKind
from tests.documents import tools
from tests.factories import make_officer, make_unit, sign_in

TODAY = date(2026, 3, 18)
NOW = datetime(2026, 3, 18, 10, tzinfo=clock.VIETNAM)
ADDRESS = "/quan-tri/bieu-mau/2025/decline"
TEXT = PaperText("Phiếu từ chối", "<p>Hồ sơ của {{ applicant.name }} bị từ chối.</p>")


@pytest.fixture
def tri(session: Session, at_noon: None) -> Account:
    province = make_unit(name="Tỉnh Sông Lam", kind=UnitKind.PROVINCE)
    return make_officer("Vũ Quang Trị", province, Role.ADMINISTRATOR)


def save(by: Account, text: PaperText = TEXT, on: date = TODAY) -> None:
    paper_templates.save(PaperKind.DECLINE, "2025", text, effective_from=on, note="", by=by, at=NOW)


def declined_on(day: date, folder: Path) -> str:
    paper = samples.sample_papers()[PaperKind.DECLINE]
    dated = replace(paper, head=replace(paper.head, date=day))
    return tools.text_of(printed(PaperKind.DECLINE, dated), folder)


def test_a_corrected_text_holds_from_its_day_and_not_before(tri: Account, tmp_path: Path) -> None:
    save(tri, on=TODAY + timedelta(days=5))
    assert "thông báo không tiếp nhận" in declined_on(TODAY + timedelta(days=4), tmp_path)
    assert "bị từ chối" in declined_on(TODAY + timedelta(days=5), tmp_path)


def test_the_built_in_form_comes_back_and_the_former_text_is_kept(
    tri: Account, tmp_path: Path
) -> None:
    save(tri)
    paper_templates.return_to_built_in(
        PaperKind.DECLINE, "2025", effective_from=TODAY, note="", by=tri, at=NOW
    )
    assert "thông báo không tiếp nhận" in declined_on(TODAY, tmp_path)
    assert [row.source for row in paper_templates.versions(PaperKind.DECLINE, "2025")] == [
        "",
        TEXT.source,
    ]


def test_what_was_printed_before_today_cannot_be_changed(tri: Account) -> None:
    with pytest.raises(Invalid, match="hôm nay"):
        save(tri, on=TODAY - timedelta(days=1))


@pytest.mark.parametrize("profile", ["2018", "2025"])
def test_papers_are_printed_in_the_profile_of_their_day(
    session: Session, profile: str, tmp_path: Path
) -> None:
    day = {"2018": date(2025, 6, 30), "2025": date(2025, 7, 1)}[profile]
    words = "Bộ phận tiếp nhận và trả kết quả:" if profile == "2018" else "Bộ phận tiếp nhận:"
    assert words in declined_on(day, tmp_path)


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("<p>a</p>\n{{ aplicant.name }}", 2, "aplicant"),
        ("<p>a</p>\n\n{{ applicant.nam }}", 3, "applicant.nam"),
        ("{% if online %}\n{{ nothing }}{% endif %}", 2, "nothing"),
        ("<p>a</p>\n{% if online %}", 2, "cú pháp"),
        ("<p>a</p>\n<p>b</p>\n<script>x</script>", 3, "script"),
        ("{# a\nb #}\n<img src='http://x/y.png'>", 3, "data:image"),
        ("{% for a in range(99999999) %}{% endfor %}", None, ""),
        ("<p>a</p>\n{{ desk|shout }}", 2, "cú pháp"),
        ("{{ applicant.__class__ }}", 1, ""),
        ("{{ self }}", 1, ""),
    ],
)
def test_a_broken_text_is_refused_with_its_place(
    tri: Account, source: str, line: int | None, words: str
) -> None:
    with pytest.raises(TemplateFault) as refused:
        save(tri, PaperText("Phiếu", source))
    assert words in refused.value.sentence
    assert refused.value.line == line
    assert paper_templates.versions(PaperKind.DECLINE, "2025") == []


def test_a_letter_keeps_its_place_to_sign(tri: Account) -> None:
    with pytest.raises(TemplateFault, match="signature"):
        paper_templates.save(
            PaperKind.APOLOGY,
            "2025",
            PaperText("Phiếu", "<p>Xin lỗi</p>"),
            effective_from=TODAY,
            note="",
            by=tri,
            at=NOW,
        )


@pytest.mark.parametrize("kind", [k for k in PaperKind if k is not PaperKind.RESULT])
def test_every_built_in_form_passes_the_check_it_is_corrected_under(kind: PaperKind) -> None:
    for profile in ("2018", "2025"):
        paper_templates.expect_sound(kind, profile, built_in(kind, profile))


def test_the_pages_save_show_and_go_back(
    client: FlaskClient, session: Session, tri: Account, tmp_path: Path
) -> None:
    session.commit()
    sign_in(client, tri)
    sent = {"title": "Phiếu từ chối", "source": TEXT.source, "note": "Ngắn gọn",
            "effective_from-day": "18", "effective_from-month": "3",
            "effective_from-year": "2026"}  # fmt: skip
    shown = client.post(f"{ADDRESS}/xem-thu", data=sent)
    assert "Hồ sơ của Nguyễn Thị Lan bị từ chối." in tools.text_of(shown.data, tmp_path)
    assert client.post(ADDRESS, data=sent).status_code == 303
    assert "Ngắn gọn" in client.get(ADDRESS).text
    assert "bị từ chối" in tools.text_of(client.get(f"{ADDRESS}/mau.pdf").data, tmp_path)
    wrong = client.post(ADDRESS, data={**sent, "source": "a\n{{ b }}"})
    assert wrong.status_code == 422 and "Dòng 2" in wrong.text
    fault = client.post(f"{ADDRESS}/xem-thu", data={**sent, "source": "a\n{{ b }}"})
    assert fault.status_code == 422 and "Dòng 2" in fault.text
    assert client.post(f"{ADDRESS}/mau-goc").status_code == 303
    assert "không tiếp nhận" in tools.text_of(client.get(f"{ADDRESS}/mau.pdf").data, tmp_path)


def test_the_administrator_of_a_commune_may_look_but_not_change(
    client: FlaskClient, session: Session, tri: Account
) -> None:
    local = make_officer("Lý Văn Xã", make_unit(), Role.ADMINISTRATOR)
    session.commit()
    sign_in(client, local)
    assert "Lưu biểu mẫu" not in client.get(ADDRESS).text
    assert client.post(f"{ADDRESS}/mau-goc").status_code == 403


@pytest.mark.parametrize(
    "path", ["/2025/handover_slip", "/2018/stop", "/1999/decline", "/2025/result", "/giay-to/stop"]
)
def test_a_form_that_is_not_of_the_profile_is_not_found(
    client: FlaskClient, session: Session, tri: Account, path: str
) -> None:
    session.commit()
    sign_in(client, tri)
    assert client.get(f"/quan-tri/bieu-mau{path}").status_code == 404
