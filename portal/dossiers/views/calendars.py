"""The calendars, as administrators keep them: what a change would move is shown before it is saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import rescheduling
from portal.dossiers.calendar_forms import (
    EARLIEST,
    LATEST,
    SHAPES,
    DayForm,
    HoursForm,
    hours_data,
    written,
)
from portal.errors import Invalid
from portal.i18n import _
from portal.i18n import day as written_day
from portal.units import keeping_calendars, queries, year_grid
from portal.units.keeping_calendars import Shape
from portal.units.models import CalendarDay, DayKind, Unit
from portal.web import back_to, page
from portal.working_time import Calendar

blueprint = Blueprint("calendars", __name__, url_prefix="/quan-tri/lich")
ROWS_AHEAD = 100


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
    day = written_day(form.day.data)
    change = partial(
        keeping_calendars.add_day,
        unit,
        form.day.data,
        Shape(form.shape.data),
        title=form.title.data,
        source=form.source.data or "",
        by=me(),
        at=clock.now(),
    )
    asked, said = (
        _("Thêm ngày %(day)s vào lịch", day=day),
        _("Đã thêm ngày %(day)s vào lịch.", day=day),
    )
    if form.day.data < clock.today():
        said += " " + _("Ngày này đã qua: hãy xem kỹ những hồ sơ đổi ngày hẹn.")
    try:
        return _change(unit, change, asked, said, year)
    except Invalid as refusal:
        form.show(refusal)
        return _calendar_page(unit, year, form, 422)


@blueprint.post("/ngay/<int:day_id>/bo")
@officer(Role.ADMINISTRATOR)
def remove(day_id: int) -> Response:
    row = queries.calendar_day(day_id) or abort(404)
    unit = next((u for u in _administered() if u.id == row.unit_id), None)
    if row.unit_id is not None and unit is None:
        abort(404)
    day = written_day(row.day)
    change = partial(keeping_calendars.remove_day, row, by=me(), at=clock.now())
    asked = _("Bỏ ngày %(day)s khỏi lịch", day=day)
    said = _("Đã bỏ ngày %(day)s khỏi lịch.", day=day)
    return _change(unit, change, asked, said, row.day.year)


@blueprint.route("/gio", methods=["GET", "POST"])
@officer(Role.ADMINISTRATOR)
def hours() -> Response:
    unit = _unit() or abort(404)  # the province has no doors of its own
    form = HoursForm(data=hours_data(Calendar.from_dict(unit.calendar).weekly))
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("dossiers/officer/hours.html", status=status, form=form, unit=unit)
    change = partial(keeping_calendars.set_weekly_hours, unit, form.weekly, by=me(), at=clock.now())
    asked, said = _("Đổi giờ làm việc hằng tuần"), _("Đã lưu giờ làm việc hằng tuần.")
    try:
        return _change(unit, change, asked, said, clock.today().year)
    except Invalid as refusal:
        form.show(refusal)
        return page("dossiers/officer/hours.html", status=422, form=form, unit=unit)


def _change(
    unit: Unit | None, change: Callable[[], object], asked: str, said: str, year: int
) -> Response:
    """Make the change if it moves no open dossier, or if those it moves were shown and nothing has
    changed since; otherwise show them first. Raises Invalid as the change does."""
    ahead = rescheduling.look_ahead([unit] if unit else list(_administered()), change)
    if ahead.shifts and request.form.get("seen") != ahead.seen:
        return page(
            "dossiers/officer/calendar_ahead.html",
            ahead=ahead,
            rows=ahead.shifts[:ROWS_AHEAD],
            asked=asked,
            unit=unit,
            is_changed="seen" in request.form,
            told=[
                (name, value)
                for name, value in request.form.items(multi=True)
                if name not in ("csrf_token", "seen")
            ],
            back=_address(unit, year),
        )
    change()
    if not ahead.shifts:
        return back_to(_address(unit, year), said)
    return back_to(
        url_for("rescheduling.reschedule", unit=unit.code if unit else None),
        said
        + " "
        + _("Hãy đổi ngày hẹn của những hồ sơ dưới đây; đến lúc đó ngày hẹn cũ vẫn giữ."),
    )


def _calendar_page(unit: Unit | None, year: int, form: DayForm, status: int = 200) -> Response:
    units = _administered()
    held = unit.working_calendar() if unit else queries.province_calendar()
    return page(
        "dossiers/officer/calendar.html",
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
