"""The book of what was done to an account."""

from __future__ import annotations

import logging
from datetime import datetime

import sqlalchemy as sa

from portal.accounts.factor_models import AccountNote
from portal.accounts.models import Account, Actor
from portal.db import db

log = logging.getLogger("portal.accounts")


def note(account: Account, what: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Write down an act; the log hears of it by number only."""
    db.session.add(
        AccountNote(
            account_id=account.id,
            what=what,
            reason=reason,
            by_id=by.account_id,
            by_name=by.name,
            at=at,
        )
    )
    log.info("account %s: %s by account %s", account.id, what, by.account_id)


def notes_of(account: Account, most: int = 50) -> list[AccountNote]:
    """The latest first."""
    found = db.session.scalars(
        sa.select(AccountNote)
        .where(AccountNote.account_id == account.id)
        .order_by(AccountNote.id.desc())
        .limit(most)
    )
    return list(found)
