"""An e-mail address is somebody's once a code sent there comes back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal import config
from portal.accounts.account_notes import note
from portal.accounts.models import Account, Actor
from portal.accounts.passwords import is_password
from portal.accounts.queries import account_by_email
from portal.db import db
from portal.errors import Invalid
from portal.i18n import _
from portal.identity.models import EmailCode
from portal.notifications import outbox

GOOD_FOR = timedelta(minutes=30)


def send_code(account: Account, email: str, *, password: str, at: datetime) -> None:
    """Send six digits to the account's own e-mail, or to the one it is to have, which needs the
    password. An address of somebody else gets a letter that says so, and the page is the same.
    Raises Invalid with the field at fault."""
    email = email.lower()
    if email != account.email and not is_password(account.password_hash, password):
        sentence = _("Hãy nhập đúng mật khẩu hiện tại để thay đổi email")
        raise Invalid(sentence, {"current_password": sentence})
    _forget_codes(account)
    code = f"{secrets.randbelow(10**6):06d}"
    row = EmailCode(
        account_id=account.id,
        email=email,
        digest=_digest(account, email, code),
        created_at=at,
        expires_at=at + GOOD_FOR,
    )
    db.session.add(row)
    db.session.flush()
    holder = account_by_email(email)
    is_taken = holder is not None and holder.id != account.id
    outbox.notify(
        account=None,
        email=email,
        subject="Email này đã có tài khoản" if is_taken else "Mã xác nhận email",
        body="Có người muốn dùng địa chỉ này cho một tài khoản khác. Địa chỉ chỉ dùng được cho một "
        "tài khoản, nên không có mã nào được gửi."
        if is_taken
        else f"Mã xác nhận của Ông/Bà: {code}\n\nMã dùng được trong 30 phút. Không đưa mã này cho "
        "ai, kể cả người tự xưng là cán bộ.",
        link="",
        key=f"email code/{row.id}",
        at=at,
    )


def waiting_code(account: Account, at: datetime) -> EmailCode | None:
    """The code the person is to type, if one was sent and still counts."""
    return db.session.scalar(
        sa.select(EmailCode)
        .where(
            EmailCode.account_id == account.id,
            EmailCode.used_at.is_(None),
            EmailCode.expires_at > at,
        )
        .order_by(EmailCode.id.desc())
        .limit(1)
        .with_for_update()
    )


def confirm(account: Account, code: str, *, at: datetime) -> bool:
    """The code came back: the address is confirmed, or becomes the account's and ends all
    sessions (True). Raises Invalid."""
    row = waiting_code(account, at)
    if row is None or not _is_right(account, row, code):
        raise Invalid(_("Mã chưa đúng hoặc đã hết hạn."))
    row.used_at = at
    is_new, before = row.email != account.email, account.email
    if is_new:
        try:
            with db.session.begin_nested():
                account.email = row.email
        except IntegrityError:
            raise Invalid(_("Email này không dùng được, hãy dùng email khác")) from None
        account.end_sessions()
        outbox.notify(
            account=None,
            email=before,
            subject="Email của tài khoản đã thay đổi",
            body="Tài khoản của Ông/Bà không còn dùng địa chỉ này. Nếu không phải Ông/Bà thay đổi, "
            "hãy gọi tổng đài ngay.",
            link="",
            key=f"email changed/{row.id}",
            at=at,
        )
    account.email_confirmed_at = at
    what = "email changed" if is_new else "email confirmed"
    note(account, what, by=Actor(account.full_name, account.kind, account.id), at=at)
    return is_new


def _is_right(account: Account, row: EmailCode, code: str) -> bool:
    typed = _digest(account, row.email, "".join(code.split()))
    return hmac.compare_digest(row.digest, typed)


def _forget_codes(account: Account) -> None:
    db.session.execute(
        sa.delete(EmailCode).where(EmailCode.account_id == account.id, EmailCode.used_at.is_(None))
    )


def _digest(account: Account, email: str, code: str) -> str:
    secret = config.current().secret_key.encode()
    return hmac.new(secret, f"{account.id}:{email}:{code}".encode(), hashlib.sha256).hexdigest()
