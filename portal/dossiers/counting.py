"""Which facts an event makes: what the statistics add up, written in the event's own transaction.

A fact is a signed amount of one measure on one day. Most are counted on the day of their event. Two
measures are balances, whose sum up to a day says how many dossiers stand so at its end: OVERDUE and
WAITING. A dossier that is received is overdue from the day after its due day on, so that +1 is
booked on that day at once, though it lies ahead; when the clock stops (a pause, a new appointment,
the end) the −1 is booked on the same day if it has not come yet, or on the day the clock stopped.
So the figures of any day are a sum, and nobody has to look at the dossiers.

Pure.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from portal.dossiers.workflow import Action, State

WAITING_STATES = frozenset({State.SUPPLEMENT_REQUESTED, State.PAYMENT_REQUESTED})


class Measure(enum.IntEnum):
    """What is counted. The number of an end says how it stood to the due day of the dossier."""

    HANDED_IN = 1
    DECLINED = 2
    RECEIVED = 3
    WITHDRAWN_UNRECEIVED = 4
    RETURNED = 5
    SUPPLEMENT_ASKED = 6  # after reception
    EXTENDED = 7  # apologies with a new date (domain rule 5)
    ISSUED_EARLY = 11
    ISSUED_ON_TIME = 12
    ISSUED_LATE = 13
    STOPPED_EARLY = 21
    STOPPED_ON_TIME = 22
    STOPPED_LATE = 23
    WITHDRAWN = 32  # after reception: on time, whatever the day
    OVERDUE = 41  # a balance
    WAITING = 42  # a balance: received, and waiting for the citizen


BALANCES = frozenset({Measure.OVERDUE, Measure.WAITING})
EARLY = frozenset({Measure.ISSUED_EARLY, Measure.STOPPED_EARLY})
ON_TIME = frozenset({Measure.ISSUED_ON_TIME, Measure.STOPPED_ON_TIME, Measure.WITHDRAWN})
LATE = frozenset({Measure.ISSUED_LATE, Measure.STOPPED_LATE})
ENDED = EARLY | ON_TIME | LATE


class Happened(Protocol):
    """An event as far as it counts. `day` is the day it happened, `counted_on` the one it counts
    on, never before that of the dossier's earlier events; `due_on` the appointment it set."""

    @property
    def action(self) -> Action: ...
    @property
    def state_before(self) -> State | None: ...
    @property
    def state_after(self) -> State: ...
    @property
    def day(self) -> date: ...
    @property
    def counted_on(self) -> date: ...
    @property
    def due_on(self) -> date | None: ...


@dataclass(frozen=True)
class Counted:
    measure: Measure
    day: date
    amount: int = 1


def facts_of(past: Iterable[Happened], new: Happened) -> list[Counted]:
    """What `new` adds to the figures, after all that happened to its dossier before."""
    course = _Course()
    for event in past:
        list(course.follow(event))
    return list(course.follow(new))


@dataclass
class _Course:
    """How a dossier stands after the events followed so far. `overdue_from` is where the +1 of the
    running clock is booked."""

    was_received: bool = False
    is_open: bool = False
    is_waiting: bool = False
    due_on: date | None = None
    overdue_from: date | None = None

    def follow(self, event: Happened) -> Iterator[Counted]:
        measure = _FLOWS.get(event.action)
        if measure is not None:
            yield Counted(measure, event.counted_on)
        if event.action is Action.WITHDRAW and not self.was_received:
            yield Counted(Measure.WITHDRAWN_UNRECEIVED, event.counted_on)
        if event.action is Action.RECEIVE:
            self.was_received = self.is_open = True
            yield from self._run(event)
        elif self.is_open:
            yield from self._go_on(event)

    def _go_on(self, event: Happened) -> Iterator[Counted]:
        waits = event.state_after in WAITING_STATES
        if event.state_after in _ENDS:
            yield from self._stop(event)
            if self.is_waiting:
                yield Counted(Measure.WAITING, event.counted_on, -1)
            self.is_open = self.is_waiting = False
            yield Counted(self._end(event), event.counted_on)
        elif waits and not self.is_waiting:
            self.is_waiting = True
            yield from self._stop(event)
            yield Counted(Measure.WAITING, event.counted_on)
            if event.state_after is State.SUPPLEMENT_REQUESTED:
                yield Counted(Measure.SUPPLEMENT_ASKED, event.counted_on)
        elif self.is_waiting and not waits:
            self.is_waiting = False
            yield Counted(Measure.WAITING, event.counted_on, -1)
            yield from self._run(event)
        elif event.action is Action.RESCHEDULE:
            yield from self._stop(event)
            yield from self._run(event)

    def _run(self, event: Happened) -> Iterator[Counted]:
        """The clock runs (again) towards the appointment that `event` set."""
        self.due_on = event.due_on
        if event.due_on is not None and not self.is_waiting:
            self.overdue_from = max(event.due_on + timedelta(days=1), event.counted_on)
            yield Counted(Measure.OVERDUE, self.overdue_from)

    def _stop(self, event: Happened) -> Iterator[Counted]:
        if self.overdue_from is not None:
            yield Counted(Measure.OVERDUE, max(self.overdue_from, event.counted_on), -1)
            self.overdue_from = None

    def _end(self, event: Happened) -> Measure:
        early, on_time, late = _ENDS[event.state_after]
        if self.due_on is None or event.day == self.due_on:
            return on_time
        return early if event.day < self.due_on else late


_FLOWS = {
    Action.SUBMIT: Measure.HANDED_IN,
    Action.ENTER: Measure.HANDED_IN,
    Action.DECLINE: Measure.DECLINED,
    Action.JOIN: Measure.DECLINED,
    Action.RECEIVE: Measure.RECEIVED,
    Action.RETURN: Measure.RETURNED,
    Action.EXTEND: Measure.EXTENDED,
}
# (early, on time, late), days in Vietnam being compared.
_ENDS = {
    State.RESOLVED: (Measure.ISSUED_EARLY, Measure.ISSUED_ON_TIME, Measure.ISSUED_LATE),
    State.STOPPED: (Measure.STOPPED_EARLY, Measure.STOPPED_ON_TIME, Measure.STOPPED_LATE),
    State.WITHDRAWN: (Measure.WITHDRAWN,) * 3,
}
