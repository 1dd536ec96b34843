"""Giving money back through VNPAY: the messages `refund` and `querydr` of its API 2.1.0.

The signature is HMAC-SHA512 over the values of a message in a fixed order, joined by "|".
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import clock
from portal.payments.gateways import Forged
from portal.payments.gateways.vnpay import SUCCESS, Vnpay

REFUND = (
    "vnp_RequestId", "vnp_Version", "vnp_Command", "vnp_TmnCode", "vnp_TransactionType",
    "vnp_TxnRef", "vnp_Amount", "vnp_TransactionNo", "vnp_TransactionDate", "vnp_CreateBy",
    "vnp_CreateDate", "vnp_IpAddr", "vnp_OrderInfo",
)  # fmt: skip
REFUND_ANSWER = (
    "vnp_ResponseId", "vnp_Command", "vnp_ResponseCode", "vnp_Message", "vnp_TmnCode",
    "vnp_TxnRef", "vnp_Amount", "vnp_BankCode", "vnp_PayDate", "vnp_TransactionNo",
    "vnp_TransactionType", "vnp_TransactionStatus", "vnp_OrderInfo",
)  # fmt: skip
QUERY = (
    "vnp_RequestId", "vnp_Version", "vnp_Command", "vnp_TmnCode", "vnp_TxnRef",
    "vnp_TransactionDate", "vnp_CreateDate", "vnp_IpAddr", "vnp_OrderInfo",
)  # fmt: skip
QUERY_ANSWER = (
    "vnp_ResponseId", "vnp_Command", "vnp_ResponseCode", "vnp_Message", "vnp_TmnCode",
    "vnp_TxnRef", "vnp_Amount", "vnp_BankCode", "vnp_PayDate", "vnp_TransactionNo",
    "vnp_TransactionType", "vnp_TransactionStatus", "vnp_OrderInfo", "vnp_PromotionCode",
    "vnp_PromotionAmount",
)  # fmt: skip
WHOLE, PART, PAYMENT = "02", "03", "01"  # vnp_TransactionType
TAKEN = frozenset({SUCCESS, "05", "06"})  # done, being worked on, sent to the bank
REPEATED = "94"
SERVER = "127.0.0.1"  # vnp_IpAddr: the portal's own; no person's browser asks


@dataclass(frozen=True)
class RefundOrder:
    """`amount` of the `paid` đồng go back; `transaction` is VNPAY's number of the payment."""

    key: str
    reference: str
    transaction: str
    amount: int
    paid: int
    ordered_at: datetime
    by: str


@dataclass(frozen=True)
class Outcome:
    """`code` is vnp_ResponseCode; `is_taken`: the money goes back, under `transaction`; `is_known`:
    the payment has a refund at all."""

    code: str
    is_taken: bool
    is_known: bool
    transaction: str


def ask(gateway: Vnpay, order: RefundOrder, *, at: datetime) -> Outcome:
    """Ask once. Raises Unreachable or Forged when what became of it is not known."""
    message = _common(gateway, "refund", order, at) | {
        "vnp_TransactionType": WHOLE if order.amount == order.paid else PART,
        "vnp_Amount": str(order.amount * 100),
        "vnp_TransactionNo": order.transaction,
        "vnp_CreateBy": order.by,
    }
    return _outcome(gateway, message, REFUND, REFUND_ANSWER, order)


def look(gateway: Vnpay, order: RefundOrder, *, at: datetime) -> Outcome:
    """What became of an order that was asked. Raises Unreachable, Forged."""
    message = _common(gateway, "querydr", order, at) | {"vnp_RequestId": f"Q{at:%Y%m%d%H%M%S%f}"}
    return _outcome(gateway, message, QUERY, QUERY_ANSWER, order)


def signature(gateway: Vnpay, message: Mapping[str, Any], names: tuple[str, ...]) -> str:
    text = "|".join(str(message.get(name, "")) for name in names)
    return hmac.new(gateway.secret.encode(), text.encode(), hashlib.sha512).hexdigest()


def _common(gateway: Vnpay, command: str, order: RefundOrder, at: datetime) -> dict[str, str]:
    return {
        "vnp_RequestId": order.key,
        "vnp_Version": "2.1.0",
        "vnp_Command": command,
        "vnp_TmnCode": gateway.terminal,
        "vnp_TxnRef": order.reference,
        "vnp_OrderInfo": f"Hoan tien {order.reference}",
        "vnp_TransactionDate": f"{clock.local(order.ordered_at):%Y%m%d%H%M%S}",
        "vnp_CreateDate": f"{clock.local(at):%Y%m%d%H%M%S}",
        "vnp_IpAddr": SERVER,
    }


def _outcome(
    gateway: Vnpay,
    message: dict[str, str],
    signed: tuple[str, ...],
    answered: tuple[str, ...],
    order: RefundOrder,
) -> Outcome:
    message["vnp_SecureHash"] = signature(gateway, message, signed)
    told = gateway.send(gateway.refund_address, message)
    given = str(told.get("vnp_SecureHash", "")).lower()
    if not hmac.compare_digest(signature(gateway, told, answered).encode(), given.encode()):
        raise Forged("an answer VNPAY did not write")
    if told.get("vnp_TmnCode") != gateway.terminal or told.get("vnp_TxnRef") != order.reference:
        raise Forged("an answer to another question")
    code = str(told.get("vnp_ResponseCode", ""))
    is_known = code == SUCCESS and told.get("vnp_TransactionType") in (WHOLE, PART)
    status = str(told.get("vnp_TransactionStatus", ""))
    return Outcome(
        code=code,
        is_taken=is_known and status in TAKEN,
        is_known=is_known,
        transaction=str(told.get("vnp_TransactionNo", ""))[:100],
    )
