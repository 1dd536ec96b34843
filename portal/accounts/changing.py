"""A person changes what the account says of them. The e-mail, with which one signs in, is changed
where letters are sent (portal/identity): only a code that comes back proves the new one."""

from __future__ import annotations

from portal.accounts.models import Account
from portal.accounts.passwords import hash_password, is_password
from portal.errors import Invalid
from portal.i18n import _


def change_contact(account: Account, *, phone: str, address: str) -> None:
    """A new telephone number is not confirmed."""
    if phone != account.phone:
        account.phone_confirmed_at = None
    account.phone, account.address = phone, address


def change_password(account: Account, *, old: str, new: str) -> None:
    """Set a password that the form has judged, and end all sessions. Raises Invalid."""
    if not is_password(account.password_hash, old):
        raise Invalid(_("Mật khẩu hiện tại chưa đúng"))
    account.password_hash = hash_password(new)
    account.end_sessions()
