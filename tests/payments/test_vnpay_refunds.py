"""Refunds through VNPAY, against messages and answers of an independent implementation
(tests/payments/oracle)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from portal import clock
from portal.payments.gateways import Forged
from portal.payments.gateways.vnpay import Vnpay
from portal.payments.gateways.vnpay_refunds import (
    QUERY,
    REFUND,
    Outcome,
    RefundOrder,
    ask,
    look,
    signature,
)

ORACLE = json.loads((Path(__file__).parent / "oracle" / "refunds.json").read_text("utf-8"))
PAID_AT = datetime(2026, 3, 18, 10, 0, tzinfo=clock.VIETNAM)
ASKED_AT = datetime(2026, 3, 19, 8, 30, tzinfo=clock.VIETNAM)
ADDRESS = "https://pay.example/merchant_webapi/api/transaction"


class Wire:
    """What goes out, and what comes back."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.answer = answer
        self.sent: dict[str, Any] = {}
        self.gateway = Vnpay(
            "https://pay.example/pay", ORACLE["terminal"], ORACLE["secret"],
            refund_address=ADDRESS, send=self.carry,
        )  # fmt: skip

    def carry(self, address: str, message: dict[str, Any]) -> Mapping[str, Any]:
        assert address == ADDRESS
        self.sent = message
        return self.answer


def order_of(made: dict[str, Any]) -> RefundOrder:
    return RefundOrder(
        made["key"], made["reference"], made["transaction"], made["amount"], made["paid"],
        PAID_AT, made["by"],
    )  # fmt: skip


def texts(message: Mapping[str, Any]) -> dict[str, str]:
    """The package writes numbers where ours writes text; both mean the same on the wire."""
    return {name: str(value) for name, value in message.items()}


@pytest.mark.parametrize("made", ORACLE["refunds"], ids=lambda made: made["reference"])
def test_a_refund_is_the_message_of_the_oracle_and_its_answer_is_believed(
    made: dict[str, Any],
) -> None:
    wire = Wire(made["answer"])
    outcome = ask(wire.gateway, order_of(made), at=ASKED_AT)
    assert texts(wire.sent) == texts(made["sent"])
    assert outcome == Outcome("00", True, True, made["answer"]["vnp_TransactionNo"])


@pytest.mark.parametrize("made", ORACLE["queries"], ids=lambda made: made["reference"])
def test_a_question_is_the_message_of_the_oracle_but_for_its_own_number(
    made: dict[str, Any],
) -> None:
    wire = Wire(made["answer"])
    outcome = look(wire.gateway, order_of(made), at=ASKED_AT)
    theirs = texts(made["sent"])
    ours = {**wire.sent, "vnp_RequestId": made["key"]}  # each question has a number of its own
    assert signature(wire.gateway, ours, QUERY) == theirs["vnp_SecureHash"]
    same = {name: ours[name] for name in QUERY}
    assert same == {name: theirs[name] for name in QUERY}
    assert outcome == Outcome("00", True, True, made["answer"]["vnp_TransactionNo"])


@pytest.mark.parametrize("name", list(ORACLE["refunds"][0]["answer"]))
def test_one_altered_field_of_an_answer_and_it_is_not_believed(name: str) -> None:
    made = ORACLE["refunds"][0]
    altered = {**made["answer"], name: made["answer"][name] + "1"}
    with pytest.raises(Forged):
        ask(Wire(altered).gateway, order_of(made), at=ASKED_AT)
    looked = ORACLE["queries"][0]
    altered = {**looked["answer"], name: looked["answer"][name] + "1"}
    with pytest.raises(Forged):
        look(Wire(altered).gateway, order_of(looked), at=ASKED_AT)


def test_every_field_of_a_refund_stands_under_its_signature() -> None:
    made = ORACLE["refunds"][1]
    wire = Wire(made["answer"])
    for name in REFUND:
        changed = {**made["sent"], name: f"{made['sent'][name]}0"}
        assert signature(wire.gateway, changed, REFUND) != made["sent"]["vnp_SecureHash"]
    other = replace(order_of(made), reference="ANOTHER")
    with pytest.raises(Forged):
        ask(wire.gateway, other, at=ASKED_AT)
