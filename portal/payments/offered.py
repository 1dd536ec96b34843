"""Which gateways this installation has."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from portal.config import Settings
from portal.payments import sandbox_refunds
from portal.payments.gateways import Gateway, sandbox_national
from portal.payments.gateways.national import NationalPlatform
from portal.payments.gateways.vietqr import VietQr
from portal.payments.gateways.vnpay import Vnpay
from portal.payments.models import Way

SANDBOX_ADDRESS = "/thanh-toan/thu-nghiem/vnpay"
NATIONAL_SANDBOX = "/thanh-toan/thu-nghiem/quoc-gia"
CODE_ADDRESS = "/thanh-toan/vietqr"  # our page that shows a code; also with a real account
_SANDBOX_TERMINAL = "MOTCUA01"
_SANDBOX_BANK, _SANDBOX_ACCOUNT = "970436", "0999000099"


def gateways(settings: Settings) -> dict[Way, Gateway]:
    """By the way their money comes in, in the order they are offered; empty: fees are paid at the
    desk."""
    found: dict[Way, Gateway | None] = {
        Way.VNPAY: vnpay(settings),
        Way.VIETQR: vietqr(settings),
        Way.NATIONAL: national(settings),
    }
    return {way: gateway for way, gateway in found.items() if gateway is not None}


def vnpay(settings: Settings) -> Vnpay | None:
    """The gateway of the settings; in development our own sandbox when none is set; otherwise
    None."""
    if settings.vnpay_url and settings.vnpay_terminal and settings.vnpay_secret:
        return Vnpay(
            settings.vnpay_url,
            settings.vnpay_terminal,
            settings.vnpay_secret,
            refund_address=settings.vnpay_refund_url,
        )
    return sandbox(settings)


def sandbox(settings: Settings) -> Vnpay | None:
    """The sandbox, in development and only while no gateway is set. Never in production."""
    if not settings.is_development or settings.vnpay_url:
        return None
    played = Vnpay(
        SANDBOX_ADDRESS,
        _SANDBOX_TERMINAL,
        _secret(settings, "vnpay"),
        refund_address=SANDBOX_ADDRESS,
    )
    return replace(played, send=lambda _address, message: sandbox_refunds.answer(played, message))


def national(settings: Settings) -> NationalPlatform | None:
    """The national platform of the settings, else its sandbox in development."""
    if settings.national_pay_url and settings.national_pay_partner and settings.national_pay_secret:
        return NationalPlatform(
            settings.national_pay_url, settings.national_pay_partner, settings.national_pay_secret
        )
    return national_sandbox(settings)


def national_sandbox(settings: Settings) -> NationalPlatform | None:
    if not settings.is_development or settings.national_pay_url:
        return None
    return sandbox_national.played(
        NationalPlatform(NATIONAL_SANDBOX, _SANDBOX_TERMINAL, _secret(settings, "national"))
    )


def vietqr(settings: Settings) -> VietQr | None:
    """Transfers to the account of the settings, else to one of the sandbox in development."""
    if settings.bank_number and settings.bank_account and settings.bank_secret:
        return VietQr(
            CODE_ADDRESS,
            settings.bank_number,
            settings.bank_account,
            settings.bank_holder or settings.province,
            settings.bank_secret,
        )
    return bank_sandbox(settings)


def bank_sandbox(settings: Settings) -> VietQr | None:
    if not settings.is_development or settings.bank_account:
        return None
    return VietQr(
        CODE_ADDRESS,
        _SANDBOX_BANK,
        _SANDBOX_ACCOUNT,
        "TRUNG TAM PHUC VU HANH CHINH CONG",
        _secret(settings, "bank"),
    )


def _secret(settings: Settings, of: str) -> str:
    return hashlib.sha256(f"{of}/{settings.secret_key}".encode()).hexdigest()
