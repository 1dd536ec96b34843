"""The leader sends back or signs; the clerk numbers, seals and issues (NĐ 30/2020/NĐ-CP)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.counters import Counter
from portal.db import db
from portal.documents import keys, verification
from portal.documents.issuing import store
from portal.documents.models import Document, DocumentState
from portal.documents.signing import CertificateRefused
from portal.dossiers import decisions, processing, queries, withdrawal
from portal.dossiers.document_store import at_the_desk as store_room
from portal.dossiers.models import ActionRefused, DeliveryMethod, Dossier
from portal.dossiers.workflow import Action, Outcome, State
from portal.errors import Conflict, Forbidden, Invalid
from portal.notifications.models import OutboxMessage
from tests.documents import tools
from tests.dossiers.walk import drafted, issued, moment, proposed, received, signed
from tests.factories import PARTS, Cast, authority, make_cast, make_keys, make_officer

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


def result(dossier: Dossier) -> Document:
    return next(d for d in queries.documents_of(dossier) if d.kind == "result")


def register(session: Session, cast: Cast, symbol: str = "GKS-UBND") -> int | None:
    series = f"document/{cast.unit.code}/{symbol}/2026"
    return session.scalar(sa.select(Counter.value).where(Counter.series == series))


def test_sending_back_reopens_the_specialists_step_with_the_same_officer(cast: Cast) -> None:
    make_officer("Lò Văn Páo", cast.unit, Role.SPECIALIST)
    dossier = proposed(cast)
    decisions.send_back(dossier, reason="Sai tên mẹ.", by=cast.tuan, at=moment(18, 11))
    assert [(t.step_key, t.outcome or "") for t in dossier.tasks] == [
        ("assess", "propose"), ("approve", "send_back"), ("assess", ""),
    ]  # fmt: skip
    task = dossier.open_task
    assert task is not None and task.assignee_name == "Trần Thị Hoa"
    assert dossier.events[-1].note == "Sai tên mẹ."
    processing.propose(dossier, note="Đã sửa.", by=cast.hoa, at=moment(18, 14))
    decisions.approve(dossier, note="", by=cast.tuan, at=moment(18, 15))
    assert result(dossier).state is DocumentState.SIGNED


def test_sending_back_needs_a_reason_and_a_proposal(cast: Cast) -> None:
    with pytest.raises(Conflict):
        decisions.send_back(drafted(cast, key="a"), reason="Sửa.", by=cast.hoa, at=clock.now())
    with pytest.raises(Invalid):
        decisions.send_back(proposed(cast, key="b"), reason="", by=cast.tuan, at=clock.now())


def test_only_the_leader_of_the_unit_signs(cast: Cast) -> None:
    dossier = proposed(cast)
    for other in (cast.hoa, cast.dung, cast.minh, cast.binh):
        with pytest.raises(Forbidden):
            decisions.approve(dossier, note="", by=other, at=clock.now())
    assert result(dossier).state is DocumentState.DRAFT


def test_approving_signs_with_the_leaders_own_certificate(cast: Cast, tmp_path: Path) -> None:
    dossier = proposed(cast)
    decisions.approve(dossier, note="Đồng ý.", by=cast.tuan, at=moment(18, 11))
    document = result(dossier)
    assert (document.state, document.signer_name) == (DocumentState.SIGNED, "Lê Anh Tuấn")
    assert document.signed_at == moment(18, 11) and document.number is None
    content = store().read(document.sha256)
    (report,) = verification.check(content, [authority().pem])
    assert report.is_sound and report.signer == "Lê Anh Tuấn"
    assert report.signed_at == moment(18, 11)
    told = tools.pdfsig(content, tmp_path, authority().pem)
    assert told.count("Signature is Valid.") == 1 and "Certificate is Trusted." in told
    assert dossier.state is State.PROCESSING, "signed is not issued"
    assert dossier.open_task is not None and dossier.open_task.step_key == "issue"


def test_a_leader_without_a_certificate_is_told_so_and_nothing_is_signed(cast: Cast) -> None:
    dossier = proposed(cast)
    keys.personal_key_path(cast.tuan.email).unlink()
    with pytest.raises(Conflict, match="chưa có chứng thư số"):
        decisions.approve(dossier, note="", by=cast.tuan, at=clock.now())
    assert result(dossier).sha256 == ""


def test_an_expired_certificate_signs_nothing(cast: Cast) -> None:
    dossier = proposed(cast)
    make_keys([], [cast.tuan], until=moment(17, 0))
    with pytest.raises(CertificateRefused, match="hết hạn ngày 17/03/2026"):
        decisions.approve(dossier, note="", by=cast.tuan, at=clock.now())


def test_issuing_numbers_seals_and_freezes(cast: Cast, tmp_path: Path) -> None:
    dossier = signed(cast)
    before = result(dossier).sha256
    decisions.issue(dossier, by=cast.dung, at=moment(19, 8))
    document = result(dossier)
    assert (document.state, document.number) == (DocumentState.ISSUED, "01/GKS-UBND")
    assert document.issued_at == moment(19, 8) and document.sha256 != before
    content = store().read(document.sha256)
    assert hashlib.sha256(content).hexdigest() == document.sha256
    assert content.startswith(store().read(before)), "sealing only adds to what was signed"
    text = tools.text_of(content, tmp_path)
    assert "Số: 01/GKS-UBND" in text and "Phường Hải An, ngày 19 tháng 3 năm 2026" in text
    assert (dossier.state, dossier.outcome) == (State.RESOLVED, Outcome.GRANTED)
    assert dossier.resolved_at == moment(19, 8)


def test_both_signatures_of_an_issued_result_are_valid(cast: Cast, tmp_path: Path) -> None:
    content = store().read(result(issued(cast)).sha256)
    reports = verification.check(content, [authority().pem])
    assert [report.signer for report in reports] == ["Lê Anh Tuấn", cast.unit.name]
    assert verification.is_sound(reports)
    told = tools.pdfsig(content, tmp_path, authority().pem)
    assert told.count("Signature is Valid.") == 2
    assert told.count("Certificate is Trusted.") == 2
    assert told.count("Total document signed") == 1


def test_a_result_that_runs_out_says_until_when_and_is_not_offered_again_after_that(
    session: Session, client: FlaskClient
) -> None:
    cast = make_cast(parts=replace(PARTS, result=replace(PARTS.result, valid_for="6m")))
    identity = cast.lan.personal_number or ""
    granted = result(issued(cast, key="a"))  # on 18 March 2026
    refused = result(issued(cast, key="b", outcome=Outcome.REFUSED, remark="Không đủ."))
    assert granted.valid_until == date(2026, 9, 18) and refused.valid_until is None
    offered = {paper.origin for paper in store_room.papers_of(identity, date(2026, 9, 18))}
    assert f"d{granted.id}" in offered
    later = {paper.origin for paper in store_room.papers_of(identity, date(2026, 9, 19))}
    assert f"d{granted.id}" not in later
    db.session.commit()
    seen = client.get(f"/xac-thuc/{granted.verify_code}").text
    assert "18/09/2026" in seen and "đang có hiệu lực" in seen
    with clock.travelling(moment(19, 8) + timedelta(days=200)):
        seen = client.get(f"/xac-thuc/{granted.verify_code}").text
    assert "Đã hết thời hạn" in seen and "đang có hiệu lực" not in seen


def test_numbers_run_on_by_unit_symbol_and_year(cast: Cast) -> None:
    first, second = issued(cast, key="a"), issued(cast, key="b")
    refused = issued(cast, key="c", outcome=Outcome.REFUSED, remark="Không đủ điều kiện.")
    assert [result(d).number for d in (first, second, refused)] == [
        "01/GKS-UBND", "02/GKS-UBND", "01/TB-UBND",
    ]  # fmt: skip
    assert refused.outcome is Outcome.REFUSED and refused.state is State.RESOLVED
    with clock.travelling(moment(5, 9, month=1, year=2027)):
        assert result(issued(cast, key="d")).number == "01/GKS-UBND"


def test_a_seal_that_fails_gives_the_number_back(session: Session, cast: Cast) -> None:
    dossier = signed(cast)
    session.commit()
    make_keys([cast.unit], [], until=moment(17, 0))
    with pytest.raises(CertificateRefused):
        decisions.issue(dossier, by=cast.dung, at=clock.now())
    session.rollback()  # as the edge of the request does
    document = result(dossier)
    assert register(session, cast) is None
    assert (document.state, document.number) == (DocumentState.SIGNED, None)
    assert dossier.state is State.PROCESSING and dossier.resolved_at is None
    make_keys([cast.unit], [])
    decisions.issue(dossier, by=cast.dung, at=clock.now())
    assert document.number == "01/GKS-UBND" and register(session, cast) == 1


def test_a_unit_without_a_seal_issues_nothing(session: Session, cast: Cast) -> None:
    dossier = signed(cast)
    keys.seal_key_path(cast.unit.code).unlink()
    with pytest.raises(Conflict, match="chưa có chứng thư số của cơ quan"):
        decisions.issue(dossier, by=cast.dung, at=clock.now())
    assert register(session, cast) is None


def test_nothing_is_issued_before_it_is_signed_nor_twice(session: Session, cast: Cast) -> None:
    with pytest.raises(Conflict):
        decisions.issue(proposed(cast, key="a"), by=cast.dung, at=clock.now())
    dossier = issued(cast, key="b")
    with pytest.raises(Conflict):
        decisions.issue(dossier, by=cast.dung, at=clock.now())
    assert register(session, cast) == 1


def test_a_result_asked_for_online_is_returned_at_the_same_moment(cast: Cast) -> None:
    dossier = signed(cast, delivery=DeliveryMethod.ONLINE)
    decisions.issue(dossier, by=cast.dung, at=moment(19, 8))
    assert dossier.state is State.RETURNED and dossier.returned_at == moment(19, 8)
    assert dossier.open_task is None
    assert [(e.action, e.actor_role) for e in dossier.events][-2:] == [
        (Action.ISSUE, "clerk"), (Action.RETURN, "system"),
    ]  # fmt: skip


def test_a_result_for_the_desk_waits_there(cast: Cast) -> None:
    dossier = issued(cast)
    task = dossier.open_task
    assert task is not None and (task.step_key, task.role) == ("return", Role.RECEPTIONIST)
    assert dossier.returned_at is None


def test_the_citizen_is_told_that_the_result_is_there(session: Session, cast: Cast) -> None:
    dossier = issued(cast)
    bodies = session.scalars(
        sa.select(OutboxMessage.body).where(
            OutboxMessage.key.contains(f"{dossier.reference}/resolved")
        )
    ).all()
    assert bodies and all("Bộ phận Một cửa Phường Hải An" in body for body in bodies)


def test_what_is_issued_can_no_longer_be_withdrawn(cast: Cast) -> None:
    dossier = issued(cast)
    with pytest.raises(ActionRefused):
        withdrawal.withdraw(dossier, reason="Đổi ý.", by=cast.lan, at=clock.now())


def test_a_late_result_is_issued_like_any_other(cast: Cast) -> None:
    dossier = signed(cast)
    decisions.issue(dossier, by=cast.dung, at=moment(30, 9))
    assert dossier.due_at is not None and dossier.resolved_at is not None
    assert dossier.resolved_at > dossier.due_at and dossier.state is State.RESOLVED


def test_no_result_is_signed_for_a_dossier_that_was_only_received(cast: Cast) -> None:
    with pytest.raises(Conflict):
        decisions.approve(received(cast), note="", by=cast.tuan, at=clock.now())
