"""What is past its time, and what still keeps it from being removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal import clock
from portal.db import db
from portal.dossiers.linked_models import LinkedDossier
from portal.dossiers.models import Dossier, Event
from portal.notifications.models import MessageState, OutboxMessage
from portal.payments.models import MoneyState, Payment
from portal.payments.refund_models import Refund, RefundState
from portal.privacy.models import LegalHold, Removal
from portal.privacy.retention_rules import RetentionRule, retention_rules
from portal.procedures.models import ProcedureVersion

MOST_SHOWN = 200


@dataclass(frozen=True)
class Due:
    """A dossier past its time, ended on `ended_on`; `kept_back` says in a word why it stays."""

    dossier: Dossier
    rule: RetentionRule
    ended_on: date
    kept_back: str = ""


@dataclass(frozen=True)
class Preview:
    """Of one rule: how many are past their time, and the first of them."""

    rule: RetentionRule
    count: int
    first: list[Due]


def preview(today: date, *, most: int = MOST_SHOWN) -> list[Preview]:
    """Every rule with what is past its time by it, the longest ended first."""
    return [_preview(rule, today, most) for rule in retention_rules()]


def due_under(rule: RetentionRule, today: date, *, most: int = MOST_SHOWN) -> list[Due]:
    """What may be removed now by this rule."""
    return [due for due in _preview(rule, today, most).first if not due.kept_back]


def due_of(dossier: Dossier, today: date) -> Due | None:
    """Is this dossier past its time, and may it go? None when it is not, or went already."""
    for rule in retention_rules():
        query = _past(rule, today)
        if query is None:
            continue
        row = db.session.execute(query.where(Dossier.id == dossier.id)).first()
        if row is not None:
            return Due(dossier, rule, clock.local(row[1]).date(), kept_back(dossier, today))
    return None


def kept_back(dossier: Dossier, today: date) -> str:
    """held, outgoing, money or linked; empty when nothing keeps it back. Nothing is removed before
    all that is to go out of the portal about it went."""
    if _exists(standing_holds(today).where(LegalHold.dossier_id == dossier.id)):
        return "held"
    waits = sa.select(OutboxMessage.id).where(
        OutboxMessage.link.like(f"%/{dossier.reference}%"),
        OutboxMessage.state != MessageState.SENT,
    )
    if _exists(waits):
        return "outgoing"
    owed = sa.select(Refund.id).where(
        Refund.dossier_id == dossier.id, Refund.state != RefundState.PAID
    )
    pending = sa.select(Payment.id).where(
        Payment.dossier_id == dossier.id, Payment.state == MoneyState.PENDING
    )
    if _exists(owed) or _exists(pending):
        return "money"
    family = sa.select(LinkedDossier.id).where(LinkedDossier.parent_id == dossier.id)
    return "linked" if _exists(family) else ""


def standing_holds(today: date) -> sa.Select[Any]:
    return sa.select(LegalHold).where(
        LegalHold.lifted_at.is_(None), sa.or_(LegalHold.until.is_(None), LegalHold.until >= today)
    )


def holds(today: date) -> list[LegalHold]:
    """Those that stand, the newest first."""
    query = standing_holds(today).options(joinedload(LegalHold.dossier))
    return list(db.session.scalars(query.order_by(LegalHold.id.desc())))


def removals(most: int = 50) -> list[Removal]:
    """The latest first."""
    return list(db.session.scalars(sa.select(Removal).order_by(Removal.id.desc()).limit(most)))


def _preview(rule: RetentionRule, today: date, most: int) -> Preview:
    query = _past(rule, today)
    if query is None:
        return Preview(rule, 0, [])
    count = db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    loaded = query.options(joinedload(Dossier.procedure_version), joinedload(Dossier.unit))
    rows = db.session.execute(loaded.limit(most)).all()
    return Preview(
        rule,
        count,
        [Due(row[0], rule, clock.local(row[1]).date(), kept_back(row[0], today)) for row in rows],
    )


def _past(rule: RetentionRule, today: date) -> sa.Select[Any] | None:
    """Dossiers of the rule's stage and class that ended long enough ago, with the moment."""
    last = rule.last_day_gone(today)
    if last is None:
        return None
    ended = (
        sa.select(sa.func.max(Event.at))
        .where(Event.dossier_id == Dossier.id)
        .correlate(Dossier)
        .scalar_subquery()
    )
    before = datetime.combine(last + timedelta(days=1), time(), clock.VIETNAM)
    query = (
        sa.select(Dossier, sa.type_coerce(ended, Event.at.type).label("ended"))
        .join(ProcedureVersion, ProcedureVersion.id == Dossier.procedure_version_id)
        .where(
            Dossier.state == rule.stage,
            Dossier.created_at < before,
            ended < before,
            ~sa.exists().where(Removal.dossier_id == Dossier.id),
        )
        .order_by(sa.literal_column("ended"), Dossier.id)
    )
    if rule.sectors:
        return query.where(ProcedureVersion.sector_name.in_(rule.sectors))
    others = [
        name for other in retention_rules() if other.stage is rule.stage for name in other.sectors
    ]
    return query.where(ProcedureVersion.sector_name.not_in(others)) if others else query


def _exists(query: sa.Select[Any]) -> bool:
    return db.session.execute(query.limit(1)).first() is not None
