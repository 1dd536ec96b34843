"""What is past its time goes, and nothing else: figures stay, holds hold, letters go out first."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.mandate_models import Mandate
from portal.accounts.roles import Role
from portal.db import Base
from portal.documents.models import CopyForm
from portal.dossiers import copying, issued_book, queries, stopping, withdrawal
from portal.dossiers.duty_models import DutyKind, PaymentDuty
from portal.dossiers.issued_book_queries import Wanted
from portal.dossiers.mandate_models import MandateUse
from portal.dossiers.models import Dossier, Event
from portal.dossiers.reception.models import (
    HandoverLine,
    HandoverList,
    IdentityCheck,
    ListKind,
    PaperFacts,
    Visit,
    VisitEntry,
)
from portal.errors import Conflict
from portal.feedback.models import Rating
from portal.notifications.models import MessageState, OutboxMessage
from portal.payments.models import GatewayNotice, MoneyState, Payment, Verdict, Way
from portal.payments.statement_models import Match, Statement, StatementLine
from portal.privacy import holding, removing, retention
from portal.privacy.models import Removal
from portal.procedures.definitions import Channel
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


def beside(session: Session, cast: Cast, dossier: Dossier, others: list[Dossier]) -> None:
    """Rows of other rooms that tell of the person, each in words found nowhere else: "…-XYZ"."""
    at, desk = clock.now(), cast.unit.desks[0]
    visit = Visit(
        reference="LT1", key="k", desk_id=desk.id, channel=Channel.DESK, submitter_name="Tên-XYZ",
        submitter_identity="ID-XYZ", submitter_address="Nhà-XYZ", phone="09-XYZ", email="m-XYZ",
        identity_check=IdentityCheck.CARD, opened_by_id=cast.minh.id, opened_at=at,
        entries=[VisitEntry(dossier=one) for one in (dossier, *others)],
    )  # fmt: skip
    payment = Payment(
        dossier_id=dossier.id, unit_id=cast.unit.id, amount=8000, way=Way.VNPAY,
        state=MoneyState.FAILED, reference="REF1", dossier_code=dossier.label,
        payer_name="Người nộp", purpose="Phí", created_at=at,
    )  # fmt: skip
    statement = Statement(
        source=Way.VIETQR, unit_id=cast.unit.id, name="sao-ke.csv", sha256="0" * 64,
        first_day=at.date(), last_day=at.date(), count=1, added=1, imported_by_name="Kiệt",
        imported_at=at,
    )  # fmt: skip
    mandate = Mandate(
        person_id=cast.lan.id, agent_number="001190000009", agent_name="Bình", procedure_ids=[],
        from_day=at.date(), given_at=at, given_by_name="Lan",
    )  # fmt: skip
    session.add_all([visit, payment, statement, mandate])
    session.flush()
    mine: dict[str, Any] = {"dossier_id": dossier.id}
    lines = HandoverList(
        kind=ListKind.DOSSIERS, number="1/PBG", from_unit_id=cast.unit.id, to_unit_id=cast.unit.id,
        desk_id=desk.id, given_by_id=cast.minh.id, given_by_name="Minh", given_at=at,
        lines=[HandoverLine(**mine, missing="Thiếu-XYZ")],
    )  # fmt: skip
    papers = [PaperFacts(attachment=a, issuer="UBND-XYZ", kept_at=at) for a in dossier.attachments]
    session.add_all([
        lines,
        *papers,
        MandateUse(**mine, mandate_id=mandate.id),
        PaymentDuty(**mine, kind=DutyKind.BUDGET, amount=1, ground="Thuế-XYZ", requested_at=at,
                    requester_name="Hoa", proof="Giấy-XYZ"),
        GatewayNotice(gateway="vnpay", arrival="server", fields={"vnp_BankTranNo": "Thẻ-XYZ"},
                      is_verified=True, verdict=Verdict.RECORDED, reference="REF1",
                      gateway_transaction="14", amount=8000, payment_id=payment.id, at=at),
        StatementLine(statement_id=statement.id, source=Way.VIETQR, transaction="T1", at=at,
                      amount=8000, content="NGUYEN THI LAN-XYZ", reference="REF1",
                      match=Match.MATCHED, payment_id=payment.id),
        Rating(**mine, account_id=cast.lan.id, score=2, comment="Chậm-XYZ", at=at, day=at.date(),
               unit_id=dossier.unit_id, procedure_id=dossier.procedure_id,
               procedure_version_id=dossier.procedure_version_id,
               level=dossier.procedure_version.level, channel=dossier.channel),
    ])  # fmt: skip
    session.flush()


def everything(session: Session) -> str:
    return " ".join(
        json.dumps([str(value) for value in row], ensure_ascii=False)
        for table in Base.metadata.sorted_tables
        for row in session.execute(sa.text(f'SELECT * FROM "{table.name}"'))
    )


def test_what_other_rooms_tell_of_the_person_goes_and_sums_and_marks_stay(
    session: Session,
) -> None:
    cast = make_cast()
    dossier = withdrawn(cast)
    other = walk.entered(cast, key="k2")
    beside(session, cast, dossier, [other])
    rating = sa.select(Rating.score, Rating.unit_id, Rating.day, Rating.level, Rating.channel)
    marks = session.execute(rating).all()
    send_everything(session)
    assert everything(session).count("-XYZ") == 12
    with clock.travelling(LATER):
        removing.remove(dossier.id, by_name="x", today=clock.today(), at=clock.now())
        session.commit()
        session.expire_all()
        left = everything(session)
        # The visit brought another dossier, which is still worked on: its words stay with that one.
        assert left.count("-XYZ") == 5
        assert {e.dossier_id for e in session.scalars(sa.select(VisitEntry))} == {other.id}
        assert session.execute(rating).all() == marks
        assert session.scalars(sa.select(Rating.account_id)).all() == [None]
        notice = session.scalars(sa.select(GatewayNotice)).one()
        assert (notice.amount, notice.reference, notice.fields) == (8000, "REF1", {})
        assert session.scalars(sa.select(MandateUse)).all() == []
        assert differences(session) == []


def test_a_visit_goes_with_its_last_dossier(session: Session) -> None:
    cast = make_cast()
    dossier = withdrawn(cast)
    beside(session, cast, dossier, [])
    send_everything(session)
    with clock.travelling(LATER):
        removing.remove(dossier.id, by_name="x", today=clock.today(), at=clock.now())
        session.commit()
        session.expire_all()
        assert "-XYZ" not in everything(session)
        visit = session.scalars(sa.select(Visit)).one()
        assert (visit.submitter_name, visit.phone) == (removing.NOBODY, "")


@pytest.mark.parametrize("change", ["amount = 1", "reference = 'x'", "fields = '{\"a\": 1}'"])
def test_a_notice_of_a_gateway_is_emptied_only_and_only_after_a_removal(
    session: Session, change: str
) -> None:
    cast = make_cast()
    dossier = withdrawn(cast)
    beside(session, cast, dossier, [])
    send_everything(session)
    with pytest.raises(DBAPIError, match="only ever added"), session.begin_nested():
        session.execute(sa.update(GatewayNotice).values(fields={}))
    with clock.travelling(LATER):
        removing.remove(dossier.id, by_name="x", today=clock.today(), at=clock.now())
        with pytest.raises(DBAPIError, match="only ever added"), session.begin_nested():
            session.execute(sa.text(f"UPDATE gateway_notice SET {change}"))


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


def test_a_copy_stays_in_its_register_without_whom_it_went_to(session: Session) -> None:
    cast = make_cast()
    with clock.travelling(WITHDRAWN):
        dossier = walk.received(cast)
        notice = stopping.stop(dossier, ground="Luật", decision="", by=cast.tuan, at=clock.now())
        session.flush()
        wish = copying.Wish(CopyForm.WHOLE, "nộp toà", 3, ["Nguyễn Thị Lan"])
        made = copying.prepare(dossier, notice, wish, by=cast.dung, at=clock.now())
        copying.sign(dossier, made, by=cast.tuan, at=clock.now())
        copying.prepare(dossier, notice, wish, by=cast.dung, at=clock.now())
        session.flush()
    send_everything(session)
    with clock.travelling(walk.moment(20, 9, year=2031)):
        removing.remove(dossier.id, by_name="Trị", today=clock.today(), at=clock.now())
        session.commit()
        session.expire_all()
        (kept,) = queries.documents_of(dossier)
        assert (kept.number, kept.copied_from_id) == ("01/SY-UBND", None)
        assert kept.content == {"form": "SY", "copies": 3}
        period = Wanted(cast.unit, WITHDRAWN.date(), WITHDRAWN.date())
        (entry,) = issued_book.book(period).entries
        assert (entry.line.recipient, entry.line.copies) == ("", 3)
