"""Reads of authorities to act for somebody else."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from portal.accounts.mandate_models import Mandate, Organisation
from portal.accounts.models import Account
from portal.db import db


def holds_on(day: date) -> sa.ColumnElement[bool]:
    """As `Mandate.is_in_force`, for a query."""
    return sa.and_(
        Mandate.accepted_at.is_not(None),
        Mandate.ended_at.is_(None),
        Mandate.from_day <= day,
        sa.or_(Mandate.to_day.is_(None), Mandate.to_day >= day),
    )


def held_by(agent: Account, day: date) -> list[Mandate]:
    """In force that day: for whom the person may act."""
    return _those(Mandate.agent_id == agent.id, holds_on(day))


def given_by(person: Account, day: date) -> list[Mandate]:
    """The person's own, and those of organisations they head; the latest first."""
    heads = [one.id for one in headed_by(person, day)]
    return _those(
        sa.or_(Mandate.person_id == person.id, Mandate.organisation_id.in_(heads)),
        sa.or_(~Mandate.is_head, Mandate.agent_id != person.id),
    )


def received_by(person: Account) -> list[Mandate]:
    """Offered to the person's number, or accepted by them; the latest first."""
    is_theirs = Mandate.agent_id == person.id
    if person.personal_number:
        offered = sa.and_(
            Mandate.agent_number == person.personal_number, Mandate.agent_id.is_(None)
        )
        is_theirs = sa.or_(is_theirs, offered)
    return _those(is_theirs)


def headed_by(person: Account, day: date) -> list[Organisation]:
    """Organisations a provider names the person the representative of."""
    heads = sa.select(Mandate.organisation_id).where(
        Mandate.agent_id == person.id, Mandate.is_head, holds_on(day)
    )
    wanted = sa.select(Organisation).where(Organisation.id.in_(heads)).order_by(Organisation.name)
    return list(db.session.scalars(wanted))


def mandate_known_to(mandate_id: int, person: Account, day: date) -> Mandate | None:
    """One they gave or received, kept from others until the transaction ends."""
    known = {one.id for one in (*given_by(person, day), *received_by(person))}
    if mandate_id not in known:
        return None
    return db.session.get(Mandate, mandate_id, with_for_update=True, populate_existing=True)


def _those(*where: sa.ColumnElement[bool]) -> list[Mandate]:
    return list(db.session.scalars(sa.select(Mandate).where(*where).order_by(Mandate.id.desc())))
