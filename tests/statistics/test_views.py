from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.roles import Role
from portal.procedures.definitions import Channel, ServiceLevel
from tests.factories import make_citizen, make_officer, make_procedure, make_unit, sign_in
from tests.statistics.world import make_province, make_random_world, receive, recount

pytestmark = pytest.mark.usefixtures("at_noon")
YEAR = "from=2025-12-20&to=2026-01-31"
BAD_FILTERS = [
    ("from=abc&to=2026-01-01", "Từ ngày", "Hãy viết ngày/tháng/năm"),
    ("from=2026-02-30&to=2026-03-01", "Từ ngày", "Lịch không có ngày này"),
    ("from=2026-03-02&to=2026-03-01", "Đến ngày", "phải là ngày 02/03/2026 hoặc sau đó"),
    ("from=0001-01-01&to=2026-03-01", "Từ ngày", "từ 01/01/2000 đến 31/12/2100"),
    ("from=2026-03-01&to=9999-12-31", "Đến ngày", "từ 01/01/2000 đến 31/12/2100"),
    ("from=0000-00-00&to=2026-03-01", "Từ ngày", "Lịch không có ngày này"),
    ("from=２０２６-03-01&to=2026-03-02", "Từ ngày", "Hãy viết ngày/tháng/năm"),
    ("from=٠١/٠٣/٢٠٢٦&to=2026-03-02", "Từ ngày", "Hãy viết ngày/tháng/năm"),
    ("from=2026-03-01", "Đến ngày", "Hãy nhập ngày"),
    ("to=2026-03-01", "Từ ngày", "Hãy nhập ngày"),
    ("unit=H99.XX", "Đơn vị", "Hãy chọn một đơn vị"),
    ("unit=%00", None, None),  # nothing visible was sent: the whole province
    ("unit=" + "H" * 5000, "Đơn vị", "Hãy chọn một đơn vị"),
    ("unit=%F0%9F%98%80'--", "Đơn vị", "Hãy chọn một đơn vị"),
    ("period=forever", "Kỳ số liệu", "Hãy chọn một kỳ số liệu"),
    ("level=2", "Mức độ trực tuyến", "chỉ có thể là 3 hoặc 4"),
    ("level=%E2%91%A3", "Mức độ trực tuyến", "chỉ có thể là 3 hoặc 4"),
]


def shown_table(html: str) -> list[dict[str, str]]:
    """The cells of the first table by their labels, read from the page as text."""
    body = re.search(r"<tbody.*?</tbody>", html, re.S)
    assert body
    return [
        {
            unescape(label): _plain(text)
            for label, text in re.findall(r'data-label="([^"]*)">(.*?)</t[hd]>', row, re.S)
        }
        for row in re.findall(r"<tr.*?</tr>", body[0], re.S)
    ]


def _plain(markup: str) -> str:
    markup = re.sub(r'<span class="(govuk-visually-hidden|sta-light__shape)".*?</span>', "", markup)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


def read_csv(client: FlaskClient, query: str = YEAR) -> list[dict[str, str]]:
    answer = client.get(f"/so-lieu/ty-le-truc-tuyen.csv?{query}")
    assert answer.status_code == 200 and answer.data.startswith(b"\xef\xbb\xbf")
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def read_xlsx(
    client: FlaskClient, query: str = YEAR
) -> tuple[list[str], list[dict[str, Any]], Any]:
    """The sentences above the head, the lines below it, and the sheet."""
    answer = client.get(f"/so-lieu/ty-le-truc-tuyen.xlsx?{query}")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(i for i, row in enumerate(rows) if row[0] == "Đơn vị")
    above = [str(row[0]) for row in rows[:head] if row[0]]
    return above, [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]], sheet


@pytest.mark.parametrize("level", [None, 3, 4])
@pytest.mark.parametrize("seed", [11, 12])
def test_page_csv_and_xlsx_say_what_a_recount_by_hand_says(
    client: FlaskClient, session: Session, seed: int, level: int | None
) -> None:
    world = make_random_world(session, seed)
    names = {unit.short_name: unit.code for unit in world.units}
    query = YEAR + (f"&level={level}" if level else "")
    page = client.get(f"/so-lieu?{query}")
    assert page.status_code == 200
    shown = shown_table(page.text)
    in_csv, (_above, in_xlsx, _sheet) = read_csv(client, query), read_xlsx(client, query)
    assert (
        [row["Đơn vị"] for row in shown]
        == [row["Đơn vị"] for row in in_csv]
        == [row["Đơn vị"] for row in in_xlsx]
    )
    assert {row["Đơn vị"] for row in shown} == {
        "Toàn tỉnh",
        "Các sở, ngành",
        "Các xã, phường",
        *names,
    }
    prefix = f"Mức độ {level}: " if level else ""
    for row, csv_row, xlsx_row in zip(shown, in_csv, in_xlsx, strict=True):
        code = names.get(row["Đơn vị"])
        if code is None and row["Đơn vị"] != "Toàn tỉnh":
            continue
        units = {code} if code else set(names.values())
        by_hand = recount(world, date(2025, 12, 20), date(2026, 1, 31), level, units)
        total = by_hand.online + by_hand.desk + by_hand.post
        expected = {
            "Trực tuyến": by_hand.online,
            "Trực tiếp": by_hand.desk,
            "Bưu chính": by_hand.post,
            "Tổng số": total,
        }
        for name, number in expected.items():
            assert (
                int(row[name]) == int(csv_row[prefix + name]) == xlsx_row[prefix + name] == number
            )
        share = csv_row[prefix + "Tỷ lệ trực tuyến"]
        assert row["Tỷ lệ trực tuyến"] == share
        assert row["So với chỉ tiêu"] == csv_row[prefix + "So với chỉ tiêu"]
        if total:
            assert float(share.removesuffix(" %").replace(",", ".")) == pytest.approx(
                100 * by_hand.online / total, abs=0.0500001
            )
            assert xlsx_row[prefix + "Tỷ lệ trực tuyến"] == pytest.approx(by_hand.online / total)
        else:
            assert share == "–" and xlsx_row[prefix + "Tỷ lệ trực tuyến"] == "–"
    assert client.get(f"/so-lieu/bieu-do.svg?{query}").status_code == 200


def test_the_unit_chosen_shows_itself_alone(client: FlaskClient, session: Session) -> None:
    world = make_province("Phường Một", "Phường Hai")
    for unit in world.units:
        receive(session, unit, make_procedure(unit))
    session.commit()
    rows = shown_table(client.get(f"/so-lieu?unit={world.units[1].code}").text)
    assert [row["Đơn vị"] for row in rows] == ["Phường Hai", "Phường Hai"]  # total and line
    assert rows[0]["Tổng số"] == "1"
    whole = shown_table(client.get("/so-lieu?unit=H99").text)
    assert whole[0]["Tổng số"] == "2" and len(whole) == 4  # with a line for all communes


def test_a_unit_without_dossiers_shows_a_dash_not_zero_percent(
    client: FlaskClient, session: Session
) -> None:
    make_province("Xã Vắng")
    session.commit()
    row = shown_table(client.get("/so-lieu").text)[-1]
    assert row["Trực tuyến"] == "0" and row["Tỷ lệ trực tuyến"] == "–"
    assert row["So với chỉ tiêu"] == "Không có hồ sơ"


def test_the_page_names_its_denominator_source_period_and_date(client: FlaskClient) -> None:
    text = client.get("/so-lieu?from=1/3/2026&to=18.03.2026").text
    for words in (
        "Mẫu số là tổng số hồ sơ được tiếp nhận trong kỳ",
        "17/NQ-CP",
        "từ 20 %",
        "từ 01/03/2026 đến hết 18/03/2026",
        "Số liệu tính đến 10:00 18/03/2026",
    ):
        assert words in text


@pytest.mark.parametrize(("query", "field", "sentence"), BAD_FILTERS)
def test_wrong_filters_are_said_beside_their_field_and_nothing_is_computed(
    client: FlaskClient, query: str, field: str | None, sentence: str | None
) -> None:
    answer = client.get(f"/so-lieu?{query}")
    if field is None:
        assert answer.status_code == 200
        return
    assert answer.status_code == 422
    assert sentence and unescape(answer.text).count(sentence.split()[-1]) >= 2  # summary and field
    assert sentence.lower() in unescape(answer.text).lower() and "<table" not in answer.text
    for file in ("ty-le-truc-tuyen.csv", "ty-le-truc-tuyen.xlsx", "bieu-do.svg"):
        refused = client.get(f"/so-lieu/{file}?{query}")
        assert refused.status_code == 422 and sentence.lower() in refused.text.lower()
        assert refused.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize("name", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "<b>&\"';\n"])
def test_no_cell_of_a_file_is_a_formula_or_breaks_its_row(
    client: FlaskClient, session: Session, name: str
) -> None:
    province = make_province().province
    make_unit(name=name, parent_id=province.id)
    session.commit()
    from_csv, (_above, from_xlsx, sheet) = read_csv(client), read_xlsx(client)
    assert len(from_csv) == len(from_xlsx) == 2
    assert from_csv[1]["Đơn vị"].lstrip("\t ")[0] not in "=+-@"
    assert from_xlsx[1]["Đơn vị"].lstrip("\t ")[0] not in "=+-@"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert client.get("/so-lieu").status_code == 200
    ElementTree.fromstring(client.get("/so-lieu/bieu-do.svg").data)


def test_the_workbook_says_what_it_is_and_keeps_its_head_in_sight(
    client: FlaskClient, session: Session
) -> None:
    unit = make_province("Phường Một").units[0]
    receive(session, unit, make_procedure(unit))
    session.commit()
    above, rows, sheet = read_xlsx(client, "period=this_month")
    text = "\n".join(above)
    for words in ("01/03/2026", "18/03/2026", "17/NQ-CP", "tổng số hồ sơ tiếp nhận", "10:00"):
        assert words in text
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Đơn vị")
    assert sheet.freeze_panes == f"B{head + 1}"
    column = list(rows[0]).index("Tỷ lệ trực tuyến") + 1
    cell = sheet.cell(head + 1, column)
    assert cell.value == 1 and cell.data_type == "n" and "%" in cell.number_format
    name = client.get("/so-lieu/ty-le-truc-tuyen.csv?period=this_month").headers[
        "Content-Disposition"
    ]
    assert name == 'attachment; filename="ty-le-truc-tuyen_2026-03-01_2026-03-18.csv"'


def test_the_chart_stands_alone_and_shows_every_unit(client: FlaskClient, session: Session) -> None:
    world = make_province("Phường Một", "Phường Hai")
    receive(session, world.units[0], make_procedure(world.units[0]))
    session.commit()
    for width in ("", "&width=narrow"):
        answer = client.get(f"/so-lieu/bieu-do.svg?{YEAR[:15]}&to=2026-12-31{width}")
        assert answer.content_type == "image/svg+xml; charset=utf-8"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        tree = ElementTree.fromstring(answer.data)
        texts = "\n".join(tree.itertext())
        assert "Phường Một" in texts and "100,0 %" in texts and "–" in texts
        tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
        assert not tags & {"script", "image", "foreignObject"}
        assert "@import" not in answer.text and "url(http" not in answer.text
    alt = re.search(r'<img src="[^"]*bieu-do[^"]*" alt="([^"]+)"', client.get("/so-lieu").text)
    assert alt and "Toàn tỉnh: 100,0 %" in alt[1]


def cell(**values: Any) -> str:
    asked = {"from": "2026-01-01", "to": "2026-12-31", **values}
    return "/so-lieu/ho-so?" + urlencode({k: v for k, v in asked.items() if v is not None})


@pytest.mark.parametrize("seed", [21])
def test_behind_every_linked_figure_stands_a_list_of_that_length(
    client: FlaskClient, session: Session, seed: int
) -> None:
    world = make_random_world(session, seed, dossiers=90)
    sign_in(client, make_officer("Hoàng Thị Sát", world.province, Role.AUDITOR))
    session.commit()
    checked = 0
    for query in (YEAR, YEAR + "&level=3", YEAR + f"&level=4&unit={world.units[0].code}"):
        page = client.get(f"/so-lieu?{query}").text
        links = re.findall(r'href="(/so-lieu/ho-so[^"]*)">([0-9.]+)<', page)
        for url, number in links:
            text = client.get(unescape(url)).text
            assert f"Hồ sơ đã tiếp nhận: {number}" in text
            assert text.count('data-label="Mã hồ sơ"') == int(number)
            checked += 1
    assert checked > 20


def test_a_leader_opens_only_the_figures_of_their_own_units(
    client: FlaskClient, session: Session
) -> None:
    world = make_province("Phường Một", "Phường Hai")
    mine, other = world.units
    for unit in world.units:
        receive(session, unit, make_procedure(unit), at=datetime(2026, 3, 2, 3, tzinfo=UTC))
    sign_in(client, make_officer("Lê Anh Tuấn", mine, Role.LEADER))
    session.commit()
    page = client.get("/so-lieu").text
    assert re.findall(r"ho-so\?unit=([^&]+)&", page) == [mine.code, mine.code]  # online, total
    assert client.get(cell(unit=mine.code)).status_code == 200
    assert "/can-bo/ho-so/NHAP-" in client.get(cell(unit=mine.code)).text
    for url in (cell(unit=other.code), cell(), cell(unit="H99"), cell(unit="H99", below=1)):
        assert client.get(url).status_code == 404


def test_an_auditor_sees_the_list_of_all_below_and_nothing_of_what_dossiers_hold(
    client: FlaskClient, session: Session
) -> None:
    world = make_province("Phường Một", "Phường Hai")
    dossiers = [receive(session, unit, make_procedure(unit)) for unit in world.units]
    sign_in(client, make_officer("Hoàng Thị Sát", world.province, Role.AUDITOR))
    session.commit()
    for url in (cell(), cell(unit="H99", below=1)):
        text = client.get(url).text
        assert "Hồ sơ đã tiếp nhận: 2" in text
        assert all(dossier.code and dossier.code in text for dossier in dossiers)
        assert "/can-bo/ho-so/" not in text
        assert "Nguyễn Thị Lan" not in text and "001190012345" not in text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEADER, Role.AUDITOR}))
def test_no_other_role_opens_a_list_administrators_among_them(
    client: FlaskClient, session: Session, role: Role
) -> None:
    unit = make_province("Phường Một").units[0]
    receive(session, unit, make_procedure(unit))
    sign_in(client, make_officer("Phan Văn Bình", unit, role))
    session.commit()
    assert client.get(cell(unit=unit.code)).status_code == 403
    assert "/so-lieu/ho-so" not in client.get("/so-lieu").text


def test_the_public_and_citizens_read_figures_but_no_list(
    client: FlaskClient, session: Session
) -> None:
    unit = make_province("Phường Một").units[0]
    receive(session, unit, make_procedure(unit))
    lan = make_citizen()
    session.commit()
    assert client.get("/so-lieu").status_code == 200
    assert client.get(cell(unit=unit.code)).status_code == 303
    sign_in(client, lan)
    assert client.get(cell(unit=unit.code)).status_code == 403
    assert "/so-lieu/ho-so" not in client.get("/so-lieu").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "4"},
        {"channel": "１"},
        {"level": "2"},
        {"unit": "H99.XX"},
        {"from": "0001-01-01"},
        {"to": "2025-01-01"},
        {"page": "0"},
        {"page": "２"},
        {"page": "2"},
        {"page": "99999999999"},
    ],
)
def test_an_address_of_a_list_that_no_table_links_is_not_found(
    client: FlaskClient, session: Session, wrong: dict[str, str]
) -> None:
    unit = make_province("Phường Một").units[0]
    sign_in(client, make_officer("Lê Anh Tuấn", unit, Role.LEADER))
    session.commit()
    assert client.get(cell(unit=unit.code)).status_code == 200
    assert client.get(cell(**{"unit": unit.code, **wrong})).status_code == 404


def test_a_long_list_comes_in_pages_that_hold_each_dossier_once(
    client: FlaskClient, session: Session
) -> None:
    unit = make_province("Phường Một").units[0]
    procedure = make_procedure(unit, level=ServiceLevel.PARTIAL)
    for _number in range(103):
        receive(session, unit, procedure, Channel.POST)
    sign_in(client, make_officer("Lê Anh Tuấn", unit, Role.LEADER))
    session.commit()
    url = cell(unit=unit.code, channel=3, level=3)
    pages = [client.get(f"{url}&page={number}").text for number in (1, 2)]
    codes = [re.findall(r'cmc-code" href="[^"]*">([^<]+)<', page) for page in pages]
    assert [len(found) for found in codes] == [100, 3]
    assert len(set(codes[0] + codes[1])) == 103
    assert "Hồ sơ đã tiếp nhận: 103" in pages[0]
