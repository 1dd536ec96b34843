"""A person changes what the account says of them."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Account
from portal.accounts.passwords import hash_password, is_password
from portal.db import db
from portal.errors import Invalid
from portal.i18n import _


def change_contact(
    account: Account, *, phone: str, email: str, address: str, password: str
) -> bool:
    """Set telephone, e-mail and address. Returns whether all sessions ended, which they do when
    the e-mail, with which one signs in, changes: that needs the password.

    Raises Invalid with the field at fault (`current_password`, `email`) in its errors.
    """
    email = email.lower()
    is_new_email = email != account.email
    if is_new_email:
        if not is_password(account.password_hash, password):
            sentence = _("Hãy nhập đúng mật khẩu hiện tại để thay đổi email")
            raise Invalid(sentence, {"current_password": sentence})
        try:
            with db.session.begin_nested():
                account.email = email
        except IntegrityError:
            sentence = _("Email này không dùng được, hãy dùng email khác")
            raise Invalid(sentence, {"email": sentence}) from None
        account.end_sessions()
    account.phone, account.address = phone, address
    return is_new_email


def change_password(account: Account, *, old: str, new: str) -> None:
    """Set a password that the form has judged, and end all sessions. Raises Invalid."""
    if not is_password(account.password_hash, old):
        raise Invalid(_("Mật khẩu hiện tại chưa đúng"))
    account.password_hash = hash_password(new)
    account.end_sessions()
