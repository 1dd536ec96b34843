"""VNPAY's side of the conversation, for development: it checks an order and writes the notice.

It is played on a page of our own, so that a demonstration can be paid through without a contract.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.payments.gateways import Forged
from portal.payments.gateways.vnpay import Vnpay

CANCELLED = "24"  # the payer pressed cancel


@dataclass(frozen=True)
class SandboxOrder:
    """The facts the gateway shows. `amount` in đồng."""

    reference: str
    amount: int
    description: str


def read_order(gateway: Vnpay, params: Mapping[str, str]) -> SandboxOrder:
    """Raises Forged for an order the shop did not sign."""
    fields = gateway.verified(params)
    try:
        return SandboxOrder(
            fields["vnp_TxnRef"], int(fields["vnp_Amount"]) // 100, fields["vnp_OrderInfo"]
        )
    except (KeyError, ValueError) as missing:
        raise Forged("not an order") from missing


def notice(gateway: Vnpay, order: SandboxOrder, *, is_paid: bool, at: datetime) -> dict[str, str]:
    """The signed fields of the server notice; the return carries the same. An order is charged
    once: paying it again gives the same transaction number."""
    number = int.from_bytes(hashlib.sha256(order.reference.encode()).digest()[:6], "big")
    code = "00" if is_paid else CANCELLED
    return gateway.signed(
        {
            "vnp_TmnCode": gateway.terminal,
            "vnp_Amount": str(order.amount * 100),
            "vnp_BankCode": "NCB" if is_paid else "VNPAY",
            "vnp_CardType": "ATM" if is_paid else "QRCODE",
            "vnp_OrderInfo": order.description,
            "vnp_PayDate": f"{clock.local(at):%Y%m%d%H%M%S}",
            "vnp_ResponseCode": code,
            "vnp_TransactionNo": str(number) if is_paid else "0",
            "vnp_TransactionStatus": "00" if is_paid else "02",
            "vnp_TxnRef": order.reference,
        }
    )
