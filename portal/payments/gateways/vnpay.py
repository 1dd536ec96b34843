"""VNPAY, version 2.1.0: an address that carries a signed order, and signed notices by query string.

The signature is HMAC-SHA512 over the fields in alphabetical order, written as a query string.
Amounts on the wire are đồng × 100; times are Vietnam's.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from portal import clock
from portal.payments.gateways import Forged, Notice, Order
from portal.payments.gateways.national import post
from portal.vietnam import fold

NAME = "vnpay"
SUCCESS = "00"
ORDER_LASTS = timedelta(minutes=15)
_SIGNATURE = ("vnp_SecureHash", "vnp_SecureHashType")


@dataclass(frozen=True)
class Vnpay:
    """`address` is the gateway's page, `terminal` our shop's code there (vnp_TmnCode)."""

    address: str
    terminal: str
    secret: str = field(repr=False)
    name: str = NAME
    refund_address: str = ""  # where refunds are asked for; without it they are made by hand
    send: Callable[[str, dict[str, Any]], Mapping[str, Any]] = field(default=post, repr=False)

    def pay_address(self, order: Order) -> str:
        signed = self.signed(
            {
                "vnp_Version": "2.1.0",
                "vnp_Command": "pay",
                "vnp_TmnCode": self.terminal,
                "vnp_Amount": str(order.amount * 100),
                "vnp_CurrCode": "VND",
                "vnp_TxnRef": order.reference,
                # Letters without marks and digits only, says the gateway.
                "vnp_OrderInfo": re.sub(r"[^a-z0-9]+", " ", fold(order.description))[:255].strip(),
                "vnp_OrderType": "other",
                "vnp_Locale": "vn",
                "vnp_IpAddr": order.payer_address,
                "vnp_ReturnUrl": order.return_address,
                "vnp_CreateDate": f"{clock.local(order.created_at):%Y%m%d%H%M%S}",
                "vnp_ExpireDate": f"{clock.local(order.created_at + ORDER_LASTS):%Y%m%d%H%M%S}",
            }
        )
        return f"{self.address}?{urlencode(signed)}"

    def read_notice(self, params: Mapping[str, str]) -> Notice:
        fields = self.verified(params)
        wire_amount = fields.get("vnp_Amount", "")
        is_number = re.fullmatch(r"[0-9]{1,15}", wire_amount) and int(wire_amount) % 100 == 0
        transaction = fields.get("vnp_TransactionNo", "").strip("0") and fields["vnp_TransactionNo"]
        said = {fields.get("vnp_ResponseCode"), fields.get("vnp_TransactionStatus", SUCCESS)}
        if said == {SUCCESS} and not transaction:
            raise Forged("money without a transaction")
        return Notice(
            gateway=NAME,
            reference=fields.get("vnp_TxnRef", ""),
            amount=int(wire_amount) // 100 if is_number else None,
            succeeded=said == {SUCCESS},
            transaction=transaction,
            fields=fields,
        )

    def verified(self, params: Mapping[str, str]) -> dict[str, str]:
        """The fields without their signature. Raises Forged unless it is ours and for us."""
        fields = without_signature(params)
        given = params.get("vnp_SecureHash", "").lower()
        if not hmac.compare_digest(self._signature(fields).encode(), given.encode()):
            raise Forged("wrong signature")
        if fields.get("vnp_TmnCode") != self.terminal:
            raise Forged("another terminal's")
        return fields

    def signed(self, fields: Mapping[str, str]) -> dict[str, str]:
        """The fields in alphabetical order and their signature last."""
        kept = {name: fields[name] for name in sorted(fields) if fields[name]}
        return {**kept, "vnp_SecureHash": self._signature(kept)}

    def _signature(self, fields: Mapping[str, str]) -> str:
        text = urlencode([(name, fields[name]) for name in sorted(fields)])
        return hmac.new(self.secret.encode(), text.encode(), hashlib.sha512).hexdigest()


def without_signature(params: Mapping[str, str]) -> dict[str, str]:
    """The gateway's own fields. Others may have been hung on by the way."""
    return {
        name: value
        for name, value in params.items()
        if name.startswith("vnp_") and name not in _SIGNATURE and value
    }
