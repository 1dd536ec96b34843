"""Refunds asked of VNPAY: the money goes back once, whatever gets lost."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal import clock, config
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.cli import ask_for_refunds
from portal.db import db
from portal.dossiers import paying, refunding, withdrawal
from portal.dossiers.models import Dossier, PaymentState
from portal.errors import Conflict
from portal.payments import giving_back, offered, queries, recording, refund_calls
from portal.payments.gateways import Unreachable, sandbox, vnpay_refunds
from portal.payments.gateways.sandbox import SandboxOrder
from portal.payments.gateways.vnpay import Vnpay
from portal.payments.models import Way
from portal.payments.refund_call_models import CallState, RefundCall
from portal.payments.refund_models import Refund, RefundState, RefundWay
from portal.payments.sandbox_models import SandboxRefund
from tests.dossiers.walk import received
from tests.factories import Cast, make_cast, make_officer

pytestmark = pytest.mark.usefixtures("at_noon")
Answer = dict[str, str]


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast()


@pytest.fixture
def thu(cast: Cast) -> Account:
    return make_officer("Bùi Thị Thu", cast.unit, Role.CASHIER)


@pytest.fixture
def dossier(cast: Cast) -> Dossier:
    """Paid through VNPAY, then withdrawn."""
    made = received(cast)
    order = paying.order_online(made, Way.VNPAY, at=clock.now())
    gateway = offered.vnpay(config.current())
    assert gateway is not None
    told = sandbox.notice(
        gateway, SandboxOrder(order.reference, order.amount, "x"), is_paid=True, at=clock.now()
    )
    paying.record(told, gateway, arrival=recording.SERVER, at=clock.now())
    withdrawal.withdraw(made, reason="", by=cast.lan, at=clock.now())
    db.session.commit()
    return made


@pytest.fixture
def refund(dossier: Dossier, cast: Cast, thu: Account) -> Refund:
    (owed,) = queries.refunds_of(dossier.id)
    giving_back.propose(owed, way=RefundWay.GATEWAY, account="", remark="", by=thu, at=clock.now())
    giving_back.approve(owed, by=cast.tuan, at=clock.now())
    db.session.commit()
    return owed


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Puts a line between us and the sandbox: what it is given are the faults of each message in
    turn, "" for none; the commands that went over it."""

    def use(*faults: str) -> list[str]:
        real = offered.vnpay(config.current())
        assert real is not None
        left, asked = list(faults), []

        def send(address: str, message: dict[str, Any]) -> Mapping[str, Any]:
            asked.append(message["vnp_Command"])
            fault = left.pop(0) if left else ""
            if fault == "never arrived":
                raise Unreachable(fault)
            told = dict(real.send(address, message))
            if fault == "answer lost":
                raise Unreachable(fault)
            if fault == "forged":
                told["vnp_TransactionNo"] = "1"
            if fault == "refused":
                told["vnp_ResponseCode"] = "95"
                told["vnp_SecureHash"] = vnpay_refunds.signature(
                    real, told, vnpay_refunds.REFUND_ANSWER
                )
            return told

        line: Vnpay = replace(real, send=send)
        monkeypatch.setattr(offered, "vnpay", lambda _settings: line)
        return asked

    return use


def work(times: int) -> RefundCall:
    """The worker's turns, each a day after the other."""
    for turn in range(times):
        with clock.travelling(clock.now() + timedelta(days=turn + 1)):
            ask_for_refunds()
    db.session.expire_all()
    return db.session.query(RefundCall).one()


def paid_back() -> int:
    return sum(one.amount for one in db.session.query(SandboxRefund))


def test_an_approved_refund_is_asked_once_and_paid(
    dossier: Dossier, refund: Refund, thu: Account, through: Callable[..., list[str]]
) -> None:
    asked = through()
    with pytest.raises(Conflict, match="đang hoàn"):
        refunding.pay_out(refund, transaction="by hand", by=thu, at=clock.now())
    db.session.rollback()
    call = work(3)
    assert asked == ["refund"] and call.state is CallState.DONE
    assert (refund.state, refund.transaction) == (RefundState.PAID, call.transaction)
    assert (dossier.payment, dossier.fee_paid, paid_back()) == (PaymentState.REFUNDED, 0, 8000)


@pytest.mark.parametrize("fault", ["answer lost", "forged", "never arrived"])
def test_a_lost_answer_is_looked_up_and_gives_the_money_once(
    dossier: Dossier, refund: Refund, through: Callable[..., list[str]], fault: str
) -> None:
    asked = through(fault)
    call = work(4)
    again = ["refund"] if fault == "never arrived" else []
    assert asked == ["refund", "querydr", *again]
    assert call.state is CallState.DONE and paid_back() == 8000
    assert refund.state is RefundState.PAID and dossier.payment is PaymentState.REFUNDED


def test_a_worker_killed_while_asking_does_not_ask_again(
    dossier: Dossier, refund: Refund, through: Callable[..., list[str]]
) -> None:
    asked = through()
    found = refund_calls.take(refund_calls.due(clock.now())[0], at=clock.now())
    assert found is not None
    db.session.commit()
    refund_calls.go_on(found[0], was_asked=False, at=clock.now())
    db.session.flush()
    keys = {one.key for one in db.session.query(SandboxRefund)}
    found[0].state = CallState.ASKED  # what it learnt was not kept
    db.session.commit()
    call = work(2)
    assert asked == ["refund", "querydr"] and keys == {call.key}
    assert call.state is CallState.DONE and paid_back() == 8000


def test_what_the_gateway_refuses_or_never_answers_is_made_by_hand(
    refund: Refund, thu: Account, through: Callable[..., list[str]]
) -> None:
    through(*["never arrived"] * 20)
    call = work(9)
    assert call.state is CallState.BY_HAND and refund.state is RefundState.APPROVED
    refunding.pay_out(refund, transaction="VNP1", by=thu, at=clock.now())
    assert refund.state is RefundState.PAID and work(2).state is CallState.BY_HAND
    assert paid_back() == 0


def test_a_refusal_leaves_the_refund_to_the_cashier(
    refund: Refund, through: Callable[..., list[str]]
) -> None:
    asked = through("refused")
    assert work(3).state is CallState.REFUSED and asked == ["refund"]
    assert refund.state is RefundState.APPROVED


def test_the_message_is_signed_as_vnpay_documents_it(refund: Refund) -> None:
    seen: list[dict[str, Any]] = []

    def send(_address: str, message: dict[str, Any]) -> Mapping[str, Any]:
        seen.append(message)
        raise Unreachable("listening only")

    gateway = Vnpay("x", "MOTCUA01", "bi-mat", refund_address="y", send=send)
    order = vnpay_refunds.RefundOrder("K1", "P1", "1400", 8000, 8000, clock.now(), "Cong")
    with pytest.raises(Unreachable):
        vnpay_refunds.ask(gateway, order, at=clock.now())
    (message,) = seen
    text = (
        f"K1|2.1.0|refund|MOTCUA01|02|P1|800000|1400|{message['vnp_TransactionDate']}|Cong|"
        f"{message['vnp_CreateDate']}|127.0.0.1|Hoan tien P1"
    )
    expected = hmac.new(b"bi-mat", text.encode(), hashlib.sha512).hexdigest()
    assert message["vnp_SecureHash"] == expected
    assert message["vnp_TransactionDate"] == f"{clock.local(clock.now()):%Y%m%d%H%M%S}"
