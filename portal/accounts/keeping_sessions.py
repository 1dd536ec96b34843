"""Sessions begin, are kept alive and end: by the person, by an administrator, by the clock."""

from __future__ import annotations

import logging
import re
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal import config
from portal.accounts.models import Account, Actor
from portal.accounts.session_models import SignInSession
from portal.db import db
from portal.errors import Conflict
from portal.i18n import _

log = logging.getLogger("portal.accounts")

# How old `seen_at` may be before a request that writes renews it: not a row for every press.
SEEN_EVERY = timedelta(minutes=5)
KEPT = timedelta(days=90)

# The first that fits: browsers name each other.
_BROWSERS = (
    ("Zalo", r"Zalo"),
    ("Cốc Cốc", r"coc_coc"),
    ("Edge", r"Edg"),
    ("Opera", r"OPR|Opera"),
    ("Samsung Internet", r"SamsungBrowser"),
    ("Firefox", r"Firefox|FxiOS"),
    ("Chrome", r"Chrome|CriOS"),
    ("Safari", r"Safari"),
)
_SYSTEMS = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X"),
    ("Linux", r"Linux"),
)


def begin_session(
    account: Account, *, browser: str, address: str, way: str, level: int = 0, at: datetime
) -> SignInSession:
    """A browser is let in; `browser` is what it says of itself (User-Agent)."""
    _idle, longest = limits_of(account)
    begun = SignInSession(
        key=secrets.token_urlsafe(32),
        account_id=account.id,
        epoch=account.session_epoch,
        device=device_of(browser),
        address=address[:45],
        way=way,
        level=level,
        started_at=at,
        seen_at=at,
        ends_at=at + longest,
    )
    db.session.add(begun)
    db.session.flush()
    return begun


def limits_of(account: Account) -> tuple[timedelta, timedelta]:
    """(how long nothing may be pressed, how long a session lasts at most)."""
    settings = config.current()
    if account.is_officer:
        minutes, hours = settings.officer_idle_minutes, settings.officer_session_hours
    else:
        minutes, hours = settings.citizen_idle_minutes, settings.citizen_session_hours
    return timedelta(minutes=minutes), timedelta(hours=hours)


def note_seen(session: SignInSession, *, at: datetime) -> None:
    if at - session.seen_at > SEEN_EVERY:
        session.seen_at = at


def end_session(session: SignInSession, *, by: Actor, at: datetime) -> None:
    """This browser is out with its next request. Raises Conflict if it is already."""
    if not session.is_open(at):
        raise Conflict(_("Phiên đăng nhập này đã kết thúc từ trước."))
    session.ended_at = at
    log.info("session %s of account %s ended by %s", session.id, session.account_id, by.account_id)


def end_others(account: Account, kept: SignInSession, *, at: datetime) -> int:
    """End all sessions of a person but the one they sit at. Returns how many."""
    others = [one for one in open_sessions(account, at) if one.id != kept.id]
    for one in others:
        one.ended_at = at
    return len(others)


def open_sessions(account: Account, at: datetime) -> list[SignInSession]:
    """Where the person is signed in, the newest first."""
    found = db.session.scalars(
        sa.select(SignInSession)
        .where(
            SignInSession.account_id == account.id,
            SignInSession.epoch == account.session_epoch,
            SignInSession.ended_at.is_(None),
            SignInSession.ends_at > at,
        )
        .order_by(SignInSession.started_at.desc(), SignInSession.id.desc())
    )
    return list(found)


def session_of(account: Account, session_id: int) -> SignInSession | None:
    return db.session.scalar(
        sa.select(SignInSession).where(
            SignInSession.id == session_id, SignInSession.account_id == account.id
        )
    )


def forget_old_sessions(*, at: datetime) -> None:
    """Rows of sessions that ended long ago, with the addresses they hold."""
    db.session.execute(sa.delete(SignInSession).where(SignInSession.ends_at < at - KEPT))


def device_of(browser: str) -> str:
    """ "Chrome, Android" from what a browser says of itself; "" when it says nothing known."""
    names = (
        next((name for name, pattern in known if re.search(pattern, browser)), "")
        for known in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(name for name in names if name)
