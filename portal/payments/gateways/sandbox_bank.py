"""The bank's side of a transfer by code, for development: it takes the transfer, tells of it, and
writes a statement."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.payments.gateways.vietqr import VietQr


@dataclass(frozen=True)
class Transfer:
    """One line of the bank's books. `amount` in đồng."""

    transaction: str
    amount: int
    content: str
    at: datetime


def transfer(*, amount: int, content: str, at: datetime) -> Transfer:
    """A bank charges as often as it is told to: each transfer has a number of its own, and its
    words are in capitals, with the bank's own around them."""
    number = f"FT{clock.local(at):%y%j}{secrets.randbelow(10**8):08d}"
    return Transfer(number, amount, f"MBVCB.{number[-6:]}.{content.upper()}.CT tu 0123456789", at)


def notice(bank: VietQr, told: Transfer) -> dict[str, str]:
    return bank.signed(
        {
            "transaction": told.transaction,
            "account": bank.account,
            "amount": str(told.amount),
            "content": told.content,
            "at": f"{clock.local(told.at):%Y%m%d%H%M%S}",
        }
    )


def statement(transfers: Iterable[Transfer]) -> bytes:
    """As banks write it: CSV with the head of a spreadsheet, in Vietnam's time."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Ngày giao dịch", "Số giao dịch", "Ghi có", "Nội dung"])
    for one in transfers:
        writer.writerow(
            [f"{clock.local(one.at):%d/%m/%Y %H:%M:%S}", one.transaction, one.amount, one.content]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()
