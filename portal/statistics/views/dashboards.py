"""Dashboards: the province and each unit, for everybody; a desk, for those who work there."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, request, url_for

from portal import clock
from portal.accounts.access import officer, public
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.dossiers.labels import ACTIONS
from portal.i18n import _
from portal.statistics import dashboard, desk_board, drawing, unit_map
from portal.statistics.dashboard import Dashboard, Day, Month
from portal.statistics.labels import LIGHTS, share_text
from portal.statistics.reports.workload import AT_THE_DESK
from portal.statistics.shares import Light
from portal.statistics.views.asking import blueprint, openable_units, reader, tabs
from portal.statistics.views.reports import CHART_POLICY
from portal.units.models import Unit
from portal.units.queries import all_units, unit_by_code
from portal.web import page

AT_DESKS = (Role.RECEPTIONIST, Role.LEADER, Role.AUDITOR)


@blueprint.get("/so-lieu/tong-quan")
@public
def province_board() -> Response:
    return _board(None)


@blueprint.get("/so-lieu/tong-quan/<unit_code>")
@public
def unit_board(unit_code: str) -> Response:
    return _board(unit_by_code(db.session, unit_code) or abort(404))


@blueprint.get("/so-lieu/xu-huong.svg")
@public
def trend_chart() -> Response:
    code = request.args.get("unit")
    unit = (unit_by_code(db.session, code) or abort(404)) if code else None
    found = dashboard.dashboard(db.session, unit, clock.today())
    if request.args.get("by") == "day":
        # A date under every fifth day, counted from today; more would run into each other.
        labels = [
            f"{one.day:%d/%m}" if number % 5 == 0 else ""
            for number, one in enumerate(reversed(found.days))
        ][::-1]
        drawn = _curves(found.days, labels, _("Quá hạn cuối ngày (nét chấm)"))
    else:
        labels = [f"{m.start:%m/%Y}" for m in found.trend]
        drawn = _curves(found.trend, labels, _("Quá hạn cuối tháng (nét chấm)"))
    response = Response(drawn, content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Security-Policy"] = CHART_POLICY
    return response


def _curves(points: Sequence[Month | Day], labels: Sequence[str], overdue: str) -> bytes:
    return drawing.curves(
        [
            drawing.Curve(
                _("Tiếp nhận (nét liền)"),
                [one.counts.received for one in points],
                drawing.COLOURS[Light.NONE],
            ),
            drawing.Curve(
                _("Giải quyết (nét gạch)"),
                [one.counts.resolved for one in points],
                drawing.COLOURS[Light.GREEN],
                "10,5",
            ),
            drawing.Curve(
                overdue, [one.overdue for one in points], drawing.COLOURS[Light.RED], "2,5"
            ),
        ],
        labels,
        narrow=request.args.get("width") == "narrow",
    )


@blueprint.get("/so-lieu/quay")
@officer(*AT_DESKS)
def desks() -> Response:
    """The desks one works at or answers for, each as it stands today."""
    day = clock.today()
    units = openable_units(me()) | me().units_as(Role.RECEPTIONIST, day)
    boards = [
        desk_board.desk_board(db.session, desk, day)
        for desk in desk_board.desks_of(db.session, units)
    ]
    return page(
        "statistics/desks.html", boards=boards, actions=ACTIONS, order=AT_THE_DESK, tabs=tabs()
    )


def _board(unit: Unit | None) -> Response:
    found = dashboard.dashboard(db.session, unit, clock.today())
    return page(
        "statistics/dashboard.html",
        board=found,
        unit=unit,
        units=[one for one in all_units(db.session) if one.kind.value != "province"],
        tabs=tabs(),
        lights=LIGHTS,
        share_text=share_text,
        trend_words=_in_words(found),
        charts=(
            url_for(".trend_chart", unit=unit.code if unit else None),
            url_for(".trend_chart", unit=unit.code if unit else None, width="narrow"),
        ),
        day_charts=(
            url_for(".trend_chart", unit=unit.code, by="day"),
            url_for(".trend_chart", unit=unit.code, by="day", width="narrow"),
        )
        if unit
        else (),
        map_rows=unit_map.rows([(one.unit.code, one) for one in found.ranking]),
        is_reader=reader() is not None,
        made_at=clock.now(),
    )


def _in_words(found: Dashboard) -> str:
    last = found.trend[-1]
    return _(
        "Biểu đồ đường mười hai tháng: tiếp nhận, giải quyết, quá hạn cuối tháng. Tháng này: tiếp nhận "
        "%(received)d, giải quyết %(resolved)d, đang quá hạn %(overdue)d. Bảng bên dưới có đủ các "
        "tháng.",
        received=last.counts.received,
        resolved=last.counts.resolved,
        overdue=last.overdue,
    )
