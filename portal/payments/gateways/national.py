"""The payment platform of the national portal: an order is announced by a message INIT, which is
answered with the address of the payment page; the outcome comes by server and by browser.

MaXacThuc is SHA-256, in hexadecimals, over the values of a message in their fixed order and the
shared secret, joined by "|". The message INIT is that of version 1.0.6. The words of the answer and
of the notice are our reading of it; they stand in one place each, `ANSWER` and `NOTICE`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from portal import clock
from portal.payments.gateways import Forged, Notice, Order, Unreachable

INIT = (
    "LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "LoaiHinhThanhToan",
    "MaKenhThanhToan", "MaThietBi", "NgonNgu", "MaTienTe", "MaNganHang", "ThongTinGiaoDich",
    "ThoiGianGD", "Ip",
)  # fmt: skip
ANSWER = ("MaLoi", "MoTaLoi", "MaThamChieu", "UrlThanhToan")
NOTICE = (
    "LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "MaGiaoDich", "MaLoi",
    "ThoiGianGD",
)  # fmt: skip
SUCCESS = "00"
TIMEOUT = 10  # seconds
MOST_BYTES = 100_000


@dataclass(frozen=True)
class NationalPlatform:
    """`address` takes INIT messages, `partner` is our code there (MaDoiTac). `send` carries a
    message there and brings the answer; the sandbox has its own."""

    address: str
    partner: str
    secret: str = field(repr=False)
    send: Callable[[str, dict[str, Any]], Mapping[str, Any]] = field(
        default=lambda address, message: post(address, message), repr=False
    )
    name: str = "national"

    def pay_address(self, order: Order) -> str:
        """Announces the order. Raises Unreachable; the same order may be announced again."""
        answer = self.send(self.address, self.message(order))
        told = str(answer.get("MaXacThuc", ""))
        if not hmac.compare_digest(self.digest(answer, ANSWER).encode(), told.lower().encode()):
            raise Unreachable("an answer the platform did not write")
        address = str(answer.get("UrlThanhToan", ""))
        if answer.get("MaLoi") != SUCCESS or answer.get("MaThamChieu") != order.reference:
            raise Unreachable(f"refused with {str(answer.get('MaLoi'))[:10]}")
        if urlsplit(address).scheme not in ("https", "") and not address.startswith("/"):
            raise Unreachable("no address of a page")
        return address

    def message(self, order: Order) -> dict[str, Any]:
        """INIT, with what the platform prints on its own receipt."""
        fields: dict[str, Any] = {
            "LoaiBanTin": "INIT",
            "PhienBan": "1.0.6",
            "MaDoiTac": self.partner,
            "MaThamChieu": order.reference,
            "SoTien": str(order.amount),
            "LoaiHinhThanhToan": "PAY",
            "MaKenhThanhToan": "WEB",
            "MaThietBi": "WEB",
            "NgonNgu": "vi",
            "MaTienTe": "VND",
            "MaNganHang": "",
            "ThongTinGiaoDich": order.description,
            "ThoiGianGD": f"{clock.local(order.created_at):%Y%m%d%H%M%S}",
            "Ip": order.payer_address,
        }
        fields["MaXacThuc"] = self.digest(fields, INIT)
        fields["UrlTroVe"] = order.return_address
        if order.bill is not None:
            fields["ThongTinBienLai"] = {
                "MaDichVu": order.bill.service,
                "MaDVC": order.bill.service,
                "MaTTHC": order.bill.procedure,
                "MaDonVi": order.bill.unit,
                "MaHoSo": order.bill.dossier,
                "TKThuHuong": order.bill.account,
                "MaNHThuHuong": order.bill.bank,
                "HoTenNguoiNop": order.bill.payer,
                "SoCMNDNguoiNop": order.bill.payer_identity,
                "PhiLePhi": [
                    {"LoaiPhiLePhi": kind, "MaPhiLePhi": key, "TenPhiLePhi": name,
                     "SoTien": str(amount)}
                    for kind, key, name, amount in order.bill.lines
                ],
            }  # fmt: skip
        return fields

    def read_notice(self, params: Mapping[str, str]) -> Notice:
        given = str(params.get("MaXacThuc", "")).lower()
        if not hmac.compare_digest(self.digest(params, NOTICE).encode(), given.encode()):
            raise Forged("wrong digest")
        fields = {name: str(params.get(name, "")) for name in NOTICE}
        if fields["LoaiBanTin"] != "NOTIFY" or fields["MaDoiTac"] != self.partner:
            raise Forged("another partner's, or another message")
        succeeded, transaction = fields["MaLoi"] == SUCCESS, fields["MaGiaoDich"].strip()
        if succeeded and not transaction:
            raise Forged("money without a transaction")
        amount = fields["SoTien"]
        return Notice(
            gateway=self.name,
            reference=fields["MaThamChieu"],
            amount=int(amount) if re.fullmatch(r"[0-9]{1,15}", amount) else None,
            succeeded=succeeded,
            transaction=transaction,
            fields=fields,
        )

    def digest(self, fields: Mapping[str, Any], names: tuple[str, ...]) -> str:
        """MaXacThuc of a message with these fields."""
        text = "|".join([*(str(fields.get(name, "")) for name in names), self.secret])
        return hashlib.sha256(text.encode()).hexdigest()


def post(address: str, message: dict[str, Any]) -> Mapping[str, Any]:
    """Carry a message to the platform. Raises Unreachable."""
    if not address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise Unreachable("only by https")
    request = Request(
        address,
        json.dumps(message, ensure_ascii=False).encode(),
        {"Content-Type": "application/json; charset=utf-8"},
    )
    try:
        with urlopen(request, timeout=TIMEOUT) as answer:
            told = json.loads(answer.read(MOST_BYTES))
    except (URLError, OSError, ValueError) as fault:
        raise Unreachable(type(fault).__name__) from None
    if not isinstance(told, dict):
        raise Unreachable("no message")
    return told
