"""What was searched for and holds somebody's number does not stand in an address as it was typed:
addresses are kept by browsers, proxies and histories (Luật BVDLCN 91/2025/QH15)."""

from __future__ import annotations

import base64
import binascii
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal import config

MARK = "~"
# A personal number, the one before it, a tax code, a telephone: nine digits or more, however grouped.
_NUMBER = re.compile(r"\d(?:[ .]?\d){8,}")


def seal(text: str) -> str:
    """The text, or what stands for it where it holds somebody's number: the same for the same text,
    so that an address stays an address."""
    if not _NUMBER.search(text):
        return text
    sealed = _box().encrypt(text.encode(), [b"searched text"])
    return MARK + base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(text: str) -> str:
    """What `seal` was given; empty for what is not of our making."""
    if not text.startswith(MARK):
        return text
    bare = text.removeprefix(MARK)
    try:
        sealed = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
        return _box().decrypt(sealed, [b"searched text"]).decode()
    except (binascii.Error, InvalidTag, ValueError):
        return ""


def _box() -> AESSIV:
    derive = HKDF(SHA256(), 64, salt=None, info=b"portal: searched text")
    return AESSIV(derive.derive(config.current().secret_key.encode()))
