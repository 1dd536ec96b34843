"""Money owed back is proposed by one person, approved by another, and paid out once."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _
from portal.payments import refund_calls, shifts
from portal.payments.models import DESK_WAYS, Payment
from portal.payments.refund_models import Refund, RefundState, RefundWay


def refund_of(refund_id: int, unit_ids: set[int], *, lock: bool = False) -> Refund | None:
    statement = sa.select(Refund).where(Refund.id == refund_id, Refund.unit_id.in_(unit_ids))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def refunds_in(unit_ids: set[int]) -> list[Refund]:
    """Of the units: what is open first, then the latest that were paid."""
    is_paid = sa.case((Refund.state == RefundState.PAID, 1), else_=0)
    return list(
        db.session.scalars(
            sa.select(Refund)
            .where(Refund.unit_id.in_(unit_ids))
            .order_by(is_paid, Refund.id.desc())
            .limit(300)
        )
    )


def ways_for(refund: Refund) -> list[RefundWay]:
    """A gateway gives back only what came through it."""
    payment = db.session.get(Payment, refund.payment_id) if refund.payment_id else None
    came_online = payment is not None and payment.way not in DESK_WAYS
    return [way for way in RefundWay if way is not RefundWay.GATEWAY or came_online]


def propose(
    refund: Refund, *, way: RefundWay, account: str, remark: str, by: Account, at: datetime
) -> None:
    """A cashier of the unit says how the money is to go back."""
    _expect(refund, RefundState.DUE)
    by.acting_as(Role.CASHIER, refund.unit_id, clock.local(at).date())
    if way not in ways_for(refund):
        raise _wrong("way", _("Khoản này không nộp qua cổng thanh toán."))
    if way is RefundWay.TRANSFER and not account:
        raise _wrong("account", _("Hãy ghi số tài khoản, ngân hàng, chủ tài khoản nhận tiền."))
    refund.way, refund.account, refund.remark = way, account[:300], remark
    refund.proposed_by_id, refund.proposed_by_name, refund.proposed_at = by.id, by.full_name, at
    refund.advance(RefundState.PROPOSED)


def approve(refund: Refund, *, by: Account, at: datetime) -> None:
    """A leader of the unit, never who proposed, agrees; what came through a gateway that takes
    refunds is then asked of it."""
    _judge(refund, by, at)
    refund.approved_by_name, refund.approved_at = by.full_name, at
    refund.advance(RefundState.APPROVED)
    refund_calls.begin(refund, at=at)


def send_back(refund: Refund, *, reason: str, by: Account, at: datetime) -> None:
    """Not like this: the cashier proposes anew."""
    _judge(refund, by, at)
    if not reason:
        raise _wrong("reason", _("Hãy ghi lý do trả lại đề nghị."))
    refund.remark = reason
    refund.advance(RefundState.DUE)


def pay_out(refund: Refund, *, transaction: str, by: Account, at: datetime) -> None:
    """The money is given: cash out of the cashier's shift, or by a transfer that has a number. Raises
    Conflict while the gateway is asked: it might give the money a second time."""
    _expect(refund, RefundState.APPROVED)
    call = refund_calls.call_of(refund)
    if call is not None and call.is_open:
        raise Conflict(_("Cổng thanh toán đang hoàn khoản này. Hãy đợi cổng trả lời."))
    by.acting_as(Role.CASHIER, refund.unit_id, clock.local(at).date())
    if refund.way is RefundWay.CASH:
        refund.shift_id = shifts.in_hand(by, refund.unit_id, at=at).id
    elif not transaction:
        raise _wrong("transaction", _("Hãy ghi số giao dịch hoàn tiền."))
    refund.transaction = transaction[:100]
    refund.paid_by_name, refund.settled_at = by.full_name, at
    refund.advance(RefundState.PAID)


def given_back(refund: Refund, *, transaction: str, at: datetime) -> None:
    """The gateway gave the money back by itself."""
    _expect(refund, RefundState.APPROVED)
    refund.transaction = transaction[:100]
    refund.paid_by_name, refund.settled_at = "Cổng thanh toán", at
    refund.advance(RefundState.PAID)


def _judge(refund: Refund, by: Account, at: datetime) -> None:
    _expect(refund, RefundState.PROPOSED)
    by.acting_as(Role.LEADER, refund.unit_id, clock.local(at).date())
    if refund.proposed_by_id == by.id:
        raise Forbidden(_("Người đề nghị không được tự duyệt khoản hoàn trả."))


def _expect(refund: Refund, state: RefundState) -> None:
    if refund.state is not state:
        raise Conflict(_("Khoản hoàn trả này vừa được người khác xử lý. Hãy tải lại trang."))


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
