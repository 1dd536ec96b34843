"""A list of work: its rows, its figures, what it can be narrowed by, and what stands beside a
dossier in it. Plain columns, not objects: a page of fifty is read and written in milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal import trail
from portal.db import db
from portal.dossiers.models import Dossier, Task
from portal.dossiers.workplace.models import DossierLabel, Label
from portal.dossiers.workplace.scope import AT_WORK, Scope, filters
from portal.dossiers.workplace.wanted import ARCHIVES, ELSEWHERE, WHOLE_UNIT, Wanted
from portal.procedures.models import Procedure, ProcedureVersion, Sector
from portal.units.models import Unit

SIZE = 50
MOST_COUNTED = 10_000  # beyond, a figure reads "10.000+"
MOST_AROUND = 2_000  # how far into a list next and previous are known

_COLUMNS = (
    Dossier.id, Dossier.reference, Dossier.code, Dossier.version, Dossier.state, Dossier.channel,
    Dossier.applicant_name, Dossier.submitter_phone, Dossier.submitted_at, Dossier.received_at,
    Dossier.due_at, Dossier.extended_to, Dossier.resolved_at,
    ProcedureVersion.title, Unit.short_name.label("unit_name"),
)  # fmt: skip
_OF_STEP = (
    Task.id.label("task_id"), Task.title.label("step"), Task.assignee_id, Task.assignee_name,
    Task.due_at.label("step_due_at"),
)  # fmt: skip
# Tabs that do not draw from the open steps of the list's role.
_OTHER_SOURCES = {ELSEWHERE: Scope.elsewhere, WHOLE_UNIT: Scope.whole_unit}


@dataclass(frozen=True)
class WorkPage:
    """One page of a list; `total` is at most MOST_COUNTED."""

    rows: Sequence[Any]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // SIZE))


@dataclass(frozen=True)
class Figures:
    """How many stand in each tab (archives have no figure), and what a list can be narrowed by:
    (id, name, how many)."""

    tabs: dict[str, int]
    procedures: list[tuple[int, str, int]]
    sectors: list[tuple[int, str, int]]


def work_page(wanted: Wanted, scope: Scope, *, known_total: int | None = None) -> WorkPage:
    """`known_total` spares counting a list that is not narrowed."""
    statement = _with_columns(wanted, scope)
    if wanted.tab in ARCHIVES and not wanted.sort:
        statement = statement.where(Dossier.id.in_(_newest(wanted, scope)))
    rows = db.session.execute(
        _ordered(statement, wanted, scope).limit(SIZE).offset((wanted.page - 1) * SIZE)
    ).all()
    trail.listed(row.id for row in rows)
    if known_total is None and wanted.page == 1 and len(rows) < SIZE:
        known_total = len(rows)
    total = known_total if known_total is not None else _count(_found(wanted, scope))
    return WorkPage(rows, wanted.page, total)


def figures(scope: Scope) -> Figures:
    """All of them in one reading of what is open, grouped by procedure."""
    plain = Wanted(scope.worklist, scope.worklist.tabs[0])
    counted = [tab for tab in scope.worklist.tabs if tab not in {*ARCHIVES, *_OTHER_SOURCES}]
    flags = [
        sa.case((scope.of_tab(tab), 1), else_=0).label(f"tab{n}") for n, tab in enumerate(counted)
    ]
    opened = (
        _joined(scope, plain).with_only_columns(Dossier.procedure_id, *flags).where(*scope.open())
    )
    read = opened.limit(MOST_COUNTED).subquery()
    sums = [sa.func.sum(read.c[f"tab{n}"]) for n in range(len(counted))]
    grouped = (
        sa.select(read.c.procedure_id, sa.func.count().label("number"), *sums)
        .group_by(read.c.procedure_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Procedure.title, Procedure.sector_id, Sector.name, grouped)
        .join(Procedure, Procedure.id == grouped.c.procedure_id)
        .join(Sector, Sector.id == Procedure.sector_id)
        .order_by(Procedure.title_folded)
    ).all()
    tabs = {tab: sum(int(row[5 + n]) for row in rows) for n, tab in enumerate(counted)}
    for tab, source in _OTHER_SOURCES.items():
        if tab in scope.worklist.tabs:
            tabs[tab] = _count(_joined(scope, plain).where(*source(scope)))
    sectors: dict[tuple[int, str], int] = {}
    for row in rows:
        sectors[row[1], row[2]] = sectors.get((row[1], row[2]), 0) + row.number
    return Figures(
        tabs,
        [(row.procedure_id, row.title, row.number) for row in rows],
        sorted((number, name, count) for (number, name), count in sectors.items()),
    )


def assignees(wanted: Wanted, scope: Scope) -> list[tuple[int, str]]:
    """Who has open steps of the list."""
    of_roles = AT_WORK if wanted.tab == WHOLE_UNIT or scope.is_desk else (scope.role,)
    rows = db.session.execute(
        sa.select(Task.assignee_id, Task.assignee_name)
        .where(
            Task.closed_at.is_(None),
            Task.role.in_(of_roles),
            Task.unit_id.in_(scope.unit_ids),
            Task.assignee_id.is_not(None),
        )
        .distinct()
        .order_by(Task.assignee_name)
    )
    return [(row[0] or 0, row[1]) for row in rows]


def labels_on(dossier_ids: Sequence[int], scope: Scope) -> dict[int, list[tuple[str, str]]]:
    """(text, colour) of the labels the officer's units put on each dossier."""
    rows = db.session.execute(
        sa.select(DossierLabel.dossier_id, Label.text, Label.colour)
        .join(Label)
        .where(DossierLabel.dossier_id.in_(dossier_ids), Label.unit_id.in_(scope.unit_ids))
        .order_by(Label.text)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for dossier_id, text, colour in rows:
        found.setdefault(dossier_id, []).append((text, colour.value))
    return found


def steps_of(dossier_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Title and officer of each dossier's open step, for lists that are not of steps."""
    rows = db.session.execute(
        sa.select(Task.dossier_id, Task.title, Task.assignee_name)
        .where(Task.dossier_id.in_(dossier_ids), Task.closed_at.is_(None), ~Task.is_beside)
        .order_by(Task.id.desc())
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def references_in_order(wanted: Wanted, scope: Scope) -> list[str]:
    """The first MOST_AROUND of a list as it stands now: for next and previous."""
    statement = _found(wanted, scope).with_only_columns(Dossier.reference)
    return list(db.session.scalars(_ordered(statement, wanted, scope).limit(MOST_AROUND)))


def _found(wanted: Wanted, scope: Scope) -> sa.Select[Any]:
    statement = _joined(scope, wanted).where(*filters(wanted, scope))
    if wanted.tab in ARCHIVES:
        return statement.where(_archive(scope))
    if wanted.tab in _OTHER_SOURCES:
        return statement.where(*_OTHER_SOURCES[wanted.tab](scope))
    return statement.where(*scope.open(), scope.of_tab(wanted.tab))


def _joined(scope: Scope, wanted: Wanted) -> sa.Select[Any]:
    statement = sa.select(Dossier.id)
    if _is_of_steps(wanted, scope):
        return statement.select_from(Task).join(Dossier, Dossier.id == Task.dossier_id)
    return statement.select_from(Dossier)


def _is_of_steps(wanted: Wanted, scope: Scope) -> bool:
    return not scope.is_desk and wanted.tab not in ARCHIVES


def _with_columns(wanted: Wanted, scope: Scope) -> sa.Select[Any]:
    columns = (*_COLUMNS, *_OF_STEP) if _is_of_steps(wanted, scope) else _COLUMNS
    return (
        _found(wanted, scope)
        .with_only_columns(*columns)
        .join(ProcedureVersion, ProcedureVersion.id == Dossier.procedure_version_id)
        .join(Unit, Unit.id == Dossier.unit_id)
    )


def _archive(scope: Scope) -> sa.ColumnElement[bool]:
    """What the desks, or the units, ever received."""
    column, places = _places(scope)
    return sa.and_(column.in_(places), Dossier.received_at.is_not(None))


def _newest(wanted: Wanted, scope: Scope) -> Any:
    """No more of an archive than the pages up to this one need, read from each place along its
    index in order of reception, so that nothing is sorted whole."""
    column, places = _places(scope)
    tops = [
        sa.select(Dossier.id)
        .where(column == place, Dossier.received_at.is_not(None), *filters(wanted, scope))
        .order_by(Dossier.received_at.desc(), Dossier.id.desc())
        .limit(wanted.page * SIZE)
        .correlate(None)
        .subquery()
        for place in sorted(places)
    ]
    return sa.union_all(*(sa.select(top.c.id) for top in tops)) if tops else []


def _places(scope: Scope) -> tuple[Any, frozenset[int]]:
    if scope.is_desk:
        return Dossier.desk_id, scope.desk_ids
    return Dossier.unit_id, scope.unit_ids


def _ordered(statement: sa.Select[Any], wanted: Wanted, scope: Scope) -> sa.Select[Any]:
    keys: list[Any] = []
    of_steps = _is_of_steps(wanted, scope)
    match wanted.sort:
        case "han":
            keys = [Dossier.due_at.asc().nulls_last()]
        case "moi":
            keys = [_moment(wanted, of_steps).desc().nulls_last()]
        case "cu":
            keys = [_moment(wanted, of_steps).asc().nulls_last()]
        case "ma":
            keys = [Dossier.code.asc().nulls_last()]
        case _ if wanted.tab in ARCHIVES:
            keys = [Dossier.received_at.desc()]
        case _ if of_steps and wanted.tab not in _OTHER_SOURCES:
            whose = sa.case(
                (Task.assignee_id.in_(scope.own_ids), 0), (Task.assignee_id.is_(None), 1), else_=2
            )
            keys = [whose, Dossier.due_at.asc().nulls_last()]
        case _ if of_steps or wanted.tab in ("den-han", "qua-han", "dang-xu-ly"):
            keys = [Dossier.due_at.asc().nulls_last()]
        case _:
            keys = [_moment(wanted, of_steps)]
    last = Task.id if of_steps else Dossier.id
    return statement.order_by(*keys, last.desc() if wanted.tab in ARCHIVES else last)


def _moment(wanted: Wanted, of_steps: bool) -> sa.SQLColumnExpression[Any]:
    """What a row of the tab is old or new by."""
    if of_steps:
        return Task.opened_at
    if wanted.tab == "cho-tra":
        return Dossier.resolved_at
    if wanted.tab in ARCHIVES:
        return Dossier.received_at
    return Dossier.submitted_at


def _count(statement: sa.Select[Any]) -> int:
    capped = statement.limit(MOST_COUNTED).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(capped)) or 0
