"""Who is signed in. Sessions end at once when the account's epoch changes or it is disabled."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.models import Account, Substitution
from portal.db import db
from portal.i18n import _
from portal.web import back_to


class SignedIn(UserMixin):
    """What flask-login carries; its identifier binds the session to the account's epoch."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        return f"{self.account.id}.{self.account.session_epoch}"


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # phones change address all day
    manager.user_loader(_load)
    manager.unauthorized_handler(_ask_to_sign_in)
    app.permanent_session_lifetime = timedelta(hours=12)


def sign_in(account: Account) -> None:
    login_user(SignedIn(account))


def me() -> Account:
    """The account signed in. Only for views whose access demands one."""
    account: Account = current_user.account
    return account


def _load(identifier: str) -> SignedIn | None:
    number, _dot, epoch = identifier.partition(".")
    if not (number.isascii() and number.isdigit() and epoch.isascii() and epoch.isdigit()):
        return None
    account = db.session.scalar(
        sa.select(Account)
        .options(
            selectinload(Account.grants),
            selectinload(Account.substitutions)
            .joinedload(Substitution.absent)
            .selectinload(Account.grants),
        )
        .where(Account.id == int(number))
    )
    if account is None or account.disabled_at or account.session_epoch != int(epoch):
        return None
    return SignedIn(account)


def _ask_to_sign_in() -> AnyResponse:
    rule = request.url_rule
    can_be_opened = rule is not None and "GET" in (rule.methods or ())
    wanted = request.full_path.rstrip("?") if can_be_opened else None
    return back_to(
        url_for("accounts.sign_in", next=wanted), _("Hãy đăng nhập để tiếp tục."), "info"
    )
