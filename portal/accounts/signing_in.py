"""Is this the person? One answer, in the same time, for every way of being wrong."""

from __future__ import annotations

from portal.accounts.models import Account
from portal.accounts.passwords import hash_password, is_outdated, is_password
from portal.accounts.queries import account_signing_in
from portal.errors import Invalid
from portal.i18n import _


class WrongIdentity(Invalid):
    """No such account, or not its password; which of the two is not said."""


class AccountDisabled(Invalid):
    """Said only to somebody who knows the password."""


def identify(identifier: str, password: str) -> Account:
    """The account of a person who proves to own it. Raises WrongIdentity, AccountDisabled."""
    account = account_signing_in(identifier)
    if not is_password(account.password_hash if account else None, password) or account is None:
        raise WrongIdentity(
            _("Số định danh, email hoặc mật khẩu chưa đúng. Hãy kiểm tra và nhập lại.")
        )
    if account.disabled_at is not None:
        raise AccountDisabled(
            _("Tài khoản này đã bị khoá. Hãy liên hệ quản trị của đơn vị hoặc gọi tổng đài.")
        )
    if is_outdated(account.password_hash):
        account.password_hash = hash_password(password)
    return account
