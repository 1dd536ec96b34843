"""What changed in the tree of units, as it is told on pages and by commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.units.history_models import UnitPast, UnitSuccession
from portal.units.models import Unit


@dataclass(frozen=True)
class PastChange:
    """`on` is the first day of the new state. `before` and `after` are names, or with `is_parent` the
    names of the units above; `ground` of a merger or split."""

    on: date
    code: str
    before: str
    after: str
    is_parent: bool = False
    is_succession: bool = False
    ground: str = ""


def changes_until_now(session: Session) -> list[PastChange]:
    """All there were, the latest first."""
    units = {unit.id: unit for unit in session.scalars(sa.select(Unit))}
    found = [
        PastChange(
            row.on,
            units[row.predecessor_id].code,
            units[row.predecessor_id].short_name,
            units[row.successor_id].short_name,
            is_succession=True,
            ground=row.ground,
        )
        for row in session.scalars(sa.select(UnitSuccession))
    ]
    later: dict[int, Unit | UnitPast] = dict(units)
    for past in session.scalars(sa.select(UnitPast).order_by(UnitPast.until.desc())):
        then, on, code = (
            later[past.unit_id],
            past.until + timedelta(days=1),
            units[past.unit_id].code,
        )
        if then.short_name != past.short_name or then.name != past.name:
            found.append(PastChange(on, code, past.short_name, then.short_name))
        if then.parent_id != past.parent_id:
            old, new = (units[i].short_name if i else "" for i in (past.parent_id, then.parent_id))
            found.append(PastChange(on, code, old, new, is_parent=True))
        later[past.unit_id] = past
    return sorted(found, key=lambda change: (change.on, change.code), reverse=True)
