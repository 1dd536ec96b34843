from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy.orm import Session

from portal.accounts.roles import Role
from portal.statistics.reports.kinds import KINDS
from tests.factories import make_keys, make_officer, sign_in
from tests.statistics.reports.reading import in_csv, in_pdf, in_xlsx
from tests.statistics.reports.world import PERIOD, make_rich_world

pytestmark = pytest.mark.usefixtures("at_noon")


def test_every_report_is_a_page_a_sheet_and_a_table_with_the_same_figures(
    client: FlaskClient, session: Session
) -> None:
    world = make_rich_world(session, count=40)
    sign_in(client, world.auditor)
    for kind in KINDS:
        base = f"/so-lieu/{'bao-cao' if kind.is_public else 'noi-bo'}/{kind.slug}"
        page = client.get(f"{base}?{PERIOD}")
        assert page.status_code == 200 and "Cách tính" in page.text, kind.slug
        text = client.get(f"{base}/tep.csv?{PERIOD}").data.decode("utf-8-sig")
        for said in ("từ 01/01/2026 đến hết 15/02/2026", "chốt hết ngày 15/02/2026", "Căn cứ: "):
            assert said in text, kind.slug
        rows = in_csv(client, f"{base}/tep.csv?{PERIOD}")
        sheet = in_xlsx(client, f"{base}/tep.xlsx?{PERIOD}")
        assert len(rows) == len(sheet) > 0, kind.slug
        for row, line in zip(rows, sheet, strict=True):
            assert list(row) == list(line)
            for name, value in line.items():
                if isinstance(value, int) and "%" not in row[name]:
                    assert row[name].replace(",0", "") == str(value), (kind.slug, name)


def test_a_paper_has_the_head_of_the_state_the_unit_and_the_period(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    world = make_rich_world(session, count=10)
    unit = world.units[1]
    for language in ("vi", "en"):  # papers stay Vietnamese
        answer = client.get(
            f"/so-lieu/bao-cao/ty-le-truc-tuyen/tep.pdf?{PERIOD}&unit={unit.code}&lang={language}"
        )
        assert answer.content_type == "application/pdf"
        text = in_pdf(answer.data, tmp_path)
        for said in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Kỳ số liệu: từ 01/01/2026 đến hết 15/02/2026",
            unit.short_name,
            "THỦ TRƯỞNG ĐƠN VỊ",
        ):
            assert said in text


def test_the_form_of_the_progress_is_that_of_the_circular(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    make_rich_world(session, count=10)
    for by, said in (("unit", "II.06a"), ("level", "II.06b"), ("sector", "II.07a")):
        answer = client.get(f"/so-lieu/bao-cao/tien-do/tep.pdf?{PERIOD}&by={by}")
        text = " ".join(in_pdf(answer.data, tmp_path).split())
        assert f"Biểu số {said}/VPCP/KSTT" in text and "(4)+(5)+(6)" in text
        assert "Đơn vị báo cáo: " in text and "Tổng số" in text


def test_the_unit_seals_its_report_on_demand(client: FlaskClient, session: Session) -> None:
    world = make_rich_world(session, count=5)
    unit, other = world.units[1], world.units[2]
    make_keys([unit], [])
    sign_in(client, make_officer("Lê Anh Tuấn", unit, Role.LEADER))
    answer = client.post(f"/so-lieu/ky-so/tien-do?{PERIOD}&unit={unit.code}")
    signatures = PdfFileReader(io.BytesIO(answer.data)).embedded_signatures
    assert [s.signer_cert.subject.native["common_name"] for s in signatures] == [unit.name]
    for refused in (f"unit={other.code}", ""):
        assert client.post(f"/so-lieu/ky-so/tien-do?{PERIOD}&{refused}").status_code == 404


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sector=Không có", "Hãy chọn một lĩnh vực có trong danh sách"),
        ("procedure=9.99", "mã một thủ tục có trong danh mục"),
        ("channel=7", "chỉ có thể là 1, 2 hoặc 3"),
        ("by=moon", "không lập theo cách đó"),
        ("below=2", "hoặc không"),
        ("unit=H99.XX", "Hãy chọn một đơn vị"),
        ("from=2026-02-30&to=2026-03-01", "không có ngày này"),
        ("from=2026-03-02&to=2026-03-01", "phải là ngày 02/03/2026 hoặc sau đó"),
        ("from=2026-03-01&to=9999-12-31", "từ 01/01/2000 đến 31/12/2100"),
        ("from=٠١/٠٣/٢٠٢٦&to=2026-03-02", "iết ngày/tháng/năm"),
        ("to=2026-03-01", "ãy nhập ngày"),
        ("period=forever", "ãy chọn một kỳ số liệu"),
    ],
)
def test_a_filter_nobody_can_mean_is_explained(
    client: FlaskClient, session: Session, query: str, said: str
) -> None:
    for address in ("", "/tep.csv", "/bieu-do.svg"):
        answer = client.get(f"/so-lieu/bao-cao/ty-le-truc-tuyen{address}?{query}")
        assert answer.status_code == 422 and said in answer.text


def test_a_filter_the_report_has_not_is_refused_not_ignored(
    client: FlaskClient, session: Session
) -> None:
    answer = client.get("/so-lieu/bao-cao/chat-luong?channel=2")
    assert answer.status_code == 422 and "không lọc theo mục này" in answer.text


def test_a_name_that_looks_like_a_formula_is_text(client: FlaskClient, session: Session) -> None:
    world = make_rich_world(session, count=3)
    world.units[1].short_name = "=1+1"
    session.commit()
    answer = client.get(f"/so-lieu/bao-cao/tien-do/tep.xlsx?{PERIOD}")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    names = [row[1].value for row in sheet.iter_rows() if row[1].value]
    assert "'=1+1" in names
