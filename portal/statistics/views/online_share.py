"""The public count of dossiers by channel, its files and chart, and, for officers, what stands
behind a figure."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for
from flask_login import current_user

from portal import clock, config
from portal.accounts.access import officer, public
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.dossiers.labels import CHANNELS, LEVELS, STATES
from portal.procedures.definitions import Channel, ServiceLevel
from portal.statistics import charts, exports, queries
from portal.statistics import report as reports
from portal.statistics.forms import CellForm, FiguresForm
from portal.statistics.labels import LIGHTS, PERIODS, share_text
from portal.statistics.report import Line, Report
from portal.statistics.shares import LEVELS as SHOWN_LEVELS
from portal.statistics.shares import light
from portal.statistics.views.asking import (
    CSV,
    XLSX,
    address_of,
    asked,
    asked_unit,
    blueprint,
    days_of,
    file_of,
    is_unit,
    openable_units,
    own_figures,
    page_number,
    plain_refusal,
    tabs,
)
from portal.units.models import Unit
from portal.units.queries import all_units
from portal.web import page

# An SVG styles itself; opened on its own it may do that and nothing else.
CHART_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
CELL = ("unit", "below", "channel", "level", "period", "from", "to", "tree")


@blueprint.get("/so-lieu")
@public
def online_share() -> Response:
    units = all_units(db.session)
    form = asked()
    if not form.validate():
        return page(
            "statistics/online_share.html",
            status=422,
            form=form,
            units=units,
            report=None,
            periods=PERIODS,
            address=address_of(),
            tabs=tabs(),
        )
    report = _report(form)
    targets = _targets()
    return page(
        "statistics/online_share.html",
        form=form,
        units=units,
        report=report,
        periods=PERIODS,
        address=address_of(),
        tabs=tabs(),
        addresses=_addresses(form, report),
        levels=LEVELS,
        shown_levels=SHOWN_LEVELS,
        channels=CHANNELS,
        channel_order=exports.CHANNEL_ORDER,
        lights=LIGHTS,
        light=light,
        share_text=share_text,
        online_target=targets[0],
        full_target=targets[1],
        description=charts.description(report, targets[0]),
        full_level=ServiceLevel.FULL,
        partial_level=ServiceLevel.PARTIAL,
        definition=exports.definition(),
        drill=_drill(form, report),
    )


@blueprint.get("/so-lieu/ty-le-truc-tuyen.csv")
@public
def online_share_csv() -> Response:
    form = asked()
    if not form.validate():
        return plain_refusal(form)
    report = _report(form)
    return file_of(exports.to_csv(report, _targets()[0]), CSV, _name(report, "csv"))


@blueprint.get("/so-lieu/ty-le-truc-tuyen.xlsx")
@public
def online_share_xlsx() -> Response:
    form = asked()
    if not form.validate():
        return plain_refusal(form)
    report = _report(form)
    return file_of(exports.to_xlsx(report, *_targets()), XLSX, _name(report, "xlsx"))


@blueprint.get("/so-lieu/bieu-do.svg")
@public
def chart() -> Response:
    form = asked()
    if not form.validate():
        return plain_refusal(form)
    is_narrow = request.args.get("width") == "narrow"
    drawn = charts.share_chart(_report(form), _targets()[0], narrow=is_narrow)
    response = Response(drawn, content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Security-Policy"] = CHART_POLICY
    return response


@blueprint.get("/so-lieu/ho-so")
@officer(Role.LEADER, Role.AUDITOR)
def dossiers() -> Response:
    """The dossiers behind one figure, as many as the figure says."""
    form = CellForm(request.args, is_unit)
    if not form.validate():
        abort(404)  # the addresses of this page are only ever links of the table
    number = page_number()
    unit = asked_unit(form)
    units = _units_of_cell(form, unit)
    if not units or not units <= openable_units(me()):
        abort(404)
    period = form.chosen_period
    found = queries.received_dossiers(
        db.session,
        period.start,
        period.end,
        units,
        form.chosen_channel,
        form.chosen_level,
        page=number,
    )
    if number > found.pages:
        abort(404)
    address: dict[str, Any] = {k: v for k, v in request.args.items() if k in CELL}
    return page(
        "statistics/dossiers.html",
        found=found,
        unit=unit,
        period=period,
        channel=form.chosen_channel,
        level=form.chosen_level,
        channels=CHANNELS,
        levels=LEVELS,
        states=STATES,
        own_units=me().units_as(Role.LEADER, clock.today()),
        page_url=lambda n: url_for("statistics.dossiers", **address, page=n),
        back=url_for("statistics.online_share", **days_of(period)),
    )


def _report(form: FiguresForm) -> Report:
    return reports.online_share(
        db.session,
        form.chosen_period,
        asked_unit(form),
        form.chosen_level,
        clock.now(),
        form.chosen_tree,
    )


def _targets() -> tuple[int, int]:
    settings = config.current()
    return settings.online_share_target, settings.full_level_target


def _name(report: Report, ending: str) -> str:
    return f"ty-le-truc-tuyen_{report.period.start}_{report.period.end}.{ending}"


def _addresses(form: FiguresForm, report: Report) -> dict[str, Any]:
    """Files and picture of exactly the days shown: a link kept until tomorrow means the same."""
    fixed: dict[str, Any] = {
        **days_of(report.period),
        "unit": form.unit.data or None,
        "level": form.level.data or None,
        "tree": form.tree.data or None,
    }
    return {
        "csv": url_for("statistics.online_share_csv", **fixed),
        "xlsx": url_for("statistics.online_share_xlsx", **fixed),
        "chart": url_for("statistics.chart", **fixed),
        "narrow_chart": url_for("statistics.chart", **fixed, width="narrow"),
    }


def _units_of_cell(form: CellForm, unit: Unit | None) -> frozenset[int]:
    """One unit, or all those of the report's total."""
    if unit and not form.below.data:
        return own_figures(unit, form)
    return _report(form).total.unit_ids


def _drill(form: FiguresForm, report: Report) -> Any:
    """(line, channel) → address of the dossiers behind that figure, or None."""
    openable = set()
    if current_user.is_authenticated and current_user.account.is_officer:
        openable = openable_units(current_user.account)

    def address(line: Line, channel: Channel | None) -> str | None:
        count = line.figures.received[report.level].by(channel)
        if not count or line.kind == "group" or not line.unit_ids <= openable:
            return None
        values: dict[str, Any] = {
            "unit": line.code or form.unit.data or None,
            "below": "1" if line.kind == "total" and form.unit.data else None,
            "channel": int(channel) if channel else None,
            "level": form.level.data or None,
            "tree": form.tree.data or None,
            **days_of(report.period),
        }
        return url_for("statistics.dossiers", **values)

    return address
