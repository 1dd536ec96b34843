"""VNPAY's wire, against vectors of an independent implementation (tests/payments/oracle)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from portal import clock, config
from portal.payments import offered
from portal.payments.gateways import Forged, Order, sandbox
from portal.payments.gateways.vnpay import Vnpay

ORACLE = json.loads((Path(__file__).parent / "oracle" / "vectors.json").read_text("utf-8"))
GATEWAY = Vnpay("https://pay.example/pay", ORACLE["terminal"], ORACLE["secret"])
AT = datetime(2026, 3, 18, 10, 0, tzinfo=clock.VIETNAM)
PRODUCTION = {
    "PORTAL_ENV": "production",
    "PORTAL_SECRET_KEY": "bí mật",
    "PORTAL_KEYS_PASSPHRASE": "mật khẩu khác",
    "PORTAL_BASE_URL": "https://cong.h99.example",
}


def query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query, strict_parsing=True))


@pytest.mark.parametrize("made", ORACLE["orders"], ids=lambda made: made["reference"])
def test_an_order_carries_the_fields_and_signature_of_the_oracle(made: dict[str, str]) -> None:
    order = Order(
        made["reference"], int(made["amount"]), made["info"], AT, made["returns"], "203.0.113.7"
    )
    assert query_of(GATEWAY.pay_address(order)) == query_of(made["address"])


def test_words_with_marks_are_written_as_the_gateway_wants_them() -> None:
    order = Order("R1", 8000, "Nộp phí, lệ phí hồ sơ H99.11-260318-0001", AT, "https://x/", "::1")
    said = query_of(GATEWAY.pay_address(order))["vnp_OrderInfo"]
    assert said == "nop phi le phi ho so h99 11 260318 0001"


@pytest.mark.parametrize("told", ORACLE["notices"], ids=lambda told: told["params"]["vnp_TxnRef"])
def test_a_notice_the_oracle_signed_is_believed_and_read(told: dict) -> None:  # type: ignore[type-arg]
    notice = GATEWAY.read_notice(told["params"])
    assert notice.reference == told["params"]["vnp_TxnRef"]
    assert (notice.succeeded, notice.amount) == (told["succeeded"], told["amount"])
    assert "vnp_SecureHash" not in notice.fields


@pytest.mark.parametrize("name", list(ORACLE["notices"][1]["params"]))
def test_one_altered_field_and_nothing_is_believed(name: str) -> None:
    params = dict(ORACLE["notices"][1]["params"])
    params[name] = params[name][:-1] + ("0" if params[name][-1] != "0" else "1")
    with pytest.raises(Forged):
        GATEWAY.read_notice(params)


@pytest.mark.parametrize(
    "change", [{"vnp_SecureHash": ""}, {"vnp_Extra": "1"}, {"vnp_SecureHash": "đ" * 128}]
)
def test_a_missing_or_foreign_signature_is_forged(change: dict[str, str]) -> None:
    with pytest.raises(Forged):
        GATEWAY.read_notice({**ORACLE["notices"][1]["params"], **change})
    with pytest.raises(Forged):
        Vnpay("x", ORACLE["terminal"], "another secret").read_notice(ORACLE["notices"][1]["params"])


def test_a_notice_for_another_terminal_is_not_ours() -> None:
    fields = {k: v for k, v in ORACLE["notices"][1]["params"].items() if k != "vnp_SecureHash"}
    with pytest.raises(Forged):
        GATEWAY.read_notice(GATEWAY.signed({**fields, "vnp_TmnCode": "SHOP0002"}))


def test_success_without_a_transaction_is_not_believed() -> None:
    fields = {k: v for k, v in ORACLE["notices"][1]["params"].items() if k != "vnp_SecureHash"}
    with pytest.raises(Forged):
        GATEWAY.read_notice(GATEWAY.signed({**fields, "vnp_TransactionNo": "000"}))


@pytest.mark.parametrize("amount", ["", "-800000", "800001", "8e5", "８０００００"])
def test_an_amount_that_is_no_whole_dong_is_nothing(amount: str) -> None:
    fields = {k: v for k, v in ORACLE["notices"][1]["params"].items() if k != "vnp_SecureHash"}
    assert GATEWAY.read_notice(GATEWAY.signed({**fields, "vnp_Amount": amount})).amount is None


def test_the_sandbox_answers_its_own_orders_only_and_charges_each_once() -> None:
    order = Order("ABCD2345EFGH6789", 8000, "nop phi", AT, "https://x/", "203.0.113.7")
    read = sandbox.read_order(GATEWAY, query_of(GATEWAY.pay_address(order)))
    assert (read.reference, read.amount, read.description) == ("ABCD2345EFGH6789", 8000, "nop phi")
    paid = [
        GATEWAY.read_notice(sandbox.notice(GATEWAY, read, is_paid=True, at=AT)) for _i in range(2)
    ]
    assert paid[0].succeeded and paid[0].amount == 8000
    assert paid[0].transaction == paid[1].transaction
    assert not GATEWAY.read_notice(sandbox.notice(GATEWAY, read, is_paid=False, at=AT)).succeeded
    with pytest.raises(Forged):
        sandbox.read_order(GATEWAY, {**query_of(GATEWAY.pay_address(order)), "vnp_Amount": "100"})


def test_production_has_no_sandbox_and_without_its_secret_no_gateway(tmp_path: Path) -> None:
    given = {**PRODUCTION, "PORTAL_DATA_DIR": str(tmp_path)}
    assert offered.vnpay(config.load(given)) is None
    given |= {"PORTAL_VNPAY_URL": "https://pay.example/pay", "PORTAL_VNPAY_TERMINAL": "MOTCUA01"}
    assert offered.vnpay(config.load(given)) is None
    gateway = offered.vnpay(config.load({**given, "PORTAL_VNPAY_SECRET": "x"}))
    assert gateway is not None and gateway.address == "https://pay.example/pay"
    assert offered.sandbox(config.load({**given, "PORTAL_VNPAY_SECRET": "x"})) is None


def test_development_plays_the_gateway_until_a_real_one_is_set(tmp_path: Path) -> None:
    given = {"PORTAL_DATA_DIR": str(tmp_path)}
    played = offered.vnpay(config.load(given))
    assert played is not None and played.address == offered.SANDBOX_ADDRESS
    real = {"PORTAL_VNPAY_URL": "https://pay.example/pay", "PORTAL_VNPAY_TERMINAL": "MOTCUA01"}
    settings = config.load({**given, **real, "PORTAL_VNPAY_SECRET": "x"})
    assert offered.sandbox(settings) is None
