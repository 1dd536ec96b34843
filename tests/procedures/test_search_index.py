"""The catalogue kept in memory answers as one procedure after the other would."""

from __future__ import annotations

from datetime import timedelta

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.roles import Role
from portal.procedures import editing, finding
from portal.procedures.definitions import AuthorityLevel, Parts, ServiceLevel
from portal.procedures.known_catalogue import catalogue
from portal.procedures.models import Offering, Procedure
from portal.procedures.search import Query, Wanted
from portal.procedures.search_index import CatalogueIndex, Entry, Place
from portal.vietnam import fold
from tests.factories import make_officer, make_procedure, make_unit

WORDS = (
    "khai",
    "sinh",
    "khải",
    "khai-sinh",
    "50%",
    "kha",
    "tử",
    "từ",
    "đất",
    "(nhà",
    "1.0011",
    "a,b",
)
texts = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
typed = st.one_of(texts, st.sampled_from(("kh", "1.001", "dng-2", "%", "50", "1.0011.h9", "b", "")))


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    titles = draw(st.lists(texts, max_size=8))
    codes = ("1.0011", "1.0011.H9", "DNG-2", "khai", "2.50", "3.1.0011", "4", "5")
    return [
        Entry(
            id=number,
            code=code,
            title=title,
            title_folded=fold(title),
            search_text=fold(f"{code} {title} {draw(texts)}"),
            sector=Place(1, "ho-tich", "Hộ tịch"),
            level=ServiceLevel.FULL,
            authority=AuthorityLevel.COMMUNE,
            audiences=frozenset(),
            units=frozenset(),
            is_offered=draw(st.booleans()),
            is_online=False,
        )
        for number, (code, title) in enumerate(zip(codes, titles, strict=False), 1)
    ]


@hypothesis.given(entries(), typed)
def test_a_reading_is_that_of_each_procedure_alone(known: list[Entry], text: str) -> None:
    index, query = CatalogueIndex(known), Query(text)
    shown = [x.id for x in index.in_order(index.readings(query), index.everything)]
    assert shown == _one_by_one(known, query)


def _one_by_one(known: list[Entry], query: Query) -> list[int]:
    """The same by looking at every procedure, as `Query.rank` says."""
    for begun in (False, True):
        ranked = []
        for x in known:
            rank = query.rank(x.code, x.title_folded, x.search_text, begun=begun)
            if rank is not None:
                other_marks = query.is_marked and not query.has_marks_of(x.title)
                order = (rank, other_marks, not x.is_offered, len(x.title_folded), x.title_folded)
                ranked.append((*order, x.code, x.id))
        if ranked:
            return [identifier for *_order, identifier in sorted(ranked)]
    return []


def test_what_changes_is_found_at_once(session: Session) -> None:
    unit = make_unit()
    found = lambda **filters: finding.search(session, Wanted(**filters))  # noqa: E731
    assert found(text="khai sinh").total == 0
    procedure = make_procedure(title="Đăng ký khai sinh")
    assert found(text="khai sinh").online_count == 0
    offering = Offering(procedure=procedure, unit=unit)
    session.add(offering)
    session.flush()
    assert found(text="khai sinh", unit=unit.code).online_count == 1
    offering.valid_to = clock.today() - timedelta(days=1)
    session.flush()
    assert found(text="khai sinh").options["unit"] == []
    offering.valid_to = None
    unit.valid_to = clock.today()
    session.flush()
    assert found(text="khai sinh").online_count == 0
    session.execute(sa.update(Procedure).values(title="Khai tử", title_folded="khai tu"))
    assert found().procedures[0].title == "Khai tử"
    session.execute(sa.update(Procedure).values(is_in_force=False))
    assert found().total == 0


def test_what_is_rolled_back_is_forgotten(session: Session) -> None:
    trial = session.begin_nested()
    make_procedure(title="Đăng ký khai sinh")
    assert finding.search(session, Wanted()).total == 1
    trial.rollback()
    assert finding.search(session, Wanted()).total == 0
    make_procedure(title="Đăng ký kết hôn")
    assert finding.search(session, Wanted()).procedures[0].title == "Đăng ký kết hôn"


def test_a_catalogue_that_stays_is_not_read_again(session: Session) -> None:
    procedure = make_procedure(title="Đăng ký khai sinh", parts=Parts())
    quynh = make_officer("Đỗ Như Quỳnh", make_unit(), Role.PUBLISHER)
    kept = catalogue(session)
    assert catalogue(session) is kept
    # A draft concerns nobody yet.
    editing.begin_revision(procedure, by=quynh, at=clock.now())
    assert catalogue(session) is kept
    procedure.level = ServiceLevel.INFORMATION
    session.flush()
    assert catalogue(session) is not kept


def test_a_day_later_is_another_catalogue(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = make_unit()
    procedure = make_procedure(title="Đăng ký khai sinh")
    tomorrow = clock.today() + timedelta(days=1)
    session.add(Offering(procedure=procedure, unit=unit, valid_from=tomorrow))
    session.flush()
    assert finding.search(session, Wanted()).online_count == 0
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert finding.search(session, Wanted()).online_count == 1
