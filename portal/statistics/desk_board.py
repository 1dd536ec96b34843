"""What a desk has before it now: for the people at the counter and who leads them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.roles import Role
from portal.dossiers.models import Dossier, Event
from portal.dossiers.workflow import Action, State
from portal.statistics.reports.workload import AT_THE_DESK
from portal.units.models import Desk


@dataclass(frozen=True)
class DeskBoard:
    """`to_receive`, `to_return`: how many lie there now. `by_officer`: acts of today."""

    desk: Desk
    day: date
    to_receive: int
    to_return: int
    acts: dict[Action, int]
    by_officer: list[tuple[str, int]]


def desk_board(session: Session, desk: Desk, day: date) -> DeskBoard:
    """One desk as it stands on `day`, in Vietnam."""
    lying: Counter[State] = Counter()
    for state, count in session.execute(
        sa.select(Dossier.state, sa.func.count())
        .where(Dossier.desk_id == desk.id, Dossier.state.in_((State.SUBMITTED, State.RESOLVED)))
        .group_by(Dossier.state)
    ):
        lying[state] = count
    acts: Counter[Action] = Counter()
    officers: Counter[str] = Counter()
    for action, name, count in session.execute(
        sa.select(Event.action, Event.actor_name, sa.func.count())
        .join(Dossier, Dossier.id == Event.dossier_id)
        .where(
            Event.day == day,
            Event.action.in_(AT_THE_DESK),
            Event.actor_role == Role.RECEPTIONIST.value,
            Dossier.desk_id == desk.id,
        )
        .group_by(Event.action, Event.actor_name)
    ):
        acts[action] += count
        officers[name] += count
    return DeskBoard(
        desk,
        day,
        lying[State.SUBMITTED],
        lying[State.RESOLVED],
        dict(acts),
        sorted(officers.items(), key=lambda item: (-item[1], item[0])),
    )


def desks_of(session: Session, units: set[int]) -> list[Desk]:
    return list(session.scalars(sa.select(Desk).where(Desk.unit_id.in_(units)).order_by(Desk.code)))
