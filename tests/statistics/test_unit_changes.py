"""The administrator's page and the commands for units that change: looked at ahead, then done."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.roles import Role
from portal.units import reorganising
from portal.units.history_models import UnitPast, UnitSuccession
from portal.units.models import Unit
from tests.factories import make_officer, make_procedure, sign_in
from tests.statistics.courses import handed_in, on
from tests.statistics.world import World, make_province

pytestmark = pytest.mark.usefixtures("at_noon")
DAY = {"on-day": "1", "on-month": "3", "on-year": "2026"}


@pytest.fixture
def world(session: Session) -> World:
    """Three wards that received one, two and three dossiers in January."""
    made = make_province("Phường Một", "Phường Hai", "Phường Ba")
    procedure = make_procedure(*made.units)
    for number, unit in enumerate(made.units, 1):
        for serial in range(number):
            way = handed_in(session, unit, procedure, on(date(2026, 1, 10)), number=serial)
            way.received(on(date(2026, 1, 10)), date(2026, 1, 10) + timedelta(days=3))
    session.commit()
    return made


@pytest.fixture
def tri(client: FlaskClient, session: Session, world: World) -> FlaskClient:
    account = make_officer("Vũ Quang Trị", world.province, Role.ADMINISTRATOR)
    session.commit()
    sign_in(client, account)
    return client


def seen_in(html: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', html)
    assert found
    return found[1]


def cells(html: str, code: str) -> list[str]:
    """The cells of the look-ahead's line of one unit."""
    row = next(r for r in re.findall(r"<tr.*?</tr>", html, re.S) if f">{code}<" in r)
    return [re.sub(r"<[^>]+>", "", c).strip() for c in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]


def test_a_merger_is_shown_first_and_done_when_confirmed(
    tri: FlaskClient, session: Session, world: World
) -> None:
    one, two, _three = (unit.code for unit in world.units)
    data: dict[str, Any] = {"units": [one], "into": two, "ground": "NQ 01/NQ-HĐND", **DAY}
    shown = tri.post("/quan-tri/don-vi/sap-nhap", data=data)
    assert shown.status_code == 200
    html = unescape(shown.text)
    assert cells(html, one) == [one, "Phường Một (Tỉnh Sông Lam)", "–", "1", "–", "1", "–"]
    assert cells(html, two)[3:] == ["2", "3", "2", "3"]
    assert "không đổi" in html and "1 hồ sơ" not in html
    assert session.scalar(sa.select(sa.func.count()).select_from(UnitSuccession)) == 0
    done = tri.post("/quan-tri/don-vi/sap-nhap", data={**data, "seen": seen_in(html)})
    assert done.status_code == 303
    session.expire_all()
    assert session.get_one(Unit, world.units[0].id).valid_to == date(2026, 2, 28)
    listed = unescape(tri.get("/quan-tri/don-vi").text)
    assert "NQ 01/NQ-HĐND" in listed and "2 đơn vị, kể cả đơn vị đã sáp nhập" in listed
    # Once done it cannot be done again.
    again = tri.post("/quan-tri/don-vi/sap-nhap", data=data)
    assert again.status_code == 422


def test_what_was_not_looked_at_is_not_done(
    tri: FlaskClient, session: Session, world: World
) -> None:
    unit = world.units[0]
    data = {"units": unit.code, "name": "UBND phường Mới", "short_name": "Phường Mới", **DAY}
    mark = seen_in(tri.post("/quan-tri/don-vi/doi-ten", data=data).text)
    other = {**data, "short_name": "Phường Khác", "seen": mark}
    refused = tri.post("/quan-tri/don-vi/doi-ten", data=other)
    assert refused.status_code == 409 and "đã khác với lần xem trước" in unescape(refused.text)
    session.expire_all()
    assert session.get_one(Unit, unit.id).short_name == "Phường Một"
    assert tri.post("/quan-tri/don-vi/doi-ten", data={**data, "seen": mark}).status_code == 303
    session.expire_all()
    assert session.get_one(Unit, unit.id).short_name == "Phường Mới"
    past = session.scalars(sa.select(UnitPast)).one()
    assert (past.short_name, past.until) == ("Phường Một", date(2026, 2, 28))


def test_what_cannot_be_is_said_beside_its_field(tri: FlaskClient, world: World) -> None:
    one, two, _three = (unit.code for unit in world.units)
    for change, data, sentence in (
        ("sap-nhap", {"units": [one], "into": one, "ground": "x", **DAY}, "ít nhất một đơn vị khác"),
        ("tach", {"units": one, "into": [two], "ground": "x", **DAY}, "ít nhất hai đơn vị"),
        ("chuyen", {"units": world.province.code, "into": one, **DAY}, "trực thuộc chính nó"),
        ("doi-ten", {"units": one, "name": "A", "short_name": "B"}, "Hãy nhập có hiệu lực"),
        ("doi-ten", {"units": "H00", "name": "A", "short_name": "B", **DAY}, "các mục có sẵn"),
        (
            "doi-ten",
            {"units": one, "name": "A", "short_name": "B", **DAY, "on-year": "2027"},
            "không thể sau hôm nay",
        ),
        (
            "thanh-lap",
            {"code": one, "name": "A", "short_name": "A", "kind": "commune",
             "into": world.province.code, "place": "A", **DAY},
            "đã có đơn vị khác dùng",
        ),
    ):  # fmt: skip
        answer = tri.post(f"/quan-tri/don-vi/{change}", data=data)
        assert answer.status_code == 422, change
        assert sentence in unescape(answer.text), change
    assert tri.get("/quan-tri/don-vi/khac").status_code == 404


def test_only_the_provinces_administrator_changes_units(
    client: FlaskClient, session: Session, world: World
) -> None:
    ward = make_officer("Trần Văn Phường", world.units[0], Role.ADMINISTRATOR)
    leader = make_officer("Lê Anh Tuấn", world.province, Role.LEADER)
    session.commit()
    sign_in(client, ward)
    assert "Phường Hai" in client.get("/quan-tri/don-vi").text
    data = {"units": world.units[0].code, "name": "A", "short_name": "B", **DAY}
    assert client.post("/quan-tri/don-vi/doi-ten", data=data).status_code == 403
    sign_in(client, leader)
    assert client.get("/quan-tri/don-vi").status_code == 403


def test_a_ward_is_split_by_commands_into_new_ones(
    app: Flask, session: Session, world: World
) -> None:
    run = app.test_cli_runner().invoke
    three = world.units[2].code
    for code, name in (("H99.801", "Phường Tây"), ("H99.802", "Phường Đông")):
        made = run(
            args=["units", "found", code, "--name", f"UBND {name}", "--short-name", name,
                  "--under", world.province.code, "--place", name, "--on", "2026-03-01"]
        )  # fmt: skip
        assert made.exit_code == 0, made.output
    split = [
        "units",
        "split",
        three,
        "--into",
        "H99.801",
        "--into",
        "H99.802",
        "--on",
        "2026-03-01",
    ]
    tried = run(args=[*split, "--dry-run"])
    assert tried.exit_code == 0 and "3 hồ sơ đang giải quyết" in tried.output, tried.output
    assert three in run(args=["units", "tree"]).output
    assert run(args=split).exit_code == 0
    assert three not in run(args=["units", "tree"]).output
    assert three in run(args=["units", "tree", "--on", "2026-02-01"]).output
    assert "Đông" in run(args=["units", "tree", "--on", "2026-03-01"]).output
    again = run(args=split)
    assert again.exit_code == 1 and "đang hoạt động" in again.output


def test_units_under_a_merged_one_go_with_it(session: Session, world: World) -> None:
    one, two, three = world.units
    three.parent_id = one.id
    session.flush()
    reorganising.merge([one], two, on=date(2026, 3, 1))
    session.flush()
    assert three.parent_id == two.id
    assert session.scalars(sa.select(UnitPast.parent_id)).all() == [one.id]
