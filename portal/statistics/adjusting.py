"""Adjusting the figures of a closed period: said beside them, with reason and person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.accounts.models import Account
from portal.dossiers.closed_models import ClosedPeriod, lock_books
from portal.dossiers.counting import ENDED, Measure
from portal.errors import Forbidden, Invalid
from portal.i18n import _
from portal.procedures.definitions import Channel
from portal.statistics import figures
from portal.statistics.adjustment_models import Adjustment
from portal.statistics.closing import province_led_by
from portal.statistics.figures import Where
from portal.units.models import Unit

# What stands in the reports of a period: received, and how it ended.
ADJUSTABLE = (
    Measure.HANDED_IN,
    Measure.DECLINED,
    Measure.RECEIVED,
    Measure.RETURNED,
    *sorted(ENDED),
)


def adjust(
    session: Session,
    closed: ClosedPeriod,
    *,
    unit: Unit,
    channel: Channel,
    measure: Measure,
    amount: int,
    reason: str,
    by: Account,
    at: datetime,
) -> Adjustment:
    """Write a correction down beside the frozen figures. A leader of the province does it. Raises
    Forbidden for others, Invalid when nothing would change or less than nothing be left."""
    if province_led_by(session, by, clock.local(at).date()) is None:
        raise Forbidden(_("Chỉ lãnh đạo của tỉnh điều chỉnh được số liệu đã chốt."))
    if amount == 0 or measure not in ADJUSTABLE:
        raise _wrong(_("Số điều chỉnh phải khác 0."))
    lock_books(session)  # two at once would each leave enough, together less than nothing
    left = frozen_amount(session, closed, unit.id, channel, measure) + sum(
        one.amount
        for one in adjustments(session, closed.start, closed.end)
        if (one.closing_id, one.unit_id, one.channel, one.measure)
        == (closed.id, unit.id, channel, measure)
    )
    if left + amount < 0:
        raise _wrong(_("Chỉ còn %(left)d hồ sơ để bớt ở đơn vị, kênh và mục này.", left=left))
    made = Adjustment(
        closing_id=closed.id,
        unit_id=unit.id,
        channel=channel,
        measure=measure,
        amount=amount,
        reason=reason,
        by_id=by.id,
        by=by.full_name,
        at=at,
    )
    session.add(made)
    session.flush()
    return made


def adjustments(session: Session, start: date, end: date) -> Sequence[Adjustment]:
    """Those of periods that lie wholly within these days, in the order they were made."""
    return session.scalars(
        sa.select(Adjustment)
        .join(ClosedPeriod)
        .where(ClosedPeriod.start >= start, ClosedPeriod.end <= end)
        .options(joinedload(Adjustment.closing), joinedload(Adjustment.unit))
        .order_by(Adjustment.id)
    ).all()


def frozen_amount(
    session: Session, closed: ClosedPeriod, unit_id: int, channel: Channel, measure: Measure
) -> int:
    """As it is in the closed period: nothing is counted there any more, so today's is the frozen."""
    counted = figures.flows(
        session,
        closed.start,
        closed.end,
        (),
        Where(units={unit_id}, channels={channel}),
        [measure],
    )
    return counted[()][measure] if () in counted else 0


def _wrong(sentence: str) -> Invalid:
    return Invalid(sentence, {"amount": sentence})
