"""What stands on a dashboard: today, this month, twelve months, and the units ranked by their targets.
Everything is read from the figures, at a cost that does not grow with the number of dossiers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy.orm import Session

from portal import config
from portal.dossiers.counting import EARLY, ENDED, ON_TIME, Measure
from portal.procedures.definitions import Channel
from portal.statistics import figures
from portal.statistics.figures import By, Standing, Where
from portal.statistics.shares import Light, light
from portal.units.models import Unit, UnitKind
from portal.units.queries import all_units, units_with_children

MONTHS, DAYS = 12, 31
_SHOWN = {Measure.HANDED_IN, Measure.RECEIVED, Measure.RETURNED} | ENDED


@dataclass
class Counts:
    """What happened in some days at some units."""

    measures: Counter[Measure] = field(default_factory=Counter)
    online: int = 0

    def add(self, channel: Channel, counts: Counter[Measure]) -> None:
        self.measures.update(counts)
        if channel is Channel.ONLINE:
            self.online += counts[Measure.RECEIVED]

    @property
    def handed_in(self) -> int:
        return self.measures[Measure.HANDED_IN]

    @property
    def received(self) -> int:
        return self.measures[Measure.RECEIVED]

    @property
    def resolved(self) -> int:
        return sum(self.measures[measure] for measure in ENDED)

    @property
    def on_time(self) -> int:
        return sum(self.measures[measure] for measure in EARLY | ON_TIME)

    @property
    def returned(self) -> int:
        return self.measures[Measure.RETURNED]

    @property
    def online_share(self) -> Fraction | None:
        return Fraction(self.online, self.received) if self.received else None

    @property
    def on_time_share(self) -> Fraction | None:
        return Fraction(self.on_time, self.resolved) if self.resolved else None


@dataclass(frozen=True)
class Month:
    """A month of the trend; `start` is its first day. `overdue` stood so at its end, or today."""

    start: date
    counts: Counts
    overdue: int


@dataclass(frozen=True)
class Day:
    """A day of one unit's last weeks. `overdue` stood so at its end, or now."""

    day: date
    counts: Counts
    overdue: int


@dataclass(frozen=True)
class Ranked:
    """A unit against the targets. `points` is the mean of how far each share reaches its target, at
    most 1 each; None for a unit with neither share. `place` counts from 1, ties share it."""

    unit: Unit
    counts: Counts
    now: Standing
    online_light: Light
    on_time_light: Light
    points: Fraction | None
    place: int | None = None


@dataclass(frozen=True)
class Dashboard:
    """`unit` None: the province. `month` is the running one, `before` the whole month before.
    `days`: the last ones of a unit, the oldest first; none of the province, whose days are many rows."""

    unit: Unit | None
    day: date
    today: Counts
    month: Counts
    before: Counts
    now: Standing
    trend: list[Month]
    days: list[Day]
    ranking: list[Ranked]
    online_target: int
    on_time_target: int

    @property
    def online_light(self) -> Light:
        return light(self.month.online_share, self.online_target)

    @property
    def on_time_light(self) -> Light:
        return light(self.month.on_time_share, self.on_time_target)


def dashboard(session: Session, unit: Unit | None, day: date) -> Dashboard:
    """The figures of `unit` and all below it, or of the province, as of `day`."""
    settings = config.current()
    units = set(units_with_children(session, unit.id)) if unit else None
    where = Where(units=units)
    starts = months_before(day, MONTHS)
    # The trend keeps no units apart, and units are ranked by one sum of three months: both read few
    # and short rows, however many dossiers there are.
    of_month: dict[date, Counts] = defaultdict(Counts)
    for (start, channel), counts in figures.flows(
        session, starts[0], day, [By.MONTH, By.CHANNEL], where, _SHOWN
    ).items():
        of_month[start].add(channel, counts)
    of_unit: dict[int, Counts] = defaultdict(Counts)
    for (unit_id, channel), counts in figures.flows(
        session, starts[-3], day, [By.UNIT, By.CHANNEL], where, _SHOWN
    ).items():
        of_unit[unit_id].add(channel, counts)
    today = Counts()
    for (channel,), counts in figures.flows(session, day, day, [By.CHANNEL], where, _SHOWN).items():
        today.add(channel, counts)
    ends = [*(start - timedelta(days=1) for start in starts[1:]), day]
    stood = figures.standings(session, ends, (), where)
    now = figures.standing(session, day, [By.UNIT], where)
    return Dashboard(
        unit=unit,
        day=day,
        today=today,
        month=of_month[starts[-1]],
        before=of_month[starts[-2]],
        now=_together(now.values()),
        trend=[
            Month(start, of_month[start], _together(stood[end].values()).overdue)
            for start, end in zip(starts, ends, strict=True)
        ],
        days=_days(session, day, where) if unit else [],
        ranking=_ranking(
            [u for u in all_units(session) if units is None or u.id in units],
            of_unit,
            {key[0]: standing for key, standing in now.items()},
        ),
        online_target=settings.online_share_target,
        on_time_target=settings.on_time_target,
    )


def _days(session: Session, last: date, where: Where) -> list[Day]:
    """One after the other, those without a figure too."""
    days = [last - timedelta(days=number) for number in range(DAYS - 1, -1, -1)]
    of_day: dict[date, Counts] = defaultdict(Counts)
    for (day, channel), counts in figures.flows(
        session, days[0], last, [By.DAY, By.CHANNEL], where, _SHOWN
    ).items():
        of_day[day].add(channel, counts)
    stood = figures.standings(session, days, (), where)
    return [Day(day, of_day[day], _together(stood[day].values()).overdue) for day in days]


def months_before(day: date, count: int) -> list[date]:
    """First days of `count` months, the last that of `day`."""
    last = day.year * 12 + day.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - count + 1, last + 1)]


def _ranking(
    units: Collection[Unit],
    of_unit: dict[int, Counts],
    now: dict[int, Standing],
) -> list[Ranked]:
    """By the last three months, so that a unit with few dossiers is not judged by one of them."""
    settings = config.current()
    found = []
    for unit in units:
        counts = of_unit.get(unit.id, Counts())
        if unit.kind is UnitKind.PROVINCE and not counts.received:
            continue  # the province itself stands among the units only if it takes dossiers
        reached = [
            min(Fraction(1), share * 100 / target) if target else Fraction(1)
            for share, target in (
                (counts.online_share, settings.online_share_target),
                (counts.on_time_share, settings.on_time_target),
            )
            if share is not None
        ]
        found.append(
            Ranked(
                unit,
                counts,
                now.get(unit.id, Standing()),
                light(counts.online_share, settings.online_share_target),
                light(counts.on_time_share, settings.on_time_target),
                sum(reached, Fraction()) / len(reached) if reached else None,
            )
        )
    found.sort(key=lambda one: (one.points is None, -(one.points or 0), one.unit.code))
    points = [one.points for one in found]
    return [
        Ranked(
            one.unit, one.counts, one.now, one.online_light, one.on_time_light, one.points,
            None if one.points is None else points.index(one.points) + 1,
        )
        for one in found
    ]  # fmt: skip


def _together(many: Iterable[Standing]) -> Standing:
    many = list(many)
    return Standing(
        sum(one.open for one in many),
        sum(one.overdue for one in many),
        sum(one.waiting for one in many),
    )
