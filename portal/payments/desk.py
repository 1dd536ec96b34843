"""Money taken at the desk: cash, card terminal, transfer."""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.accounts.models import Account, Actor
from portal.accounts.roles import Role
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.payments import queries, shifts
from portal.payments.models import DESK_WAYS, MoneyState, Payment, Way
from portal.payments.ordering import Due, new_payment


def take(due: Due, way: Way, *, note: str = "", by: Account, at: datetime) -> Payment:
    """Record the whole fee as received by a receptionist or cashier of the collecting unit.
    `note` is the slip number of the card terminal, or of the transfer."""
    if way not in DESK_WAYS:
        raise Invalid(_("Hãy chọn cách thu tiền tại quầy."))
    collector(by, due.unit_id, at)
    if queries.paid_payment(due.dossier_id, due.call) is not None:
        raise Conflict(_("Hồ sơ này đã nộp phí, lệ phí."))
    payment = new_payment(due, way, MoneyState.PAID, at=at)
    payment.paid_at, payment.officer_id, payment.note = at, by.id, note[:300]
    payment.shift_id = shifts.in_hand(by, due.unit_id, at=at).id
    return payment


def collector(by: Account, unit_id: int, at: datetime) -> Actor:
    """The officer in the role that lets them take money there. Raises Forbidden."""
    day = clock.local(at).date()
    role = Role.CASHIER if unit_id in by.units_as(Role.CASHIER, day) else Role.RECEPTIONIST
    return by.acting_as(role, unit_id, day)
