"""The citizen takes a dossier back."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import Account
from portal.dossiers import messages, steps
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action


def withdraw(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> None:
    """Possible until the result is issued (domain rule 8)."""
    dossier.move(Action.WITHDRAW, by=by.as_citizen(), at=at, note=reason)
    messages.withdrawn(dossier, reason, at=at)
    task = dossier.open_task
    if task is not None:
        steps.close_step(task, outcome=Action.WITHDRAW, at=at)
