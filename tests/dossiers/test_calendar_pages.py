"""The administrator's calendar pages: they work, for administrators of the right units, and what
is wrong is said beside its field."""

from __future__ import annotations

from datetime import date, time
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.units.models import CalendarDay, DayKind, Unit, UnitKind
from tests.factories import make_citizen, make_officer, make_unit, sign_in

pytestmark = pytest.mark.usefixtures("at_noon")
PAGE = "/quan-tri/lich"
OFFICE = ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))


@pytest.fixture
def province(session: Session) -> Unit:
    return make_unit("H99", "Tỉnh Sông Lam", kind=UnitKind.PROVINCE)


@pytest.fixture
def ward(province: Unit) -> Unit:
    return make_unit(parent_id=province.id)


@pytest.fixture
def tri(session: Session, province: Unit, ward: Unit, client: FlaskClient) -> Account:
    """The province's administrator, signed in."""
    account = make_officer("Vũ Quang Trị", province, Role.ADMINISTRATOR)
    session.commit()
    sign_in(client, account)
    return account


def filled(day: str, **changes: str) -> dict[str, str]:
    year, month, of_month = day.split("-")
    return {
        "day-day": of_month,
        "day-month": month,
        "day-year": year,
        "shape": "off",
        "title": "Nghỉ theo thông báo",
        "source": "Thông báo 12/TB-UBND",
        **changes,
    }


def send(client: FlaskClient, data: dict[str, str], query: str = "") -> tuple[int, str]:
    answer = client.post(PAGE + query, data=data, follow_redirects=False)
    if answer.status_code == 303:
        return 303, unescape(client.get(answer.location).text)
    return answer.status_code, unescape(answer.text)


def rows(session: Session) -> list[CalendarDay]:
    session.expire_all()
    return list(session.scalars(sa.select(CalendarDay).order_by(CalendarDay.id)))


def test_a_day_off_of_the_province_is_added_and_seen_by_every_unit(
    session: Session, client: FlaskClient, tri: Account, ward: Unit
) -> None:
    status, text = send(client, filled("2026-03-20"))
    assert status == 303 and "Đã thêm ngày 20/03/2026 vào lịch." in text
    assert "ngày nghỉ: Nghỉ theo thông báo" in text
    (row,) = rows(session)
    assert (row.unit_id, row.day, row.kind, row.periods, row.source, row.created_by) == (
        None,
        date(2026, 3, 20),
        DayKind.OFF,
        [],
        "Thông báo 12/TB-UBND",
        tri.id,
    )
    of_ward = unescape(client.get(f"{PAGE}?unit={ward.code}&year=2026").text)
    assert "Nghỉ theo thông báo" in of_ward
    assert not ward.working_calendar().is_working_day(date(2026, 3, 20))


def test_a_make_up_saturday_and_a_half_day(
    session: Session, client: FlaskClient, tri: Account, ward: Unit
) -> None:
    assert send(client, filled("2026-03-28", shape="full", title="Làm bù"))[0] == 303
    query = f"?unit={ward.code}"
    assert send(client, filled("2026-03-31", shape="morning", title="Kiểm kê"), query)[0] == 303
    session.expire_all()
    calendar = ward.working_calendar()
    assert calendar.intervals(date(2026, 3, 28)) == OFFICE
    assert calendar.intervals(date(2026, 3, 31)) == OFFICE[:1]
    assert [row.unit_id for row in rows(session)] == [None, ward.id]


def test_a_day_is_taken_back(session: Session, client: FlaskClient, tri: Account) -> None:
    send(client, filled("2026-03-20"))
    (row,) = rows(session)
    answer = client.post(f"{PAGE}/ngay/{row.id}/bo")
    assert answer.status_code == 303
    (row,) = rows(session)
    assert row.removed_by == tri.id and row.removed_at is not None
    assert client.post(f"{PAGE}/ngay/{row.id}/bo").status_code == 404
    assert send(client, filled("2026-03-20"))[0] == 303  # and can be added again


def test_a_day_that_is_past_is_taken_with_a_warning(client: FlaskClient, tri: Account) -> None:
    status, text = send(client, filled("2026-03-16"))
    assert status == 303 and "Ngày này đã qua" in text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"day-day": "", "day-month": "", "day-year": ""}, "Hãy nhập ngày"),
        ({"day-day": "31", "day-month": "2"}, "tháng 2 năm 2026 không có ngày 31"),
        ({"day-year": "1999"}, "phải từ 01/01/2000"),
        ({"title": " "}, "Hãy nhập lý do"),
        ({"title": "x" * 201}, "Hãy viết nhiều nhất 200 ký tự"),
        ({"shape": "never"}, "Hãy chọn một trong các mục có sẵn"),
        ({"shape": ""}, "Hãy chọn"),
        ({"day-day": "21"}, "Ngày 21/03/2026 vốn đã là ngày nghỉ."),  # a Saturday
        ({"shape": "full"}, "Ngày 20/03/2026 vốn đã làm việc như vậy."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    session: Session, client: FlaskClient, tri: Account, change: dict[str, str], sentence: str
) -> None:
    status, text = send(client, {**filled("2026-03-20"), **change})
    assert status == 422
    assert sentence in text and "Có mục cần xem lại" in text
    assert rows(session) == []


def test_a_day_is_not_added_twice(session: Session, client: FlaskClient, tri: Account) -> None:
    send(client, filled("2026-03-20"))
    status, text = send(client, filled("2026-03-20", shape="morning"))
    assert status == 422
    assert "Ngày 20/03/2026 đã có trong lịch này: Nghỉ theo thông báo." in text
    assert len(rows(session)) == 1


def test_a_unit_need_not_close_on_a_day_the_province_is_off(
    client: FlaskClient, tri: Account, ward: Unit
) -> None:
    send(client, filled("2026-03-20"))
    status, text = send(client, filled("2026-03-20"), f"?unit={ward.code}")
    assert status == 422 and "vốn đã là ngày nghỉ" in text
    assert send(client, filled("2026-03-20", shape="full"), f"?unit={ward.code}")[0] == 303


def test_weekly_hours_are_changed(
    session: Session, client: FlaskClient, tri: Account, ward: Unit
) -> None:
    address = f"{PAGE}/gio?unit={ward.code}"
    assert 'value="7:30-11:30, 13:30-17:00"' in unescape(client.get(address).text)
    hours = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "7:00-11:00, 13h30–17h00")
    assert client.post(address, data={**hours, "sat": "7:30 - 11:30"}).status_code == 303
    session.expire_all()
    weekly = ward.working_calendar().weekly
    assert weekly[0] == ((time(7), time(11)), (time(13, 30), time(17)))
    assert weekly[5] == OFFICE[:1] and weekly[6] == ()


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ("sáng", "Không hiểu “sáng”"),
        ("25:00-26:00", "Giờ từ 0 đến 23"),
        ("11:30-7:30", "Giờ kết thúc phải sau giờ bắt đầu"),
        ("7:30-11:30, 11:00-17:00", "chồng lên khoảng giờ đứng trước"),
        ("", "Mỗi tuần phải có ít nhất một ngày làm việc."),
    ],
)
def test_hours_that_cannot_be_are_refused(
    session: Session, client: FlaskClient, tri: Account, ward: Unit, hours: str, sentence: str
) -> None:
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "")
    answer = client.post(f"{PAGE}/gio?unit={ward.code}", data={**week, "wed": hours})
    assert answer.status_code == 422 and sentence in unescape(answer.text)
    session.expire_all()
    assert ward.calendar == {}


def test_an_administrator_of_a_unit_keeps_its_calendar_and_only_reads_the_provinces(
    session: Session, client: FlaskClient, province: Unit, ward: Unit
) -> None:
    other = make_unit()
    own = make_officer("Vũ Quang Xã", ward, Role.ADMINISTRATOR)
    announced = CalendarDay(
        unit_id=None,
        day=date(2026, 3, 25),
        kind=DayKind.OFF,
        title="Toàn tỉnh nghỉ",
        created_at=own.created_at,
    )
    session.add(announced)
    session.commit()
    sign_in(client, own)
    assert send(client, filled("2026-03-20"), f"?unit={ward.code}")[0] == 303
    text = unescape(client.get(PAGE).text)
    assert "Toàn tỉnh nghỉ" in text and "Thêm vào lịch" not in text
    assert client.post(PAGE, data=filled("2026-03-26")).status_code == 403
    assert client.post(f"{PAGE}/ngay/{announced.id}/bo").status_code == 403
    assert client.get(f"{PAGE}?unit={other.code}").status_code == 404
    assert send(client, filled("2026-03-26"), f"?unit={other.code}")[0] == 404
    assert len([row for row in rows(session) if row.removed_at is None]) == 2


def test_the_pages_are_the_administrators(
    session: Session, client: FlaskClient, ward: Unit
) -> None:
    leader, citizen = make_officer("Lê Anh Tuấn", ward, Role.LEADER), make_citizen()
    session.commit()
    for person in (leader, citizen):
        sign_in(client, person)
        for address in (PAGE, f"{PAGE}/gio?unit={ward.code}"):
            assert client.get(address).status_code == 403
        assert client.post(PAGE, data=filled("2026-03-20")).status_code == 403
    assert rows(session) == []


@pytest.mark.parametrize("query", ["?year=1999", "?year=x", "?year=2100", "?unit=H99.khong"])
def test_an_address_nobody_was_given_is_not_found(
    client: FlaskClient, tri: Account, query: str
) -> None:
    assert client.get(PAGE + query).status_code == 404
