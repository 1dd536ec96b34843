"""Units begin, change name or parent, merge and split, from a day on (Nghị quyết on administrative units,
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
from portal.units.models import Desk, Unit, UnitKind

ONE_DAY = timedelta(days=1)


def found(
    *, code: str, name: str, short_name: str, kind: UnitKind, parent: Unit, place: str, on: date
) -> Unit:
    """A new unit with one desk, from `on` on. Raises Invalid when the code is taken: figures and codes
    of dossiers stand under it for ever."""
    session = object_session(parent) or db.session
    if session.scalar(sa.select(Unit.id).where(Unit.code == code)) is not None:
        sentence = _("Mã %(code)s đã có đơn vị khác dùng.", code=code)
        raise Invalid(sentence, {"code": sentence})
    unit = Unit(
        code=code,
        name=name,
        short_name=short_name,
        kind=kind,
        parent_id=parent.id,
        superior_name=parent.superior_name or parent.short_name,
        place=place,
        calendar={},
        valid_from=on,
    )
    unit.desks = [Desk(code=f"{code}.BPMC", name=_("Bộ phận Một cửa %(unit)s", unit=short_name))]
    session.add(unit)
    session.flush()
    return unit


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
    session = object_session(into) or db.session
    for unit in units:
        if unit.id == into.id:
            continue
        for child in session.scalars(_below(unit)):
            move(child, into, on=on)  # who leads the successor leads them
        _succeed(unit, into, on, ground)
        into.predecessor_id = into.predecessor_id or unit.id


def split(unit: Unit, into: Sequence[Unit], *, on: date, ground: str = "") -> None:
    """`into` take over from `unit` on `on`. Nobody can say which of its old dossiers would have been
    whose, so they stay its own in every report. Units below it must have gone elsewhere before."""
    if (object_session(unit) or db.session).scalar(_below(unit).limit(1)) is not None:
        raise Invalid(
            _("Hãy chuyển các đơn vị trực thuộc sang đơn vị khác trước khi tách đơn vị này.")
        )
    for successor in into:
        _succeed(unit, successor, on, ground)
        successor.predecessor_id = unit.id


def _succeed(unit: Unit, successor: Unit, on: date, ground: str) -> None:
    if unit.valid_from >= on:
        raise Invalid(_("Đơn vị chưa tồn tại trước ngày đó."))
    if unit.valid_to is not None and unit.valid_to != on - ONE_DAY:
        raise Invalid(_("%(unit)s đã kết thúc trước đó.", unit=unit.short_name))
    if successor.valid_from > on or successor.valid_to is not None:
        raise Invalid(_("%(unit)s không tồn tại vào ngày đó.", unit=successor.short_name))
    unit.valid_to = on - ONE_DAY
    session = object_session(unit) or db.session
    session.add(
        UnitSuccession(predecessor_id=unit.id, successor_id=successor.id, on=on, ground=ground)
    )


def _below(unit: Unit) -> sa.Select[Unit]:
    return (
        sa.select(Unit).where(Unit.parent_id == unit.id, Unit.valid_to.is_(None)).order_by(Unit.id)
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
