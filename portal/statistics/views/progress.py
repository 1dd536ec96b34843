"""Biểu số II.06a: the public page, its files, and, for officers, the dossiers behind a cell."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for

from portal import clock
from portal.accounts.access import officer, public
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.dossiers.labels import CHANNELS
from portal.statistics import progress_exports, progress_paper, progress_queries
from portal.statistics.forms import ProgressCellForm, ProgressForm
from portal.statistics.labels import PERIODS, share_text
from portal.statistics.progress import CELLS, Column
from portal.statistics.progress_labels import FULL, GROUPS, IN_CARD, SHORT, STANDINGS, definition
from portal.statistics.progress_queries import Asked
from portal.statistics.progress_report import (
    By,
    ProgressLine,
    ProgressReport,
    closing_day,
    progress_report,
)
from portal.statistics.views.asking import (
    CSV,
    READERS,
    XLSX,
    address_of,
    asked_unit,
    blueprint,
    days_of,
    file_of,
    is_unit,
    openable_units,
    own_figures,
    page_number,
    plain_refusal,
    reader,
    tabs,
)
from portal.units.models import Unit
from portal.units.queries import all_units
from portal.web import limiter, page

CELL = ("unit", "below", "sector", "column", "period", "from", "to", "tree")


@blueprint.get("/so-lieu/tien-do")
@public
def progress() -> Response:
    form = _form()
    shown: dict[str, Any] = {
        "form": form,
        "units": all_units(db.session),
        "periods": PERIODS,
        "address": address_of(),
        "tabs": tabs(),
    }
    if not form.validate():
        return page("statistics/progress.html", status=422, report=None, **shown)
    report = _report(form)
    return page(
        "statistics/progress.html",
        report=report,
        addresses=_addresses(form, report),
        groups=GROUPS,
        column_names=SHORT,
        full_names=FULL,
        card_names=IN_CARD,
        columns=Column,
        by=By,
        share_text=share_text,
        definition=definition(report.closing),
        drill=_drill(form, report),
        **shown,
    )


@blueprint.get("/so-lieu/tien-do.csv")
@public
def progress_csv() -> Response:
    form = _form()
    if not form.validate():
        return plain_refusal(form)
    report = _report(form)
    return file_of(progress_exports.to_csv(report), CSV, _name(report, "csv"))


@blueprint.get("/so-lieu/tien-do.xlsx")
@public
def progress_xlsx() -> Response:
    form = _form()
    if not form.validate():
        return plain_refusal(form)
    report = _report(form)
    return file_of(progress_exports.to_xlsx(report), XLSX, _name(report, "xlsx"))


@blueprint.get("/so-lieu/tien-do.pdf")
@public
@limiter.limit("20/minute")
def progress_pdf() -> Response:
    form = _form()
    if not form.validate():
        return plain_refusal(form)
    report = _report(form)
    return file_of(progress_paper.to_pdf(report), "application/pdf", _name(report, "pdf"))


@blueprint.get("/so-lieu/tien-do/ho-so")
@officer(*READERS)
def progress_dossiers() -> Response:
    """The dossiers behind one cell, as many as the cell says."""
    form = ProgressCellForm(request.args, is_unit)
    if not form.validate():
        abort(404)  # the addresses of this page are only ever links of the table
    number, unit, period = page_number(), asked_unit(form), form.chosen_period
    units = _units_of_cell(form, unit)
    if not units or not units <= openable_units(me()):
        abort(404)
    closing = closing_day(period, clock.now())
    cell = CELLS[form.chosen_column]
    found = progress_queries.courses(
        db.session,
        Asked(period.start, closing, cell, units, form.sector.data or None),
        page=number,
    )
    if number > found.pages:
        abort(404)
    address: dict[str, Any] = {k: v for k, v in request.args.items() if k in CELL}
    return page(
        "statistics/progress_dossiers.html",
        found=found,
        closing=closing,
        unit=unit,
        period=period,
        sector=form.sector.data,
        title=FULL[form.chosen_column],
        channels=CHANNELS,
        standings=STANDINGS,
        own_units=me().units_as(Role.LEADER, clock.today()),
        page_url=lambda n: url_for("statistics.progress_dossiers", **address, page=n),
        back=url_for("statistics.progress", **days_of(period)),
    )


def _form() -> ProgressForm:
    return ProgressForm(request.args, is_unit)


def _report(form: ProgressForm) -> ProgressReport:
    return progress_report(
        db.session,
        form.chosen_period,
        asked_unit(form),
        form.chosen_by,
        clock.now(),
        form.chosen_tree,
    )


def _name(report: ProgressReport, ending: str) -> str:
    form = "II.06a" if report.by is By.UNIT else "II.07a"
    return f"{form}_{report.period.start}_{report.period.end}.{ending}"


def _addresses(form: ProgressForm, report: ProgressReport) -> dict[str, str]:
    """Files of exactly the days shown: a link kept until tomorrow means the same."""
    fixed: dict[str, Any] = {
        **days_of(report.period),
        "unit": form.unit.data or None,
        "by": form.by.data or None,
        "tree": form.tree.data or None,
    }
    return {
        kind: url_for(f"statistics.progress_{kind}", **fixed) for kind in ("csv", "xlsx", "pdf")
    }


def _units_of_cell(form: ProgressCellForm, unit: Unit | None) -> frozenset[int]:
    """One unit, or all those of the report's total."""
    if unit and not form.below.data:
        return own_figures(unit, form)
    report = progress_report(
        db.session, form.chosen_period, unit, By.UNIT, clock.now(), form.chosen_tree
    )
    return report.total.unit_ids


def _drill(form: ProgressForm, report: ProgressReport) -> Any:
    """(line, column) → address of the dossiers behind that cell, or None."""
    account = reader()
    openable = openable_units(account) if account else set()

    def address(line: ProgressLine, column: Column) -> str | None:
        if not line.progress[column] or line.kind == "group" or not line.unit_ids <= openable:
            return None
        values: dict[str, Any] = {
            "unit": line.code or form.unit.data or None,
            "below": "1" if line.kind != "unit" and form.unit.data else None,
            "sector": line.sector,
            "column": int(column),
            "tree": form.tree.data or None,
            **days_of(report.period),
        }
        return url_for("statistics.progress_dossiers", **values)

    return address
