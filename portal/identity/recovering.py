"""A forgotten password: asked for, answered by letter, set anew."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.accounts.account_notes import note
from portal.accounts.models import Account, Actor
from portal.accounts.passwords import hash_password
from portal.accounts.queries import account_signing_in
from portal.db import db
from portal.errors import Invalid
from portal.i18n import _
from portal.identity.models import RecoveryRequest, ResetLink
from portal.notifications import outbox

GOOD_FOR = timedelta(minutes=30)


def ask(identifier: str, *, at: datetime) -> None:
    """Write the wish down; nothing is looked up, so nothing is told."""
    db.session.add(RecoveryRequest(identifier=identifier[:254], asked_at=at))


def waiting() -> list[int]:
    return list(db.session.scalars(sa.select(RecoveryRequest.id).order_by(RecoveryRequest.id)))


def answer(request_id: int, *, at: datetime) -> None:
    """Send a link to the e-mail of the account, if there is one; the wish is then forgotten."""
    asked = db.session.get(RecoveryRequest, request_id, with_for_update=True)
    if asked is None:  # another worker was here
        return
    account = account_signing_in(asked.identifier)
    db.session.delete(asked)
    if account is None or account.disabled_at is not None or at - asked.asked_at > GOOD_FOR:
        return
    token = secrets.token_urlsafe(32)
    link = ResetLink(account_id=account.id, digest=_digest(token), expires_at=at + GOOD_FOR)
    db.session.add(link)
    db.session.flush()
    outbox.notify(
        account=None,
        email=account.email,
        subject="Đặt lại mật khẩu",
        body=f"Kính gửi {account.full_name},\n\nCó người yêu cầu đặt lại mật khẩu tài khoản này. "
        "Nếu đúng là Ông/Bà, hãy mở liên kết dưới đây trong 30 phút. Nếu không phải, hãy bỏ qua "
        "thư này: mật khẩu chưa thay đổi.",
        link=f"/dat-lai-mat-khau?ma={token}",
        key=f"reset/{link.id}",
        at=at,
    )


def account_of_link(token: str, at: datetime) -> Account | None:
    """Whose password this link sets; None when it is old, used or nobody's."""
    link = _link(token, at)
    account = db.session.get(Account, link.account_id) if link else None
    return account if account is not None and account.disabled_at is None else None


def reset(token: str, password: str, *, at: datetime) -> Account:
    """Set a password the form has judged; the link and all others of the account are used up, and
    every session ends. Raises Invalid."""
    account = account_of_link(token, at)
    if account is None:
        raise Invalid(_("Liên kết đã hết hạn hoặc đã dùng. Hãy yêu cầu liên kết mới."))
    account.password_hash = hash_password(password)
    account.end_sessions()
    db.session.execute(
        sa.update(ResetLink)
        .where(ResetLink.account_id == account.id, ResetLink.used_at.is_(None))
        .values(used_at=at)
    )
    note(account, "password reset", by=Actor(account.full_name, account.kind, account.id), at=at)
    outbox.notify(
        account=account,
        email=account.email,
        subject="Mật khẩu đã được đặt lại",
        body="Mật khẩu của tài khoản vừa được đặt lại và mọi thiết bị đã bị đăng xuất. Nếu không "
        "phải Ông/Bà làm, hãy gọi tổng đài ngay.",
        link="",
        key=f"reset done/{account.id}/{int(at.timestamp())}",
        at=at,
    )
    return account


def _link(token: str, at: datetime) -> ResetLink | None:
    return db.session.scalar(
        sa.select(ResetLink).where(
            ResetLink.digest == _digest(token),
            ResetLink.used_at.is_(None),
            ResetLink.expires_at > at,
        )
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
