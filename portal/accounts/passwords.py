"""Passwords: the rule for a new one, and Argon2 with the portal's costs."""

from __future__ import annotations

from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.i18n import _

MOST_CHARACTERS = 200
FEWEST_CHARACTERS = 10

# OWASP's smallest setting for Argon2id: about 40 ms where the library's default takes 200.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# What people in Vietnam and elsewhere type first, ten characters or more, in lower case.
_COMMON = frozenset(
    (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").split()
)


def hash_password(password: str) -> str:
    """What is stored of a password (NFC text)."""
    return _hasher.hash(password)


def is_password(stored: str | None, password: str) -> bool:
    """Whether `password` is the one `stored` was made from. None (nobody has that account)
    takes as long as a wrong password and is never right."""
    try:
        _hasher.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether `stored` was made with other costs than today's."""
    return _hasher.check_needs_rehash(stored)


def fault_of(password: str, *belongings: str | None) -> str | None:
    """The sentence that says why a new password is not accepted, or None.

    `belongings` are what others know of the person: personal number, e-mail, phone.
    """
    if len(password) < FEWEST_CHARACTERS:
        return _("Mật khẩu cần ít nhất %(count)d ký tự", count=FEWEST_CHARACTERS)
    if len(password) > MOST_CHARACTERS:
        return _("Mật khẩu dài nhất %(count)d ký tự", count=MOST_CHARACTERS)
    lower = password.lower().strip()
    for belonging in belongings:
        if belonging and lower in (belonging.lower(), belonging.lower().partition("@")[0]):
            return _("Mật khẩu không được là số định danh, số điện thoại hoặc email của Ông/Bà")
    if lower in _COMMON or len(set(lower)) < 4:
        return _("Mật khẩu này quá dễ đoán, hãy chọn mật khẩu khác")
    return None


_NOBODY = _hasher.hash("nobody has this account")
