"""A cashier's shift: opened, added to by what is taken, closed with the cash counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.models import Account
from portal.counters import next_value
from portal.db import db
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.payments.models import DESK_WAYS, MoneyState, Payment, Way
from portal.payments.refund_models import Refund, RefundState, RefundWay
from portal.payments.shift_models import DENOMINATIONS, CashierShift
from portal.units.models import Unit
from portal.vietnam import format_money

MOST_NOTES = 100_000


@dataclass(frozen=True)
class ShiftSums:
    """What went through a shift: (count, đồng) by way, cash given back, and the cash that must be
    in the till."""

    ways: dict[Way, tuple[int, int]]
    given_back: int
    cash_expected: int


def open_shift(unit_id: int, *, opening_cash: int, by: Account, at: datetime) -> CashierShift:
    """`opening_cash` đồng of change are in the till. One open shift a person and unit."""
    if opening_cash < 0:
        raise Invalid(_("Tiền đầu ca không được âm."), {"opening_cash": _("Không được âm.")})
    shift = CashierShift(
        unit_id=unit_id,
        officer_id=by.id,
        officer_name=by.full_name,
        opened_at=at,
        opening_cash=opening_cash,
        counted={},
        difference_reason="",
        sha256="",
    )
    try:
        with db.session.begin_nested():
            db.session.add(shift)
    except IntegrityError:
        raise Conflict(_("Ông/Bà đang có một ca chưa đóng tại đơn vị này.")) from None
    return shift


def current(by: Account, unit_id: int, *, lock: bool = False) -> CashierShift | None:
    """The person's open shift there; `lock` keeps it from being closed meanwhile."""
    statement = sa.select(CashierShift).where(
        CashierShift.officer_id == by.id,
        CashierShift.unit_id == unit_id,
        CashierShift.closed_at.is_(None),
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def in_hand(by: Account, unit_id: int, *, at: datetime) -> CashierShift:
    """The open shift that money taken now belongs to; taking money opens one without change, so
    that nobody is sent away for it."""
    found = current(by, unit_id, lock=True)
    return found or open_shift(unit_id, opening_cash=0, by=by, at=at)


def shift_of(shift_id: int, unit_ids: set[int], *, lock: bool = False) -> CashierShift | None:
    statement = sa.select(CashierShift).where(
        CashierShift.id == shift_id, CashierShift.unit_id.in_(unit_ids)
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def closed_shifts(unit_ids: set[int]) -> list[CashierShift]:
    """The latest of the units, the newest first."""
    return list(
        db.session.scalars(
            sa.select(CashierShift)
            .where(CashierShift.unit_id.in_(unit_ids), CashierShift.closed_at.is_not(None))
            .order_by(CashierShift.closed_at.desc(), CashierShift.id.desc())
            .limit(100)
        )
    )


def sums_of(shift: CashierShift) -> ShiftSums:
    ways = dict.fromkeys(DESK_WAYS, (0, 0))
    for way, count, amount in db.session.execute(
        sa.select(Payment.way, sa.func.count(), sa.func.sum(Payment.amount))
        .where(Payment.shift_id == shift.id, Payment.state == MoneyState.PAID)
        .group_by(Payment.way)
    ):
        ways[way] = (int(count), int(amount))
    given_back = int(
        db.session.scalar(
            sa.select(sa.func.coalesce(sa.func.sum(Refund.amount), 0)).where(
                Refund.shift_id == shift.id,
                Refund.way == RefundWay.CASH,
                Refund.state == RefundState.PAID,
            )
        )
        or 0
    )
    expected = shift.opening_cash + ways[Way.CASH][1] - given_back
    return ShiftSums(ways, given_back, expected)


def close(
    shift: CashierShift,
    unit: Unit,
    *,
    counted: Mapping[int, int],
    reason: str,
    by: Account,
    at: datetime,
) -> None:
    """Close with so many of each note in the till; cash that differs needs its reason. Nothing is
    added to a closed shift. Its number comes last."""
    if shift.closed_at is not None:
        raise Conflict(_("Ca này đã đóng."))
    if shift.officer_id != by.id:
        raise Conflict(_("Ca này của người khác; chỉ người mở ca đóng được ca."))
    if any(count < 0 or count > MOST_NOTES for count in counted.values()):
        raise Invalid(_("Số tờ phải từ 0 đến 100.000."))
    db.session.flush()
    sums = sums_of(shift)
    total = sum(note * count for note, count in counted.items() if note in DENOMINATIONS)
    if total != sums.cash_expected and not reason:
        sentence = _(
            "Tiền đếm được %(counted)s, lệch %(difference)s so với sổ. Hãy ghi lý do.",
            counted=format_money(total),
            difference=format_money(total - sums.cash_expected),
        )
        raise Invalid(sentence, {"reason": sentence})
    shift.counted = {str(note): counted.get(note, 0) for note in DENOMINATIONS}
    shift.cash_expected, shift.cash_counted = sums.cash_expected, total
    shift.difference_reason, shift.closed_at = reason, at
    series = f"CT-{unit.code}-{clock.local(at):%y}"
    shift.number = f"{series}/{next_value(db.session, f'cashier-shift/{series}'):04d}"
