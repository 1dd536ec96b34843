"""Units merge, split, change name and parent; reports are made by the tree of the period or of today."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.errors import Invalid
from portal.statistics.periods import Period
from portal.statistics.progress import Column
from portal.units import reorganising
from portal.units.models import Unit, UnitKind
from portal.units.tree import TreeOf
from tests.factories import make_officer, make_procedure, make_unit, sign_in
from tests.statistics.courses import handed_in, on
from tests.statistics.told import By, progress_report
from tests.statistics.world import World, make_province

pytestmark = pytest.mark.usefixtures("at_noon")
FEBRUARY = date(2026, 2, 1)
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
LATELY = Period(date(2026, 1, 1), date(2026, 3, 15))


@pytest.fixture
def world(session: Session) -> World:
    """Three wards; two received one, two and three dossiers in January, each one more in March."""
    world = make_province("Phường Một", "Phường Hai", "Phường Ba")
    procedure = make_procedure(*world.units)
    for number, unit in enumerate(world.units, 1):
        for serial in range(number + 1):
            day = date(2026, 1, 10) if serial < number else date(2026, 3, 3)
            way = handed_in(session, unit, procedure, on(day), number=serial)
            way.received(on(day), day + timedelta(days=3))
    session.flush()
    return world


def lines(
    session: Session, period: Period, tree: TreeOf, unit: Unit | None = None
) -> dict[str, int]:
    made = progress_report(session, period, unit, By.UNIT, clock.now(), tree)
    # The total stands on top, and may bear the name of a unit below.
    return {line.name: line.progress[Column.RECEIVED] for line in reversed(made.lines)}


def test_merged_wards_stand_alone_then_and_together_today(session: Session, world: World) -> None:
    one, two, three = world.units
    new = make_unit(name="Phường Mới", parent_id=world.province.id, valid_from=FEBRUARY)
    reorganising.merge([one, two], new, on=FEBRUARY, ground="NQ 01/NQ-HĐND")
    session.flush()
    assert lines(session, JANUARY, TreeOf.THEN) == {
        "Toàn tỉnh": 6, "Các xã, phường": 6, "Phường Một": 1, "Phường Hai": 2, "Phường Ba": 3,
    }  # fmt: skip
    assert lines(session, JANUARY, TreeOf.TODAY) == {
        "Toàn tỉnh": 6, "Các xã, phường": 6, "Phường Ba": 3, "Phường Mới": 3,
    }  # fmt: skip
    assert lines(session, LATELY, TreeOf.TODAY, new)["Phường Mới"] == 5
    assert lines(session, JANUARY, TreeOf.THEN, world.province) == {
        "Tỉnh Sông Lam": 6, "Các xã, phường": 6, "Phường Một": 1, "Phường Hai": 2, "Phường Ba": 3,
    }  # fmt: skip


def test_a_merger_of_a_merger_is_followed_and_a_split_is_not(
    session: Session, world: World
) -> None:
    one, two, three = world.units
    reorganising.merge([one, two], two, on=FEBRUARY)
    reorganising.merge([two, three], three, on=date(2026, 3, 1))
    assert lines(session, JANUARY, TreeOf.TODAY)["Phường Ba"] == 6
    half, other = (
        make_unit(name=name, parent_id=world.province.id, valid_from=date(2026, 3, 10))
        for name in ("Phường Tây", "Phường Đông")
    )
    reorganising.split(three, [half, other], on=date(2026, 3, 10))
    session.flush()
    today = lines(session, LATELY, TreeOf.TODAY)
    assert (today["Phường Ba"], today["Phường Tây"], today["Phường Đông"]) == (9, 0, 0)
    assert today["Toàn tỉnh"] == 9


def test_a_unit_bears_the_name_and_stands_under_the_parent_of_that_time(
    session: Session, world: World
) -> None:
    one, two, _three = world.units
    office = make_unit(name="Sở Một", kind=UnitKind.DEPARTMENT, parent_id=world.province.id)
    reorganising.move(one, office, on=FEBRUARY)
    reorganising.rename(two, name="UBND phường Hoa", short_name="Phường Hoa", on=FEBRUARY)
    reorganising.rename(two, name="UBND phường Sen", short_name="Phường Sen", on=date(2026, 3, 1))
    session.flush()
    assert set(lines(session, JANUARY, TreeOf.THEN)) >= {"Phường Hai", "Phường Một"}
    february = Period(FEBRUARY, date(2026, 2, 28))
    assert "Phường Hoa" in lines(session, february, TreeOf.THEN)
    assert "Phường Sen" in lines(session, JANUARY, TreeOf.TODAY)
    assert lines(session, JANUARY, TreeOf.THEN, office)["Sở Một"] == 0
    assert lines(session, JANUARY, TreeOf.TODAY, office)["Sở Một"] == 1


def test_what_cannot_be_is_refused(session: Session, world: World) -> None:
    one, two, three = world.units
    with pytest.raises(Invalid):
        reorganising.move(world.province, one, on=FEBRUARY)
    reorganising.rename(one, name="Sau", short_name="Sau", on=date(2026, 3, 1))
    with pytest.raises(Invalid, match="thứ tự ngày"):
        reorganising.rename(one, name="Trước", short_name="Trước", on=FEBRUARY)
    with pytest.raises(Invalid):
        reorganising.merge([two], three, on=date(2025, 1, 1))


def test_pages_say_by_which_tree_and_lists_are_as_long_as_cells(
    client: FlaskClient, session: Session, world: World
) -> None:
    one, two, three = world.units
    reorganising.merge([one, two], three, on=FEBRUARY)
    leader = make_officer("Lê Anh Tuấn", three, Role.LEADER)
    session.commit()
    sign_in(client, leader)
    days = "from=2026-01-01&to=2026-01-31"
    for path in ("/so-lieu", "/so-lieu/bao-cao/tien-do"):
        assert "cơ cấu ngày 31/01/2026" in client.get(f"{path}?{days}").text
        page = client.get(f"{path}?{days}&tree=today").text
        assert "cơ cấu hiện nay" in page and "Phường Một" not in page.split("<tbody")[1]
        assert client.get(f"{path}?{days}&tree=x").status_code == 422
    cell = f"/so-lieu/danh-sach/tien-do?row={three.code}&column=3&{days}"
    rows = '<tr class="govuk-table__row">'  # the head is one as well
    assert client.get(f"{cell}&tree=today").text.count(rows) == 1 + 6
    assert client.get(cell).text.count(rows) == 1 + 3
