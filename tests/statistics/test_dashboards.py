from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.roles import Role
from portal.config import SettingsFault
from portal.statistics import unit_map
from portal.statistics.dashboard import dashboard, months_before
from portal.statistics.shares import Light
from tests.factories import make_officer, sign_in
from tests.statistics.courses import make_courses, recount_events, vietnam_day
from tests.statistics.reports.world import rows

pytestmark = pytest.mark.usefixtures("at_noon")
TODAY = date(2026, 3, 18)


def received(session: Session, start: date, end: date, units: set[int]) -> list[Any]:
    return [
        row
        for row in rows(
            session, "SELECT unit_id, channel, level, at FROM event WHERE action = 'receive'"
        )
        if start <= vietnam_day(row.at) <= end and row.unit_id in units
    ]


def test_figures_of_the_month_the_trend_and_now_against_a_recount(session: Session) -> None:
    world = make_courses(session, 11, count=120)
    everywhere = {unit.id for unit in world.units}
    one = world.units[0]
    for unit, units in ((None, everywhere), (one, {one.id})):
        found = dashboard(session, unit, TODAY)
        assert [month.start for month in found.trend][-3:] == months_before(TODAY, 3)
        for month, end in zip(found.trend[-4:], ENDS, strict=True):
            taken = received(session, month.start, end, units)
            by_hand = recount_events(session, month.start, end, units)
            assert month.counts.received == len(taken) == by_hand[4] + by_hand[5]
            assert month.counts.online == sum(row.channel == 2 for row in taken)
            assert month.counts.resolved == by_hand[7]
            assert month.counts.on_time == by_hand[8] + by_hand[9]
            assert month.overdue == by_hand[13]
        assert found.now.open == recount_events(session, TODAY, TODAY, units)[11]


def test_a_unit_has_its_days_one_after_the_other(session: Session, client: FlaskClient) -> None:
    world = make_courses(session, 12, count=150)
    one = world.units[0]
    found = dashboard(session, one, TODAY)
    assert [day.day for day in found.days] == [TODAY - timedelta(days=n) for n in range(30, -1, -1)]
    assert sum(day.counts.received for day in found.days) > 0
    for day in found.days:
        taken = received(session, day.day, day.day, {one.id})
        by_hand = recount_events(session, day.day, day.day, {one.id})
        assert day.counts.received == len(taken)
        assert day.counts.online == sum(row.channel == 2 for row in taken)
        assert (day.counts.resolved, day.overdue) == (by_hand[7], by_hand[13]), day.day
    assert dashboard(session, None, TODAY).days == []
    page = client.get(f"/so-lieu/tong-quan/{one.code}")
    assert "Từng ngày, 31 ngày gần đây" in page.text
    drawn = client.get(f"/so-lieu/xu-huong.svg?unit={one.code}&by=day").data
    assert TODAY.strftime("%d/%m") in drawn.decode()


ENDS = [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), TODAY]


def test_units_are_ranked_by_how_far_they_reach_the_targets(session: Session) -> None:
    world = make_courses(session, 11, count=120)
    ranking = dashboard(session, None, TODAY).ranking
    assert {one.unit.id for one in ranking} == {unit.id for unit in world.units}
    for one in ranking:
        taken = received(session, date(2026, 1, 1), TODAY, {one.unit.id})
        done = recount_events(session, date(2026, 1, 1), TODAY, {one.unit.id})
        online = sum(row.channel == 2 for row in taken) / len(taken)
        on_time = (done[8] + done[9]) / done[7]
        points = (min(1, online / 0.20) + min(1, on_time / 0.95)) / 2
        assert one.points is not None and float(one.points) == pytest.approx(points)
        assert (one.on_time_light is Light.GREEN) is (on_time >= 0.95)
    points_in_order = [one.points or 0 for one in ranking]
    assert points_in_order == sorted(points_in_order, reverse=True)


def test_everybody_reads_the_boards_and_their_picture(
    client: FlaskClient, session: Session
) -> None:
    world = make_courses(session, 11, count=20)
    board = client.get("/so-lieu/tong-quan")
    assert board.status_code == 200 and "Xếp hạng đơn vị" in board.text
    assert client.get(f"/so-lieu/tong-quan/{world.units[0].code}").status_code == 200
    assert client.get("/so-lieu/tong-quan/H99.XX").status_code == 404
    picture = client.get("/so-lieu/xu-huong.svg?width=narrow")
    assert ElementTree.fromstring(picture.data).tag == "{http://www.w3.org/2000/svg}svg"


def test_desks_are_shown_to_those_who_work_there(client: FlaskClient, session: Session) -> None:
    world = make_courses(session, 11, count=30)
    unit, other = world.units[0], world.units[1]
    sign_in(client, make_officer("Nguyễn Văn Minh", unit, Role.RECEPTIONIST))
    text = client.get("/so-lieu/quay").text
    assert unit.desks[0].name in text and other.desks[0].name not in text


def test_open_data_is_what_the_schema_says_and_what_the_events_say(
    client: FlaskClient, session: Session
) -> None:
    world = make_courses(session, 11, count=80)
    package = client.get("/so-lieu/mo/datapackage.json").get_json()
    for resource in package["resources"]:
        answer = client.get(f"/so-lieu/mo/{resource['name']}.csv")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        table = list(csv.DictReader(io.StringIO(answer.text, "")))
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert list(table[0]) == names
        as_json = client.get(f"/so-lieu/mo/{resource['name']}.json").get_json()["rows"]
        assert [{k: str(v) for k, v in row.items()} for row in as_json] == table
        keys = [tuple(row[name] for name in resource["schema"]["primaryKey"]) for row in table]
        assert len(set(keys)) == len(keys)
    table = list(csv.DictReader(io.StringIO(client.get("/so-lieu/mo/giai-quyet.csv").text, "")))
    of_code = {unit.code: unit.id for unit in world.units}
    january = [row for row in table if row["month"] == "2026-01"]
    assert january
    for row in january:
        by_hand = recount_events(
            session, date(2026, 1, 1), date(2026, 1, 31), {of_code[row["unit_code"]]}
        )
        assert int(row["received"]) == by_hand[4] + by_hand[5]
        assert int(row["resolved_late"]) == by_hand[10]
        assert (int(row["open_at_end"]), int(row["overdue_at_end"])) == (by_hand[11], by_hand[13])


def test_tiles_lie_where_the_file_says_and_unknown_units_below(tmp_path: Path) -> None:
    assert unit_map.rows([("H99.11", "a"), ("H99.01", "b"), ("X", "c")]) == [
        ["b", None],
        [None, "a"],
        ["c", None],
    ]
    for broken in ("", 'tiles = {"A" = [0, 1]}', 'tiles = {"A" = [1, 1], "B" = [1, 1]}'):
        file = tmp_path / f"{len(broken)}.toml"
        file.write_text(broken, encoding="utf-8")
        with pytest.raises(SettingsFault):
            unit_map._read(file)
