"""A statement is compared with what was recorded: matched, missing here, missing there, another
sum. Reading it again, or one that overlaps, adds nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.errors import Conflict
from portal.i18n import _
from portal.payments import queries, statement_files
from portal.payments.models import ALARMS, GatewayNotice, MoneyState, Payment, Way
from portal.payments.statement_files import StatementRow
from portal.payments.statement_models import Match, MoneyDecision, Statement, StatementLine

SOURCES = (Way.VIETQR, Way.VNPAY, Way.NATIONAL)


@dataclass(frozen=True)
class Compared:
    """A statement with its lines as they are now: (line, match, payment, decision); and what we
    recorded in its days that it does not have: (payment, decision)."""

    statement: Statement
    lines: list[tuple[StatementLine, Match, Payment | None, MoneyDecision | None]]
    missing_there: list[tuple[Payment, MoneyDecision | None]]


def take_in(
    content: bytes, *, name: str, source: Way, unit_id: int, by: Account, at: datetime
) -> Statement:
    """Read the file and keep each transaction that is not there yet. Raises Invalid, Conflict."""
    digest = hashlib.sha256(content).hexdigest()
    known = db.session.scalar(
        sa.select(Statement).where(Statement.source == source, Statement.sha256 == digest)
    )
    if known is not None:
        raise Conflict(_("Tệp sao kê này đã nhập; không có gì thay đổi."))
    rows = statement_files.read(content)
    days = [clock.local(row.at).date() for row in rows]
    statement = Statement(
        source=source,
        unit_id=unit_id,
        name=name[:255],
        sha256=digest,
        first_day=min(days),
        last_day=max(days),
        count=len(rows),
        added=0,
        imported_by_name=by.full_name,
        imported_at=at,
    )
    db.session.add(statement)
    db.session.flush()
    for row in rows:
        if _known_line(source, row.transaction) is None:
            match, payment = _matched(source, row.transaction, row.reference, row.amount)
            db.session.add(_line(statement, row, match, payment))
            db.session.flush()
            statement.added += 1
    return statement


def compared(statement: Statement) -> Compared:
    found = db.session.execute(
        sa.select(StatementLine, MoneyDecision)
        .outerjoin(MoneyDecision, MoneyDecision.line_id == StatementLine.id)
        .where(StatementLine.statement_id == statement.id)
        .order_by(StatementLine.at, StatementLine.id)
    ).all()
    lines: list[tuple[StatementLine, Match, Payment | None, MoneyDecision | None]] = []
    for line, decision in found:
        match, payment = match_of(line)
        lines.append((line, match, payment, decision))
    return Compared(statement, lines, _missing_there(statement))


def match_of(line: StatementLine) -> tuple[Match, Payment | None]:
    """As it is now: a late notice may have recorded what was missing."""
    return _matched(line.source, line.transaction, line.reference, line.amount)


def statements(unit_ids: set[int]) -> list[Statement]:
    return list(
        db.session.scalars(
            sa.select(Statement)
            .where(Statement.unit_id.in_(unit_ids))
            .order_by(Statement.id.desc())
            .limit(100)
        )
    )


def _matched(
    source: Way, transaction: str, reference: str, amount: int
) -> tuple[Match, Payment | None]:
    payment = db.session.scalar(
        sa.select(Payment).where(Payment.way == source, Payment.gateway_transaction == transaction)
    )
    if payment is not None and payment.state is MoneyState.PAID:
        return (Match.MATCHED if payment.amount == amount else Match.AMOUNT_DIFFERS), payment
    if payment is None and reference:
        payment = queries.payment_of(reference)
    is_known = db.session.scalar(
        sa.select(GatewayNotice.id)
        .where(
            GatewayNotice.gateway_transaction == transaction,
            GatewayNotice.gateway == source.value,
            GatewayNotice.verdict.in_(ALARMS),
        )
        .limit(1)
    )
    return (Match.PUT_ASIDE if is_known else Match.MISSING_HERE), payment


def _missing_there(statement: Statement) -> list[tuple[Payment, MoneyDecision | None]]:
    """Recorded as paid in its days and this way at the unit, in no statement at all."""
    first, after = (
        datetime.combine(day, time(), tzinfo=clock.VIETNAM)
        for day in (statement.first_day, statement.last_day + timedelta(days=1))
    )
    told = sa.select(StatementLine.transaction).where(StatementLine.source == statement.source)
    found = db.session.execute(
        sa.select(Payment, MoneyDecision)
        .outerjoin(MoneyDecision, MoneyDecision.payment_id == Payment.id)
        .where(
            Payment.way == statement.source,
            Payment.unit_id == statement.unit_id,
            Payment.state == MoneyState.PAID,
            Payment.paid_at >= first,
            Payment.paid_at < after,
            Payment.gateway_transaction.not_in(told),
        )
        .order_by(Payment.id)
        .limit(500)
    )
    return [(payment, decision) for payment, decision in found]


def _known_line(source: Way, transaction: str) -> StatementLine | None:
    return db.session.scalar(
        sa.select(StatementLine).where(
            StatementLine.source == source, StatementLine.transaction == transaction
        )
    )


def _line(
    statement: Statement, row: StatementRow, match: Match, payment: Payment | None
) -> StatementLine:
    return StatementLine(
        statement_id=statement.id,
        source=statement.source,
        transaction=row.transaction,
        at=row.at,
        amount=row.amount,
        content=row.content,
        reference=row.reference,
        match=match,
        payment_id=payment.id if payment else None,
    )


def undecided(notices: Iterable[GatewayNotice]) -> list[GatewayNotice]:
    """Those of the alarms about which nothing was decided."""
    decided = set(db.session.scalars(sa.select(MoneyDecision.notice_id)))
    return [notice for notice in notices if notice.id not in decided]
