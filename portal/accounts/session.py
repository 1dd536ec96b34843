"""Who is signed in. A session ends at once when its row is ended, when the account's epoch changes
(a role was given or taken, a password changed) or the account is disabled; by itself after a time
without a press, and after a longest time whatever was pressed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, g, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.accounts import keeping_sessions
from portal.accounts.models import Account, Substitution
from portal.accounts.session_models import SignInSession
from portal.db import db
from portal.i18n import _
from portal.web import READING_METHODS, back_to

# In the cookie: when the person last asked for something, in seconds. Written once a minute.
SEEN = "seen"
SEEN_EVERY_SECONDS = 60
WARNED_BEFORE = timedelta(minutes=5)
# Asking how long a session lasts does not make it longer.
QUIET = frozenset({"accounts.session_left"})


class SignedIn(UserMixin):
    """What flask-login carries; its identifier binds the browser to a row and an epoch."""

    def __init__(self, account: Account, browser: SignInSession) -> None:
        self.account, self.browser = account, browser

    def get_id(self) -> str:
        return f"{self.account.id}.{self.browser.epoch}.{self.browser.key}"


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # phones change address all day
    manager.user_loader(_load)
    manager.unauthorized_handler(_ask_to_sign_in)
    app.permanent_session_lifetime = timedelta(hours=12)
    app.context_processor(_session_clock)


def sign_in(account: Account, way: str = "password", level: int = 0) -> None:
    """Let this browser in. `way` says how the person proved to be themself, `level` how well by the
    word of a provider of identity."""
    at = clock.now()
    browser = keeping_sessions.begin_session(
        account,
        browser=request.user_agent.string,
        address=request.remote_addr or "",
        way=way,
        level=level,
        at=at,
    )
    session[SEEN] = int(at.timestamp())
    login_user(SignedIn(account, browser))


def go_on(account: Account) -> None:
    """After an act that ended all sessions of the person: this browser goes on."""
    sign_in(account, here().way, here().level)


def sign_out() -> None:
    if current_user.is_authenticated:
        keeping_sessions.end_session(here(), by=me().as_citizen(), at=clock.now())
    logout_user()


def me() -> Account:
    """The account signed in. Only for views whose access demands one."""
    account: Account = current_user.account
    return account


def here() -> SignInSession:
    """The session of the browser that asks. Only for views whose access demands one."""
    browser: SignInSession = current_user.browser
    return browser


def time_left(at: datetime) -> tuple[int, int]:
    """Seconds until the session ends for want of a press, and until it ends in any case."""
    idle, _longest = keeping_sessions.limits_of(me())
    last = at.timestamp() if g.get("was_seen") else session.get(SEEN, 0)
    longest = int((here().ends_at - at).total_seconds())
    return min(longest, int(last + idle.total_seconds() - at.timestamp())), longest


def _load(identifier: str) -> SignedIn | None:
    number, _dot, rest = identifier.partition(".")
    epoch, _dot, key = rest.partition(".")
    if not (number.isascii() and number.isdigit() and epoch.isascii() and epoch.isdigit()):
        return None
    found = db.session.execute(
        sa.select(Account, SignInSession)
        .join(SignInSession, SignInSession.account_id == Account.id)
        .options(
            selectinload(Account.grants),
            selectinload(Account.substitutions)
            .joinedload(Substitution.absent)
            .selectinload(Account.grants),
        )
        .where(Account.id == int(number), SignInSession.key == key)
    ).one_or_none()
    at = clock.now()
    if found is None:
        return None
    account, browser = found
    if not browser.is_open(at) or browser.epoch != int(epoch) or not _is_in_use(account, at):
        return None
    _note_seen(browser, at)
    return SignedIn(account, browser)


def _is_in_use(account: Account, at: datetime) -> bool:
    idle, _longest = keeping_sessions.limits_of(account)
    return bool(at.timestamp() < session.get(SEEN, 0) + idle.total_seconds())


def _note_seen(browser: SignInSession, at: datetime) -> None:
    if request.endpoint in QUIET:
        return
    g.was_seen = True
    if at.timestamp() - session.get(SEEN, 0) > SEEN_EVERY_SECONDS:
        session[SEEN] = int(at.timestamp())
    if request.method not in READING_METHODS:
        keeping_sessions.note_seen(browser, at=at)


def _ask_to_sign_in() -> AnyResponse:
    wanted = _page_asked_from()
    sentence = (
        _("Phiên đăng nhập đã kết thúc. Hãy đăng nhập lại để tiếp tục.")
        if "_user_id" in session
        else _("Hãy đăng nhập để tiếp tục.")
    )
    return back_to(url_for("accounts.sign_in", next=wanted), sentence, "info")


def _page_asked_from() -> str | None:
    """The page to come back to: the one asked for, or the one with the form that was sent."""
    rule = request.url_rule
    from_page = urlsplit(request.referrer or "")
    if request.method not in READING_METHODS and from_page.netloc == request.host:
        return from_page.path + (f"?{from_page.query}" if from_page.query else "")
    can_be_opened = rule is not None and "GET" in (rule.methods or ())
    return request.full_path.rstrip("?") if can_be_opened else None


def _session_clock() -> dict[str, Any]:
    """For the script that warns before a session ends."""
    if not current_user.is_authenticated:
        return {}
    left, longest = time_left(clock.now())
    idle, _longest = keeping_sessions.limits_of(me())
    warn = min(WARNED_BEFORE, idle / 2)
    return {
        "session_clock": {"left": left, "longest": longest, "warn": int(warn.total_seconds())},
    }
