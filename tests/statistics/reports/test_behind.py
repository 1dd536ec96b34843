from __future__ import annotations

import re
from collections import Counter

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.statistics.periods import Period
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.kinds import KINDS, ReportKind
from tests.factories import make_officer, sign_in
from tests.statistics.reports.reading import links, listed
from tests.statistics.reports.world import END, PERIOD, START, make_rich_world

pytestmark = pytest.mark.usefixtures("at_noon")


def page_of(kind: ReportKind) -> str:
    return f"/so-lieu/{'bao-cao' if kind.is_public else 'noi-bo'}/{kind.slug}"


def test_every_figure_opens_a_list_as_long_as_it_says(
    client: FlaskClient, session: Session
) -> None:
    world = make_rich_world(session)
    sign_in(client, world.auditor)
    for kind in KINDS:
        for by in list(kind.lines) or [""]:
            html = client.get(f"{page_of(kind)}?{PERIOD}&by={by}").text
            found = links(html)
            assert bool(found) is (kind.behind is not None), kind.slug
            # A few of each: all of them would take minutes.
            for address, figure in found[:: max(1, len(found) // 2)]:
                answer = client.get(address)
                assert answer.status_code == 200, address
                assert listed(answer.text) == min(figure, 100), address
                assert re.search(rf"<h1[^>]*>[^<]*: {figure}</h1>", answer.text), address


def test_behind_each_cell_of_each_report_are_as_many_things_as_it_says(
    session: Session,
) -> None:
    """All cells of all lines, in each way a report can be drawn up, without the pages around them."""
    world = make_rich_world(session, count=50)
    everywhere = frozenset(unit.id for unit in world.units)
    checked: Counter[str] = Counter()
    for kind in KINDS:
        for by in list(kind.lines) or [""]:
            asked = Asked(Period(START, END), clock.now(), everywhere, by=by)
            report = kind.make(session, asked)
            for table in report.tables:
                for place, column in enumerate(table.columns):
                    for row in table.rows if column.opens else ():
                        if not row.values[place]:
                            continue
                        assert kind.behind is not None
                        things = kind.behind(session, asked, row, column.key)
                        assert things is not None, (kind.slug, by, row.key, column.key)
                        count = sa.select(sa.func.count()).select_from(things.subquery())
                        assert session.scalar(count) == row.values[place], (
                            kind.slug, by, row.key, column.key,
                        )  # fmt: skip
                        checked[kind.slug] += 1
    assert set(checked) == {kind.slug for kind in KINDS if kind.behind}
    assert checked.total() > 500


def test_a_leader_opens_lists_of_their_own_unit_only(client: FlaskClient, session: Session) -> None:
    world = make_rich_world(session, count=30)
    mine, other = world.units[1], world.units[2]
    sign_in(client, make_officer("Lê Anh Tuấn", mine, Role.LEADER))
    html = client.get(f"/so-lieu/bao-cao/tien-do?{PERIOD}").text
    rows = {re.search(r"row=([^&]+)", address)[1] for address, _figure in links(html)}  # type: ignore[index]
    assert rows == {mine.code}
    address = f"/so-lieu/danh-sach/tien-do?{PERIOD}&row={other.code}&column=3"
    assert client.get(address).status_code == 404
    assert client.get(address.replace(other.code, "tong")).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["row=tong&column=nonsense", "row=nobody&column=3", "", "row=tong&column=name", "level=9"],
)
def test_an_address_no_cell_has_is_not_found(
    client: FlaskClient, session: Session, query: str
) -> None:
    world = make_rich_world(session, count=5)
    sign_in(client, world.auditor)
    assert client.get(f"/so-lieu/danh-sach/tien-do?{PERIOD}&{query}").status_code == 404
    assert client.get(f"/so-lieu/danh-sach/khong-co?{PERIOD}&row=tong&column=3").status_code == 404


def test_inner_reports_and_lists_are_officers_alone(client: FlaskClient, session: Session) -> None:
    world = make_rich_world(session, count=5)
    for address in ("/so-lieu/noi-bo/qua-han", "/so-lieu/danh-sach/tien-do?row=tong&column=3"):
        assert client.get(address).status_code == 303
    sign_in(client, world.citizen)
    assert client.get("/so-lieu/noi-bo/qua-han").status_code == 403
    assert client.get("/so-lieu/bao-cao/qua-han").status_code == 404
    assert "danh-sach" not in client.get(f"/so-lieu/bao-cao/tien-do?{PERIOD}").text
