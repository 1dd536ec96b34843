"""What was resolved late in a period or is still open late, and where the time went."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.dossiers.labels import CHANNELS
from portal.statistics import progress_queries
from portal.statistics.forms import FiguresForm
from portal.statistics.labels import PERIODS
from portal.statistics.progress import BEHIND, CELLS, Cell, Column
from portal.statistics.progress_labels import STANDINGS
from portal.statistics.progress_queries import Asked
from portal.statistics.progress_report import closing_day, closing_moment
from portal.statistics.views.asking import (
    READERS,
    address_of,
    asked_unit,
    blueprint,
    openable_units,
    page_number,
    tabs,
)
from portal.units.queries import all_units, units_with_children
from portal.web import page


@blueprint.get("/so-lieu/qua-han")
@officer(*READERS)
def late() -> Response:
    openable = openable_units(me())
    units = [unit for unit in all_units(db.session) if unit.id in openable]
    form = FiguresForm(request.args, lambda code: any(unit.code == code for unit in units))
    shown: dict[str, Any] = {
        "form": form,
        "units": units,
        "periods": PERIODS,
        "address": address_of(),
        "tabs": tabs(),
    }
    if not form.validate():
        return page("statistics/late.html", status=422, report=None, **shown)
    number, unit, period, now = page_number(), asked_unit(form), form.chosen_period, clock.now()
    closing = closing_day(period, now)
    until = closing_moment(closing, now)
    below = set(units_with_children(db.session, unit.id)) if unit else openable

    def those(cell: Cell) -> Asked:
        return Asked(period.start, closing, cell, frozenset(below & openable))

    found = progress_queries.courses(db.session, those(Cell(standings=BEHIND)), page=number)
    if number > found.pages:
        abort(404)
    still_open = progress_queries.courses(db.session, those(CELLS[Column.OVERDUE]), size=1).total
    address: dict[str, Any] = {k: v for k, v in address_of().items() if k != "level"}
    return page(
        "statistics/late.html",
        report={"period": period},
        found=found,
        still_open=still_open,
        closing=closing,
        unit=unit,
        steps=progress_queries.slow_steps(
            db.session, [row.dossier_id for row in found.rows], until
        ),
        places=progress_queries.slow_places(db.session, those(Cell(standings=BEHIND)), until),
        channels=CHANNELS,
        standings=STANDINGS,
        own_units=me().units_as(Role.LEADER, clock.today()),
        page_url=lambda n: url_for("statistics.late", **address, page=n),
        **shown,
    )
