"""What is past its time goes, and nothing else: figures stay, holds hold, letters go out first."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.dossiers import withdrawal
from portal.dossiers.models import Dossier, Event
from portal.errors import Conflict
from portal.notifications.models import MessageState, OutboxMessage
from portal.privacy import holding, removing, retention
from portal.privacy.models import Removal
from portal.statistics.recounting import differences
from portal.units.models import UnitKind
from tests.dossiers import walk
from tests.factories import Cast, make_cast, make_officer, make_unit

WITHDRAWN = walk.moment(18, 9, year=2026)
LATER = walk.moment(19, 9, year=2028)  # 24 months and a day


def withdrawn(cast: Cast) -> Dossier:
    with clock.travelling(WITHDRAWN):
        dossier = walk.received(cast)
        withdrawal.withdraw(dossier, reason="Chị Lan đổi ý", by=cast.lan, at=clock.now())
    return dossier


def send_everything(session: Session) -> None:
    session.execute(sa.update(OutboxMessage).values(state=MessageState.SENT))
    session.flush()


def test_after_removal_no_table_names_the_person_and_the_figures_agree(session: Session) -> None:
    cast = make_cast()
    dossier = withdrawn(cast)
    send_everything(session)
    events = len(dossier.events)
    with clock.travelling(LATER):
        today = clock.today()
        removing.remove(dossier.id, by_name="Vũ Quang Trị", today=today, at=clock.now())
        session.commit()
        session.expire_all()
        left = " ".join(
            json.dumps([str(value) for value in row], ensure_ascii=False)
            for table in ("dossier", "event", "attachment", "supplement_request", "outbox_message",
                          "notice", "document", "draft_page")
            for row in session.execute(sa.text(f"SELECT * FROM {table}"))
        )  # fmt: skip
        for word in ("Nguyễn Thị Lan", "Nguyễn Gia Hân", "đổi ý", "giấy chứng sinh.pdf"):
            assert word not in left
        found = session.get_one(Dossier, dossier.id)
        assert found.state == "withdrawn" and found.code and len(found.events) == events
        assert {e.actor_name for e in found.events if e.actor_role == "citizen"} == {""}
        assert differences(session) == []
        with pytest.raises(Conflict):
            removing.remove(dossier.id, by_name="Vũ Quang Trị", today=today, at=clock.now())


def test_not_before_its_time_nor_before_everything_went_out_nor_while_it_is_held(
    session: Session,
) -> None:
    cast = make_cast()
    province = make_unit(name="Tỉnh Sông Lam", kind=UnitKind.PROVINCE)
    tri = make_officer("Vũ Quang Trị", province, Role.ADMINISTRATOR)
    dossier = withdrawn(cast)
    with clock.travelling(LATER - timedelta(days=2)):
        assert retention.due_of(dossier, clock.today()) is None
    with clock.travelling(LATER):
        at, today = clock.now(), clock.today()
        due = retention.due_of(dossier, today)
        assert due and (due.rule.key, due.kept_back) == ("withdrawn", "outgoing")
        send_everything(session)
        kept = holding.hold(dossier.label, reason="Khiếu nại", until=None, by=tri, at=at)
        session.flush()
        assert retention.kept_back(dossier, today) == "held"
        with pytest.raises(Conflict):
            removing.remove(dossier.id, by_name="x", today=today, at=at)
        holding.lift(kept, by=tri, at=at)
        session.flush()
        assert retention.kept_back(dossier, today) == ""
        assert [p.count for p in retention.preview(today) if p.rule.key == "withdrawn"] == [1]
        until = holding.hold(dossier.label, reason="Toà", until=today, by=tri, at=at)
        session.flush()
        assert until and retention.kept_back(dossier, today + timedelta(days=1)) == ""


@pytest.mark.parametrize(
    "change",
    [
        "note = 'viết lại'",
        "day = '2020-01-01'",
        "state_after = 'returned'",
        "actor_name = 'Người khác'",
        "unit_id = unit_id + 1",
    ],
)
def test_even_then_the_database_lets_events_be_emptied_only(session: Session, change: str) -> None:
    dossier = withdrawn(make_cast())
    send_everything(session)
    with clock.travelling(LATER):
        removing.remove(dossier.id, by_name="x", today=clock.today(), at=clock.now())
        with pytest.raises(DBAPIError, match="only ever added"), session.begin_nested():
            session.execute(sa.text(f"UPDATE event SET {change}"))


def test_without_a_removal_no_event_is_emptied_and_a_removal_stays(session: Session) -> None:
    dossier = withdrawn(make_cast())
    session.flush()
    with pytest.raises(DBAPIError, match="only ever added"), session.begin_nested():
        session.execute(sa.update(Event).values(note=""))
    send_everything(session)
    with clock.travelling(LATER):
        removing.remove(dossier.id, by_name="x", today=clock.today(), at=clock.now())
    for change in ("UPDATE removal SET by_name = 'y'", "DELETE FROM removal"):
        with pytest.raises(DBAPIError, match="only ever added"), session.begin_nested():
            session.execute(sa.text(change))
    assert session.scalar(sa.select(sa.func.count()).select_from(Removal)) == 1


def test_preview_and_run_on_the_command_line(app: Flask, session: Session) -> None:
    dossier = withdrawn(make_cast())
    code = dossier.label
    send_everything(session)
    session.commit()
    with clock.travelling(LATER):
        runner = app.test_cli_runner()
        shown = json.loads(runner.invoke(args=["retention", "preview", "--json"]).output)
        assert [(r["rule"], r["count"]) for r in shown if r["count"]] == [("withdrawn", 1)]
        assert [d["code"] for r in shown for d in r["dossiers"]] == [code]
        assert "1 hồ sơ" in runner.invoke(args=["retention", "run", "--by", "Trị"]).output
        shown = json.loads(runner.invoke(args=["retention", "preview", "--json"]).output)
        assert sum(r["count"] for r in shown) == 0
