"""A changed calendar moves open dossiers only by an act, exactly those it showed, with events."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal import clock, migrate
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import rescheduling, supplements, timeline
from portal.dossiers.models import ActionRefused, Dossier, Event
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Forbidden
from portal.notifications.models import OutboxMessage
from portal.units.models import CalendarDay, DayKind, Unit
from portal.web import unit_of_work
from tests.conftest import empty_database
from tests.dossiers.walk import issued, moment, received, submitted
from tests.factories import Cast, make_cast, make_officer, sign_in

noon = pytest.mark.usefixtures("at_noon")
ADDRESS = "/quan-tri/lich/doi-hen"
REASON = "Nghỉ ngày 20/3 theo thông báo của tỉnh."
ITEMS = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": ""}]
# Received on Wednesday 18/3/2026, three working days: Monday 23/3 at 17:00.
MONDAY = datetime(2026, 3, 23, 10, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 24, 10, tzinfo=UTC)  # with Friday 20/3 off


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


@pytest.fixture
def administrator(cast: Cast) -> Account:
    return make_officer("Vũ Quang Trị", cast.unit, Role.ADMINISTRATOR)


def announce(day: date, kind: DayKind = DayKind.OFF, unit: Unit | None = None) -> None:
    db.session.add(
        CalendarDay(
            unit_id=unit.id if unit else None,
            day=day,
            kind=kind,
            periods=[],
            title="Nghỉ theo thông báo",
            created_at=clock.now(),
        )
    )
    db.session.flush()


def friday_off() -> None:
    announce(date(2026, 3, 20))


def move(cast: Cast, by: Account, seen: str | None = None) -> rescheduling.Preview:
    seen = rescheduling.preview([cast.unit]).seen if seen is None else seen
    done = rescheduling.reschedule([cast.unit], seen=seen, reason=REASON, by=by, at=clock.now())
    db.session.flush()
    return done


def asked(cast: Cast, **more: str) -> Dossier:
    dossier = received(cast, **more)
    supplements.request(dossier, reason="Mờ.", items=ITEMS, by=cast.hoa, at=clock.now())
    return dossier


@noon
def test_a_changed_calendar_alone_moves_nothing(cast: Cast) -> None:
    dossier = received(cast)
    friday_off()
    assert dossier.due_at == MONDAY
    assert dossier.events[-1].action is not Action.RESCHEDULE


@noon
def test_exactly_what_was_shown_moves(cast: Cast, administrator: Account) -> None:
    moving, waiting = received(cast, key="a"), asked(cast, key="b")
    done = issued(cast, key="c")
    not_yet = submitted(cast, key="d")
    friday_off()
    after = received(cast, key="e")  # already counted by the new calendar
    shown = rescheduling.preview([cast.unit])
    assert [(s.code, s.old_due, s.new_due) for s in shown.shifts] == [
        (moving.code, MONDAY, TUESDAY),
        (waiting.code, MONDAY, TUESDAY),
    ]
    assert shown.open_count == 3
    assert move(cast, administrator).shifts == shown.shifts
    assert [d.due_at for d in (moving, waiting, done, not_yet, after)] == [
        TUESDAY,
        TUESDAY,
        MONDAY,
        None,
        TUESDAY,
    ]
    assert rescheduling.preview([cast.unit]).shifts == ()
    events = db.session.scalars(sa.select(Event).where(Event.action == Action.RESCHEDULE))
    assert {event.dossier_id for event in events} == {moving.id, waiting.id}


@noon
def test_the_event_says_both_dates_who_and_why(cast: Cast, administrator: Account) -> None:
    dossier = received(cast)
    state = dossier.state
    friday_off()
    move(cast, administrator)
    event = dossier.events[-1]
    assert (event.action, event.actor_role, event.actor_id, event.note) == (
        Action.RESCHEDULE,
        "administrator",
        administrator.id,
        REASON,
    )
    assert event.data == {
        "old_due": "2026-03-23T10:00:00+00:00",
        "new_due": "2026-03-24T10:00:00+00:00",
        "reason": REASON,
    }
    assert event.due_on == date(2026, 3, 24)
    assert dossier.state is state is event.state_after


@noon
def test_the_open_step_is_counted_anew_too(cast: Cast, administrator: Account) -> None:
    # Received on Wednesday 10:00, assessed within eight hours: 10:30 on Thursday; now Friday.
    dossier = received(cast)
    assert dossier.open_task is not None
    assert dossier.open_task.due_at == moment(19, 10, 30)
    announce(date(2026, 3, 19))
    move(cast, administrator)
    assert dossier.open_task.due_at == moment(20, 10, 30)


@noon
def test_the_citizen_is_told_and_sees_it(cast: Cast, administrator: Account) -> None:
    dossier = received(cast)
    friday_off()
    move(cast, administrator)
    told = db.session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.key.contains("rescheduled"))
    ).all()
    assert told
    for message in told:
        assert "17 giờ 00, ngày 23/03/2026" in message.body
        assert "17 giờ 00, ngày 24/03/2026" in message.body
        assert REASON in message.body
    moments = timeline.timeline(dossier, is_own=True)
    assert moments[-2].title == "Ngày hẹn trả kết quả thay đổi theo lịch nghỉ, làm bù"
    assert moments[-2].note == REASON
    assert "24" in str(moments[-1].at)


@noon
def test_a_made_up_saturday_brings_the_date_forward(cast: Cast, administrator: Account) -> None:
    dossier = received(cast)
    announce(date(2026, 3, 21), DayKind.WORKING)
    move(cast, administrator)
    assert dossier.due_at == datetime(2026, 3, 21, 10, tzinfo=UTC)


@noon
def test_a_pause_already_answered_stays_out_of_the_count(
    cast: Cast, administrator: Account
) -> None:
    with clock.travelling(moment(18, 10)):
        dossier = asked(cast)
    # Thursday and Friday waiting; Monday to Wednesday count.
    with clock.travelling(moment(20, 10)):
        supplements.answer(dossier, text="Đây.", by=cast.lan, at=clock.now())
    assert dossier.due_at == datetime(2026, 3, 25, 10, tzinfo=UTC)
    friday_off()
    assert rescheduling.preview([cast.unit]).shifts == ()
    announce(date(2026, 3, 24))
    move(cast, administrator)
    assert dossier.due_at == datetime(2026, 3, 26, 10, tzinfo=UTC)


@noon
def test_a_second_appointment_of_an_apology_stays(cast: Cast, administrator: Account) -> None:
    dossier = received(cast)
    promised = datetime(2026, 3, 30, 10, tzinfo=UTC)
    dossier.extended_to = promised
    friday_off()
    move(cast, administrator)
    assert (dossier.due_at, dossier.extended_to) == (TUESDAY, promised)


@noon
def test_another_units_day_off_moves_nothing_here(cast: Cast) -> None:
    received(cast)
    announce(date(2026, 3, 20), unit=cast.elsewhere)
    assert rescheduling.preview([cast.unit]).shifts == ()


@noon
@pytest.mark.parametrize("who", ["minh", "hoa", "tuan", "dung", "binh", "lan"])
def test_nobody_but_an_administrator_moves_dates(cast: Cast, who: str) -> None:
    dossier = received(cast)
    friday_off()
    with pytest.raises(Forbidden):
        move(cast, getattr(cast, who))
    assert dossier.due_at == MONDAY
    actor = cast.lan.as_citizen() if who == "lan" else None
    if actor:
        with pytest.raises(ActionRefused):
            dossier.move(Action.RESCHEDULE, by=actor, at=clock.now())


@noon
def test_an_administrator_of_another_unit_is_refused(cast: Cast) -> None:
    received(cast)
    friday_off()
    with pytest.raises(Forbidden):
        move(cast, make_officer("Vũ Quang Khác", cast.elsewhere, Role.ADMINISTRATOR))


@noon
def test_an_administrator_above_answers_for_the_units_below(cast: Cast) -> None:
    cast.unit.parent_id = cast.elsewhere.id
    above = make_officer("Vũ Quang Trên", cast.elsewhere, Role.ADMINISTRATOR)
    dossier = received(cast)
    friday_off()
    move(cast, above)
    assert dossier.due_at == TUESDAY
    assert dossier.events[-1].actor_unit_id == cast.elsewhere.id


@noon
def test_a_list_that_changed_since_is_not_moved(cast: Cast, administrator: Account) -> None:
    dossier, other = received(cast, key="a"), received(cast, key="b")
    friday_off()
    seen = rescheduling.preview([cast.unit]).seen
    announce(date(2026, 3, 24))  # a colleague changes the calendar once more
    with pytest.raises(Conflict):
        move(cast, administrator, seen)
    assert (dossier.due_at, other.due_at) == (MONDAY, MONDAY)


@noon
def test_an_officer_on_the_page_from_before_is_told(cast: Cast, administrator: Account) -> None:
    dossier = received(cast)
    seen_version = dossier.version
    friday_off()
    move(cast, administrator)
    with pytest.raises(Conflict):
        dossier.expect_version(seen_version)


# --- the page -------------------------------------------------------------------------------


@noon
def test_the_page_shows_codes_and_dates_and_nothing_else_of_a_dossier(
    client: FlaskClient, cast: Cast, administrator: Account
) -> None:
    dossier = received(cast)
    friday_off()
    db.session.commit()
    sign_in(client, administrator)
    text = unescape(client.get(ADDRESS).text)
    assert "1 hồ sơ đang giải quyết đổi ngày hẹn trả" in text
    assert dossier.code and dossier.code in text
    assert "17:00 23/03/2026" in text and "17:00 24/03/2026" in text
    for private in (dossier.applicant_name, dossier.reference, "Đăng ký khai sinh"):
        assert private not in text
    assert client.get(f"/can-bo/ho-so/{dossier.reference}").status_code == 403


def press(client: FlaskClient, seen: str, reason: str = REASON) -> tuple[int, str]:
    answer = client.post(ADDRESS, data={"seen": seen, "reason": reason})
    return answer.status_code, unescape(answer.text)


@noon
def test_the_page_moves_what_it_showed(
    client: FlaskClient, cast: Cast, administrator: Account
) -> None:
    dossier = received(cast)
    friday_off()
    db.session.commit()
    sign_in(client, administrator)
    assert press(client, rescheduling.preview([cast.unit]).seen)[0] == 303
    db.session.expire_all()
    assert dossier.due_at == TUESDAY
    assert "Không hồ sơ nào phải đổi ngày hẹn" in unescape(client.get(ADDRESS).text)


@noon
def test_without_a_reason_the_page_says_so_and_moves_nothing(
    client: FlaskClient, cast: Cast, administrator: Account
) -> None:
    dossier = received(cast)
    friday_off()
    db.session.commit()
    sign_in(client, administrator)
    status, text = press(client, rescheduling.preview([cast.unit]).seen, reason=" ")
    assert status == 422 and "Hãy nhập lý do đổi ngày hẹn" in text
    status, text = press(client, "0" * 64)
    assert status == 409 and "Danh sách hồ sơ vừa thay đổi" in text
    db.session.expire_all()
    assert dossier.due_at == MONDAY


@noon
@pytest.mark.parametrize("query", ["?unit=H99.khong", "?page=0", "?page=2", "?page=x"])
def test_an_address_nobody_was_given_is_not_found(
    client: FlaskClient, administrator: Account, query: str
) -> None:
    db.session.commit()
    sign_in(client, administrator)
    assert client.get(ADDRESS + query).status_code == 404


@noon
def test_the_page_is_the_administrators(client: FlaskClient, cast: Cast) -> None:
    db.session.commit()
    for person in (cast.minh, cast.tuan, cast.lan):
        sign_in(client, person)
        assert client.get(ADDRESS).status_code == 403
        assert press(client, "")[0] == 403


@pytest.fixture
def committed(app: Flask, tmp_path: Path) -> Iterator[None]:
    """A database of its own, where every request commits for good."""
    shared = db.engine.url.render_as_string(hide_password=False)
    own = empty_database(db.engine.dialect.name, tmp_path, "rescheduling")
    migrate.upgrade(own)
    db.open(own, unit_of_work)
    try:
        yield
    finally:
        db.open(shared, unit_of_work)


@pytest.mark.usefixtures("committed")
def test_of_two_administrators_pressing_at_once_one_moves_and_the_other_is_told(
    app: Flask,
) -> None:
    cast = make_cast()
    both = [make_officer(name, cast.unit, Role.ADMINISTRATOR) for name in ("Vũ Một", "Vũ Hai")]
    dossier = received(cast)
    next_day = cast.unit.working_calendar().next_working_day(clock.today())
    announce(next_day)
    db.session.commit()
    identifier, seen = dossier.id, rescheduling.preview([cast.unit]).seen
    browsers = [app.test_client() for _one in both]
    for browser, person in zip(browsers, both, strict=True):
        sign_in(browser, person)
    db.forget()
    start = threading.Barrier(2)

    def go(browser: FlaskClient) -> int:
        start.wait()
        return press(browser, seen)[0]

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, browsers)) == [303, 409]
    found = db.session.get(Dossier, identifier)
    assert found is not None
    assert [event.action for event in found.events].count(Action.RESCHEDULE) == 1


@pytest.mark.usefixtures("committed")
def test_a_dossier_read_before_the_move_can_no_longer_be_written() -> None:
    cast = make_cast()
    administrator = make_officer("Vũ Quang Trị", cast.unit, Role.ADMINISTRATOR)
    dossier = received(cast)
    announce(cast.unit.working_calendar().next_working_day(clock.today()))
    db.session.commit()
    with Session(db.engine, expire_on_commit=False) as other:
        stale = other.get_one(Dossier, dossier.id)
        other.commit()
        move(cast, administrator)
        db.session.commit()
        stale.due_at = MONDAY
        with pytest.raises(StaleDataError):
            other.flush()
        other.rollback()


def day_off(**changes: str) -> dict[str, str]:
    return {
        "day-day": "20", "day-month": "3", "day-year": "2026", "shape": "off",
        "title": "Nghỉ theo thông báo", "source": "Thông báo 12/TB-UBND", **changes,
    }  # fmt: skip


def calendar_days() -> list[CalendarDay]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(CalendarDay).where(CalendarDay.removed_at.is_(None))))


def seen_on(text: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', text)
    assert found, text
    return found[1]


@noon
def test_a_change_that_moves_dossiers_is_shown_before_it_is_saved(
    cast: Cast, administrator: Account, client: FlaskClient
) -> None:
    dossier = received(cast)
    db.session.commit()
    sign_in(client, administrator)
    address = f"/quan-tri/lich?unit={cast.unit.code}"
    shown = client.post(address, data=day_off())
    assert shown.status_code == 200
    text = unescape(shown.text)
    assert "Lịch chưa được lưu" in text and str(dossier.code) in text
    assert "17:00 23/03/2026" in text and "17:00 24/03/2026" in text
    assert calendar_days() == []
    saved = client.post(address, data=day_off(seen=seen_on(text)))
    assert saved.status_code == 303 and saved.location.startswith(ADDRESS)
    (row,) = calendar_days()
    assert (row.day, row.title, row.source) == (
        date(2026, 3, 20), "Nghỉ theo thông báo", "Thông báo 12/TB-UBND",
    )  # fmt: skip
    assert db.session.get_one(Dossier, dossier.id).due_at == MONDAY  # moved by its own act only
    # Taking the day away again moves nothing: the appointment is as without it.
    gone = client.post(f"/quan-tri/lich/ngay/{row.id}/bo")
    assert gone.status_code == 303 and calendar_days() == []


@noon
def test_dossiers_received_between_looking_and_saving_are_shown_again(
    cast: Cast, administrator: Account, client: FlaskClient
) -> None:
    received(cast, key="a")
    db.session.commit()
    sign_in(client, administrator)
    address = f"/quan-tri/lich?unit={cast.unit.code}"
    seen = seen_on(client.post(address, data=day_off()).text)
    second = received(cast, key="b")
    db.session.commit()
    again = client.post(address, data=day_off(seen=seen))
    assert again.status_code == 200 and calendar_days() == []
    assert "vừa thay đổi" in unescape(again.text) and str(second.code) in again.text
    assert client.post(address, data=day_off(seen=seen_on(again.text))).status_code == 303


@noon
def test_other_hours_are_shown_before_they_are_saved_and_what_is_wrong_before_that(
    cast: Cast, administrator: Account, client: FlaskClient
) -> None:
    received(cast)
    db.session.commit()
    sign_in(client, administrator)
    address = f"/quan-tri/lich/gio?unit={cast.unit.code}"
    # No Mondays: the third working day is Tuesday.
    week = dict.fromkeys(("tue", "wed", "thu", "fri"), "7:30-11:30, 13:30-17:00") | {"mon": ""}
    shown = client.post(address, data=week)
    assert shown.status_code == 200 and "17:00 24/03/2026" in shown.text
    db.session.expire_all()
    assert "weekly" not in cast.unit.calendar
    assert client.post(address, data={**week, "seen": seen_on(shown.text)}).status_code == 303
    db.session.expire_all()
    assert cast.unit.calendar["weekly"]["mon"] == []
    assert client.post(address, data={**week, "tue": "abc"}).status_code == 422
