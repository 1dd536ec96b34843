"""The lines of a report that may be drawn up by unit, sector or procedure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.i18n import _, lazy_
from portal.procedures.models import Procedure, ProcedureVersion
from portal.statistics.figures import By
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.lines import Make, by_name, by_unit
from portal.statistics.reports.shell import Column, Kind, Row

UNIT, SECTOR, PROCEDURE = "unit", "sector", "procedure"
LINES = {UNIT: lazy_("Đơn vị"), SECTOR: lazy_("Lĩnh vực"), PROCEDURE: lazy_("Thủ tục")}


def first_column(asked: Asked) -> Column:
    """The head over the lines' names."""
    return Column("name", str(LINES[asked.by or UNIT]), Kind.TEXT)


def grouping(
    asked: Asked,
    unit_id: InstrumentedAttribute[int],
    procedure_id: InstrumentedAttribute[int],
    version_id: InstrumentedAttribute[int],
) -> Any:
    """What a query groups by so that `rows` can make the lines of it."""
    if asked.by == SECTOR:
        return (
            sa.select(ProcedureVersion.sector_name)
            .where(ProcedureVersion.id == version_id)
            .scalar_subquery()
        )
    return procedure_id if asked.by == PROCEDURE else unit_id


def keys_of(asked: Asked) -> By:
    """What figures are kept apart by, for the same."""
    return {SECTOR: By.SECTOR, PROCEDURE: By.PROCEDURE}.get(asked.by, By.UNIT)


def rows(
    session: Session, asked: Asked, found: Iterable[tuple[object, ...]], make: Make
) -> tuple[Row, ...]:
    """The lines from rows that begin with what `grouping` gave."""
    if asked.by == SECTOR:
        return by_name(asked, found, make)
    if asked.by != PROCEDURE:
        return by_unit(session, asked, found, make)
    found = list(found)
    names = {
        identifier: (code, title)
        for identifier, code, title in session.execute(
            sa.select(Procedure.id, Procedure.code, Procedure.title).where(
                Procedure.id.in_({row[0] for row in found})
            )
        )
    }
    # Two procedures may have one title: the code tells them apart.
    named = {
        identifier: _("%(title)s (%(code)s)", title=title, code=code)
        for identifier, (code, title) in names.items()
    }
    keys = {named[identifier]: code for identifier, (code, _title) in names.items()}
    return by_name(asked, ((named[row[0]], *row[1:]) for row in found), make, keys)  # type: ignore[index]
