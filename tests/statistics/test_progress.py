from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.dossiers import decisions, intake, processing, supplements, withdrawal
from portal.dossiers.workflow import TRANSITIONS, Action, State
from portal.statistics import progress_queries
from portal.statistics.periods import Period
from portal.statistics.progress import CELLS, Column, Progress
from portal.statistics.progress_queries import Asked
from tests.dossiers import walk
from tests.dossiers.walk import moment
from tests.factories import make_cast, make_procedure
from tests.statistics.courses import handed_in, lead, make_courses, on, recount_events
from tests.statistics.told import By, progress_report
from tests.statistics.world import make_province

pytestmark = pytest.mark.usefixtures("at_noon")
PERIODS = [
    (date(2025, 11, 1), date(2026, 3, 18)),
    (date(2026, 1, 1), date(2026, 1, 31)),
    (date(2026, 2, 1), date(2026, 2, 1)),
    (date(2025, 12, 15), date(2026, 2, 28)),
    (date(2026, 3, 1), date(2026, 12, 31)),  # not over yet
    (date(2027, 1, 1), date(2027, 1, 31)),  # not begun
]


@pytest.mark.parametrize("seed", range(8))
def test_every_line_of_a_random_world_equals_a_recount_of_the_events(
    session: Session, seed: int
) -> None:
    make_courses(session, seed)
    for start, end in PERIODS:
        for by in By:
            report = progress_report(session, Period(start, end), None, by, clock.now())
            closing = min(end, date(2026, 3, 18))
            for line in report.lines:
                by_hand = recount_events(session, start, closing, set(line.unit_ids), line.sector)
                assert {int(c): line.progress[c] for c in Column} == by_hand, line.name
                assert line.progress.identities_hold


def test_the_random_worlds_have_every_road(session: Session) -> None:
    make_courses(session, 3, count=200)
    total = progress_report(
        session, Period(date(2026, 1, 1), date(2026, 2, 15)), None, By.UNIT, clock.now()
    ).total.progress
    assert all(total[column] > 0 for column in Column)


@pytest.mark.parametrize("seed", [31, 32])
def test_what_happens_after_the_closing_changes_no_figure_of_the_period(
    session: Session, seed: int
) -> None:
    """Asked in February of January, and asked again when everything had gone on."""
    chance = random.Random(seed)
    world = make_province("Phường Bến Một", "Phường Bến Hai")
    procedure = make_procedure(*world.units)
    start, end = date(2026, 1, 1), date(2026, 1, 31)
    ways = []
    for number in range(40):
        at = on(date(2025, 12, 10) + timedelta(days=chance.randrange(50)))
        way = handed_in(session, chance.choice(world.units), procedure, at, number=number)
        way.received(at, at.date() + timedelta(days=chance.choice([1, 5, 20])))
        if chance.random() < 0.4:
            way.asked(at + timedelta(hours=2))
        ways.append(way)
    session.flush()
    before = progress_report(session, Period(start, end), None, By.UNIT, on(date(2026, 2, 1)))
    assert before.total.progress[Column.OVERDUE] and before.total.progress[Column.IN_TIME]
    for way in ways:
        day = date(2026, 2, 1) + timedelta(days=chance.randrange(20))
        if way.dossier.state is State.SUPPLEMENT_REQUESTED:
            way.answered(on(day), day + timedelta(days=3))
        if chance.random() < 0.5:
            way.issued(on(day + timedelta(days=1)))
        elif chance.random() < 0.5:
            way.withdrawn(on(day, 11))
        way.dossier.due_at = on(date(2030, 1, 1))
    for number in range(10):
        at = on(date(2026, 2, 2))
        lead(handed_in(session, world.units[0], procedure, at, number=100 + number), chance, at)
    session.flush()
    after = progress_report(session, Period(start, end), None, By.UNIT, on(date(2026, 3, 18)))
    assert after.lines == before.lines


@pytest.mark.parametrize(
    ("finished", "column"),
    [
        (on(date(2026, 3, 5), 23, 59), Column.EARLY),
        (on(date(2026, 3, 6), 0, 0), Column.ON_TIME),
        (on(date(2026, 3, 6), 23, 59), Column.ON_TIME),  # later than 17:00, the same day
        (on(date(2026, 3, 7), 0, 0), Column.LATE),
    ],
)
def test_days_of_vietnam_are_compared(session: Session, finished: datetime, column: Column) -> None:
    unit = make_province("Phường Một").units[0]
    way = handed_in(session, unit, make_procedure(unit), on(date(2026, 3, 2)))
    way.received(on(date(2026, 3, 2)), date(2026, 3, 6)).issued(finished)
    session.flush()
    assert total(session, date(2026, 3, 1), date(2026, 3, 18))[column] == 1


@pytest.mark.parametrize(
    ("closing", "column"),
    [(date(2026, 3, 6), Column.IN_TIME), (date(2026, 3, 7), Column.OVERDUE)],
)
def test_pending_is_in_time_through_its_due_day(
    session: Session, closing: date, column: Column
) -> None:
    unit = make_province("Phường Một").units[0]
    way = handed_in(session, unit, make_procedure(unit), on(date(2026, 3, 2)))
    way.received(on(date(2026, 3, 2)), date(2026, 3, 6))
    session.flush()
    assert total(session, date(2026, 3, 1), closing)[column] == 1


def test_a_dossier_of_another_month_is_carried_over_until_it_is_resolved(session: Session) -> None:
    unit = make_province("Phường Một").units[0]
    way = handed_in(session, unit, make_procedure(unit), on(date(2025, 12, 31), 23, 59))
    way.received(on(date(2025, 12, 31), 23, 59), date(2026, 2, 10)).issued(on(date(2026, 2, 10)))
    session.flush()
    december = total(session, date(2025, 12, 1), date(2025, 12, 31))
    january = total(session, date(2026, 1, 1), date(2026, 1, 31))
    february = total(session, date(2026, 2, 1), date(2026, 2, 28))
    march = total(session, date(2026, 3, 1), date(2026, 3, 18))
    c = Column
    assert (december[c.ONLINE], december[c.CARRIED_OVER], december[c.IN_TIME]) == (1, 0, 1)
    assert (january[c.ONLINE], january[c.CARRIED_OVER], january[c.IN_TIME]) == (0, 1, 1)
    assert (february[c.CARRIED_OVER], february[c.ON_TIME], february[c.PENDING]) == (1, 1, 0)
    assert march[c.RECEIVED] == 0


def test_an_appointment_given_anew_on_the_dossier_does_not_make_it_on_time(
    session: Session,
) -> None:
    """Rule 5: the original due date stays and decides."""
    unit = make_province("Phường Một").units[0]
    way = handed_in(session, unit, make_procedure(unit), on(date(2026, 3, 2)))
    way.received(on(date(2026, 3, 2)), date(2026, 3, 6))
    way.dossier.due_at = on(date(2026, 3, 30))
    way.issued(on(date(2026, 3, 9)))
    session.flush()
    assert total(session, date(2026, 3, 1), date(2026, 3, 18))[Column.LATE] == 1


def test_nothing_resolved_is_no_share_and_not_zero() -> None:
    assert Progress().on_time_share is None
    late = Progress({Column.RESOLVED: 3, Column.LATE: 1, Column.EARLY: 1, Column.ON_TIME: 1})
    assert late.on_time_share is not None and late.on_time_share * 3 == 2


@pytest.mark.parametrize("seed", [41])
def test_behind_every_cell_stand_as_many_dossiers_as_it_says(session: Session, seed: int) -> None:
    make_courses(session, seed, count=120)
    period = Period(date(2026, 1, 1), date(2026, 2, 15))
    for by in By:
        report = progress_report(session, period, None, by, clock.now())
        for line in report.lines:
            for column in Column:
                asked = Asked(
                    period.start, report.closing, CELLS[column], line.unit_ids, line.sector
                )
                found = progress_queries.courses(session, asked, size=1000)
                assert len({row.dossier_id for row in found.rows}) == found.total
                assert found.total == line.progress[column], (line.name, column)


def test_the_table_of_transitions_lets_nothing_be_resolved_twice() -> None:
    """The report joins a reception with at most one end."""
    after_end, new = set[State](), {State.RESOLVED, State.WITHDRAWN, State.STOPPED}
    while new:
        after_end |= new
        new = {
            target for row in TRANSITIONS if row.sources & new for target in row.targets
        } - after_end
    ends = [row for row in TRANSITIONS if row.action in progress_queries.ENDS]
    assert not any(row.sources & after_end for row in ends)


def test_the_acts_write_the_appointment_into_their_events(session: Session) -> None:
    """Three working days from Monday 2 March: Thursday; asked on Wednesday, answered the Monday
    after: Thursday, Friday and Monday do not count, so it is due on Tuesday and Wednesday…"""
    cast = make_cast()
    with clock.travelling(moment(2, 9)):
        dossier = walk.received(cast)
    [event] = [e for e in dossier.events if e.action is Action.RECEIVE]
    assert event.due_on == date(2026, 3, 5)
    with clock.travelling(moment(4, 9)):
        supplements.request(
            dossier,
            reason="Ảnh mờ",
            items=[{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": ""}],
            by=cast.hoa,
            at=clock.now(),
        )
    with clock.travelling(moment(9, 9)):
        supplements.answer(dossier, text="Đã gửi", by=cast.lan, at=clock.now())
    session.flush()
    answered = dossier.events[-1]
    # Of 3, 4, 5 March the 5th fell into the pause (5, 6, 9): the third day is the 10th.
    assert answered.action is Action.ANSWER_SUPPLEMENT and answered.due_on == date(2026, 3, 10)
    paused = total(session, date(2026, 3, 1), date(2026, 3, 8))
    assert (paused[Column.IN_TIME], paused[Column.OVERDUE]) == (1, 0)
    assert total(session, date(2026, 3, 1), date(2026, 3, 11))[Column.OVERDUE] == 1
    with clock.travelling(moment(10, 16)):
        walk.draft(dossier, cast.hoa)
        processing.propose(dossier, note="", by=cast.hoa, at=clock.now())
        decisions.approve(dossier, note="", by=cast.tuan, at=clock.now())
        decisions.issue(dossier, by=cast.dung, at=clock.now())
    session.flush()
    assert total(session, date(2026, 3, 1), date(2026, 3, 11))[Column.ON_TIME] == 1


def test_a_withdrawal_after_reception_is_on_time_and_one_before_is_not_counted(
    session: Session,
) -> None:
    cast = make_cast()
    with clock.travelling(moment(2, 9)):
        received, submitted = walk.received(cast, key="a"), walk.submitted(cast, key="b")
    with clock.travelling(moment(16, 9)):
        for dossier in (received, submitted):
            withdrawal.withdraw(dossier, reason="", by=cast.lan, at=clock.now())
    session.flush()
    counted = total(session, date(2026, 3, 1), date(2026, 3, 18))
    assert (counted[Column.RECEIVED], counted[Column.ON_TIME]) == (1, 1)


def test_an_answer_before_reception_sets_no_appointment(session: Session) -> None:
    cast = make_cast()
    with clock.travelling(moment(2, 9)):
        dossier = walk.submitted(cast)
        supplements.request(
            dossier,
            reason="Ảnh mờ",
            items=[{"document_key": "birth_note", "name": "Giấy chứng sinh", "text": ""}],
            by=cast.minh,
            at=clock.now(),
        )
    with clock.travelling(moment(9, 9)):
        supplements.answer(dossier, text="", by=cast.lan, at=clock.now())
        intake.receive(dossier, by=cast.minh, at=clock.now())
    session.flush()
    dues = [e.due_on for e in dossier.events if e.due_on]
    assert dues == [date(2026, 3, 12)]
    assert total(session, date(2026, 3, 1), date(2026, 3, 8))[Column.RECEIVED] == 0


def total(session: Session, start: date, end: date) -> Progress:
    report = progress_report(session, Period(start, end), None, By.UNIT, on(date(2026, 3, 18)))
    return report.total.progress
