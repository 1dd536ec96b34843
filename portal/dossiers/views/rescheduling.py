"""The administrator moves appointments by a changed calendar, seeing codes and dates only."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import rescheduling
from portal.dossiers.officer_forms import RescheduleForm
from portal.dossiers.rescheduling import Preview
from portal.errors import Conflict
from portal.i18n import _
from portal.units import queries as units_queries
from portal.units.models import Unit
from portal.web import back_to, page

blueprint = Blueprint("rescheduling", __name__)
ROWS = 100


@blueprint.route("/quan-tri/lich/doi-hen", methods=["GET", "POST"])
@officer(Role.ADMINISTRATOR)
def reschedule() -> Response:
    held = list(units_queries.administered_units(me(), clock.today()))
    code = request.args.get("unit", "")
    units = [unit for unit in held if code in ("", unit.code)] or abort(404)
    form = RescheduleForm()
    if not form.validate_on_submit():
        return _page(held, code, units, form, 422 if form.errors else 200)
    try:
        done = rescheduling.reschedule(
            units, seen=form.seen.data or "", reason=form.reason.data, by=me(), at=clock.now()
        )
    except Conflict as refusal:
        form.form_errors.append(refusal.sentence)
        return _page(held, code, units, form, 409)
    return back_to(
        url_for(".reschedule", unit=code or None),
        _("Đã đổi ngày hẹn của %(count)d hồ sơ và báo cho người nộp.", count=len(done.shifts)),
    )


def _page(
    held: list[Unit], code: str, units: list[Unit], form: RescheduleForm, status: int
) -> Response:
    found: Preview = rescheduling.preview(units)
    pages = max(1, -(-len(found.shifts) // ROWS))
    text = request.args.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    if not 1 <= number <= pages:
        abort(404)
    form.seen.data = found.seen
    return page(
        "dossiers/officer/rescheduling.html",
        status=status,
        form=form,
        found=found,
        rows=found.shifts[(number - 1) * ROWS : number * ROWS],
        number=number,
        pages=pages,
        page_url=lambda n: url_for(".reschedule", unit=code or None, page=n),
        units=held,
        code=code,
    )
