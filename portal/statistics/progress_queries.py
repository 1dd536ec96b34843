"""The dossiers behind the figures of Biểu số II.06a, from events alone and as of a closing day: what
happens to a dossier after that day changes nothing.

The figures themselves are added up from facts (`figures`); a list stands behind each and is as long
as it says. Cost: every reception up to the closing is met once and asked for its end, by index;
what ended before the period falls out there. Moved appointments are met once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portal.db import text_enum
from portal.dossiers.models import Dossier, Event, Task
from portal.dossiers.workflow import Action, State
from portal.procedures.definitions import Channel, StepKind
from portal.procedures.models import ProcedureVersion
from portal.statistics.progress import Cell, Standing
from portal.units.models import Unit
from portal.working_time import working_minutes_between

# A dossier has at most one of these: the table of transitions leads back from neither.
ENDS = (Action.ISSUE, Action.WITHDRAW, Action.STOP)
# A pause that ended, and a day off announced by the government: the limit in law ends elsewhere.
MOVES_THE_APPOINTMENT = (Action.ANSWER_SUPPLEMENT, Action.SETTLE_DUTY, Action.RESCHEDULE)
WAITING = (State.SUPPLEMENT_REQUESTED, State.PAYMENT_REQUESTED)


@dataclass(frozen=True)
class Asked:
    """Which dossiers of a report: those a cell counts, at these units, of one sector or of all."""

    start: date
    closing: date
    cell: Cell
    units: frozenset[int]
    sector: str | None = None


@dataclass(frozen=True)
class Course:
    """One dossier's way through the period, as it was at the closing."""

    dossier_id: int
    reference: str
    code: str | None
    title: str
    unit_id: int
    unit_name: str
    channel: Channel
    received_on: date
    due_on: date | None
    ended_on: date | None
    standing: Standing

    def days_behind(self, closing: date) -> int:
        """Calendar days past the due day, at the end or at the closing; 0 when not late."""
        if self.due_on is None:
            return 0
        return max(0, ((self.ended_on or closing) - self.due_on).days)


@dataclass(frozen=True)
class CoursePage:
    """A page of a list. `total` is the figure the whole list stands behind."""

    rows: list[Course]
    number: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def courses(session: Session, asked: Asked, *, page: int = 1, size: int = 100) -> CoursePage:
    """The dossiers behind a figure, as many as it says; the longest due first."""
    course, wanted = _asked(asked)
    of_version = ProcedureVersion.id == course.c.procedure_version_id
    total = session.scalar(
        sa.select(sa.func.count())
        .select_from(course)
        .join(ProcedureVersion, of_version)
        .where(*wanted)
    )
    rows = session.execute(
        sa.select(
            course.c.dossier_id,
            Dossier.reference,
            Dossier.code,
            ProcedureVersion.title,
            course.c.unit_id,
            Unit.short_name,
            course.c.channel,
            course.c.received_on,
            course.c.due_on,
            course.c.ended_on,
            course.c.standing,
        )
        .join(Dossier, Dossier.id == course.c.dossier_id)
        .join(ProcedureVersion, of_version)
        .join(Unit, Unit.id == course.c.unit_id)
        .where(*wanted)
        .order_by(course.c.due_on.is_(None), course.c.due_on, course.c.dossier_id)
        .limit(size)
        .offset((page - 1) * size)
    )
    found = [Course(*row) for row in rows]
    return CoursePage(found, page, total or 0, size)


@dataclass(frozen=True)
class SlowStep:
    """A step that took longer than it was allowed, by `minutes` of working time."""

    title: str
    unit_name: str
    minutes: int

    @property
    def hours(self) -> int:
        """Whole hours, at least one."""
        return max(1, round(self.minutes / 60))


def slow_steps(
    session: Session, dossiers: Collection[int], until: datetime
) -> dict[int, list[SlowStep]]:
    """The steps of these dossiers that overran before `until`, the slowest first."""
    rows = session.execute(
        sa.select(Task, Unit)
        .join(Unit, Unit.id == Task.unit_id)
        .where(Task.dossier_id.in_(dossiers), *_overran(until))
    )
    found: dict[int, list[SlowStep]] = defaultdict(list)
    for task, unit in rows:
        assert task.due_at is not None
        end = min(task.closed_at or until, until)
        minutes = working_minutes_between(task.due_at, end, unit.working_calendar())
        if minutes > 0:
            found[task.dossier_id].append(SlowStep(task.title, unit.short_name, minutes))
    for steps in found.values():
        steps.sort(key=lambda step: -step.minutes)
    return found


def _overran(until: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Task.kind != StepKind.RETURN,  # comes after the end and delays nothing that is measured
        Task.due_at < until,
        sa.or_(Task.closed_at.is_(None), Task.closed_at > Task.due_at),
    )


def _asked(asked: Asked) -> tuple[sa.Subquery, list[sa.ColumnElement[bool]]]:
    course = course_of(asked.start, asked.closing).subquery()
    return course, _of_cell(course, asked.cell, asked.units, asked.sector)


def _of_cell(
    course: sa.Subquery, cell: Cell, units: Collection[int], sector: str | None
) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = [course.c.unit_id.in_(units)]
    if cell.channels is not None:
        wanted.append(course.c.channel.in_(cell.channels))
    if cell.is_carried_over is not None:
        wanted.append(course.c.is_carried_over.is_(cell.is_carried_over))
    if cell.standings is not None:
        wanted.append(course.c.standing.in_(cell.standings))
    if sector is not None:
        wanted.append(ProcedureVersion.sector_name == sector)
    return wanted


def course_of(start: date, closing: date) -> sa.Select[tuple[object, ...]]:
    """One row for each dossier of the period, with its standing at the closing (domain reference
    §7: compared by day; withdrawn after reception and without a due day count as on time, waiting
    for the citizen as in time)."""
    taken, ended, moved, last = (aliased(Event) for _event in range(4))
    last_move = (
        sa.select(Event.dossier_id, sa.func.max(Event.id).label("id"))
        .where(
            Event.action.in_(MOVES_THE_APPOINTMENT),
            # An answer before reception goes back to the desk: there is no clock to resume.
            Event.state_after != State.SUBMITTED,
            Event.counted_on <= closing,
        )
        .group_by(Event.dossier_id)
        .subquery()
    )
    # The original appointment; an apology's new date is not one (rule 5).
    due_on = sa.case((moved.id.is_not(None), moved.due_on), else_=taken.due_on)
    state_then = (
        sa.select(last.state_after)
        .where(last.dossier_id == taken.dossier_id, last.counted_on <= closing)
        .order_by(last.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    standing = sa.case(
        (ended.action == Action.WITHDRAW, _standing(Standing.ON_TIME)),
        (ended.day < due_on, _standing(Standing.EARLY)),
        (sa.and_(ended.id.is_not(None), ended.day > due_on), _standing(Standing.LATE)),
        (ended.id.is_not(None), _standing(Standing.ON_TIME)),
        (sa.or_(due_on.is_(None), due_on >= closing), _standing(Standing.IN_TIME)),
        (state_then.in_(WAITING), _standing(Standing.IN_TIME)),
        else_=_standing(Standing.OVERDUE),
    )
    return (
        sa.select(
            taken.dossier_id,
            taken.unit_id,
            taken.procedure_version_id,
            taken.channel,
            taken.day.label("received_on"),
            due_on.label("due_on"),
            ended.day.label("ended_on"),
            (taken.counted_on < start).label("is_carried_over"),
            standing.label("standing"),
        )
        .select_from(taken)
        .outerjoin(
            ended,
            sa.and_(
                ended.dossier_id == taken.dossier_id,
                ended.action.in_(ENDS),
                ended.counted_on <= closing,
            ),
        )
        .outerjoin(last_move, last_move.c.dossier_id == taken.dossier_id)
        # The action is said again so that the rows are found by index, not the whole table hashed.
        .outerjoin(
            moved,
            sa.and_(moved.id == last_move.c.id, moved.action.in_(MOVES_THE_APPOINTMENT)),
        )
        .where(
            taken.action == Action.RECEIVE,
            taken.counted_on <= closing,
            sa.or_(taken.counted_on >= start, ended.id.is_(None), ended.counted_on >= start),
        )
    )


def _standing(value: Standing) -> sa.ColumnElement[Standing]:
    return sa.literal(value, text_enum(Standing))
