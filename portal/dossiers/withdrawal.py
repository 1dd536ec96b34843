"""The citizen takes a dossier back."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import Account
from portal.dossiers import linking, messages, settling, steps
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action


def withdraw(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> None:
    """Possible until the result is issued; a paid fee is then owed back (domain rule 8)."""
    dossier.move(Action.WITHDRAW, by=by.as_citizen(), at=at, note=reason)
    messages.withdrawn(dossier, reason, at=at)
    steps.close_all(dossier, outcome=Action.WITHDRAW, at=at)
    settling.owe_back(dossier, ground="Người nộp rút hồ sơ trước khi có kết quả.", at=at)
    linking.go_on(dossier, at=at)
