"""Passwords: the rule for a new one, and Argon2 with the portal's costs."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.i18n import _

MOST_CHARACTERS = 200
FEWEST_CHARACTERS = 10

# OWASP's smallest setting for Argon2id: about 40 ms where the library's default takes 200.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# What people in Vietnam and elsewhere type first, ten characters or more, in lower case.
_COMMON = frozenset(
    """
    0123456789 1234567890 12345678910 123456789a 1234567891 1111111111 0000000000 9876543210
    0987654321 1122334455 1234512345 123123123123 1231231234 147258369a 0147258369 123456789@
    matkhau123 matkhau1234 matkhau12345 matkhau123456 matkhau@123 mat khau 123 password12
    password123 password1234 password@123 p@ssword123 p@ssw0rd123 passw0rd123 qwertyuiop
    qwerty12345 qwerty123456 qwertyuiop123 asdfghjkl1 asdfghjkl123 zxcvbnm123 1q2w3e4r5t
    1qaz2wsx3edc q1w2e3r4t5 iloveyou123 iloveyou12 anhyeuem123 anhyeuem12 emyeuanh123
    yeuemnhieu yeuanhnhieu vietnam123 vietnam2025 vietnam2026 vietnamvodich admin12345
    administrator admin123456 abcdefghij abcdef1234 abc1234567 abcd123456 a123456789
    aa123456789 aaaaaaaaaa khongbiet123 khongco123 congdan123 canbo12345 taikhoan123
    dichvucong dichvucong123 motcua12345
    """.split()
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
