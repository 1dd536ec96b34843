"""The tree of units, and the pages on which the province's administrator changes it: what a change does to
the reports is shown before it is done."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.errors import Forbidden, Invalid
from portal.i18n import _
from portal.statistics.looking_ahead import LookAhead, look_ahead
from portal.statistics.unit_forms import TITLES, ChangeForm, change_form
from portal.units import queries
from portal.units.changes import What
from portal.units.history_queries import changes_until_now
from portal.units.tree import TreeOf, in_order, nodes
from portal.web import back_to, page

blueprint = Blueprint("unit_changes", __name__, url_prefix="/quan-tri/don-vi")


@blueprint.get("")
@officer(Role.ADMINISTRATOR)
def units() -> Response:
    """The tree as it stands today, and what changed in it."""
    return page(
        "statistics/units.html",
        lines=in_order(
            [n for n in nodes(db.session, TreeOf.TODAY, clock.today()) if not n.valid_to]
        ),
        changes=changes_until_now(db.session),
        titles=TITLES,
        can_change=_can_change(),
    )


@blueprint.route("/<change>", methods=["GET", "POST"])
@officer(Role.ADMINISTRATOR)
def unit_change(change: str) -> Response:
    """One kind of change: filled in, looked at ahead, done."""
    if change not in list(What):
        abort(404)
    what = What(change)
    form = change_form(what, queries.all_units(db.session))
    if request.method == "GET":
        return _page(what, form)
    if not _can_change():
        raise Forbidden(_("Chỉ quản trị của tỉnh ghi thay đổi đơn vị."))
    if not form.validate():
        return _page(what, form, 422)
    asked = form.change
    try:
        ahead = look_ahead(db.session, asked)
        if form.seen.data != ahead.mark:
            is_stale = bool(form.seen.data)
            form.seen.data = ahead.mark
            return _page(what, form, 409 if is_stale else 200, ahead, is_stale)
        asked.apply(db.session)
    except Invalid as refusal:
        form.show(refusal)
        return _page(what, form, 422)
    return back_to(url_for(".units"), _("Đã ghi thay đổi: %(what)s.", what=TITLES[what]))


def _page(
    what: What,
    form: ChangeForm,
    status: int = 200,
    ahead: LookAhead | None = None,
    is_stale: bool = False,
) -> Response:
    return page(
        "statistics/unit_change.html",
        status=status,
        form=form,
        title=TITLES[what],
        ahead=ahead,
        is_stale=is_stale,
        can_change=_can_change(),
    )


def _can_change() -> bool:
    return queries.is_of_the_province(queries.administered_units(me(), clock.today()))
