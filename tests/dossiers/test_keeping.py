"""Results nobody came for, refunds due, duplicates, sending back, reopening forbidden."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.documents.models import DocumentKind, DocumentState
from portal.dossiers import (
    decisions,
    duplicates,
    handover,
    intake,
    keeping,
    paying,
    queries,
    routing,
    stopping,
    withdrawal,
    workflow,
)
from portal.dossiers.models import ActionRefused, PaymentState
from portal.dossiers.reminders import remind_desks
from portal.dossiers.workflow import ENDED, Action, State
from portal.errors import Conflict, Invalid
from portal.notifications.models import MessageChannel, OutboxMessage
from portal.payments import queries as payments
from portal.payments.models import Way
from tests.dossiers.walk import issued, moment, proposed, received, signed, submitted
from tests.factories import ROUTE, Cast, make_cast


@pytest.fixture
def cast(session: Session, at_noon: None) -> Cast:
    return make_cast()


def keys(session: Session, part: str) -> list[str]:
    session.flush()
    return sorted(
        m.key
        for m in session.query(OutboxMessage).filter(OutboxMessage.channel == MessageChannel.EMAIL)
        if part in m.key
    )


def test_a_result_nobody_collects_is_reminded_of_three_times_then_kept_and_still_given(
    cast: Cast, session: Session
) -> None:
    dossier = issued(cast)
    start = clock.now()
    for days in (29, 30, 31, 60, 90, 150, 300):
        keeping.remind(cast.unit, at=start + timedelta(days=days))
    assert keys(session, "uncollected") == [
        f"dossier/{dossier.reference}/uncollected-{n}/email" for n in (1, 2, 3)
    ]
    with clock.travelling(start + timedelta(days=95)):
        at = clock.now()
        assert keeping.uncollected(cast.minh, clock.today(), at=at) == [dossier]
        with pytest.raises(Invalid):
            keeping.archive(dossier, place="", note="", by=cast.minh, at=at)
        keeping.archive(dossier, place="Kho phường, hộp 12", note="", by=cast.minh, at=at)
        session.flush()
        assert keeping.uncollected(cast.minh, clock.today(), at=at) == []
        with pytest.raises(Conflict):
            keeping.archive(dossier, place="Kho", note="", by=cast.minh, at=at)
        handover.hand_over(
            dossier, recipient="Lan", identity="", fee_way=Way.CASH, by=cast.minh, at=at
        )
    assert dossier.state is State.RETURNED


def test_a_result_of_yesterday_is_not_put_away(cast: Cast) -> None:
    dossier = issued(cast)
    with pytest.raises(Conflict):
        keeping.archive(dossier, place="Kho", note="", by=cast.minh, at=clock.now())


@pytest.mark.parametrize("way", ["withdraw", "stop"])
def test_a_paid_dossier_that_ends_without_a_result_leaves_a_refund_due_once(
    cast: Cast, session: Session, way: str
) -> None:
    dossier = received(cast)
    paying.collect(dossier, Way.CASH, by=cast.minh, at=clock.now())
    if way == "withdraw":
        withdrawal.withdraw(dossier, reason="Đổi ý", by=cast.lan, at=clock.now())
    else:
        stopping.stop(dossier, ground="Người nộp mất", decision="", by=cast.tuan, at=clock.now())
    session.flush()
    (owed,) = payments.refunds_of(dossier.id)
    assert owed is not None and (owed.amount, owed.settled_at) == (8000, None)
    assert owed.payment_id is not None and dossier.payment is PaymentState.PAID


def test_an_unpaid_dossier_leaves_none(cast: Cast, session: Session) -> None:
    dossier = received(cast)
    withdrawal.withdraw(dossier, reason="", by=cast.lan, at=clock.now())
    session.flush()
    assert payments.refunds_of(dossier.id) == []


def test_the_clerk_sends_a_signed_result_back_and_the_signature_is_void(cast: Cast) -> None:
    dossier = signed(cast)
    decisions.send_back(dossier, reason="Sai thể thức", to="assess", by=cast.dung, at=clock.now())
    draft = queries.draft_result_of(dossier)
    assert draft is not None and (draft.sha256, draft.signer_name) == ("", "")
    assert queries.result_of(dossier, DocumentState.SIGNED) is None
    task = dossier.open_task
    assert task is not None and (task.step_key, task.assignee_id) == ("assess", cast.hoa.id)
    assert dossier.events[-1].data["to"] == "Thẩm định"


def test_a_dossier_is_sent_back_to_an_earlier_step_only(cast: Cast) -> None:
    dossier = proposed(cast)
    for to in ("issue", "receive", "approve", "nowhere"):
        with pytest.raises(Invalid):
            decisions.send_back(dossier, reason="Sửa", to=to, by=cast.tuan, at=clock.now())
    with pytest.raises(Conflict, match="đầu tiên"):
        decisions.send_back(received(cast, key="other"), reason="Sửa", by=cast.hoa, at=clock.now())


def test_a_dossier_is_sent_back_along_the_way_it_came() -> None:
    def offered(*opened: str) -> list[str]:
        return [step.key for step in routing.steps_passed(ROUTE, opened)]

    assert offered("assess", "issue") == ["assess"]  # a branch that left "approve" out
    assert offered("assess", "approve", "issue") == ["approve", "assess"]
    assert offered("assess", "approve", "assess") == []
    assert offered("assess", "approve", "assess", "approve") == ["assess"]


def test_nothing_reopens_what_has_ended(cast: Cast) -> None:
    """No party of any kind has an act that leads from an end to work."""
    parties = {"citizen", "system", *(role.value for role in workflow.Role)}
    for end in ENDED:
        for action in workflow.actions(end, parties):
            row = workflow.allowed(action, end, parties)
            assert row is not None and row.targets == ()
    dossier = received(cast)
    withdrawal.withdraw(dossier, reason="", by=cast.lan, at=clock.now())
    assert not [t for t in dossier.tasks if t.closed_at is None]
    with pytest.raises(ActionRefused):
        withdrawal.withdraw(dossier, reason="", by=cast.lan, at=clock.now())


def test_the_same_matter_twice_is_noticed_and_told_apart_or_joined(
    cast: Cast, session: Session
) -> None:
    first, second, third = (submitted(cast, key=key) for key in ("a", "b", "c"))
    assert duplicates.undecided(first) == []  # the first one repeats nobody
    assert duplicates.undecided(second) == [first]
    with pytest.raises(Conflict, match="trùng"):
        intake.receive(second, by=cast.minh, at=clock.now())
    assert second.state is State.SUBMITTED and second.code is None
    duplicates.keep_apart(second, reason="Trẻ khác", by=cast.minh, at=clock.now())
    duplicates.expect_decided(second)
    assert second.events[-1].data["other"] == first.reference

    assert duplicates.undecided(third) == [first, second]
    before = len(first.kept_attachments)
    slip = duplicates.join(third, first, by=cast.minh, at=clock.now())
    assert slip.kind is DocumentKind.DECLINE and third.state is State.DECLINED
    assert len(first.kept_attachments) == before  # the same file is there once
    assert (first.events[-1].action, first.state) == (Action.NOTE, State.SUBMITTED)


def test_another_person_or_procedure_is_no_duplicate(cast: Cast) -> None:
    first, second = submitted(cast, key="a"), submitted(cast, key="b")
    second.applicant_identity = "001190000999"
    assert duplicates.undecided(second) == []
    second.applicant_identity = first.applicant_identity
    assert duplicates.undecided(second) == [first]
    withdrawal.withdraw(first, reason="", by=cast.lan, at=clock.now())
    assert duplicates.undecided(second) == []


def test_the_desk_hears_before_its_eight_hours_are_over_and_once_after(
    cast: Cast, session: Session
) -> None:
    submitted(cast)  # Wednesday 10:00: due on Thursday at 10:30 (7.5 hours a day)
    for at in (moment(18, 15), moment(19, 8), moment(19, 8, 40), moment(19, 10), moment(20, 8)):
        remind_desks(cast.unit, at=at)
        remind_desks(cast.unit, at=at)
    session.flush()
    messages = session.query(OutboxMessage).order_by(OutboxMessage.id)
    found = [m.key.split("/")[2] for m in messages if "reception" in m.key]
    assert found == ["reception-due-202603191030", "reception-overdue-202603191030"]
