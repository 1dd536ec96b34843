"""Units change name or parent, merge and split, from a day on (Nghị quyết on administrative units,
with its number as the ground). What they were stays readable: reports ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import object_session

from portal.db import db
from portal.errors import Invalid
from portal.i18n import _
from portal.units.history_models import UnitPast, UnitSuccession
from portal.units.models import Unit

ONE_DAY = timedelta(days=1)


def rename(unit: Unit, *, name: str, short_name: str, on: date) -> None:
    """Call `unit` otherwise from `on` on."""
    _keep(unit, on)
    unit.name, unit.short_name = name, short_name


def move(unit: Unit, parent: Unit, *, on: date) -> None:
    """Put `unit` under another one from `on` on. Raises Invalid when that would be below itself."""
    above: Unit | None = parent
    while above is not None:
        if above.id == unit.id:
            raise Invalid(
                _("Một đơn vị không thể trực thuộc chính nó hoặc đơn vị cấp dưới của nó.")
            )
        above = above.parent
    _keep(unit, on)
    unit.parent_id = parent.id


def merge(units: Sequence[Unit], into: Unit, *, on: date, ground: str = "") -> None:
    """`into` takes over from `units` on `on`; those of them that are not `into` end the day before."""
    for unit in units:
        if unit.id != into.id:
            _succeed(unit, into, on, ground)
            into.predecessor_id = into.predecessor_id or unit.id


def split(unit: Unit, into: Sequence[Unit], *, on: date, ground: str = "") -> None:
    """`into` take over from `unit` on `on`. Nobody can say which of its old dossiers would have been
    whose, so they stay its own in every report."""
    for successor in into:
        _succeed(unit, successor, on, ground)
        successor.predecessor_id = unit.id


def _succeed(unit: Unit, successor: Unit, on: date, ground: str) -> None:
    if unit.valid_from >= on:
        raise Invalid(_("Đơn vị chưa tồn tại trước ngày đó."))
    unit.valid_to = on - ONE_DAY
    session = object_session(unit) or db.session
    session.add(
        UnitSuccession(predecessor_id=unit.id, successor_id=successor.id, on=on, ground=ground)
    )


def _keep(unit: Unit, on: date) -> None:
    """Write down what the unit was until the day before `on`. Two changes of one day are one."""
    if unit.valid_from >= on:
        return  # it was never anything else
    session = object_session(unit) or db.session
    until = on - ONE_DAY
    last = session.scalar(sa.select(sa.func.max(UnitPast.until)).where(UnitPast.unit_id == unit.id))
    if last is not None and last > until:
        raise Invalid(
            _("Đơn vị đã có thay đổi sau ngày đó. Hãy ghi các thay đổi theo thứ tự ngày.")
        )
    if last == until:
        return
    session.add(
        UnitPast(
            unit_id=unit.id,
            until=until,
            name=unit.name,
            short_name=unit.short_name,
            kind=unit.kind,
            parent_id=unit.parent_id,
        )
    )
    session.flush()
