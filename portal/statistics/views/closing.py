"""Closed periods: which they are, whether they are still what they were, and closing one more."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal import clock, trail
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.documents.issuing import store
from portal.dossiers.closed_models import ClosedPeriod
from portal.dossiers.counting import Measure
from portal.dossiers.labels import ACTIONS, CHANNELS
from portal.errors import Invalid
from portal.i18n import _
from portal.procedures.definitions import Channel
from portal.statistics import adjusting, closing, periods
from portal.statistics.closing_forms import AdjustmentForm, ClosingForm, name
from portal.statistics.labels import MEASURES
from portal.statistics.periods import Period
from portal.statistics.recounting import Difference, differences
from portal.statistics.views.asking import READERS, blueprint, file_of, openable_units, tabs
from portal.units.queries import unit_by_code, units_ever
from portal.web import back_to, page

MOST_SHOWN = 50


@blueprint.get("/so-lieu/ky-da-chot")
@officer(*READERS)
def closings() -> Response:
    return _closings_page(_form() if _can_close() else None)


@blueprint.post("/so-lieu/chot-ky")
@officer(Role.LEADER)
def close() -> AnyResponse:
    if not _can_close():
        abort(404)
    form = _form()
    if not form.validate():
        return _closings_page(form, 422)
    found = differences(db.session, form.chosen.start, form.chosen.end)
    if found:  # what does not agree with the events is not frozen
        return _closings_page(form, 409, found)
    closed = closing.close(db.session, form.chosen, by=me(), at=clock.now())
    return back_to(
        url_for("statistics.closing_page", closing_id=closed.id),
        _("Đã chốt số liệu %(period)s.", period=name(form.chosen)),
    )


@blueprint.get("/so-lieu/ky-da-chot/<int:closing_id>")
@officer(*READERS)
def closing_page(closing_id: int) -> Response:
    closed = _closing(closing_id)
    return _closing_page(closed, _adjustment_form() if _can_close() else None)


@blueprint.post("/so-lieu/ky-da-chot/<int:closing_id>/dieu-chinh")
@officer(Role.LEADER)
def adjust(closing_id: int) -> AnyResponse:
    if not _can_close():
        abort(404)
    closed, form = _closing(closing_id), _adjustment_form()
    if not form.validate():
        return _closing_page(closed, form, 422)
    try:
        adjusting.adjust(
            db.session,
            closed,
            unit=unit_by_code(db.session, form.unit.data) or abort(404),
            channel=Channel(int(form.channel.data)),
            measure=Measure[form.measure.data],
            amount=form.signed,
            reason=form.reason.data,
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _closing_page(closed, form, 422)
    return back_to(
        url_for("statistics.closing_page", closing_id=closed.id),
        _("Đã ghi điều chỉnh. Số liệu đã chốt không đổi; báo cáo của kỳ nêu thêm điều chỉnh này."),
    )


def _closing_page(closed: ClosedPeriod, form: AdjustmentForm | None, status: int = 200) -> Response:
    openable = openable_units(me())
    rest = Period(closed.start, clock.today())
    late = [
        entry
        for entry in closing.late_entries(db.session, rest)
        if closed.start <= entry.day <= closed.end and entry.unit_id in openable
    ]
    trail.listed(entry.dossier_id for entry in late)
    return page(
        "statistics/closing.html",
        status=status,
        form=form,
        adjustments=[
            one
            for one in adjusting.adjustments(db.session, closed.start, closed.end)
            if one.closing_id == closed.id
        ],
        channels=CHANNELS,
        measures=MEASURES,
        closed=closed,
        name=name(_period(closed)),
        verdict=closing.verify(db.session, closed),
        late=late,
        actions=ACTIONS,
        tabs=tabs(),
    )


@blueprint.get("/so-lieu/ky-da-chot/<int:closing_id>/so-lieu.json")
@officer(*READERS)
def closing_figures(closing_id: int) -> Response:
    closed = _closing(closing_id)
    return file_of(
        store().read(closed.sha256), "application/json", f"so-lieu_{_file_name(closed)}.json"
    )


@blueprint.get("/so-lieu/ky-da-chot/<int:closing_id>/so-lieu.p7s")
@officer(*READERS)
def closing_signature(closing_id: int) -> Response:
    closed = _closing(closing_id)
    return file_of(
        closed.signature, "application/pkcs7-signature", f"so-lieu_{_file_name(closed)}.p7s"
    )


def _closings_page(
    form: ClosingForm | None, status: int = 200, found: Sequence[Difference] = ()
) -> Response:
    return page(
        "statistics/closings.html",
        status=status,
        form=form,
        closings=closing.closed_periods(db.session),
        differences=found[:MOST_SHOWN],
        different=len(found),
        measures=MEASURES,
        name=lambda closed: name(_period(closed)),
        tabs=tabs(),
    )


def _form() -> ClosingForm:
    return ClosingForm(closing.open_periods(db.session, clock.today()))


def _adjustment_form() -> AdjustmentForm:
    return AdjustmentForm(units_ever(db.session))


def _can_close() -> bool:
    return closing.province_led_by(db.session, me(), clock.today()) is not None


def _closing(closing_id: int) -> ClosedPeriod:
    return db.session.get(ClosedPeriod, closing_id) or abort(404)


def _period(closed: ClosedPeriod) -> Period:
    return Period(closed.start, closed.end)


def _file_name(closed: ClosedPeriod) -> str:
    return periods.written(_period(closed)).replace("/", "_")
