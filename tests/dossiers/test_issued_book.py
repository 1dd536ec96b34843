"""The register of issued documents holds every number given, and says when one is missing."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.counters import next_value
from portal.documents.models import Document, DocumentKind
from portal.dossiers import handover, issued_book, issued_book_queries, revocation
from portal.dossiers.issued_book_queries import Wanted
from portal.payments.models import Way
from tests.dossiers.walk import drafted, issued, moment
from tests.factories import Cast, make_cast, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def book(cast: Cast, **more: str) -> issued_book.Book:
    return issued_book.book(Wanted(cast.unit, date(2026, 3, 1), date(2026, 3, 31), **more))


def test_a_line_for_each_number_in_the_order_they_were_given(cast: Cast) -> None:
    with clock.travelling(moment(19, 9)):
        later = issued(cast, key="b")
    first = issued(cast, key="a")
    drafted(cast, key="not signed")
    lines = [entry.line for entry in book(cast).entries]
    symbol = lines[0].number.partition("/")[2]
    # The clerk's two presses came in the other order than the moments they were told of.
    assert [line.number for line in lines] == [f"02/{symbol}", f"01/{symbol}"]
    assert [line.keeper for line in lines] == [f"Hồ sơ {first.code}", f"Hồ sơ {later.code}"]
    assert lines[0].signer == "Lê Anh Tuấn"
    assert book(cast, symbol="KHAC").total == 0
    assert book(cast, symbol=symbol, text=later.code or "").total == 1


def test_a_revoked_paper_keeps_its_line(cast: Cast, session: Session) -> None:
    dossier = issued(cast)
    revocation.revoke(dossier, ground="Sai tên", by=cast.tuan, at=moment(20, 9))
    session.flush()
    (entry,) = book(cast).entries
    assert entry.line.note == "Đã thu hồi ngày 20/03/2026"


def test_a_receipt_of_a_fee_is_in_no_register_of_documents(cast: Cast, session: Session) -> None:
    dossier = issued(cast)
    handover.hand_over(
        dossier, recipient="Nguyễn Thị Lan", identity="", fee_way=Way.CASH, by=cast.minh,
        at=moment(20, 9),
    )  # fmt: skip
    session.flush()
    receipts = sa.select(Document).where(Document.kind == DocumentKind.FEE_RECEIPT)
    assert session.scalars(receipts).one().number
    assert [entry.document.kind for entry in book(cast).entries] == [DocumentKind.RESULT]
    assert len(issued_book_queries.series_of(cast.unit, 2026)) == 1


def test_another_unit_and_another_month_have_books_of_their_own(cast: Cast) -> None:
    issued(cast)
    march = date(2026, 3, 1), date(2026, 3, 31)
    assert issued_book.book(Wanted(cast.elsewhere, *march)).total == 0
    assert issued_book.book(Wanted(cast.unit, date(2026, 2, 1), date(2026, 2, 28))).total == 0


def test_a_number_that_no_paper_bears_is_named(cast: Cast, session: Session) -> None:
    issued(cast, key="a")
    session.flush()
    (series,) = issued_book_queries.series_of(cast.unit, 2026)
    assert (series.last, series.papers, series.is_whole) == (1, 1, True)
    next_value(session, f"document/{cast.unit.code}/{series.symbol}/2026")
    issued(cast, key="b")
    session.flush()
    (series,) = issued_book_queries.series_of(cast.unit, 2026)
    assert (series.last, series.missing, series.is_whole) == (3, [2], False)
    session.execute(
        sa.update(Document).where(Document.number.like("03/%")).values(number=f"01/{series.symbol}")
    )
    (series,) = issued_book_queries.series_of(cast.unit, 2026)
    assert (series.missing, series.doubled) == ([2, 3], [1])


def test_the_spreadsheet_has_the_same_lines_and_no_formulas(cast: Cast) -> None:
    dossier = issued(cast)
    dossier.applicant_name = '=HYPERLINK("http://x.example")'
    sheet = openpyxl.load_workbook(io.BytesIO(issued_book.to_xlsx(book(cast)))).active
    line = dict(zip([cell.value for cell in sheet[4]], sheet[5], strict=True))
    assert len(line) == 8 and sheet.max_row == 5
    assert line["Nơi nhận văn bản"].data_type == "s"
    assert line["Ngày tháng văn bản"].value == "18/03/2026"


def test_the_pages_are_the_clerks(client: FlaskClient, session: Session, cast: Cast) -> None:
    dossier = issued(cast)
    session.commit()
    sign_in(client, cast.dung)
    page = client.get("/van-thu/so-van-ban-di")
    assert page.status_code == 200 and dossier.code in page.text and "Liên tục" in page.text
    period = "tu-day=1&tu-month=2&tu-year=2026&den-day=28&den-month=2&den-year=2026"
    assert dossier.code not in client.get(f"/van-thu/so-van-ban-di?{period}").text
    assert client.get("/van-thu/so-van-ban-di.pdf").data.startswith(b"%PDF")
    assert client.get("/van-thu/so-van-ban-di.xlsx").data.startswith(b"PK")
    turned = "tu-day=1&tu-month=3&tu-year=2026&den-day=28&den-month=2&den-year=2026"
    assert client.get(f"/van-thu/so-van-ban-di?{turned}").status_code == 422
    sign_in(client, cast.hoa)
    assert client.get("/van-thu/so-van-ban-di").status_code == 403
