"""A closed period gives the same figures for ever; whoever tampers with it is seen."""

from __future__ import annotations

import json
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.documents.issuing import store
from portal.documents.keys import trusted_roots_path
from portal.dossiers.closed_models import ClosedPeriod
from portal.dossiers.fact_models import Fact
from portal.dossiers.workflow import Action
from portal.errors import Forbidden, Refusal
from portal.statistics import closing, figures
from portal.statistics.compacting import compact
from portal.statistics.models import RollUp
from portal.statistics.periods import Period
from portal.statistics.recounting import differences
from tests.factories import make_keys, make_officer, make_procedure, sign_in
from tests.statistics.courses import handed_in, make_courses, on
from tests.statistics.told import By, progress_report
from tests.statistics.world import World, make_province

pytestmark = pytest.mark.usefixtures("at_noon")
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))


def leader_of(world: World) -> Account:
    make_keys([world.province], [])
    return make_officer("Phan Trường Sơn", world.province, Role.LEADER)


def report(session: Session, period: Period) -> object:
    return progress_report(session, period, None, By.UNIT, clock.now()).lines


def test_what_is_recorded_late_counts_later_and_changes_no_closed_figure(session: Session) -> None:
    world = make_courses(session, 4, count=40)
    before = report(session, JANUARY), report(session, FEBRUARY)
    closing.close(session, JANUARY, by=leader_of(world), at=clock.now())
    procedure = make_procedure(*world.units)
    late = handed_in(session, world.units[0], procedure, on(date(2026, 1, 15)), number=900)
    late.received(on(date(2026, 1, 16)), date(2026, 1, 20))
    late.issued(on(date(2026, 1, 19)))
    session.flush()
    assert report(session, JANUARY) == before[0]
    assert report(session, FEBRUARY) != before[1]
    flowed = figures.flows(session, date(2026, 2, 1), date(2026, 2, 1), [figures.By.PROCEDURE])
    counted = flowed[(procedure.id,)]
    # Resolved before its due day, as it was in truth, though counted in February.
    assert counted == {
        figures.Measure.HANDED_IN: 1,
        figures.Measure.RECEIVED: 1,
        figures.Measure.ISSUED_EARLY: 1,
    }
    assert differences(session) == []
    entries = closing.late_entries(session, FEBRUARY)
    assert [(e.action, e.day, e.counted_on) for e in entries] == [
        (Action.SUBMIT, date(2026, 1, 15), date(2026, 2, 1)),
        (Action.RECEIVE, date(2026, 1, 16), date(2026, 2, 1)),
        (Action.ISSUE, date(2026, 1, 19), date(2026, 2, 1)),
    ]
    assert closing.late_entries(session, JANUARY) == []


def test_a_closing_is_good_until_somebody_tampers(session: Session) -> None:
    world = make_courses(session, 6, count=40)
    leader = leader_of(world)
    first = closing.close(session, JANUARY, by=leader, at=clock.now())
    second = closing.close(session, FEBRUARY, by=leader, at=clock.now())
    assert second.previous == first.sha256
    assert closing.verify(session, first).is_good and closing.verify(session, second).is_good
    while compact(session):
        pass
    assert closing.verify(session, second).is_good
    session.execute(sa.update(RollUp).where(RollUp.start == JANUARY.start).values(amount=77))
    verdict = closing.verify(session, first)
    assert verdict.is_whole and verdict.is_sealed and not verdict.is_unchanged and verdict.changed


def test_the_file_is_canonical_and_openssl_agrees_with_the_seal(
    session: Session, tmp_path: Path
) -> None:
    world = make_courses(session, 6, count=20)
    closed = closing.close(session, JANUARY, by=leader_of(world), at=clock.now())
    content = store().read(closed.sha256)
    told = json.loads(content)
    assert content == closing.canonical(told)
    received = sum(line["counted"].get("received", 0) for line in told["figures"])
    assert received == session.scalar(
        sa.text(
            "SELECT count(*) FROM event WHERE action = 'receive' "
            "AND day BETWEEN '2026-01-01' AND '2026-01-31'"
        )
    )
    (tmp_path / "a.json").write_bytes(content)
    (tmp_path / "a.p7s").write_bytes(closed.signature)
    command = (
        "openssl cms -verify -binary -inform DER -in a.p7s -content a.json -purpose any "
        f"-CAfile {trusted_roots_path()} -out /dev/null"
    ).split()
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "a.json").write_bytes(content.replace(b"received", b"receiveD", 1))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode != 0


def test_only_the_province_closes_only_what_is_over_and_only_once(session: Session) -> None:
    world = make_courses(session, 6, count=5)
    leader = leader_of(world)
    commune = make_officer("Lê Anh Tuấn", world.units[0], Role.LEADER)
    auditor = make_officer("Hoàng Thị Sát", world.province, Role.AUDITOR)
    for stranger in (commune, auditor):
        with pytest.raises(Forbidden):
            closing.close(session, JANUARY, by=stranger, at=clock.now())
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Refusal, match="16/03/2026"):
        closing.close(session, Period(date(2026, 3, 1), yesterday), by=leader, at=clock.now())
    closing.close(session, JANUARY, by=leader, at=clock.now())
    with pytest.raises(Refusal, match="đã chốt"):
        closing.close(session, JANUARY, by=leader, at=clock.now())
    closing.close(session, FEBRUARY, by=leader, at=clock.now())
    year = Period(date(2025, 1, 1), date(2025, 12, 31))
    assert closing.close(session, year, by=leader, at=clock.now()).id


def test_a_closing_is_never_changed_or_removed(session: Session) -> None:
    world = make_province("Phường Một")
    closing.close(session, JANUARY, by=leader_of(world), at=clock.now())
    for statement in ("UPDATE closed_period SET sha256 = ''", "DELETE FROM closed_period"):
        with pytest.raises(sa.exc.DBAPIError, match="only ever added"), session.begin_nested():
            session.execute(sa.text(statement))


def test_the_pages_close_show_and_give_the_files(client: FlaskClient, session: Session) -> None:
    world = make_courses(session, 6, count=20)
    leader = leader_of(world)
    commune = make_officer("Lê Anh Tuấn", world.units[0], Role.LEADER)
    session.commit()
    sign_in(client, leader)
    page = client.get("/so-lieu/ky-da-chot")
    assert page.status_code == 200 and "Tháng 1 năm 2026" in page.text
    assert client.post("/so-lieu/chot-ky", data={"period": "2026-01"}).status_code == 422
    for wrong in ("", "2026-03", "2031", "'"):
        sent = client.post("/so-lieu/chot-ky", data={"period": wrong, "is_sure": "1"})
        assert sent.status_code == 422, wrong
    fact = session.scalars(sa.select(Fact).where(Fact.day == date(2026, 1, 15))).first()
    assert fact is not None
    fact.amount += 1
    session.commit()
    sent = client.post("/so-lieu/chot-ky", data={"period": "2026-01", "is_sure": "1"})
    assert sent.status_code == 409 and "Chưa chốt" in sent.text and "15/01/2026" in sent.text
    fact.amount -= 1
    session.commit()
    done = client.post("/so-lieu/chot-ky", data={"period": "2026-01", "is_sure": "1"})
    assert done.status_code == 303
    shown = client.get(done.location)
    assert "Đúng như khi chốt" in shown.text and "Khác số liệu" not in shown.text
    session.expire_all()
    closed = session.scalars(sa.select(ClosedPeriod)).one()
    assert client.get(f"{done.location}/so-lieu.json").data == store().read(closed.sha256)
    assert client.get(f"{done.location}/so-lieu.p7s").data == closed.signature
    sign_in(client, commune)
    assert (
        client.post("/so-lieu/chot-ky", data={"period": "2026-02", "is_sure": "1"}).status_code
        == 404
    )
    assert client.get("/so-lieu/ky-da-chot").status_code == 200
