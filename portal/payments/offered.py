"""Which gateway this installation has."""

from __future__ import annotations

import hashlib

from portal.config import Settings
from portal.payments.gateways.vnpay import Vnpay

SANDBOX_ADDRESS = "/thanh-toan/thu-nghiem/vnpay"
_SANDBOX_TERMINAL = "MOTCUA01"


def vnpay(settings: Settings) -> Vnpay | None:
    """The gateway of the settings; in development our own sandbox when none is set; otherwise
    None, and fees are paid at the desk."""
    if settings.vnpay_url and settings.vnpay_terminal and settings.vnpay_secret:
        return Vnpay(settings.vnpay_url, settings.vnpay_terminal, settings.vnpay_secret)
    return sandbox(settings)


def sandbox(settings: Settings) -> Vnpay | None:
    """The sandbox, in development and only while no gateway is set. Never in production."""
    if not settings.is_development or settings.vnpay_url:
        return None
    secret = hashlib.sha256(f"vnpay/{settings.secret_key}".encode()).hexdigest()
    return Vnpay(SANDBOX_ADDRESS, _SANDBOX_TERMINAL, secret)
