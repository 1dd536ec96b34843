"""The national platform's side of the conversation, for development: it answers INIT, shows the
order on a page of ours, and writes the notice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from portal import clock
from portal.payments.gateways import Forged
from portal.payments.gateways.national import ANSWER, INIT, NOTICE, SUCCESS, NationalPlatform
from portal.payments.gateways.sandbox import SandboxOrder

_ORDER = ("MaThamChieu", "SoTien", "ThongTinGiaoDich")
CANCELLED = "24"


def played(platform: NationalPlatform) -> NationalPlatform:
    """The platform answered by us, in the process."""
    return replace(platform, send=lambda _address, message: answer(platform, message))


def answer(platform: NationalPlatform, message: Mapping[str, Any]) -> dict[str, str]:
    """What the platform says to INIT: where the payer goes."""
    fields = {"MaLoi": SUCCESS, "MoTaLoi": "", "MaThamChieu": str(message.get("MaThamChieu", ""))}
    if message.get("MaXacThuc") != platform.digest(message, INIT):
        fields |= {"MaLoi": "97", "MoTaLoi": "Sai ma xac thuc"}
    order = {name: str(message.get(name, "")) for name in _ORDER}
    order["MaXacThuc"] = platform.digest(order, _ORDER)
    fields["UrlThanhToan"] = f"{platform.address}?{urlencode(order)}"
    fields["MaXacThuc"] = platform.digest(fields, ANSWER)
    return fields


def read_order(platform: NationalPlatform, params: Mapping[str, str]) -> SandboxOrder:
    """Raises Forged for a page the platform did not offer."""
    if params.get("MaXacThuc") != platform.digest(params, _ORDER):
        raise Forged("not an order")
    return SandboxOrder(params["MaThamChieu"], int(params["SoTien"]), params["ThongTinGiaoDich"])


def notice(
    platform: NationalPlatform, order: SandboxOrder, *, is_paid: bool, at: datetime
) -> dict[str, str]:
    """The fields of the server notice; the return carries the same. An order is charged once."""
    number = int.from_bytes(hashlib.sha256(b"national" + order.reference.encode()).digest()[:6])
    fields = {
        "LoaiBanTin": "NOTIFY",
        "PhienBan": "1.0.6",
        "MaDoiTac": platform.partner,
        "MaThamChieu": order.reference,
        "SoTien": str(order.amount),
        "MaGiaoDich": f"DVCQG{number}" if is_paid else "",
        "MaLoi": SUCCESS if is_paid else CANCELLED,
        "ThoiGianGD": f"{clock.local(at):%Y%m%d%H%M%S}",
    }
    fields["MaXacThuc"] = platform.digest(fields, NOTICE)
    return fields
