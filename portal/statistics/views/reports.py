"""Any report: its page, its files, its picture, and the list behind a cell."""

from __future__ import annotations

from typing import Any

import flask_babel
from flask import Response, abort, request, url_for

from portal import clock, trail
from portal.accounts.access import officer, public
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.dossiers.labels import CHANNELS, LEVELS, STATES
from portal.procedures.definitions import Channel, ServiceLevel
from portal.statistics import report_queries
from portal.statistics.labels import PERIODS
from portal.statistics.report_forms import NAMES, ReportForm
from portal.statistics.reports import files, paper, pictures
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.behind import listed
from portal.statistics.reports.kinds import KIND_OF, KINDS, ReportKind
from portal.statistics.reports.shell import Kind, Report, Row
from portal.statistics.reports.texts import shown
from portal.statistics.views.asking import (
    CSV,
    READERS,
    XLSX,
    blueprint,
    file_of,
    openable_units,
    page_number,
    plain_refusal,
    reader,
    tabs,
)
from portal.units.models import UnitKind
from portal.units.queries import all_units
from portal.web import limiter, page

FIRST = "ty-le-truc-tuyen"
CHART_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@blueprint.get("/so-lieu")
@public
def online_share() -> Response:
    """The first page of the figures: what this portal counts for."""
    return _page(KIND_OF[FIRST])


@blueprint.get("/so-lieu/bao-cao")
@public
def reports() -> Response:
    """Which reports there are for whoever looks."""
    is_reader = reader() is not None
    return page(
        "statistics/reports.html",
        kinds=[(kind, address(kind)) for kind in KINDS if kind.is_public or is_reader],
        is_reader=is_reader,
        tabs=tabs(),
    )


@blueprint.get("/so-lieu/bao-cao/<open_report>")
@public
def open_report(open_report: str) -> Response:
    return _page(_kind(open_report, is_public=True))


@blueprint.get("/so-lieu/noi-bo/<inner_report>")
@officer(*READERS)
def inner_report(inner_report: str) -> Response:
    return _page(_kind(inner_report, is_public=False))


@blueprint.get("/so-lieu/bao-cao/<open_report>/tep.<ending>")
@public
@limiter.limit("60/minute")
def open_report_file(open_report: str, ending: str) -> Response:
    return _file(_kind(open_report, is_public=True), ending)


@blueprint.get("/so-lieu/noi-bo/<inner_report>/tep.<ending>")
@officer(*READERS)
@limiter.limit("60/minute")
def inner_report_file(inner_report: str, ending: str) -> Response:
    return _file(_kind(inner_report, is_public=False), ending)


@blueprint.post("/so-lieu/ky-so/<any_report>")
@officer(*READERS)
@limiter.limit("20/minute")
def sealed_report(any_report: str) -> Response:
    """The PDF with the unit's seal, for whoever leads or audits that unit."""
    kind = KIND_OF.get(any_report) or abort(404)
    form = _form(kind)
    if not form.validate():
        return plain_refusal(form)
    asked = _asked(kind, form)
    unit = asked.unit or report_queries.province(db.session)
    if unit is None or unit.id not in openable_units(me()):
        abort(404)
    with flask_babel.force_locale("vi"):
        report = kind.make(db.session, asked)
        content = paper.to_pdf(report, paper.Issuer.of(unit))
    trail.listed(report.dossiers)
    sealed = paper.sealed(content, unit, asked.at)
    return file_of(sealed, "application/pdf", _name(kind, report, "da-ky.pdf"))


@blueprint.get("/so-lieu/bao-cao/<open_report>/bieu-do.svg")
@public
def open_report_chart(open_report: str) -> Response:
    return _chart(_kind(open_report, is_public=True))


@blueprint.get("/so-lieu/noi-bo/<inner_report>/bieu-do.svg")
@officer(*READERS)
def inner_report_chart(inner_report: str) -> Response:
    return _chart(_kind(inner_report, is_public=False))


@blueprint.get("/so-lieu/danh-sach/<any_report>")
@officer(*READERS)
def report_list(any_report: str) -> Response:
    """What stands behind one cell, as many lines as the cell says."""
    kind = KIND_OF.get(any_report) or abort(404)
    form = _form(kind)
    if kind.behind is None or not form.validate():
        abort(404)  # the addresses of this page are only ever links of the table
    asked, number = _asked(kind, form), page_number()
    report = kind.make(db.session, asked)
    row, title = _cell(report, request.args.get("row", ""), request.args.get("column", ""))
    if not row.units or not row.units <= openable_units(me()):
        abort(404)
    things = kind.behind(db.session, asked, row, request.args.get("column", ""))
    if things is None:
        abort(404)
    found = listed(db.session, things, page=number)
    if number > found.pages:
        abort(404)
    kept: dict[str, Any] = {
        name: request.args[name] for name in (*NAMES, "row", "column") if name in request.args
    }
    return page(
        "statistics/report_list.html",
        report=report,
        row=row,
        row_name=row.values[1 if report.tables[0].columns[0].key == "index" else 0],
        title=title,
        found=found,
        states=STATES,
        channels=CHANNELS,
        own_units=me().units_as(Role.LEADER, clock.today()),
        page_url=lambda n: url_for(".report_list", any_report=kind.slug, **kept, page=n),
        back=address(kind, **_kept(form)),
    )


def address(kind: ReportKind, **values: Any) -> str:
    """The page of a report."""
    if kind.is_public:
        return url_for("statistics.open_report", open_report=kind.slug, **values)
    return url_for("statistics.inner_report", inner_report=kind.slug, **values)


def _page(kind: ReportKind) -> Response:
    form = _form(kind)
    is_valid = form.validate()
    shown_values: dict[str, Any] = {
        "kind": kind,
        "form": form,
        "periods": PERIODS,
        "units": _units(kind),
        "sectors": report_queries.sectors(db.session) if "sector" in kind.filters else [],
        "levels": LEVELS,
        "level_values": (ServiceLevel.PARTIAL, ServiceLevel.FULL),
        "channels": {channel: CHANNELS[channel] for channel in Channel},
        "address": lambda **values: address(kind, **values),
        "Kind": Kind,
        "tabs": tabs(kind.slug),
        "shown": shown,
    }
    if not is_valid:
        return page("statistics/report.html", status=422, report=None, kept=_sent(), **shown_values)
    asked = _asked(kind, form)
    report = kind.make(db.session, asked)
    trail.listed(report.dossiers)
    kept = _kept(form)
    return page(
        "statistics/report.html",
        report=report,
        asked=asked,
        kept=kept,
        files=_files(kind, kept),
        charts=_charts(kind, report, kept),
        chart_words=pictures.description(report) if report.chart else "",
        drill=_drill(kind, report, kept),
        can_seal=_can_seal(asked),
        **shown_values,
    )


def _file(kind: ReportKind, ending: str) -> Response:
    if ending not in ("csv", "xlsx", "pdf"):
        abort(404)
    form = _form(kind)
    if not form.validate():
        return plain_refusal(form)
    asked = _asked(kind, form)
    if ending == "pdf":
        with flask_babel.force_locale("vi"):  # papers of the State are not translated
            report = kind.make(db.session, asked)
            issuer = asked.unit or report_queries.province(db.session)
            assert issuer is not None
            content = paper.to_pdf(report, paper.Issuer.of(issuer))
        trail.listed(report.dossiers)
        return file_of(content, "application/pdf", _name(kind, report, ending))
    report = kind.make(db.session, asked)
    trail.listed(report.dossiers)
    if ending == "csv":
        return file_of(files.to_csv(report), CSV, _name(kind, report, ending))
    return file_of(files.to_xlsx(report), XLSX, _name(kind, report, ending))


def _chart(kind: ReportKind) -> Response:
    form = _form(kind)
    if not form.validate():
        return plain_refusal(form)
    report = kind.make(db.session, _asked(kind, form))
    if report.chart is None:
        abort(404)
    drawn = pictures.bars(report, narrow=request.args.get("width") == "narrow")
    response = Response(drawn, content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Security-Policy"] = CHART_POLICY
    return response


def _kind(slug: str, *, is_public: bool) -> ReportKind:
    kind = KIND_OF.get(slug)
    if kind is None or kind.is_public is not is_public:
        abort(404)
    return kind


def _form(kind: ReportKind) -> ReportForm:
    codes = {unit.code for unit in _units(kind)}
    return ReportForm(
        request.args,
        kind,
        lambda code: code in codes,
        lambda name: report_queries.is_sector(db.session, name),
        lambda code: report_queries.procedure_of(db.session, code) is not None,
    )


def _units(kind: ReportKind) -> list[Any]:
    """Those one may choose: all, or in an inner report those whose figures one answers for."""
    units = all_units(db.session)
    if kind.is_public:
        return units
    openable = openable_units(me())
    return [unit for unit in units if unit.id in openable]


def _asked(kind: ReportKind, form: ReportForm) -> Asked:
    offered = _units(kind)
    unit = next((u for u in offered if u.code == form.unit.data), None)
    is_of_province = any(one.kind is UnitKind.PROVINCE for one in offered)
    if unit is None and not kind.is_public and not is_of_province:
        unit = _top_of(offered)
    below = form.below.data != "0"
    units = report_queries.units_asked(
        db.session, unit, form.chosen_period.end, form.chosen_tree, is_below=below
    )
    if not kind.is_public:
        units &= openable_units(me())
    return Asked(
        period=form.chosen_period,
        at=clock.now(),
        units=frozenset(units),
        unit=unit,
        below=below,
        sector=form.sector.data or None,
        procedure=report_queries.procedure_of(db.session, form.procedure.data or ""),
        level=form.chosen_level,
        channel=form.chosen_channel,
        by=form.chosen_by,
        tree=form.chosen_tree,
        is_everywhere=kind.is_public and unit is None,
        is_of_province=is_of_province,
    )


def _top_of(units: list[Any]) -> Any | None:
    """The one unit of them that all others are below of, if there is one: who answers for a ward is
    shown the ward, by its name."""
    ids = {unit.id for unit in units}
    tops = [unit for unit in units if unit.parent_id not in ids]
    return tops[0] if len(tops) == 1 else None


def _kept(form: ReportForm) -> dict[str, Any]:
    """The address of exactly the days shown: a link kept until tomorrow means the same."""
    period = form.chosen_period
    sent = {name: value for name, value in _sent().items() if name != "period"}
    return {**sent, "from": period.start.isoformat(), "to": period.end.isoformat()}


def _sent() -> dict[str, str]:
    return {name: request.args[name] for name in NAMES if request.args.get(name)}


def _files(kind: ReportKind, kept: dict[str, Any]) -> dict[str, str]:
    return {ending: _address_of_file(kind, ending, kept) for ending in ("pdf", "xlsx", "csv")}


def _address_of_file(kind: ReportKind, ending: str, kept: dict[str, Any]) -> str:
    if kind.is_public:
        return url_for(".open_report_file", open_report=kind.slug, ending=ending, **kept)
    return url_for(".inner_report_file", inner_report=kind.slug, ending=ending, **kept)


def _charts(kind: ReportKind, report: Report, kept: dict[str, Any]) -> tuple[str, str] | None:
    """Addresses of the wide and the narrow picture."""
    if report.chart is None or not pictures.has_bars(report):
        return None
    if kind.is_public:
        endpoint, values = ".open_report_chart", {"open_report": kind.slug, **kept}
    else:
        endpoint, values = ".inner_report_chart", {"inner_report": kind.slug, **kept}
    return url_for(endpoint, **values), url_for(endpoint, **values, width="narrow")


def _drill(kind: ReportKind, report: Report, kept: dict[str, Any]) -> Any:
    """(row, column) → address of the list behind that cell, or None."""
    account = reader()
    openable = openable_units(account) if account and kind.behind else set()

    def link(row: Row, column: Any, value: Any) -> str | None:
        if not column.opens or not value or not row.units or not row.units <= openable:
            return None
        return url_for(".report_list", any_report=kind.slug, **kept, row=row.key, column=column.key)

    return link


def _cell(report: Report, row_key: str, column_key: str) -> tuple[Row, str]:
    for table in report.tables:
        row, column = table.row(row_key), table.column(column_key)
        if row is not None and column is not None and column.opens:
            return row, column.name
    return abort(404)


def _can_seal(asked: Asked) -> bool:
    account = reader()
    unit = asked.unit or report_queries.province(db.session)
    return account is not None and unit is not None and unit.id in openable_units(account)


def _name(kind: ReportKind, report: Report, ending: str) -> str:
    return f"{kind.slug}_{report.period.start}_{report.period.end}.{ending}"
