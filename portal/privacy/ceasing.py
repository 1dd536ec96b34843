"""What stops the moment a person takes an agreement back: what was written and has not gone out."""

from __future__ import annotations

from portal.accounts.models import Account
from portal.accounts.purposes import PHONE, SURVEY
from portal.notifications import outbox
from portal.notifications.models import MessageChannel


def cease(account: Account, purpose_key: str) -> None:
    """Later messages are not written at all: whoever writes them asks for the agreement first."""
    if purpose_key == SURVEY:
        outbox.take_back(account, channel=MessageChannel.EMAIL, key_starts="survey/")
    elif purpose_key == PHONE:
        outbox.take_back(account, channel=MessageChannel.SMS, key_starts="dossier/")
