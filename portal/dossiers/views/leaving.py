"""An administrator transfers an officer."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import queries as accounts
from portal.accounts.access import officer
from portal.accounts.labels import ROLE_NAMES
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.dossiers.leaving_forms import TransferOfficerForm
from portal.dossiers.workplace import leaving
from portal.i18n import _
from portal.units.models import Unit
from portal.web import back_to, page

blueprint = Blueprint("leaving", __name__)


@blueprint.route("/quan-tri/tai-khoan/<int:account_id>/dieu-chuyen", methods=["GET", "POST"])
@officer(Role.ADMINISTRATOR)
def transfer(account_id: int) -> Response:
    at = clock.now()
    person = accounts.officer_under(me(), account_id, clock.today()) or abort(404)
    units = accounts.units_under(me(), clock.today())
    form = TransferOfficerForm()
    form.offer([(str(number), name) for number, name in units])
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/transfer_officer.html",
            status=422 if form.errors else 200,
            form=form,
            person=person,
            roles=accounts.roles_with_units(person, clock.today()),
            role_names=ROLE_NAMES,
            work=leaving.open_work(person, at),
        )
    to = None
    if form.unit.data:
        unit = db.session.get(Unit, int(form.unit.data)) or abort(404)
        to = (unit, Role(form.role.data))
    administrator = me().acting_as(
        Role.ADMINISTRATOR, min(me().units_as(Role.ADMINISTRATOR, clock.today())), clock.today()
    )
    left = leaving.transfer(person, reason=form.reason.data or "", to=to, by=administrator, at=at)
    number = sum(work.number for work in left)
    return back_to(
        url_for("accounts.officer_page", account_id=person.id),
        _(
            "Đã điều chuyển %(name)s; mọi vai trò và phiên đăng nhập trước đó đã kết thúc. Việc còn "
            "mở: %(number)s, đã báo lãnh đạo đơn vị để giao cho người khác.",
            name=person.full_name,
            number=number,
        )
        if number
        else _(
            "Đã điều chuyển %(name)s; mọi vai trò và phiên đăng nhập trước đó đã kết thúc. Không còn "
            "việc nào mở.",
            name=person.full_name,
        ),
    )
