"""The clock runs on after a pause, whatever it waited for: it resumes, never restarts (rule 4)."""

from __future__ import annotations

from datetime import datetime

from portal.dossiers import deadlines, steps
from portal.dossiers.models import Dossier
from portal.working_time import Limit, Pause


def due_after(dossier: Dossier, pause: Pause) -> datetime | None:
    """The appointment with the pause that ends now left out; None before reception, and where
    the procedure has no time limit."""
    found = dossier.limit
    if dossier.received_at is None or found is None:
        return None
    return deadlines.due_at(
        dossier.received_at,
        Limit.parse(found.limit),
        dossier.unit.working_calendar(),
        [*dossier.pauses(), pause],
    )


def run_on(dossier: Dossier, pause: Pause, due_at: datetime | None) -> None:
    """Set both appointments and the open step anew. What ended the pause is already recorded.

    The second appointment, promised in an apology (rule 5), moves by the days of waiting too: the
    unit did not get to use them.
    """
    dossier.due_at = due_at
    if dossier.extended_to is not None:
        dossier.extended_to = deadlines.moved_by_pause(
            dossier.extended_to, pause, dossier.unit.working_calendar()
        )
    if dossier.open_task is not None:
        steps.resume_step(dossier, dossier.open_task)
