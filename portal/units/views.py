"""The calendars, as administrators keep them."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.errors import Invalid
from portal.i18n import _
from portal.i18n import day as written_day
from portal.units import keeping_calendars, queries, year_grid
from portal.units.forms import EARLIEST, LATEST, SHAPES, DayForm, HoursForm, hours_data, written
from portal.units.keeping_calendars import Shape
from portal.units.models import CalendarDay, DayKind, Unit
from portal.web import back_to, page
from portal.working_time import Calendar

blueprint = Blueprint("calendars", __name__, url_prefix="/quan-tri/lich")


@blueprint.get("")
@officer(Role.ADMINISTRATOR)
def calendar() -> Response:
    return _calendar_page(_unit(), _year(), DayForm(formdata=None))


@blueprint.post("")
@officer(Role.ADMINISTRATOR)
def add() -> Response:
    unit, form = _unit(), DayForm()
    year = form.day.data.year if form.day.data else _year()
    if not form.validate():
        return _calendar_page(unit, year, form, 422)
    assert form.day.data is not None
    try:
        keeping_calendars.add_day(
            unit,
            form.day.data,
            Shape(form.shape.data),
            title=form.title.data,
            source=form.source.data or "",
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _calendar_page(unit, year, form, 422)
    said = _("Đã thêm ngày %(day)s vào lịch.", day=written_day(form.day.data))
    if form.day.data < clock.today():
        said += " " + _("Ngày này đã qua: hãy xem kỹ những hồ sơ đổi ngày hẹn.")
    return back_to(_address(unit, year), said)


@blueprint.post("/ngay/<int:day_id>/bo")
@officer(Role.ADMINISTRATOR)
def remove(day_id: int) -> Response:
    row = queries.calendar_day(day_id) or abort(404)
    unit = next((u for u in _administered() if u.id == row.unit_id), None)
    if row.unit_id is not None and unit is None:
        abort(404)
    keeping_calendars.remove_day(row, by=me(), at=clock.now())
    return back_to(
        _address(unit, row.day.year),
        _("Đã bỏ ngày %(day)s khỏi lịch.", day=written_day(row.day)),
    )


@blueprint.route("/gio", methods=["GET", "POST"])
@officer(Role.ADMINISTRATOR)
def hours() -> Response:
    unit = _unit() or abort(404)  # the province has no doors of its own
    form = HoursForm(data=hours_data(Calendar.from_dict(unit.calendar).weekly))
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("units/hours.html", status=status, form=form, unit=unit)
    try:
        keeping_calendars.set_weekly_hours(unit, form.weekly, by=me(), at=clock.now())
    except Invalid as refusal:
        form.show(refusal)
        return page("units/hours.html", status=422, form=form, unit=unit)
    return back_to(_address(unit, clock.today().year), _("Đã lưu giờ làm việc hằng tuần."))


def _calendar_page(unit: Unit | None, year: int, form: DayForm, status: int = 200) -> Response:
    units = _administered()
    held = unit.working_calendar() if unit else queries.province_calendar()
    return page(
        "units/calendar.html",
        status=status,
        form=form,
        unit=unit,
        units=list(units),
        year=year,
        years=[y for y in (year - 1, year, year + 1) if EARLIEST.year <= y <= LATEST.year],
        months=year_grid.months(held, year),
        rows=queries.calendar_days(unit, year),
        announced=queries.calendar_days(None, year) if unit else [],
        can_change=unit is not None or queries.is_of_the_province(units),
        kind_of_day=_kind_of_day,
        weekly=[written(hours) for hours in held.weekly],
        address=_address,
    )


def _kind_of_day(row: CalendarDay) -> str:
    if row.kind is DayKind.OFF:
        return str(SHAPES[Shape.OFF])
    if not row.periods:
        return str(SHAPES[Shape.FULL])
    return ", ".join(f"{start}–{end}" for start, end in row.periods)


def _administered() -> dict[Unit, int]:
    return queries.administered_units(me(), clock.today())


def _unit() -> Unit | None:
    """The unit asked for by its code, None for the province; 404 for one the reader does not
    administer."""
    code = request.args.get("unit", "")
    if not code:
        return None
    return next((unit for unit in _administered() if unit.code == code), None) or abort(404)


def _year() -> int:
    text = request.args.get("year", "")
    if not text:
        return clock.today().year
    if not (text.isascii() and text.isdigit() and EARLIEST.year <= int(text[:9]) <= LATEST.year):
        abort(404)
    return int(text)


def _address(unit: Unit | None, year: int) -> str:
    return url_for("calendars.calendar", unit=unit.code if unit else None, year=year)
