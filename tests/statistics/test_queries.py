from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.dossiers.counting import Measure
from portal.procedures.definitions import Channel, ServiceLevel
from portal.statistics import figures
from portal.statistics.figures import By
from portal.statistics.periods import Period
from tests.factories import make_procedure, make_unit
from tests.statistics.told import online_share
from tests.statistics.world import make_province, make_random_world, receive, recount

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.mark.parametrize("seed", range(6))
def test_every_line_of_a_random_world_equals_a_recount_by_hand(session: Session, seed: int) -> None:
    world = make_random_world(session, seed)
    codes = {unit.id: unit.code for unit in [world.province, *world.units]}
    for start, end in (
        (date(2025, 12, 20), date(2026, 1, 31)),
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2025, 12, 31), date(2026, 1, 5)),
    ):
        made = online_share(session, Period(start, end), None, clock.now())
        kinds = [line.kind for line in made.lines]
        assert kinds.count("unit") == 6 and kinds.count("group") == 2 and kinds[0] == "total"
        for line in made.lines:
            members = {codes[unit_id] for unit_id in line.unit_ids}
            for level in (None, 3, 4):
                by_hand = recount(world, start, end, level, members)
                found = line.received[ServiceLevel(level) if level else None]
                total = by_hand.online + by_hand.desk + by_hand.post
                assert (found.online, found.desk, found.post) == (
                    by_hand.online,
                    by_hand.desk,
                    by_hand.post,
                )
                assert found.share == (Fraction(by_hand.online, total) if total else None)
                its_level = ServiceLevel(level) if level else None
                assert line.used[its_level] == len(by_hand.procedures)
                assert line.offered[its_level] == len(
                    {
                        code
                        for member in members
                        for code, offered_at in world.offers.get(member, [])
                        if level in (None, offered_at)
                    }
                )


@pytest.mark.parametrize("until", ["draft", "submitted", "declined"])
def test_what_was_not_received_does_not_count(session: Session, until: str) -> None:
    unit = make_unit()
    receive(session, unit, make_procedure(unit), until=until)
    session.flush()
    assert received_counts(session, date(2000, 1, 1), date(2100, 1, 1)) == {}


def test_a_dossier_withdrawn_after_reception_was_received(session: Session) -> None:
    unit = make_unit()
    receive(session, unit, make_procedure(unit), until="withdrawn")
    session.flush()
    [count] = received_counts(session, date(2026, 3, 18), date(2026, 3, 18)).values()
    assert count == 1


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 3, 31, 16, 59, 59, tzinfo=UTC), date(2026, 3, 31)),  # 23:59:59 in Vietnam
        (datetime(2026, 3, 31, 17, 0, tzinfo=UTC), date(2026, 4, 1)),  # midnight in Vietnam
        (datetime(2026, 4, 1, 0, 0, tzinfo=UTC), date(2026, 4, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_vietnam(session: Session, utc: datetime, day: date) -> None:
    unit = make_unit()
    receive(session, unit, make_procedure(unit), at=utc)
    session.flush()
    for start, end in (
        (date(2026, 3, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 4, 30)),
    ):
        counted = received_counts(session, start, end)
        assert len(counted) == (start <= day <= end)


def test_a_figure_stays_when_the_dossier_itself_is_altered(session: Session) -> None:
    """The event is the fact: neither the dossier's columns nor the catalogue change it."""
    unit, other = make_unit(), make_unit(name="Phường Khác")
    dossier = receive(session, unit, make_procedure(unit))
    session.flush()
    before = received_counts(session, date(2026, 3, 1), date(2026, 3, 31))
    dossier.unit, dossier.channel = other, Channel.DESK
    dossier.procedure.level = ServiceLevel.PARTIAL
    session.flush()
    assert received_counts(session, date(2026, 3, 1), date(2026, 3, 31)) == before


def test_figures_are_one_statement_that_looks_at_no_event_and_no_dossier(session: Session) -> None:
    seen: list[str] = []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *a: seen.append(a[2]))
    received_counts(session, date(2026, 1, 1), date(2026, 12, 31))
    [text] = [text for text in seen if "FROM" in text]
    assert "event" not in text and "dossier" not in text


def test_an_abolished_unit_keeps_its_line_in_the_periods_it_lived_or_counted(
    session: Session,
) -> None:
    world = make_province("Phường Bến Một")
    gone = make_unit(name="Xã Cũ", parent_id=world.province.id, valid_to=date(2026, 2, 1))
    receive(session, gone, make_procedure(gone), at=datetime(2026, 3, 2, 3, 0, tzinfo=UTC))
    session.flush()

    def names(start: date, end: date) -> list[str]:
        made = online_share(session, Period(start, end), None, clock.now())
        return [line.name for line in made.lines if line.kind == "unit"]

    assert "Xã Cũ" in names(date(2026, 1, 1), date(2026, 1, 31))
    assert "Xã Cũ" in names(date(2026, 3, 1), date(2026, 3, 31))  # it received one all the same
    assert "Xã Cũ" not in names(date(2026, 4, 1), date(2026, 4, 30))


def test_a_unit_offers_a_service_only_while_it_takes_its_dossiers(session: Session) -> None:
    unit = make_unit()
    offering = make_procedure(unit).offerings[0]
    offering.valid_from, offering.valid_to = date(2026, 3, 2), date(2026, 3, 18)
    session.flush()
    for day, count in ((1, 0), (2, 1), (18, 1), (19, 0)):
        at = datetime(2026, 3, day, 5, tzinfo=UTC)
        told = online_share(session, Period(at.date(), at.date()), None, at)
        assert told.total.offered[None] == count


def received_counts(session: Session, start: date, end: date) -> dict[Any, int]:
    by = [By.UNIT, By.LEVEL, By.CHANNEL]
    found = figures.flows(session, start, end, by, measures=[Measure.RECEIVED])
    return {key: counts[Measure.RECEIVED] for key, counts in found.items()}
