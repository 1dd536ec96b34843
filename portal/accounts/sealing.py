"""Secrets the portal must be able to read again, unreadable to who has the database alone."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal import config


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    return _box().decrypt(sealed.encode()).decode()


def _box() -> Fernet:
    derive = HKDF(SHA256(), 32, salt=None, info=b"portal: secrets at rest")
    return Fernet(base64.urlsafe_b64encode(derive.derive(config.current().secret_key.encode())))
