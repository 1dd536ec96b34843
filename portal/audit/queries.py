"""Reads of the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.audit.chain import Link
from portal.audit.models import LogEntry, Purpose, Verb, link_of
from portal.db import db
from portal.units.models import Unit, UnitKind
from portal.units.queries import units_with_children

PAGE = 50
CHUNK = 2000


@dataclass(frozen=True)
class Look:
    """Officers of one role and unit were at a dossier on one day: how often, and when last."""

    role: str
    unit: str
    verb: Verb
    purpose: Purpose
    last_at: datetime
    times: int


def looks_at(dossier_id: int) -> list[Look]:
    """Who looked at a dossier, for its owner: by role and unit, not by name; the newest first."""
    rows = db.session.execute(
        sa.select(
            LogEntry.at, LogEntry.role, LogEntry.verb, LogEntry.purpose, Unit.name, LogEntry.unit_id
        )
        .outerjoin(Unit, Unit.id == LogEntry.unit_id)
        .where(LogEntry.dossier_id == dossier_id, LogEntry.role != "citizen")
        .order_by(LogEntry.id.desc())
    )
    grouped: dict[tuple[object, ...], Look] = {}
    for at, role, verb, purpose, unit, unit_id in rows:
        key = (clock.local(at).date(), role, unit_id, verb, purpose)
        known = grouped.get(key)
        times, last = (known.times + 1, known.last_at) if known else (1, at)
        grouped[key] = Look(role, unit or "", verb, purpose, last, times)
    return list(grouped.values())


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in the log; empty means everything. Both days included."""

    label: str = ""
    person: str = ""
    verb: Verb | None = None
    start: date | None = None
    end: date | None = None


def entries(
    reader: Account, wanted: Wanted, day: date, *, page: int = 1
) -> tuple[list[tuple[LogEntry, str]], bool]:
    """A page of the log, the newest first, each with its unit's name, and whether there is more.
    Administrators and auditors see what was done in their units and those below; of the province
    everything, citizens' acts included."""
    query = (
        sa.select(LogEntry, sa.func.coalesce(Unit.short_name, ""))
        .outerjoin(Unit, Unit.id == LogEntry.unit_id)
        .where(*_within_reach(reader, day), *_matching(wanted))
        .order_by(LogEntry.id.desc())
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    rows = [(entry, unit) for entry, unit in db.session.execute(query)]
    return rows[:PAGE], len(rows) > PAGE


def _within_reach(reader: Account, day: date) -> list[sa.ColumnElement[bool]]:
    roots = reader.units_as(Role.ADMINISTRATOR, day) | reader.units_as(Role.AUDITOR, day)
    is_province = db.session.scalar(
        sa.select(Unit.id).where(Unit.id.in_(roots), Unit.kind == UnitKind.PROVINCE).limit(1)
    )
    if is_province:
        return []
    below = {unit for root in roots for unit in units_with_children(db.session, root)}
    return [LogEntry.unit_id.in_(below)]


def _matching(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    where: list[sa.ColumnElement[bool]] = []
    if wanted.label:
        where.append(LogEntry.label == wanted.label.strip().upper())
    if wanted.person:
        # An address is one account; a name may be several.
        people = sa.select(Account.id).where(Account.email == wanted.person.strip().lower())
        if "@" not in wanted.person:
            pattern = f"%{wanted.person.strip()}%"
            people = sa.select(Account.id).where(Account.full_name.ilike(pattern))
        where.append(LogEntry.account_id.in_(people))
    if wanted.verb:
        where.append(LogEntry.verb == wanted.verb)
    if wanted.start:
        where.append(LogEntry.at >= _midnight(wanted.start))
    if wanted.end:
        where.append(LogEntry.at < _midnight(wanted.end + timedelta(days=1)))
    return where


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.VIETNAM).astimezone(UTC)


def chained() -> Iterator[Link]:
    """Every link in its place, read piece by piece."""
    last = 0
    while True:
        rows = db.session.scalars(
            sa.select(LogEntry)
            .where(LogEntry.position > last)
            .order_by(LogEntry.position)
            .limit(CHUNK)
        ).all()
        for entry in rows:
            yield link_of(entry)
        if len(rows) < CHUNK:
            return
        last = rows[-1].position or last
        db.session.expunge_all()
