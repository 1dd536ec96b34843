from __future__ import annotations

import csv
import io
import re
import subprocess
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.dossiers import decisions, processing, supplements
from portal.dossiers.models import Task
from tests.dossiers import walk
from tests.dossiers.walk import moment
from tests.factories import make_cast, make_citizen, make_officer, make_procedure, sign_in
from tests.statistics.courses import handed_in, make_courses, on, recount_events
from tests.statistics.test_views import BAD_FILTERS, shown_table
from tests.statistics.world import make_province

pytestmark = pytest.mark.usefixtures("at_noon")
PERIOD = "from=2026-01-01&to=2026-02-15"
START, END = date(2026, 1, 1), date(2026, 2, 15)
NAMES = {
    3: "Nhận giải quyết",
    4: "Nhận trực tuyến",
    5: "Nhận trực tiếp, bưu chính",
    6: "Từ kỳ trước chuyển sang",
    7: "Đã giải quyết",
    8: "Đã giải quyết trước hạn",
    9: "Đã giải quyết đúng hạn",
    10: "Đã giải quyết quá hạn",
    11: "Đang giải quyết",
    12: "Đang giải quyết trong hạn",
    13: "Đang giải quyết quá hạn",
}


def read_csv(client: FlaskClient, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/so-lieu/tien-do.csv?{query}")
    assert answer.status_code == 200 and answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), ""), delimiter=";"))


def read_xlsx(client: FlaskClient, query: str) -> list[list[Any]]:
    """The lines under the row of numbers."""
    answer = client.get(f"/so-lieu/tien-do.xlsx?{query}")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(i for i, row in enumerate(rows) if row[0] == "(1)")
    assert rows[head][:13] == [f"({n})" for n in range(1, 14)]
    return rows[head + 1 :]


@pytest.mark.parametrize("by", ["", "unit", "sector"])
def test_page_csv_and_xlsx_say_what_a_recount_of_the_events_says(
    client: FlaskClient, session: Session, by: str
) -> None:
    world = make_courses(session, 51, count=120)
    query = f"{PERIOD}&by={by}"
    shown = shown_table(client.get(f"/so-lieu/tien-do?{query}").text)
    in_csv, in_xlsx = read_csv(client, query), read_xlsx(client, query)
    title = "Lĩnh vực" if by == "sector" else "Đơn vị"
    everywhere = {unit.id for unit in world.units}
    units = {unit.short_name: {unit.id} for unit in world.units} | {"Toàn tỉnh": everywhere}
    units["Các xã, phường"] = {u.id for u in world.units if u.kind.value == "commune"}
    for row, csv_row, xlsx_row in zip(shown, in_csv, in_xlsx, strict=True):
        name = row[title]
        assert name == csv_row[f"(2) {title}"] == xlsx_row[1]
        sector = name if by == "sector" and name != "Toàn tỉnh" else None
        mine = everywhere if by == "sector" else units[name]
        by_hand = recount_events(session, START, END, mine, sector)
        for number, words in NAMES.items():
            assert (
                int(row[words].replace(".", ""))
                == int(csv_row[f"({number}) {words}"])
                == xlsx_row[number - 1]
                == by_hand[number]
            ), (name, words)
        assert row["Tỷ lệ đúng hạn"] == csv_row["Tỷ lệ đúng hạn"]
        if by_hand[7]:
            share = (by_hand[8] + by_hand[9]) / by_hand[7]
            assert xlsx_row[13] == pytest.approx(share)
            shown_share = float(row["Tỷ lệ đúng hạn"].removesuffix(" %").replace(",", "."))
            assert shown_share == pytest.approx(100 * share, abs=0.0500001)
        else:
            assert row["Tỷ lệ đúng hạn"] == "–" == xlsx_row[13]


def test_the_form_on_paper_says_the_same_as_the_page(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    make_courses(session, 52, count=80)
    answer = client.get(f"/so-lieu/tien-do.pdf?{PERIOD}&by=sector")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF-")
    path = tmp_path / "form.pdf"
    path.write_bytes(answer.data)
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True
    ).stdout
    for words in ("Biểu số II.07a/VPCP/KSTT", "01/2020/TT-VPCP", "01/01/2026", "15/02/2026"):
        assert words in text
    for row in shown_table(client.get(f"/so-lieu/tien-do?{PERIOD}&by=sector").text):
        name = "Tổng số" if row["Lĩnh vực"] == "Toàn tỉnh" else row["Lĩnh vực"]
        figures = [row[words] for words in NAMES.values()]
        assert re.search(rf"{name}\s+" + r"\s+".join(figures) + r"\s*$", text, re.M), name


def test_behind_every_linked_cell_stands_a_list_of_that_length(
    client: FlaskClient, session: Session
) -> None:
    world = make_courses(session, 53, count=120)
    sign_in(client, make_officer("Hoàng Thị Sát", world.province, Role.AUDITOR))
    session.commit()
    checked = 0
    for query in (PERIOD, f"{PERIOD}&by=sector", f"{PERIOD}&by=sector&unit={world.units[0].code}"):
        html = client.get(f"/so-lieu/tien-do?{query}").text
        for url, number in re.findall(r'href="(/so-lieu/tien-do/ho-so[^"]*)">([0-9.]+)<', html):
            text = client.get(unescape(url)).text
            assert f": {number} hồ sơ</h1>" in text
            assert text.count('data-label="Mã hồ sơ"') == min(100, int(number))
            checked += 1
    assert checked > 60


def test_a_leader_opens_only_the_cells_of_their_own_units(
    client: FlaskClient, session: Session
) -> None:
    world = make_courses(session, 54)
    mine, other = world.units[:2]
    sign_in(client, make_officer("Lê Anh Tuấn", mine, Role.LEADER))
    session.commit()
    html = client.get(f"/so-lieu/tien-do?{PERIOD}").text
    assert set(re.findall(r"tien-do/ho-so\?unit=([^&]+)&", html)) == {mine.code}
    cell = f"/so-lieu/tien-do/ho-so?{PERIOD}&column=3"
    assert "/can-bo/ho-so/NHAP-" in client.get(f"{cell}&unit={mine.code}").text
    for address in (f"{cell}&unit={other.code}", cell, f"{cell}&unit=H99&below=1"):
        assert client.get(address).status_code == 404
    late = client.get(f"/so-lieu/qua-han?{PERIOD}").text
    assert mine.short_name in late and other.short_name not in late
    assert client.get(f"/so-lieu/qua-han?{PERIOD}&unit={other.code}").status_code == 422


def test_the_public_reads_the_form_and_nothing_behind_it(
    client: FlaskClient, session: Session
) -> None:
    make_courses(session, 55)
    lan = make_citizen()
    session.commit()
    closed = (f"/so-lieu/tien-do/ho-so?{PERIOD}&column=3", "/so-lieu/qua-han")
    html = client.get(f"/so-lieu/tien-do?{PERIOD}").text
    assert "/so-lieu/tien-do/ho-so" not in html and "/so-lieu/qua-han" not in html
    assert [client.get(address).status_code for address in closed] == [303, 303]
    sign_in(client, lan)
    assert [client.get(address).status_code for address in closed] == [403, 403]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEADER, Role.AUDITOR}))
def test_no_other_role_opens_what_is_behind(
    client: FlaskClient, session: Session, role: Role
) -> None:
    world = make_courses(session, 56, count=10)
    sign_in(client, make_officer("Phan Văn Bình", world.province, role))
    session.commit()
    assert client.get(f"/so-lieu/tien-do/ho-so?{PERIOD}&column=3").status_code == 403
    assert client.get("/so-lieu/qua-han").status_code == 403
    assert "/so-lieu/qua-han" not in client.get("/so-lieu/tien-do").text


@pytest.mark.parametrize(("query", "field", "sentence"), BAD_FILTERS)
def test_wrong_filters_are_said_and_nothing_is_computed(
    client: FlaskClient, query: str, field: str | None, sentence: str | None
) -> None:
    if query.startswith("level") or field is None:
        return
    assert sentence
    answer = client.get(f"/so-lieu/tien-do?{query}")
    assert answer.status_code == 422 and "<table" not in answer.text
    assert sentence.lower() in unescape(answer.text).lower()
    for file in ("csv", "xlsx", "pdf"):
        assert client.get(f"/so-lieu/tien-do.{file}?{query}").status_code == 422


@pytest.mark.parametrize(
    "wrong", ["column=2", "column=14", "column=", "column=3&page=0", "column=3&page=2", "column=３"]
)
def test_an_address_of_a_list_that_no_cell_links_is_not_found(
    client: FlaskClient, session: Session, wrong: str
) -> None:
    world = make_province("Phường Một")
    sign_in(client, make_officer("Hoàng Thị Sát", world.province, Role.AUDITOR))
    session.commit()
    assert client.get("/so-lieu/tien-do/ho-so?column=3").status_code == 200
    assert client.get(f"/so-lieu/tien-do/ho-so?{wrong}").status_code == 404


def test_the_late_list_names_the_step_and_the_unit_where_the_time_went(
    client: FlaskClient, session: Session
) -> None:
    """Three working days from Monday 2 March, due Thursday the 5th; the specialist had 8 working
    hours and kept it until the 16th: closed 16 March 9:00, due 3 March 9:00 (8 hours on)."""
    cast = make_cast()
    with clock.travelling(moment(2, 9)):
        dossier = walk.received(cast)
    with clock.travelling(moment(16, 9)):
        walk.draft(dossier, cast.hoa)
        processing.propose(dossier, note="", by=cast.hoa, at=clock.now())
        decisions.approve(dossier, note="", by=cast.tuan, at=clock.now())
        decisions.issue(dossier, by=cast.dung, at=clock.now())
    with clock.travelling(moment(4, 9)):
        still = walk.received(cast, key="k2")  # due on Monday the 9th, nobody has touched it
    sign_in(client, cast.tuan)
    session.commit()
    html = unescape(client.get("/so-lieu/qua-han?from=2026-03-01&to=2026-03-18").text)
    assert "Giải quyết quá hạn 11 ngày" in html and "Đang giải quyết, quá hạn 9 ngày" in html
    # 9 working days of 7 hours and a half between 3 and 16 March, both at the same hour.
    [task] = [t for t in dossier.tasks if t.step_key == "assess"]
    assert task.due_at is not None
    hours = [int(found) for found in re.findall(r"Thẩm định: quá (\d+) giờ", html)]
    assert hours[0] == pytest.approx(9 * 7.5, abs=1)
    for reference in (dossier.reference, still.reference):
        assert f"/can-bo/ho-so/{reference}" in html
    tables = re.findall(r"<table.*?</table>", html, re.S)
    assert cast.unit.short_name in tables[0] and "Thẩm định" in tables[0]
    assert "Trả kết quả" not in tables[0] and re.search(r"Số hồ sơ quá giờ.*?>2<", tables[0], re.S)
    # As of the 8th only what is open late then is there, and of the other nothing is known.
    before = unescape(client.get("/so-lieu/qua-han?from=2026-03-01&to=2026-03-08").text)
    assert "Đang giải quyết, quá hạn 3 ngày" in before and still.reference not in before


def test_waiting_for_the_citizen_is_not_late(client: FlaskClient, session: Session) -> None:
    cast = make_cast()
    with clock.travelling(moment(2, 9)):
        dossier = walk.received(cast)
    with clock.travelling(moment(3, 9)):
        supplements.request(
            dossier,
            reason="Ảnh mờ",
            items=[{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": ""}],
            by=cast.hoa,
            at=clock.now(),
        )
    sign_in(client, cast.tuan)
    session.commit()
    assert "Không có hồ sơ quá hạn" in client.get("/so-lieu/qua-han").text


def test_a_long_late_list_comes_in_pages(client: FlaskClient, session: Session) -> None:
    unit = make_province("Phường Một").units[0]
    procedure = make_procedure(unit)
    for number in range(103):
        way = handed_in(session, unit, procedure, on(date(2026, 3, 2)), number=number)
        way.received(on(date(2026, 3, 2)), date(2026, 3, 2) + timedelta(days=number % 9))
    sign_in(client, make_officer("Lê Anh Tuấn", unit, Role.LEADER))
    session.commit()
    pages = [client.get(f"/so-lieu/qua-han?page={n}").text for n in (1, 2)]
    found = [re.findall(r'cmc-code" href="[^"]*">([^<]+)<', text) for text in pages]
    assert [len(codes) for codes in found] == [100, 3] and len(set(found[0] + found[1])) == 103
    assert client.get("/so-lieu/qua-han?page=3").status_code == 404
    assert session.query(Task).count() == 0  # led by moves alone: no step to name, still listed
