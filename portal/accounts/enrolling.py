"""The first second factor of an officer: asked for with a code on paper, because whoever found out a
password could otherwise add an app of their own."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal import config
from portal.accounts import second_factor
from portal.accounts.account_notes import note
from portal.accounts.factor_models import EnrolmentLetter
from portal.accounts.models import Account, Actor
from portal.db import db
from portal.drawn_codes import drawn
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _

GOOD_FOR = timedelta(days=7)


def make_letter(account: Account, *, by: Actor, at: datetime) -> str:
    """The code to be handed over in person, shown this once; an earlier one ends. Raises Forbidden
    for one's own, Conflict for who has a second factor."""
    if account.id == by.account_id:
        raise Forbidden(_("Hãy nhờ quản trị khác cấp mã thiết lập cho chính Ông/Bà."))
    if second_factor.factors_of(account).is_enrolled:
        raise Conflict(_("Cán bộ này đã có cách xác thực bước hai."))
    db.session.execute(
        sa.delete(EnrolmentLetter).where(
            EnrolmentLetter.account_id == account.id, EnrolmentLetter.used_at.is_(None)
        )
    )
    code = drawn(3, 4)
    db.session.add(
        EnrolmentLetter(
            account_id=account.id,
            digest=_digest(account, code),
            made_at=at,
            expires_at=at + GOOD_FOR,
        )
    )
    note(account, "enrolment letter made", by=by, at=at)
    return code


def use_letter(account: Account, code: str, *, at: datetime) -> None:
    """The code is typed, once and in time. Raises Invalid."""
    letter = letter_of(account, at, lock=True)
    if letter is None or not hmac.compare_digest(letter.digest, _digest(account, code)):
        raise Invalid(
            _("Mã thiết lập chưa đúng hoặc đã hết hạn. Hãy nhờ quản trị của đơn vị cấp mã mới.")
        )
    letter.used_at = at


def letter_of(account: Account, at: datetime, *, lock: bool = False) -> EnrolmentLetter | None:
    """The letter that still counts, if there is one."""
    wanted = sa.select(EnrolmentLetter).where(
        EnrolmentLetter.account_id == account.id,
        EnrolmentLetter.used_at.is_(None),
        EnrolmentLetter.expires_at > at,
    )
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def _digest(account: Account, code: str) -> str:
    typed = "".join(code.split()).replace("-", "").upper()
    secret = config.current().secret_key.encode()
    return hmac.new(secret, f"enrol:{account.id}:{typed}".encode(), hashlib.sha256).hexdigest()
