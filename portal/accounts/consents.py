"""Agreeing to a use of one's data, and taking that back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.consent_models import ConsentDecision
from portal.accounts.models import Account
from portal.accounts.purposes import BY_KEY, PURPOSES, Purpose
from portal.db import db
from portal.errors import Invalid
from portal.i18n import _


def decide(account: Account, purpose_key: str, *, is_given: bool, at: datetime) -> bool:
    """Write the decision down with the text that was read; says whether it changed anything.
    Taking back holds from now on and undoes nothing done before. Raises Invalid."""
    purpose = BY_KEY.get(purpose_key)
    if purpose is None:
        raise Invalid(_("Không có mục đích này. Hãy tải lại trang."))
    latest = _latest(account.id, purpose_key)
    is_same = holds(latest, purpose) if is_given else latest is None or not latest.is_given
    if is_same:
        return False
    db.session.add(
        ConsentDecision(
            account_id=account.id,
            purpose=purpose.key,
            version=purpose.version,
            text=str(purpose.text),
            is_given=is_given,
            at=at,
        )
    )
    return True


def has_consented(account_id: int, purpose_key: str) -> bool:
    """Does the person agree today, to the text as it is today?"""
    return holds(_latest(account_id, purpose_key), BY_KEY[purpose_key])


def who_once_gave(purpose_key: str) -> sa.Select[Any]:
    """Numbers of the accounts that ever agreed, to narrow a query; whether one still does is for
    `has_consented` to say."""
    return sa.select(ConsentDecision.account_id).where(
        ConsentDecision.purpose == purpose_key, ConsentDecision.is_given
    )


def standing(account: Account) -> list[tuple[Purpose, ConsentDecision | None]]:
    """Each purpose with the latest decision about it."""
    return [(purpose, _latest(account.id, purpose.key)) for purpose in PURPOSES]


def holds(decision: ConsentDecision | None, purpose: Purpose) -> bool:
    return decision is not None and decision.is_given and decision.version == purpose.version


def history(account: Account) -> list[ConsentDecision]:
    """Every decision, the newest first."""
    return list(
        db.session.scalars(
            sa.select(ConsentDecision)
            .where(ConsentDecision.account_id == account.id)
            .order_by(ConsentDecision.id.desc())
        )
    )


def _latest(account_id: int, purpose_key: str) -> ConsentDecision | None:
    return db.session.scalar(
        sa.select(ConsentDecision)
        .where(ConsentDecision.account_id == account_id, ConsentDecision.purpose == purpose_key)
        .order_by(ConsentDecision.id.desc())
        .limit(1)
    )
