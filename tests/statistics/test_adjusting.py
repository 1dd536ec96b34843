"""What is adjusted after closing stands beside the figures with reason and person; the frozen ones stay."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.dossiers.closed_models import ClosedPeriod
from portal.dossiers.counting import Measure
from portal.errors import Forbidden, Invalid
from portal.procedures.definitions import Channel
from portal.statistics import adjusting, closing
from portal.statistics.adjustment_models import Adjustment
from portal.statistics.periods import Period
from portal.units.models import Unit
from tests.factories import make_keys, make_officer, make_procedure, sign_in
from tests.statistics.courses import handed_in, on
from tests.statistics.reports.reading import in_csv
from tests.statistics.world import World, make_province

pytestmark = pytest.mark.usefixtures("at_noon")
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
IN_JANUARY = "from=2026-01-01&to=2026-01-31"


@pytest.fixture
def world(session: Session) -> World:
    """Two wards; the first received three dossiers in January, two of them online."""
    made = make_province("Phường Một", "Phường Hai")
    procedure = make_procedure(*made.units)
    for number, channel in enumerate((Channel.ONLINE, Channel.ONLINE, Channel.DESK)):
        way = handed_in(
            session, made.units[0], procedure, on(date(2026, 1, 10)), channel, number=number
        )
        way.received(on(date(2026, 1, 10)), date(2026, 1, 13))
    session.flush()
    return made


@pytest.fixture
def son(session: Session, world: World) -> Account:
    make_keys([world.province], [])
    return make_officer("Phan Trường Sơn", world.province, Role.LEADER)


@pytest.fixture
def closed(session: Session, son: Account) -> ClosedPeriod:
    made = closing.close(session, JANUARY, by=son, at=clock.now())
    session.commit()
    return made


def sent(at: Unit, **changes: str) -> dict[str, str]:
    return {
        "unit": at.code,
        "measure": "RECEIVED",
        "channel": "2",
        "direction": "more",
        "amount": "5",
        "reason": "Bộ phận Một cửa mất mạng ngày 20/1, ghi sổ giấy",
        **changes,
    }


def test_an_adjustment_stands_in_reports_and_the_closing_stays_good(
    app: Flask, client: FlaskClient, session: Session, world: World, son: Account,
    closed: ClosedPeriod,
) -> None:  # fmt: skip
    address = f"/so-lieu/ky-da-chot/{closed.id}"
    before = in_csv(client, f"/so-lieu/bao-cao/tien-do/tep.csv?{IN_JANUARY}")
    sign_in(client, son)
    assert client.post(f"{address}/dieu-chinh", data=sent(world.units[0])).status_code == 303
    less = sent(world.units[0], direction="less", amount="1", reason="Đếm nhầm một bộ")
    assert client.post(f"{address}/dieu-chinh", data=less).status_code == 303
    shown = unescape(client.get(address).text)
    assert "Bộ phận Một cửa mất mạng" in shown and "Phan Trường Sơn" in shown
    for report in ("tien-do", "ty-le-truc-tuyen"):
        for period in (IN_JANUARY, "from=2025-12-15&to=2026-02-15"):
            file = f"/so-lieu/bao-cao/{report}/tep.csv?{period}"
            (line,) = in_csv(client, file, table=1)
            assert line["Đơn vị"] == "Phường Một" and "trực tuyến" in line["Mục"].casefold()
            assert (line["Đã chốt"], line["Sau điều chỉnh"]) == ("2", "6")
            assert line["Điều chỉnh"] == "4" and "Đếm nhầm" in line["Lý do, người điều chỉnh"]
        page = unescape(client.get(f"/so-lieu/bao-cao/{report}?{IN_JANUARY}").text)
        assert "Điều chỉnh sau khi chốt" in page
        part = f"/so-lieu/bao-cao/{report}?from=2026-01-01&to=2026-01-30"
        assert "Điều chỉnh sau khi chốt" not in unescape(client.get(part).text)
    assert in_csv(client, f"/so-lieu/bao-cao/tien-do/tep.csv?{IN_JANUARY}") == before
    assert closing.verify(session, closed).is_good
    said = app.test_cli_runner().invoke(args=["statistics", "verify"])
    assert said.exit_code == 0 and "2026-01: đúng" in said.output


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"direction": "less", "amount": "3"}, "Chỉ còn 2 hồ sơ"),
        ({"amount": "0"}, "Số nhỏ nhất được nhận là 1"),
        ({"amount": "nhiều"}, "số nguyên"),
        ({"reason": ""}, "Hãy nhập lý do"),
        ({"unit": "H00"}, "các mục có sẵn"),
        ({"measure": "OVERDUE"}, "các mục có sẵn"),
        ({"channel": "9"}, "các mục có sẵn"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: FlaskClient, session: Session, world: World, son: Account, closed: ClosedPeriod,
    changes: dict[str, str], sentence: str,
) -> None:  # fmt: skip
    sign_in(client, son)
    data = sent(world.units[0], **changes)
    answer = client.post(f"/so-lieu/ky-da-chot/{closed.id}/dieu-chinh", data=data)
    assert answer.status_code == 422 and sentence in unescape(answer.text)
    assert session.scalar(sa.select(sa.func.count()).select_from(Adjustment)) == 0


def test_only_the_provinces_leader_adjusts(
    client: FlaskClient, session: Session, world: World, closed: ClosedPeriod
) -> None:
    ward = make_officer("Lê Anh Tuấn", world.units[0], Role.LEADER)
    auditor = make_officer("Hoàng Thị Sát", world.province, Role.AUDITOR)
    session.commit()
    address = f"/so-lieu/ky-da-chot/{closed.id}"
    sign_in(client, ward)
    assert client.post(f"{address}/dieu-chinh", data=sent(world.units[0])).status_code == 404
    sign_in(client, auditor)
    assert client.post(f"{address}/dieu-chinh", data=sent(world.units[0])).status_code == 403
    assert "Ghi một điều chỉnh" not in unescape(client.get(address).text)
    with pytest.raises(Forbidden):
        adjusting.adjust(
            session, closed, unit=world.units[0], channel=Channel.DESK, measure=Measure.RECEIVED,
            amount=1, reason="x", by=ward, at=clock.now(),
        )  # fmt: skip
    with pytest.raises(Invalid):
        adjusting.adjust(
            session, closed, unit=world.units[0], channel=Channel.DESK, measure=Measure.RECEIVED,
            amount=0, reason="x", by=session.get_one(Account, closed.closed_by_id), at=clock.now(),
        )  # fmt: skip


@pytest.mark.parametrize("words", ["UPDATE adjustment SET amount = 9", "DELETE FROM adjustment"])
def test_the_database_keeps_adjustments_as_they_are(
    session: Session, world: World, son: Account, closed: ClosedPeriod, words: str
) -> None:
    adjusting.adjust(
        session, closed, unit=world.units[0], channel=Channel.DESK, measure=Measure.RECEIVED,
        amount=2, reason="Ghi sót", by=son, at=clock.now(),
    )  # fmt: skip
    session.commit()
    with pytest.raises(sa.exc.DBAPIError, match="only ever added"):
        session.execute(sa.text(words))
    session.rollback()
