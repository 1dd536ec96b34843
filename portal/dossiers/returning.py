"""A result asked for online is given the moment it is there and paid for."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import SYSTEM
from portal.dossiers import queries, steps
from portal.dossiers.models import DeliveryMethod, Dossier, PaymentState
from portal.dossiers.workflow import Action, State
from portal.procedures.definitions import StepKind


def return_online(dossier: Dossier, *, at: datetime) -> None:
    """Return a resolved dossier whose result was asked for online, unless its fee is still owed:
    then it waits, and paying returns it. Does nothing for any other dossier."""
    if dossier.delivery_method is not DeliveryMethod.ONLINE:
        return
    if dossier.state is not State.RESOLVED or dossier.payment is PaymentState.UNPAID:
        return
    if queries.unreplaced_result_of(dossier) is not None:
        return  # revoked: its replacement is returned
    dossier.move(Action.RETURN, by=SYSTEM, at=at)
    dossier.returned_at = at
    task = dossier.open_task
    if task is not None and task.kind is StepKind.RETURN:
        steps.close_step(task, outcome=Action.RETURN, at=at)
