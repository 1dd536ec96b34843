"""VietQR codes and the national platform's digests, against vectors of independent implementations
(tests/payments/oracle)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image

from portal import clock
from portal.payments.gateways import Forged, Order, Unreachable, sandbox_bank, sandbox_national
from portal.payments.gateways.national import NationalPlatform
from portal.payments.gateways.vietqr import VietQr, crc16, reference_in

ORACLE = json.loads((Path(__file__).parent / "oracle" / "codes.json").read_text("utf-8"))
AT = datetime(2026, 3, 18, 10, 0, tzinfo=clock.VIETNAM)
BANK = VietQr("/thanh-toan/vietqr", "970436", "0999000099", "TRUNG TAM", "bí mật")
PLATFORM = NationalPlatform("https://pay.example/init", "MOTCUA01", ORACLE["secret"])
ORDER = Order("ABCD2345EFGH6789", 8000, "nop phi", AT, "https://cong.example/x", "203.0.113.7")


@pytest.mark.parametrize("made", ORACLE["codes"], ids=lambda made: made["reference"])
def test_a_code_is_that_of_the_oracle(made: dict[str, Any]) -> None:
    bank = VietQr("", made["bank"], made["account"], "", "")
    assert bank.code(made["reference"], made["amount"]) == made["code"]


def test_the_picture_of_a_code_reads_back(tmp_path: Path) -> None:
    import zxingcpp

    code = BANK.code("ABCD2345EFGH6789", 8000)
    segno.make_qr(code, error="m").save(str(tmp_path / "code.png"), scale=6, border=2)
    with Image.open(tmp_path / "code.png") as picture:
        (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == code and crc16(b"123456789") == 0x29B1


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("PLPABCD2345EFGH6789", "ABCD2345EFGH6789"),
        ("mbvcb.123.plp abcd2345 efgh6789.ct tu 0123", "ABCD2345EFGH6789"),
        ("PLP-ABCD-2345-EFGH-6789 nop phi", "ABCD2345EFGH6789"),
        ("ABCD2345EFGH6789", ""),
        ("PLPABCD2345", ""),
        ("", ""),
    ],
)
def test_a_reference_is_found_in_what_banks_make_of_it(words: str, found: str) -> None:
    assert reference_in(words) == found


def test_a_banks_notice_is_believed_only_as_it_was_signed() -> None:
    told = sandbox_bank.transfer(amount=8000, content="PLPABCD2345EFGH6789", at=AT)
    params = sandbox_bank.notice(BANK, told)
    notice = BANK.read_notice(params)
    assert (notice.reference, notice.amount, notice.succeeded) == ("ABCD2345EFGH6789", 8000, True)
    assert notice.transaction == told.transaction
    for name in params:
        with pytest.raises(Forged):
            BANK.read_notice({**params, name: params[name] + "1"})
    with pytest.raises(Forged):
        BANK.read_notice(BANK.signed({**params, "account": "1"}))


@pytest.mark.parametrize("told", ORACLE["digests"], ids=lambda told: told["MaThamChieu"])
def test_a_platforms_notice_has_the_digest_of_the_oracle(told: dict[str, str]) -> None:
    notice = PLATFORM.read_notice(told)
    assert (notice.reference, notice.amount) == (told["MaThamChieu"], int(told["SoTien"]))
    assert notice.succeeded is (told["MaLoi"] == "00")
    for name in told:
        with pytest.raises(Forged):
            PLATFORM.read_notice({**told, name: told[name] + "1"})


def test_the_platform_takes_an_order_and_offers_its_page_and_only_that() -> None:
    played = sandbox_national.played(NationalPlatform("/quoc-gia", "MOTCUA01", "x"))
    address = played.pay_address(ORDER)
    assert address.startswith("/quoc-gia?MaThamChieu=ABCD2345EFGH6789&SoTien=8000")

    def lies(_address: str, message: dict[str, Any]) -> dict[str, str]:
        return {**sandbox_national.answer(played, message), "UrlThanhToan": "https://evil.example"}

    def refuses(_address: str, message: dict[str, Any]) -> dict[str, str]:
        return sandbox_national.answer(played, {**message, "SoTien": "1"})

    for send in (lies, refuses, lambda _a, _m: {}):
        with pytest.raises(Unreachable):
            NationalPlatform("/quoc-gia", "MOTCUA01", "x", send).pay_address(ORDER)


def test_an_unreachable_platform_is_said_so() -> None:
    with pytest.raises(Unreachable):
        NationalPlatform("http://127.0.0.1:9", "MOTCUA01", "x").pay_address(ORDER)
    with pytest.raises(Unreachable):
        NationalPlatform("http://pay.example", "MOTCUA01", "x").pay_address(ORDER)
