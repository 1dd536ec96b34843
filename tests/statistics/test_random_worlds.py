"""Two hundred random worlds: every figure equals a recount written from the events alone, one dossier
and one day at a time, which shares no code with the statistics.

In a world units move, merge, split and are renamed; dossiers go every road; facts are rolled up at any
moment; a period is closed on the way, after which things of closed days are still recorded. Half of
the worlds run on each database; PORTAL_TEST_WORLDS=200 runs all of them on both.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import clock
from portal.dossiers.closed_models import ClosedPeriod
from portal.procedures.definitions import Channel, ServiceLevel
from portal.statistics import figures
from portal.statistics.compacting import compact
from portal.statistics.figures import By, Where
from portal.statistics.periods import Period
from portal.statistics.progress import Column
from portal.statistics.recounting import differences
from portal.statistics.reports import online, payments, satisfaction
from portal.units import reorganising
from portal.units.models import UnitKind
from portal.units.tree import TreeOf
from tests.factories import make_citizen, make_procedure, make_unit
from tests.statistics.courses import handed_in, lead, on, vietnam_day
from tests.statistics.far_roads import lead_far
from tests.statistics.told import By as Lines
from tests.statistics.told import asked_of, online_share, progress_report
from tests.statistics.work_done import add_work, compare_desks, compare_papers, compare_steps
from tests.statistics.world import World, make_province

pytestmark = pytest.mark.usefixtures("at_noon")
WORLDS = int(os.environ.get("PORTAL_TEST_WORLDS", "100"))
GROUP = 10  # worlds a test
WAITING = ("supplement_requested", "payment_requested")
ENDS = {"resolved": "ISSUED", "stopped": "STOPPED", "withdrawn": "WITHDRAWN"}


@dataclass
class Life:
    """One dossier as the bare rows of its events tell it: (day counted, what it then was)."""

    unit: int
    sector: str
    procedure: int
    level: int
    channel: int
    dossier: int = 0
    states: list[tuple[date, str, date | None]] = field(default_factory=list)
    counted: list[tuple[date, str]] = field(default_factory=list)

    def at(self, day: date) -> str:
        """ "", "open", "overdue" or "waiting" at the end of `day`."""
        last = next(((s, due) for on_, s, due in reversed(self.states) if on_ <= day), None)
        if last is None or last[0] == "ended":
            return ""
        if last[0] == "waiting":
            return "waiting"
        return "overdue" if last[1] is not None and last[1] < day else "open"


def lives(session: Session, closed: list[tuple[int, date]]) -> list[Life]:
    """`closed`: (the last event before it, last closed day) of each closing, in order."""
    rows = session.execute(
        sa.text(
            "SELECT e.id, e.dossier_id, e.action, e.state_before, e.state_after, e.at, e.due_on, "
            "e.unit_id, v.sector_name, e.procedure_id, e.level, e.channel FROM event e "
            "JOIN procedure_version v ON v.id = e.procedure_version_id ORDER BY e.id"
        )
    )
    found: dict[int, Life] = {}
    last_day: dict[int, date] = {}
    due: dict[int, date | None] = {}
    for number, dossier, action, before, after, at, due_on, *dimensions in rows:
        happened = vietnam_day(at)
        day = max(happened, last_day.get(dossier, happened))
        for last_event, last_closed in closed:
            if number > last_event and day <= last_closed:
                day = last_closed + timedelta(days=1)
        last_day[dossier] = day
        life = found.setdefault(dossier, Life(*dimensions, dossier))
        set_on = date.fromisoformat(due_on) if isinstance(due_on, str) else due_on
        was_received = bool(life.states)
        if action in ("submit", "enter"):
            life.counted.append((day, "HANDED_IN"))
        elif action == "decline":
            life.counted.append((day, "DECLINED"))
        elif action == "receive":
            life.counted.append((day, "RECEIVED"))
            due[dossier] = set_on
            life.states.append((day, "running", set_on))
        elif action == "withdraw" and not was_received:
            life.counted.append((day, "WITHDRAWN_UNRECEIVED"))
        elif was_received and after in ENDS and before not in ENDS:
            judged = "ON_TIME"
            if after != "withdrawn" and due[dossier] is not None:
                judged = "EARLY" if happened < due[dossier] else judged
                judged = "LATE" if happened > due[dossier] else judged
            life.counted.append((day, ENDS[after] + ("" if after == "withdrawn" else f"_{judged}")))
            life.states.append((day, "ended", None))
        elif was_received and after in WAITING and before not in WAITING:
            if (
                after == "supplement_requested"
            ):  # a duty to pay also makes wait, and asks for no paper
                life.counted.append((day, "SUPPLEMENT_ASKED"))
            life.states.append((day, "waiting", None))
        elif was_received and before in WAITING and after not in WAITING:
            due[dossier] = set_on
            life.states.append((day, "running", set_on))
        elif action == "reschedule":
            due[dossier] = set_on
            if after not in WAITING:
                life.states.append((day, "running", set_on))
        if action == "extend":
            life.counted.append((day, "EXTENDED"))
        if action == "return":
            life.counted.append((day, "RETURNED"))
    return list(found.values())


def make(session: Session, seed: int) -> tuple[World, list[tuple[int, date]]]:
    chance = random.Random(seed)
    world = make_province("Phường Một", "Phường Hai", "Xã Ba")
    world.units.append(
        make_unit(name="Sở Một", kind=UnitKind.DEPARTMENT, parent_id=world.province.id)
    )
    procedures = [
        make_procedure(*world.units, level=ServiceLevel(level), sector=sector, title=f"TT {level}")
        for level, sector in ((2, "Đất đai"), (3, "Hộ tịch"), (4, "Hộ tịch"))
    ]
    payer = make_citizen()
    closed: list[tuple[int, date]] = []
    count = chance.randint(6, 12)
    for number in range(count):
        at = on(date(2025, 12, 1) + timedelta(days=chance.randrange(90)), chance.choice([0, 9, 23]))
        way = handed_in(
            session,
            chance.choice(world.units),
            chance.choice(procedures),
            at,
            chance.choice(list(Channel)),
            1000 * seed + number,
        )
        if chance.random() < 0.5:
            lead_far(session, way, chance, at, payer)
        else:
            lead(way, chance, at)
        if chance.random() < 0.15:
            session.flush()
            compact(session, chance.choice([1, 7, 100]))
        if number == count // 2 and chance.random() < 0.6:
            closed.append(_close(session, world, chance.choice([12, 1, 2])))
    session.flush()
    add_work(session, random.Random(-1 - seed), [payer, make_citizen()])
    _reorganise(session, world, chance)
    session.flush()
    return world, closed


def _close(session: Session, world: World, month: int) -> tuple[int, date]:
    """A closing as a row: what it freezes and who may do it is tested elsewhere."""
    session.flush()
    start = date(2025 if month == 12 else 2026, month, 1)
    end = (start + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    session.add(
        ClosedPeriod(
            start=start,
            end=end,
            closed_at=clock.now(),
            closed_by_id=make_citizen().id,
            closed_by="B",
            unit_id=world.province.id,
            sha256=f"{world.province.id}-{month}",
            size=0,
            signature=b"",
            signer="",
        )
    )
    session.flush()
    return session.scalar(sa.text("SELECT max(id) FROM event")) or 0, end


def _reorganise(session: Session, world: World, chance: random.Random) -> None:
    one, two, three, office = world.units
    day = date(2026, 1, chance.randint(1, 28))
    what = chance.randrange(5)
    if what == 0:
        reorganising.merge([one, two], two, on=day)
    elif what == 1:
        reorganising.move(three, office, on=day)
    elif what == 2:
        reorganising.rename(one, name="Phường Mới", short_name="Phường Mới", on=day)
    elif what == 3:
        parts = [
            make_unit(name=name, parent_id=world.province.id, valid_from=day)
            for name in ("Phường Đông", "Phường Tây")
        ]
        reorganising.split(one, parts, on=day)


@pytest.mark.parametrize("group", range(WORLDS // GROUP))
def test_every_figure_equals_a_recount_by_hand(session: Session, group: int) -> None:
    half = WORLDS if session.get_bind().dialect.name == "postgresql" and WORLDS < 200 else 0
    for seed in range(half + group * GROUP, half + (group + 1) * GROUP):
        with session.begin_nested() as world_alone:
            world, closed = make(session, seed)
            found = lives(session, closed)
            chance = random.Random(-seed)
            for _period in range(2):
                start = date(2025, 11, 25) + timedelta(days=chance.randrange(100))
                end = start + timedelta(days=chance.choice([0, 6, 30, 45, 400]))
                compare(session, found, start, end, chance)
                compare_reports(session, found, Period(start, end), world, chance)
                compare_the_rest(session, found, Period(start, end), chance)
                compare_work(session, found, Period(start, end), world, chance)
            assert differences(session) == []
            world_alone.rollback()
        session.expunge_all()


def compare(
    session: Session, found: list[Life], start: date, end: date, chance: random.Random
) -> None:
    """Flows and standings by some dimensions, of some units and levels."""
    names = {By.UNIT: "unit", By.SECTOR: "sector", By.PROCEDURE: "procedure", By.CHANNEL: "channel"}
    by = chance.sample(list(names), chance.randrange(4))
    units = {life.unit for life in found if chance.random() < 0.7}
    levels = {ServiceLevel(n) for n in (2, 3, 4) if chance.random() < 0.8}
    where = Where(units=units, levels=levels)
    mine = [life for life in found if life.unit in units and life.level in levels]

    def key(life: Life) -> tuple[Any, ...]:
        return tuple(getattr(life, names[one]) for one in by)

    flowed: dict[Any, Counter[str]] = {}
    monthly: dict[Any, Counter[str]] = {}
    for life in mine:
        for day, measure in life.counted:
            if start <= day <= end:
                flowed.setdefault(key(life), Counter())[measure] += 1
                monthly.setdefault((*key(life), day.replace(day=1)), Counter())[measure] += 1
    told = figures.flows(session, start, end, by, where)
    assert {k: {m.name: n for m, n in c.items() if n} for k, c in told.items()} == flowed
    told = figures.flows(session, start, end, [*by, By.MONTH], where)
    assert {k: {m.name: n for m, n in c.items() if n} for k, c in told.items()} == monthly
    days = [start - timedelta(days=1), end]
    for day, standings in figures.standings(session, days, by, where).items():
        stood: dict[Any, Counter[str]] = {}
        for life in mine:
            if state := life.at(day):
                stood.setdefault(key(life), Counter())[state] += 1
        assert {k: (s.open, s.overdue, s.waiting) for k, s in standings.items()} == {
            k: (sum(c.values()), c["overdue"], c["waiting"]) for k, c in stood.items()
        }


def compare_reports(
    session: Session, found: list[Life], period: Period, world: World, chance: random.Random
) -> None:
    """Every line of the two reports, identities and shares; the tree chosen at random."""
    tree = chance.choice(list(TreeOf))
    chosen = chance.choice([None, None, *world.units])
    now = clock.now()
    made = progress_report(session, period, chosen, chance.choice(list(Lines)), now, tree)
    for line in made.lines:
        of_line = [
            life
            for life in found
            if life.unit in line.unit_ids and line.sector in (None, life.sector)
        ]
        assert {int(c): line.progress[c] for c in Column} == by_hand(
            of_line, period.start, made.closing
        ), (line.name, tree)
        assert line.progress.identities_hold
    shares = online_share(session, period, None, now, tree)
    # A unit gone before the period stands in no line of it, unless it still has a figure.
    assert shares.total.unit_ids >= {
        life.unit
        for life in found
        for day, what in life.counted
        if what == "RECEIVED" and period.start <= day <= made.closing
    }
    units = [line for line in shares.lines if line.kind == "unit"]
    for line in shares.lines:
        came = [
            life.channel
            for life in found
            if life.unit in line.unit_ids
            for day, what in life.counted
            if what == "RECEIVED" and period.start <= day <= made.closing
        ]
        received = line.received[None]
        assert received.total == len(came)
        assert received.share == (Fraction(came.count(2), len(came)) if came else None)
    total = shares.total.received[None]
    sums = [line.received[None] for line in units]
    if total.total:  # Σ online over Σ received, not a mean of shares
        assert total.share == Fraction(sum(s.online for s in sums), sum(s.total for s in sums))


def compare_the_rest(
    session: Session, found: list[Life], period: Period, chance: random.Random
) -> None:
    """The cells of the online share by level, of satisfaction and of payments, against bare rows."""
    asked = asked_of(session, period, None, clock.now(), chance.choice(list(TreeOf)))
    start, closing = period.start, asked.closing
    came = [
        life
        for life in found
        for day, what in life.counted
        if what == "RECEIVED" and start <= day <= closing
    ]
    table = online.online_share(session, asked).tables[0]
    for row in table.rows:
        mine = [life for life in came if life.unit in row.units]
        cells: dict[str, int] = {
            **{name: sum(life.channel == n for life in mine)
               for n, name in ((1, "desk"), (2, "online"), (3, "post"))},
            "total": len(mine),
            **{f"{name}_total": sum(life.level == n for life in mine)
               for n, name in ((3, "partial"), (4, "full"))},
            **{f"{name}_online": sum((life.level, life.channel) == (n, 2) for life in mine)
               for n, name in ((3, "partial"), (4, "full"))},
            "national_total": sum(life.level > 2 for life in mine),
        }  # fmt: skip
        assert {key: table.value(row.key, key) for key in cells} == cells, row.key
    scores = [
        (row.unit_id, row.score)
        for row in session.execute(sa.text("SELECT unit_id, score, at FROM rating"))
        if start <= vietnam_day(row.at) <= closing
    ]
    table = satisfaction.satisfaction(session, asked).tables[0]
    for row in table.rows:
        given = [score for unit, score in scores if unit in row.units]
        assert table.value(row.key, "count") == len(given)
        assert [table.value(row.key, f"s{n}") for n in range(1, 6)] == [
            given.count(n) for n in range(1, 6)
        ]
        issued = sum(
            what.startswith("ISSUED") and start <= day <= closing
            for life in found
            if life.unit in row.units
            for day, what in life.counted
        )
        assert table.value(row.key, "resolved") == issued
    money = [
        (row.unit_id, row.way, row.amount)
        for row in session.execute(
            sa.text("SELECT unit_id, way, amount, paid_at FROM payment WHERE state = 'paid'")
        )
        if start <= vietnam_day(row.paid_at) <= closing
    ]
    table, ways = payments.payments(session, asked).tables
    for row in table.rows:
        paid = [(way, amount) for unit, way, amount in money if unit in row.units]
        by_net = [amount for way, amount in paid if way in ("vnpay", "vietqr", "national")]
        assert table.value(row.key, "count") == len(paid)
        assert table.value(row.key, "online") == len(by_net)
        assert table.value(row.key, "amount") == sum(amount for _way, amount in paid)
        assert table.value(row.key, "online_amount") == sum(by_net)
    for row in ways.rows:
        its = [amount for _u, way, amount in money if row.key in ("tong", way)]
        assert ways.value(row.key, "count") == len(its)
        assert ways.value(row.key, "amount") == sum(its)


def compare_work(
    session: Session, found: list[Life], period: Period, world: World, chance: random.Random
) -> None:
    """Step times, desks by the hour and digitised papers, of the province or of a unit."""
    chosen = chance.choice([None, *world.units])
    asked = asked_of(session, period, chosen, clock.now(), chance.choice(list(TreeOf)))
    compare_steps(session, asked)
    compare_desks(session, asked)
    counted = [
        (life.unit, life.dossier, what)
        for life in found
        for day, what in life.counted
        if period.start <= day <= asked.closing and life.unit in asked.units
    ]
    compare_papers(
        session,
        asked,
        [(unit, dossier) for unit, dossier, what in counted if what == "RECEIVED"],
        [(unit, dossier) for unit, dossier, what in counted if what.startswith("ISSUED")],
    )


def by_hand(mine: list[Life], start: date, closing: date) -> dict[int, int]:
    c: Counter[int] = Counter()
    for life in mine:
        came = next((day for day, what in life.counted if what == "RECEIVED"), None)
        went = next(
            ((day, what) for day, what in life.counted if what.startswith(tuple(ENDS.values()))
             and what != "WITHDRAWN_UNRECEIVED"),
            None,
        )  # fmt: skip
        if came is None or came > closing or (went and went[0] < start and went[0] <= closing):
            continue
        c[3] += 1
        c[6 if came < start else 4 if life.channel == 2 else 5] += 1
        if went and went[0] <= closing:
            c[7] += 1
            c[8 if "EARLY" in went[1] else 10 if "LATE" in went[1] else 9] += 1
        else:
            c[11] += 1
            c[13 if life.at(closing) == "overdue" else 12] += 1
    return {number: c[number] for number in range(3, 14)}
