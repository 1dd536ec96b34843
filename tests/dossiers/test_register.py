"""The register book (Mẫu 07) and the control sheet (Mẫu 06) say what happened."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.documents.papers import PaperKind, render_paper
from portal.dossiers import decisions, handover, processing, register
from portal.dossiers.control_sheet import control_sheet
from portal.dossiers.models import Dossier
from portal.payments.models import Way
from tests.documents.tools import pages_of, text_of
from tests.dossiers.walk import drafted, entered, issued, moment, received, submitted
from tests.factories import Cast, make_cast, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def book(cast: Cast, start: date = MARCH[0], end: date = MARCH[1]) -> register.Register:
    return register.register(cast.unit.desks[0], start, end)


def given(cast: Cast) -> Dossier:
    dossier = issued(cast, key="given")
    handover.hand_over(
        dossier, recipient="Nguyễn Thị Lan", identity="", fee_way=Way.CASH, by=cast.minh,
        at=moment(20, 9),
    )  # fmt: skip
    return dossier


def test_a_line_for_each_dossier_received_in_the_order_of_reception(cast: Cast) -> None:
    with clock.travelling(moment(19, 9)):
        later = received(cast, key="b")
    first = given(cast)
    submitted(cast, key="not received")
    lines = book(cast).lines
    assert [(line.number, line.code) for line in lines] == [(1, first.code), (2, later.code)]
    assert (lines[0].returned_at, lines[0].signed_by) == (moment(20, 9), "Nguyễn Thị Lan")
    assert lines[0].handed_on_at == first.received_at and lines[1].resolved_at is None
    assert "phố Gốm" in lines[0].contact and "0901 234 567" in lines[0].contact


def test_the_days_of_the_period_are_vietnams_and_both_count(cast: Cast) -> None:
    for day, key in ((17, "a"), (18, "b"), (19, "c")):
        with clock.travelling(moment(day, 0, 30)):  # the day before in UTC
            received(cast, key=key)
    wednesday = date(2026, 3, 18)
    (line,) = book(cast, wednesday, wednesday).lines
    assert line.received_at == moment(18, 0, 30)
    assert book(cast, date(2026, 3, 17), wednesday).total == 2


def test_another_desk_has_its_own_book(cast: Cast) -> None:
    received(cast)
    other = register.register(cast.elsewhere.desks[0], *MARCH)
    assert (other.total, other.lines) == (0, [])


def test_the_spreadsheet_has_the_same_lines_and_no_formulas(cast: Cast) -> None:
    dossier = received(cast)
    dossier.applicant_name = '=HYPERLINK("http://x.example")'
    sheet = openpyxl.load_workbook(io.BytesIO(register.to_xlsx(book(cast)))).active
    head = [cell.value for cell in sheet[4]]
    line = dict(zip(head, sheet[5], strict=True))
    assert len(head) == 15 and sheet.max_row == 5
    assert line["Mã hồ sơ"].value == dossier.code
    assert line["Tên cá nhân, tổ chức"].data_type == "s"
    assert line["Hẹn trả kết quả"].value == "17:00 23/03/2026"


def test_the_printed_book_runs_over_pages_with_its_head_on_each(cast: Cast, tmp_path: Path) -> None:
    received(cast)
    found = book(cast)
    many = register.Register(found.desk, found.start, found.end, found.lines * 60, 60)
    made = render_paper(PaperKind.REGISTER, register.paper(many, at=clock.now()))
    pages = pages_of(made, tmp_path)
    assert pages > 2 and text_of(made, tmp_path).count("STT") == pages


def test_the_pages_are_the_desks(client: FlaskClient, session: Session, cast: Cast) -> None:
    dossier = received(cast)
    session.commit()
    sign_in(client, cast.minh)
    page = client.get("/quay/so-theo-doi")
    assert page.status_code == 200 and dossier.code in page.text
    period = "tu-day=1&tu-month=2&tu-year=2026&den-day=28&den-month=2&den-year=2026"
    assert dossier.code not in client.get(f"/quay/so-theo-doi?{period}").text
    assert client.get("/quay/so-theo-doi.pdf").data.startswith(b"%PDF")
    assert client.get("/quay/so-theo-doi.xlsx").data.startswith(b"PK")
    turned = "tu-day=1&tu-month=3&tu-year=2026&den-day=28&den-month=2&den-year=2026"
    assert client.get(f"/quay/so-theo-doi?{turned}").status_code == 422
    sign_in(client, cast.hoa)
    assert client.get("/quay/so-theo-doi").status_code == 403


def test_a_book_too_long_for_paper_is_sent_to_the_sheet(
    client: FlaskClient, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    received(cast, key="a")
    received(cast, key="b")
    session.commit()
    monkeypatch.setattr(register, "MOST_PRINTED", 1)
    sign_in(client, cast.minh)
    assert client.get("/quay/so-theo-doi.pdf").status_code == 409
    assert client.get("/quay/so-theo-doi.xlsx").status_code == 200


def test_the_control_sheet_has_a_block_for_each_hand_over(cast: Cast) -> None:
    dossier = drafted(cast)
    processing.propose(dossier, note="", by=cast.hoa, at=moment(19, 10))  # due 10:30 that day
    decisions.send_back(dossier, reason="Sai tên mẹ.", by=cast.tuan, at=moment(24, 9))
    sheet = control_sheet(dossier, at=moment(24, 9, 1))
    assert [(h.giver, h.receiver, h.outcome) for h in sheet.handovers] == [
        ("Nguyễn Văn Minh", "Trần Thị Hoa", "on_time"),
        ("Trần Thị Hoa", "Lê Anh Tuấn", "late"),
        ("Lê Anh Tuấn", "Trần Thị Hoa", ""),
    ]
    assert [h.at for h in sheet.handovers] == [moment(18, 10), moment(19, 10), moment(24, 9)]
    assert sheet.handovers[1].note == "Trả lại: Sai tên mẹ."
    assert sheet.handovers[0].from_unit == "Bộ phận Một cửa Phường Hải An"


def test_the_control_sheet_is_an_officers_and_of_received_dossiers(
    client: FlaskClient, session: Session, cast: Cast
) -> None:
    dossier, waiting = received(cast), entered(cast, key="waiting")
    session.commit()
    address = "/can-bo/ho-so/{}/phieu-kiem-soat"
    sign_in(client, cast.hoa)
    assert client.get(address.format(dossier.reference)).data.startswith(b"%PDF")
    assert client.get(address.format(waiting.reference)).status_code == 404
    sign_in(client, cast.binh)
    assert client.get(address.format(dossier.reference)).status_code == 404
