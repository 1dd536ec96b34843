"""A telephone number is somebody's once a code sent there by text message comes back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal import config
from portal.accounts.account_notes import note
from portal.accounts.models import Account, Actor
from portal.db import db
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.identity.models import PhoneCode
from portal.notifications import outbox

GOOD_FOR = timedelta(minutes=10)


def send_code(account: Account, *, at: datetime) -> None:
    """Send six digits to the account's number; an earlier code ends. Raises Conflict without a
    number, or where no text messages can be sent."""
    if not config.current().has_sms:
        raise Conflict(_("Cổng chưa gửi được tin nhắn SMS."))
    if not account.phone:
        raise Conflict(_("Tài khoản chưa có số điện thoại. Hãy ghi số trước."))
    db.session.execute(
        sa.delete(PhoneCode).where(PhoneCode.account_id == account.id, PhoneCode.used_at.is_(None))
    )
    code = f"{secrets.randbelow(10**6):06d}"
    row = PhoneCode(
        account_id=account.id,
        phone=account.phone,
        digest=_digest(account, account.phone, code),
        created_at=at,
        expires_at=at + GOOD_FOR,
    )
    db.session.add(row)
    db.session.flush()
    # Without marks: with them a text message holds 70 characters.
    outbox.text(
        phone=account.phone,
        body=f"Ma xac nhan so dien thoai cua Ong/Ba: {code}, dung trong 10 phut. Khong dua ma nay "
        "cho bat ky ai.",
        key=f"phone code/{account.id}/{int(at.timestamp())}/{row.digest[:12]}",
        at=at,
    )


def waiting_code(account: Account, at: datetime) -> PhoneCode | None:
    """The code the person is to type, if one was sent to the number of today and still counts."""
    return db.session.scalar(
        sa.select(PhoneCode)
        .where(
            PhoneCode.account_id == account.id,
            PhoneCode.phone == account.phone,
            PhoneCode.used_at.is_(None),
            PhoneCode.expires_at > at,
        )
        .order_by(PhoneCode.id.desc())
        .limit(1)
        .with_for_update()
    )


def confirm(account: Account, code: str, *, at: datetime) -> None:
    """The code came back: the number is confirmed. Raises Invalid."""
    row = waiting_code(account, at)
    typed = _digest(account, account.phone, "".join(code.split()))
    if row is None or not hmac.compare_digest(row.digest, typed):
        raise Invalid(_("Mã chưa đúng hoặc đã hết hạn."))
    row.used_at = at
    account.phone_confirmed_at = at
    note(account, "phone confirmed", by=Actor(account.full_name, account.kind, account.id), at=at)


def _digest(account: Account, phone: str, code: str) -> str:
    secret = config.current().secret_key.encode()
    return hmac.new(secret, f"{account.id}:{phone}:{code}".encode(), hashlib.sha256).hexdigest()
