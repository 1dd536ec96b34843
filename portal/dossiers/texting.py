"""Text messages about a dossier, for those who agreed to them and whose number is confirmed.
Without marks: with them a text message holds 70 characters only. No names: phones are looked at by
others."""

from __future__ import annotations

import re
from datetime import datetime

from portal import config
from portal.accounts import consents
from portal.accounts.models import Account
from portal.accounts.purposes import PHONE
from portal.db import db
from portal.dossiers.models import Dossier
from portal.notifications import outbox

# What there is to do, by the message it goes beside (its key without the number at the end).
WORDS = {
    "supplement": "can bo sung giay to",
    "duty": "can nop tien",
    "fee": "phi, le phi thay doi",
    "verification": "co hen xac minh",
    "verification-dropped": "buoi hen xac minh da huy",
    "resolved": "da co ket qua",
    "uncollected": "ket qua dang cho Ong/Ba den nhan",
}


def text(dossier: Dossier, what: str, *, at: datetime) -> None:
    """Beside the message `what`, when it tells of something to do and the person agreed to it."""
    words = WORDS.get(re.sub(r"-\d+$", "", what))
    account = db.session.get(Account, dossier.account_id) if dossier.account_id else None
    if words is None or account is None or not may_be_texted(account):
        return
    link = f"/ho-so/{dossier.reference}"
    outbox.text(
        phone=account.phone,
        body=f"Ho so {dossier.label}: {words}. Xem {config.current().base_url}{link}",
        key=f"dossier/{dossier.reference}/{what}",
        at=at,
        account=account,
        link=link,
    )


def may_be_texted(account: Account) -> bool:
    """Does the person agree today, and is the number theirs?"""
    return (
        config.current().has_sms
        and bool(account.phone)
        and account.phone_confirmed_at is not None
        and consents.has_consented(account.id, PHONE)
    )
