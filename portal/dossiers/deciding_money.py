"""What is done about money that does not fit: credited to a dossier, owed back, or explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import messages, paying, queries, returning
from portal.dossiers.models import Dossier
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.payments import reconciling, refunds
from portal.payments.models import ALARMS, GatewayNotice, MoneyState, Payment, Way
from portal.payments.statement_models import (
    Decision,
    Match,
    MoneyDecision,
    Statement,
    StatementLine,
)
from portal.units.models import Desk


@dataclass(frozen=True)
class Stray:
    """Money that does not fit, wherever it was noticed; `payment` is what it names, if anything.
    `amount` None: nobody can say how much. `is_missing_there` is a payment no statement has."""

    unit_id: int
    way: Way
    amount: int | None
    transaction: str
    payment: Payment | None
    line: StatementLine | None = None
    notice: GatewayNotice | None = None
    is_missing_there: bool = False


def of_line(line_id: int, unit_ids: set[int]) -> Stray | None:
    row = db.session.execute(
        sa.select(StatementLine, Statement)
        .join(Statement, Statement.id == StatementLine.statement_id)
        .where(StatementLine.id == line_id, Statement.unit_id.in_(unit_ids))
    ).first()
    if row is None:
        return None
    line, statement = row
    match, payment = reconciling.match_of(line)
    if match is Match.MATCHED:
        return None
    notice = db.session.scalar(
        sa.select(GatewayNotice)
        .where(
            GatewayNotice.gateway == line.source.value,
            GatewayNotice.gateway_transaction == line.transaction,
            GatewayNotice.verdict.in_(ALARMS),
        )
        .order_by(GatewayNotice.id)
        .limit(1)
    )
    return Stray(
        statement.unit_id, line.source, line.amount, line.transaction, payment, line, notice
    )


def of_notice(notice_id: int, unit_ids: set[int]) -> Stray | None:
    notice = db.session.get(GatewayNotice, notice_id)
    if notice is None or notice.verdict not in ALARMS or notice.payment_id is None:
        return None
    payment = db.session.get_one(Payment, notice.payment_id)
    if payment.unit_id not in unit_ids:
        return None
    line = db.session.scalar(
        sa.select(StatementLine).where(
            StatementLine.source == notice.gateway,
            StatementLine.transaction == notice.gateway_transaction,
        )
    )
    return Stray(
        payment.unit_id, Way(notice.gateway), notice.amount, notice.gateway_transaction, payment,
        line, notice,
    )  # fmt: skip


def of_payment(payment_id: int, unit_ids: set[int]) -> Stray | None:
    payment = db.session.get(Payment, payment_id)
    if payment is None or payment.unit_id not in unit_ids or payment.state is not MoneyState.PAID:
        return None
    return Stray(
        payment.unit_id, payment.way, payment.amount, payment.gateway_transaction or "", payment,
        is_missing_there=True,
    )  # fmt: skip


def decision_about(stray: Stray) -> MoneyDecision | None:
    about = [
        MoneyDecision.line_id == stray.line.id if stray.line else None,
        MoneyDecision.notice_id == stray.notice.id if stray.notice else None,
        MoneyDecision.payment_id == stray.payment.id
        if stray.is_missing_there and stray.payment
        else None,
    ]
    wanted = [one for one in about if one is not None]
    return db.session.scalar(sa.select(MoneyDecision).where(sa.or_(*wanted)).limit(1))


def decide(
    stray: Stray, decision: Decision, *, code: str, note: str, by: Account, at: datetime
) -> None:
    """A cashier of the unit decides, once. `code` names the dossier to credit."""
    by.acting_as(Role.CASHIER, stray.unit_id, clock.local(at).date())
    if not note:
        raise _wrong("note", _("Hãy ghi lý do hoặc căn cứ của quyết định."))
    dossier = _dossier(code, stray) if decision is Decision.CREDITED else None
    if stray.line is not None:  # two who decide at once: the second waits and finds the first
        db.session.refresh(stray.line, with_for_update=True)
    if dossier is not None:
        _expect_creditable(dossier, stray)
    if decision_about(stray) is not None:
        raise Conflict(_("Khoản này đã được quyết định."))
    made = MoneyDecision(
        line_id=stray.line.id if stray.line else None,
        notice_id=stray.notice.id if stray.notice else None,
        payment_id=stray.payment.id if stray.is_missing_there and stray.payment else None,
        decision=decision,
        note=note,
        by_id=by.id,
        by_name=by.full_name,
        at=at,
    )
    if decision is not Decision.NOTED and (stray.is_missing_there or not stray.amount):
        raise _wrong("decision", _("Khoản này chỉ ghi nhận được lý do."))
    if decision is Decision.GIVEN_BACK:
        refund = refunds.owe_aside(
            stray.payment, unit_id=stray.unit_id, amount=stray.amount or 0, ground=note, at=at
        )
        made.refund_id = refund.id
    db.session.add(made)
    db.session.flush()
    if dossier is not None:
        made.credited_id = _credit(dossier, stray, by=by, at=at).id


def _credit(dossier: Dossier, stray: Stray, *, by: Account, at: datetime) -> Payment:
    """The money becomes the dossier's payment, as it came; a receipt is given, last of all."""
    assert stray.amount is not None
    payment = paying.credit_by_hand(
        dossier, stray.payment, way=stray.way, amount=stray.amount, transaction=stray.transaction,
        by=by, at=at,
    )  # fmt: skip
    returning.return_online(dossier, at=at)
    messages.paid(dossier, payment.amount, at=at)
    paying.give_receipt(dossier, payment, collector="", at=at)
    return payment


def _expect_creditable(dossier: Dossier, stray: Stray) -> None:
    if not stray.amount or stray.is_missing_there:
        raise _wrong("decision", _("Khoản này chỉ ghi nhận được lý do."))
    if not paying.is_due(dossier):
        raise _wrong("code", _("Hồ sơ này hiện không có phí, lệ phí phải nộp."))
    if stray.amount > dossier.fee_owed:
        raise _wrong("code", _("Số tiền lớn hơn số hồ sơ còn phải nộp; hãy chọn hoàn trả."))
    is_credited = db.session.scalar(
        sa.select(Payment.id).where(
            Payment.way == stray.way,
            Payment.gateway_transaction == stray.transaction,
            Payment.state == MoneyState.PAID,
        )
    )
    if is_credited is not None:
        raise Conflict(_("Giao dịch này đã được ghi cho một hồ sơ."))


def _dossier(code: str, stray: Stray) -> Dossier:
    found = db.session.scalar(
        sa.select(Dossier.id)
        .join(Desk, Desk.id == Dossier.desk_id)
        .where(
            Desk.unit_id == stray.unit_id, sa.or_(Dossier.code == code, Dossier.reference == code)
        )
    )
    dossier = queries.dossier_to_settle(found) if code and found else None
    if dossier is None:
        raise _wrong("code", _("Không có hồ sơ mang mã này tại đơn vị."))
    return dossier


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
