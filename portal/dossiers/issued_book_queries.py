"""Reads of the register of issued documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from portal import clock, trail
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.counters import Counter
from portal.db import db
from portal.documents.models import COPY_SERIES, Document, DocumentKind
from portal.dossiers import searching
from portal.dossiers.models import Dossier
from portal.units.models import Unit

MOST_NAMED = 20  # missing numbers that are spelt out


@dataclass(frozen=True)
class Wanted:
    """`start` and `end` are days in Vietnam, both included; without a `symbol` all series; `text`
    is in the number, the title, or names the dossier."""

    unit: Unit
    start: date
    end: date
    symbol: str = ""
    text: str = ""


@dataclass(frozen=True)
class Series:
    """One series of a year as it stands: the last number given, and those no paper bears
    (`missing`, the first of them), or two papers bear (`doubled`)."""

    symbol: str
    year: int
    last: int
    papers: int
    missing: Sequence[int]
    doubled: Sequence[int]

    @property
    def is_whole(self) -> bool:
        return self.papers == self.last and not self.missing and not self.doubled


def units_of_clerk(account: Account, day: date) -> list[Unit]:
    """The units whose numbers the officer gives."""
    return list(
        db.session.scalars(
            sa.select(Unit)
            .where(Unit.id.in_(account.units_as(Role.CLERK, day)))
            .order_by(Unit.code)
        )
    )


def issued_between(
    wanted: Wanted, *, most: int, skip: int = 0
) -> tuple[list[tuple[Document, Dossier]], int]:
    """Numbered papers in the order they were issued, revoked ones too: at most `most` after the
    first `skip`, and how many there are."""
    conditions = _numbered(wanted.unit, wanted.start, wanted.end)
    if wanted.symbol == COPY_SERIES:
        conditions.append(Document.kind == DocumentKind.COPY)
    elif wanted.symbol:
        conditions.append(Document.number.endswith(f"/{wanted.symbol}", autoescape=True))
    if wanted.text:
        conditions.append(
            sa.or_(
                Document.number.icontains(wanted.text, autoescape=True),
                Document.title.icontains(wanted.text, autoescape=True),
                searching.mentions(wanted.text),
            )
        )
    joined = sa.join(Document, Dossier, Dossier.id == Document.dossier_id)
    total = db.session.scalar(
        sa.select(sa.func.count(Document.id)).select_from(joined).where(*conditions)
    )
    rows = db.session.execute(
        sa.select(Document, Dossier)
        .select_from(joined)
        .where(*conditions)
        .order_by(Document.issued_at, Document.id)
        .offset(skip)
        .limit(most)
    )
    found = [(document, dossier) for document, dossier in rows]
    trail.listed(dossier.id for _document, dossier in found)
    return found, total or 0


def series_of(unit: Unit, year: int) -> list[Series]:
    """The unit's series of that year, each compared with the counter that gives its numbers.

    A counter that no paper of a dossier ever used is a series of another room (the quarter's
    reports keep their own list)."""
    counted = {
        symbol: value
        for series, value in db.session.execute(
            sa.select(Counter.series, Counter.value).where(
                Counter.series.like(f"document/{unit.code}/%/{year}")
            )
        )
        if (symbol := series.removeprefix(f"document/{unit.code}/").removesuffix(f"/{year}"))
    }
    given: dict[str, list[int]] = {}
    for number, kind in db.session.execute(
        sa.select(Document.number, Document.kind).where(
            *_numbered(unit, date(year, 1, 1), date(year, 12, 31))
        )
    ):
        sequence, _slash, symbol = str(number).partition("/")
        if kind is DocumentKind.COPY:  # all kinds of copies are numbered in one line
            symbol = COPY_SERIES
        if sequence.isdigit():
            given.setdefault(symbol, []).append(int(sequence))
    return [
        _series(symbol, year, counted.get(symbol, 0), given[symbol]) for symbol in sorted(given)
    ]


def symbols_of(unit: Unit, years: Sequence[int]) -> list[str]:
    return sorted({series.symbol for year in years for series in series_of(unit, year)})


def _series(symbol: str, year: int, last: int, numbers: list[int]) -> Series:
    borne = set(numbers)
    last = max(last, *borne)
    missing = [number for number in range(1, last + 1) if number not in borne]
    doubled = sorted(
        {number for number in borne if len(numbers) > len(borne) and numbers.count(number) > 1}
    )
    return Series(symbol, year, last, len(numbers), missing[:MOST_NAMED], doubled[:MOST_NAMED])


def _numbered(unit: Unit, start: date, end: date) -> list[sa.ColumnElement[bool]]:
    """Receipts of fees are no documents of the register: they are books of their own."""
    return [
        Document.number.is_not(None),
        Document.kind != DocumentKind.FEE_RECEIPT,
        Document.unit_id == unit.id,
        Document.issued_at >= datetime.combine(start, time(), clock.VIETNAM),
        Document.issued_at < datetime.combine(end + timedelta(days=1), time(), clock.VIETNAM),
    ]
