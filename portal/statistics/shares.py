"""Dossiers received by channel, and what share of them came online (domain reference §7).

The share is Σ received online / Σ received, over all channels, also for groups and the total: the
mean of the units' shares would let a commune with one dossier weigh as much as one with a thousand.
Pure.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from portal.procedures.definitions import Channel, ServiceLevel


class Light(enum.StrEnum):
    """How a share stands to its target; NONE when there is nothing to divide by."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NONE = "none"


@dataclass(frozen=True)
class Count:
    """Dossiers of one unit, level and channel received in the period."""

    unit_id: int
    level: ServiceLevel
    channel: Channel
    count: int


@dataclass(frozen=True)
class Service:
    """A procedure at a unit: one that it offers, or one of which it received a dossier."""

    unit_id: int
    procedure_id: int
    level: ServiceLevel


@dataclass(frozen=True)
class Received:
    online: int = 0
    desk: int = 0
    post: int = 0

    @property
    def total(self) -> int:
        return self.online + self.desk + self.post

    @property
    def share(self) -> Fraction | None:
        """Between 0 and 1; None when no dossier was received: that is not 0 %."""
        return Fraction(self.online, self.total) if self.total else None

    def by(self, channel: Channel | None) -> int:
        """The count of a channel, or of all of them."""
        if channel is None:
            return self.total
        return {
            Channel.ONLINE: self.online,
            Channel.DESK: self.desk,
            Channel.POST: self.post,
        }[channel]


@dataclass(frozen=True)
class Services:
    """Different procedures: how many are offered, and how many had at least one dossier."""

    offered: int = 0
    used: int = 0


@dataclass(frozen=True)
class Figures:
    """A line of the report. The key None stands for every level, level 2 included."""

    received: Mapping[ServiceLevel | None, Received] = field(default_factory=dict)
    services: Mapping[ServiceLevel | None, Services] = field(default_factory=dict)

    @property
    def full_level_share(self) -> Fraction | None:
        """Services at level 4 among all services offered."""
        offered = self.services[None].offered
        return Fraction(self.services[ServiceLevel.FULL].offered, offered) if offered else None


LEVELS: tuple[ServiceLevel | None, ...] = (None, ServiceLevel.PARTIAL, ServiceLevel.FULL)


def figures(
    counts: Iterable[Count], offered: Iterable[Service] = (), used: Iterable[Service] = ()
) -> Figures:
    """The figures of one unit or of several together, from the rows of those units: sums of their
    counts, and their different services."""
    counts, offered, used = list(counts), list(offered), list(used)
    return Figures(
        received={level: _received(counts, level) for level in LEVELS},
        services={
            level: Services(_different(offered, level), _different(used, level)) for level in LEVELS
        },
    )


def light(share: Fraction | None, target: int) -> Light:
    """Green from the target (percent) on, amber from half of it on, red below."""
    if share is None:
        return Light.NONE
    if share * 100 >= target:
        return Light.GREEN
    return Light.AMBER if share * 200 >= target else Light.RED


def _received(counts: Iterable[Count], level: ServiceLevel | None) -> Received:
    sums = dict.fromkeys(Channel, 0)
    for row in counts:
        if level in (None, row.level):
            sums[row.channel] += row.count
    return Received(sums[Channel.ONLINE], sums[Channel.DESK], sums[Channel.POST])


def _different(services: Iterable[Service], level: ServiceLevel | None) -> int:
    return len({s.procedure_id for s in services if level in (None, s.level)})
