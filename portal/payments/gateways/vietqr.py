"""VietQR: a transfer to the agency's account by a code the payer's bank reads (EMVCo, NAPAS), and
the bank's notice that money came.

The code names account, sum and the order's reference, so that nothing is typed. Payers may still
type; the reference is therefore found again in whatever the bank made of the words.
The notice is a plain one of our own, since every bank has its own: transaction, account, amount,
content, at, and HMAC-SHA256 over these values joined by "|". A bank's adapter writes it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.payments.gateways import Forged, Notice, Order

SIGNED = ("transaction", "account", "amount", "content", "at")
MARK = "PLP"  # before the reference; a reference has no L, so nothing else looks like it
_REFERENCE = re.compile(MARK + r"([23456789ABCDEFGHJKMNPQRSTWXYZ]{16})")


@dataclass(frozen=True)
class VietQr:
    """`bank` is the bank's number at NAPAS (six digits), `address` our page that shows the code."""

    address: str
    bank: str
    account: str
    holder: str
    secret: str = field(repr=False)
    name: str = "vietqr"

    def pay_address(self, order: Order) -> str:
        return f"{self.address}/{order.reference}"

    def code(self, reference: str, amount: int) -> str:
        """The text of the QR code."""
        receiver = _part("00", self.bank) + _part("01", self.account)
        body = (
            _part("00", "01")
            + _part("01", "12")  # for one payment only
            + _part(
                "38",
                _part("00", "A000000727") + _part("01", receiver) + _part("02", "QRIBFTTA"),
            )
            + _part("53", "704")
            + _part("54", str(amount))
            + _part("58", "VN")
            + _part("62", _part("08", self.content(reference)))
            + "6304"
        )
        return body + f"{crc16(body.encode()):04X}"

    def content(self, reference: str) -> str:
        """What the payer's bank writes beside the transfer."""
        return MARK + reference

    def read_notice(self, params: Mapping[str, str]) -> Notice:
        given = params.get("signature", "").lower()
        if not hmac.compare_digest(self._signature(params).encode(), given.encode()):
            raise Forged("wrong signature")
        if params.get("account") != self.account:
            raise Forged("another account's")
        transaction, amount = params.get("transaction", "").strip(), params.get("amount", "")
        if not transaction:
            raise Forged("money without a transaction")
        return Notice(
            gateway=self.name,
            reference=reference_in(params.get("content", "")),
            amount=int(amount) if re.fullmatch(r"[0-9]{1,15}", amount) else None,
            succeeded=True,
            transaction=transaction,
            fields={name: str(params.get(name, "")) for name in SIGNED},
        )

    def signed(self, fields: Mapping[str, str]) -> dict[str, str]:
        return {**fields, "signature": self._signature(fields)}

    def _signature(self, fields: Mapping[str, str]) -> str:
        text = "|".join(str(fields.get(name, "")) for name in SIGNED)
        return hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def reference_in(content: str) -> str:
    """The reference in the words of a transfer, or "". Banks put their own words around it, change
    case, and cut it with spaces and points."""
    found = _REFERENCE.search(re.sub(r"[^A-Z0-9]", "", content.upper()))
    return found.group(1) if found else ""


def crc16(content: bytes) -> int:
    """CRC-16/IBM-3740 (EMVCo: polynomial 0x1021, begun with 0xFFFF)."""
    crc = 0xFFFF
    for byte in content:
        crc ^= byte << 8
        for _bit in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _part(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"
