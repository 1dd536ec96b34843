"""Reads of versions as publishers need them, published or not."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.db import db
from portal.procedures.models import (
    OPEN,
    Procedure,
    ProcedureVersion,
    Sector,
    VersionEvent,
    VersionState,
)
from portal.units.models import Desk, Unit
from portal.vietnam import fold

PER_PAGE = 30


class Stand(enum.StrEnum):
    """Where a procedure stands, as the list is filtered by."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    COMING = "coming"
    IN_FORCE = "in_force"
    ENDED = "ended"


@dataclass(frozen=True)
class Listed:
    """One page of the publishers' list. `counts` are over all that the text finds."""

    total: int
    page: int
    pages: int
    procedures: Sequence[Procedure]
    counts: dict[Stand, int]


def listed(text: str, stand: Stand | None, day: date, page: int) -> Listed:
    """Procedures that mention `text` in title or code, those being written first."""
    found = [
        Procedure.search_text.contains(word, autoescape=True)
        | sa.func.lower(Procedure.code).contains(word, autoescape=True)
        for word in fold(text).split()
    ]
    shown = [*found, _stands(stand, day)] if stand else found
    total = _count(shown)
    pages = max(1, -(-total // PER_PAGE))
    page = min(page, pages)
    rows = db.session.scalars(
        sa.select(Procedure)
        .options(selectinload(Procedure.versions), selectinload(Procedure.sector))
        .where(*shown)
        .order_by(
            sa.case((_has(ProcedureVersion.state.in_(OPEN)), 0), else_=1),
            Procedure.title_folded,
            Procedure.code,
        )
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    counts = {one: _count([*found, _stands(one, day)]) for one in Stand}
    return Listed(total, page, pages, list(rows), counts)


def version(version_id: int) -> ProcedureVersion | None:
    return db.session.scalar(_version(version_id))


def version_for_change(version_id: int) -> ProcedureVersion | None:
    """The same, its row locked: who comes second sees what the first one wrote."""
    return db.session.scalar(
        _version(version_id)
        .with_for_update(of=ProcedureVersion)
        .execution_options(populate_existing=True)
    )


def procedure_with_versions(code: str) -> Procedure | None:
    """Also one that was never published."""
    return db.session.scalar(
        sa.select(Procedure)
        .options(
            selectinload(Procedure.versions).selectinload(ProcedureVersion.events),
            selectinload(Procedure.sector),
        )
        .where(Procedure.code == code)
    )


def version_of(procedure: Procedure, number: int | None) -> ProcedureVersion | None:
    return next((v for v in procedure.versions if v.number == number), None)


def history(version: ProcedureVersion) -> list[VersionEvent]:
    """What was done to it, the last first."""
    return list(reversed(version.events))


def sector_names() -> list[str]:
    return list(db.session.scalars(sa.select(Sector.name).order_by(Sector.slug)))


def valid_units() -> list[Unit]:
    """Units of today, by code."""
    return list(
        db.session.scalars(sa.select(Unit).where(Unit.valid_to.is_(None)).order_by(Unit.code))
    )


def desks() -> list[Desk]:
    return list(
        db.session.scalars(
            sa.select(Desk).join(Unit).where(Unit.valid_to.is_(None)).order_by(Desk.code)
        )
    )


def _version(version_id: int) -> sa.Select[ProcedureVersion]:
    return (
        sa.select(ProcedureVersion)
        .options(
            selectinload(ProcedureVersion.procedure).selectinload(Procedure.versions),
            selectinload(ProcedureVersion.events),
        )
        .where(ProcedureVersion.id == version_id)
    )


def _stands(stand: Stand, day: date) -> sa.ColumnElement[bool]:
    match stand:
        case Stand.DRAFT:
            return _has(ProcedureVersion.state == VersionState.DRAFT)
        case Stand.IN_REVIEW:
            return _has(ProcedureVersion.state == VersionState.IN_REVIEW)
        case Stand.COMING:
            return _has(
                ProcedureVersion.state == VersionState.PUBLISHED,
                ProcedureVersion.effective_from > day,
            )
        case Stand.IN_FORCE:
            return Procedure.is_in_force.is_(True)
        case Stand.ENDED:
            return Procedure.is_in_force.is_(False) & _has(
                ProcedureVersion.state.in_((VersionState.PUBLISHED, VersionState.ABOLISHED)),
                sa.or_(
                    ProcedureVersion.effective_from.is_(None),
                    ProcedureVersion.effective_from <= day,
                ),
            )


def _has(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(ProcedureVersion.procedure_id == Procedure.id, *conditions)


def _count(conditions: Sequence[sa.ColumnElement[bool]]) -> int:
    return db.session.scalar(sa.select(sa.func.count(Procedure.id)).where(*conditions)) or 0
