"""Results nobody came for: the applicant is reminded, then the desk keeps the result and records
where. Being kept ends nothing: it can still be handed over (domain rules 6, 7)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal import clock, config
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import messages
from portal.dossiers.models import DeliveryMethod, Dossier, Event
from portal.dossiers.workflow import Action, State
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.units.models import Desk, Unit

MOST_REMINDERS = 3
MOST_SHOWN = 200


def archive(dossier: Dossier, *, place: str, note: str, by: Account, at: datetime) -> None:
    """Put the result nobody collected away: `place` says where it lies from now on."""
    actor = by.acting_as(Role.RECEPTIONIST, dossier.desk.unit_id, clock.local(at).date())
    if not place:
        sentence = _("Hãy ghi nơi lưu giữ kết quả.")
        raise Invalid(sentence, {"place": sentence})
    if not may_be_archived(dossier):
        raise Conflict(_("Chỉ lưu giữ kết quả đã quá hạn nhận và chưa lưu."))
    text = f"Lưu tại: {place}." + (f" {note}" if note else "")
    dossier.move(Action.ARCHIVE, by=actor, at=at, note=text, data={"place": place})
    messages.archived(dossier, place, at=at)


def may_be_archived(dossier: Dossier) -> bool:
    """The result has lain at the desk longer than the setting says, and is not kept yet."""
    return (
        dossier.state is State.RESOLVED
        and dossier.delivery_method is not DeliveryMethod.ONLINE
        and dossier.resolved_at is not None
        and dossier.resolved_at <= _limit(clock.now())
        and archived(dossier) is None
    )


def archived(dossier: Dossier) -> Event | None:
    """The act that put the result away."""
    return next((e for e in reversed(dossier.events) if e.action is Action.ARCHIVE), None)


def uncollected(account: Account, day: date, *, at: datetime) -> list[Dossier]:
    """At the receptionist's desks, not yet archived; the longest waiting first."""
    desks = sa.select(Desk.id).where(Desk.unit_id.in_(account.units_as(Role.RECEPTIONIST, day)))
    return list(
        db.session.scalars(
            _uncollected(at)
            .where(Dossier.desk_id.in_(desks))
            .options(joinedload(Dossier.procedure_version))
            .limit(MOST_SHOWN)
        )
    )


def units_with_uncollected(at: datetime) -> list[Unit]:
    """Where a result waits too long."""
    desks = _uncollected(at).with_only_columns(Dossier.desk_id).order_by(None)
    return list(
        db.session.scalars(
            sa.select(Unit)
            .where(Unit.id.in_(sa.select(Desk.unit_id).where(Desk.id.in_(desks))))
            .order_by(Unit.id)
        )
    )


def remind(unit: Unit, *, at: datetime) -> None:
    """Tell the applicants once for each full period that their result has waited, three times at
    most; each message is keyed by its number, so that repeating this tells nobody twice."""
    desks = sa.select(Desk.id).where(Desk.unit_id == unit.id)
    days = config.current().uncollected_days
    for dossier in db.session.scalars(_uncollected(at).where(Dossier.desk_id.in_(desks))):
        assert dossier.resolved_at is not None
        number = (at - dossier.resolved_at) // timedelta(days=days)
        messages.uncollected(dossier, min(number, MOST_REMINDERS), at=at)


def _uncollected(at: datetime) -> sa.Select[Dossier]:
    kept = sa.exists().where(Event.dossier_id == Dossier.id, Event.action == Action.ARCHIVE)
    return (
        sa.select(Dossier)
        .where(
            Dossier.state == State.RESOLVED,
            Dossier.delivery_method != DeliveryMethod.ONLINE,
            Dossier.resolved_at <= _limit(at),
            ~kept,
        )
        .order_by(Dossier.resolved_at, Dossier.id)
    )


def _limit(at: datetime) -> datetime:
    return at - timedelta(days=config.current().uncollected_days)
