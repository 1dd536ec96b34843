"""A financial duty after reception: the clock stands still until it is met."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.dossiers import duties, extension, paying, supplements
from portal.dossiers.duty_models import DutyKind
from portal.dossiers.models import Dossier, PaymentState
from portal.dossiers.workflow import NATIONAL_CODES, Action, State
from portal.errors import Conflict, Forbidden, Invalid
from portal.payments.models import Way
from tests.dossiers.walk import moment, received
from tests.factories import Cast, make_cast

GROUND = "Thông báo nộp tiền số 12/TB-CCT"


@pytest.fixture
def cast(session: Session, at_noon: None) -> Cast:
    return make_cast()


def asked(cast: Cast, kind: DutyKind = DutyKind.BUDGET, amount: int = 500_000) -> Dossier:
    """Received on Wednesday the 18th, due on Monday the 23rd; asked on Thursday at 9."""
    dossier = received(cast)
    assert dossier.due_at == moment(23, 17)
    duties.request(dossier, kind=kind, amount=amount, ground=GROUND, by=cast.hoa, at=moment(19, 9))
    return dossier


def test_the_clock_stands_still_and_runs_on_with_the_days_of_waiting_left_out(cast: Cast) -> None:
    dossier = asked(cast)
    assert (dossier.state, NATIONAL_CODES[dossier.state]) == (State.PAYMENT_REQUESTED, 6)
    duties.confirm(dossier, proof="Giấy nộp tiền 0007", by=cast.minh, at=moment(24, 10))
    assert dossier.state is State.PROCESSING
    # Friday, Monday and Tuesday are not counted: Thursday was day one, Wednesday and Thursday follow.
    assert dossier.due_at == moment(26, 17)
    assert dossier.events[-1].due_on == moment(26, 17).date()
    assert dossier.open_task is not None and dossier.open_task.step_key == "assess"


def test_the_dossiers_own_fee_is_met_by_paying_it(cast: Cast) -> None:
    dossier = asked(cast, DutyKind.FEE, amount=1)
    assert dossier.payment_duties[0].amount == dossier.fee_due == 8000
    with pytest.raises(Conflict):
        duties.confirm(dossier, proof="x", by=cast.hoa, at=moment(20, 9))
    paying.collect(dossier, Way.CASH, by=cast.minh, at=moment(20, 9))
    assert dossier.state is State.PROCESSING and dossier.payment is PaymentState.PAID
    assert [e.action for e in dossier.events][-2:] == [Action.PAY, Action.SETTLE_DUTY]
    assert dossier.payment_duties[0].is_met


def test_a_duty_asked_for_by_mistake_is_taken_back(cast: Cast) -> None:
    dossier = asked(cast)
    with pytest.raises(Invalid):
        duties.take_back(dossier, reason="", by=cast.hoa, at=moment(19, 10))
    duties.take_back(dossier, reason="Nhầm hồ sơ", by=cast.hoa, at=moment(19, 10))
    assert dossier.state is State.PROCESSING and dossier.payment_duties[0].is_met is False
    assert dossier.due_at == moment(23, 17)  # a pause within one day costs nothing


@pytest.mark.parametrize(("amount", "ground"), [(0, GROUND), (-5, GROUND), (5, "")])
def test_a_duty_needs_an_amount_and_a_ground(cast: Cast, amount: int, ground: str) -> None:
    dossier = received(cast)
    with pytest.raises(Invalid):
        duties.request(
            dossier, kind=DutyKind.BUDGET, amount=amount, ground=ground, by=cast.hoa, at=clock.now()
        )
    assert dossier.state is State.PROCESSING


def test_no_stranger_confirms_it(cast: Cast) -> None:
    dossier = asked(cast)
    with pytest.raises(Forbidden):
        duties.confirm(dossier, proof="x", by=cast.binh, at=moment(20, 9))


def test_a_pause_after_the_apology_moves_the_second_appointment_as_well(cast: Cast) -> None:
    dossier = received(cast)
    extension.draft(
        dossier, reason="Chậm", new_due_on=moment(26, 0).date(), by=cast.hoa, at=moment(19, 8)
    )
    extension.extend(dossier, by=cast.tuan, at=moment(19, 9))
    assert dossier.extended_to == moment(26, 17)
    items = [{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": ""}]
    supplements.request(dossier, reason="Mờ", items=items, by=cast.hoa, at=moment(20, 9))
    supplements.answer(dossier, text="Đã gửi", by=cast.lan, at=moment(25, 9))
    # On Friday the 20th four working days were left (23–26); after Wednesday the 25th: 26, 27, 30, 31.
    assert dossier.extended_to == moment(31, 17)
    assert dossier.due_at == moment(
        26, 17
    )  # 19, 20, then 26: the first appointment by its own rule
