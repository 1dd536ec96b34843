"""Facts are rolled up without a figure changing, and a recount from the events finds what is wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.dossiers.fact_models import Fact
from portal.statistics import figures
from portal.statistics.compacting import compact
from portal.statistics.figures import By
from portal.statistics.models import Grain, RollUp
from portal.statistics.recounting import differences
from tests.statistics.courses import FIRST, LAST, make_courses

pytestmark = pytest.mark.usefixtures("at_noon")
EVERYTHING = [By.UNIT, By.SECTOR, By.LEVEL, By.CHANNEL, By.VERSION]


def compact_everything(session: Session, size: int) -> None:
    while compact(session, size):
        session.flush()


def test_no_figure_changes_while_facts_are_rolled_up(session: Session) -> None:
    make_courses(session, 5)
    days = [FIRST + timedelta(days=number) for number in range(0, 400, 31)]

    def all_figures() -> object:
        return (
            figures.progress_by(session, date(2025, 12, 3), date(2026, 2, 9), [By.UNIT]),
            figures.standings(session, days, [By.UNIT]),
            figures.standings(session, days, EVERYTHING),
            figures.flows(session, FIRST, LAST, [By.DAY, By.CHANNEL]),
            figures.flows(session, FIRST, LAST, [By.MONTH, By.PROCEDURE]),
        )

    before = all_figures()
    assert session.scalar(sa.select(sa.func.count(Fact.id))) > 300  # type: ignore[operator]
    while compact(session, 100):
        assert all_figures() == before
    assert session.scalar(sa.select(sa.func.count(Fact.id))) == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_facts_and_events_agree_before_between_and_after_rolling_up(
    session: Session, seed: int
) -> None:
    make_courses(session, seed, count=150)
    assert differences(session) == []
    compact(session, 333)
    assert differences(session) == []
    compact_everything(session, 500)
    assert differences(session) == []
    assert not session.scalar(sa.select(sa.func.count()).where(RollUp.amount == 0))


@pytest.mark.parametrize("grain", list(Grain))
def test_a_recount_names_the_one_amount_that_is_wrong(session: Session, grain: Grain) -> None:
    make_courses(session, 7)
    compact_everything(session, 5000)
    row = session.scalars(sa.select(RollUp).where(RollUp.grain == grain)).all()[3]
    row.amount += 1
    session.flush()
    found = [d for d in differences(session) if d.grain is grain]
    assert [(d.start, d.measure, d.kept - d.due) for d in found] == [(row.start, row.measure, 1)]
    assert differences(session, date(2031, 1, 1), date(2031, 12, 31)) == []
    assert found == [d for d in differences(session, row.start, row.start) if d.grain is grain]


def test_a_fact_lost_or_doubled_is_named(session: Session) -> None:
    make_courses(session, 8)
    fact = session.scalars(sa.select(Fact).order_by(Fact.id)).all()[20]
    session.delete(fact)
    session.flush()
    [lost] = differences(session)
    assert (lost.start, lost.measure, lost.due - lost.kept) == (fact.day, fact.measure, fact.amount)
