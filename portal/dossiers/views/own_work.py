"""What an officer arranges for themself: saved lists, who stands in while they are away, the
screen on the desk's wall."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import Blueprint, abort, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers.views import worklist
from portal.dossiers.views.case import DESKS
from portal.dossiers.workplace import saved_views, substituting
from portal.dossiers.workplace.scope import scope_of
from portal.dossiers.workplace.wall import wall_figures
from portal.dossiers.workplace.wanted import UnknownWish, Wanted, Worklist, read
from portal.dossiers.workplace_forms import AbsenceForm, SavedViewForm
from portal.errors import Invalid
from portal.i18n import _
from portal.web import back_to, page

blueprint = Blueprint("own_work", __name__, url_prefix="/can-bo")
REFRESH_SECONDS = 60


@blueprint.post("/danh-sach")
@officer(*DESKS)
def save_view() -> Response:
    """Keep the list being looked at under a name."""
    form = SavedViewForm()
    wanted = _wanted(form)
    if not form.validate_on_submit():
        raise Invalid(_("Hãy đặt tên cho danh sách, tối đa 60 ký tự."))
    units = sorted(me().units_as(wanted.worklist.role, clock.today()))
    saved_views.save_view(
        wanted,
        form.name.data or "",
        shared_with=units[0] if form.is_shared.data and units else None,
        by=me(),
        at=clock.now(),
    )
    return back_to(worklist.address(wanted), _("Đã lưu danh sách “%(name)s”.", name=form.name.data))


@blueprint.post("/danh-sach/<int:view_id>/xoa")
@officer(*DESKS)
def forget_view(view_id: int) -> Response:
    view = saved_views.view_of(view_id) or abort(404)
    saved_views.forget_view(view, by=me())
    return back_to(
        url_for(worklist.ENDPOINTS[Worklist(view.worklist)]), _("Đã xóa danh sách đã lưu.")
    )


@blueprint.route("/vang-mat", methods=["GET", "POST"])
@officer(*DESKS)
def absence() -> Response:
    """Appoint who stands in, for oneself; a leader also for the unit."""
    form, account, today = AbsenceForm(), me(), clock.today()
    colleagues = substituting.colleagues_of(account, today)
    is_leader = Role.LEADER in account.roles_on(today)
    absent = colleagues if is_leader else [account]
    form.absent.choices = [(one.id, one.full_name) for one in absent]
    form.substitute.choices = [(one.id, one.full_name) for one in colleagues]
    if not form.is_submitted():
        form.absent.data = account.id
    if not form.validate_on_submit() or not form.from_day.data or not form.to_day.data:
        return _absence_page(form)
    people = {one.id: one for one in [*colleagues, account]}
    try:
        substituting.appoint(
            people[form.absent.data],
            people[form.substitute.data],
            form.from_day.data,
            form.to_day.data,
            by=account,
            at=clock.now(),
        )
    except Invalid as refusal:
        for name, sentence in refusal.errors.items():
            form[name].errors = [*form[name].errors, sentence]
        return _absence_page(form)
    return back_to(url_for("own_work.absence"), _("Đã cử người thay."))


@blueprint.post("/vang-mat/<int:substitution_id>/ket-thuc")
@officer(*DESKS)
def end_absence(substitution_id: int) -> Response:
    found = substituting.substitution_of(substitution_id, me(), clock.now()) or abort(404)
    substituting.end(found, by=me(), at=clock.now())
    return back_to(url_for("own_work.absence"), _("Đã kết thúc việc thay."))


@blueprint.get("/man-hinh")
@officer(Role.RECEPTIONIST)
def wall() -> Response:
    """For a screen nobody touches: large figures, no personal data, fetched anew by themselves."""
    return page(
        "dossiers/officer/wall.html",
        figures=wall_figures(scope_of(me(), Worklist.DESK, clock.now())),
        refresh=REFRESH_SECONDS,
    )


def _wanted(form: SavedViewForm) -> Wanted:
    try:
        told = dict(parse_qsl(form.query.data or "", max_num_fields=20))
        wanted = read(Worklist(form.worklist.data or ""), told)
    except (UnknownWish, ValueError):
        abort(404)
    if wanted.worklist.role not in me().roles_on(clock.today()):
        abort(403)
    return wanted


def _absence_page(form: AbsenceForm) -> Response:
    return page(
        "dossiers/officer/absence.html",
        status=422 if form.errors else 200,
        form=form,
        known=substituting.known_to(me(), clock.now()),
        me_id=me().id,
        own_list=worklist.own_list(),
        is_leader=Role.LEADER in me().roles_on(clock.today()),
    )
