"""Where one is signed in: the list, its ends, and the page's question how long it lasts."""

from __future__ import annotations

from flask import abort, jsonify, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import keeping_sessions
from portal.accounts.access import public, signed_in
from portal.accounts.labels import WAY_NAMES
from portal.accounts.session import here, me, time_left
from portal.accounts.views.blueprint import blueprint
from portal.i18n import _, n_
from portal.web import back_to, page


@blueprint.get("/tai-khoan/thiet-bi")
@signed_in
def devices() -> Response:
    at = clock.now()
    idle, longest = keeping_sessions.limits_of(me())
    return page(
        "accounts/devices.html",
        sessions=keeping_sessions.open_sessions(me(), at),
        here_id=here().id,
        ways=WAY_NAMES,
        idle_minutes=int(idle.total_seconds() // 60),
        longest_hours=int(longest.total_seconds() // 3600),
    )


@blueprint.post("/tai-khoan/thiet-bi/<int:session_id>/dang-xuat")
@signed_in
def end_device(session_id: int) -> Response:
    found = keeping_sessions.session_of(me(), session_id) or abort(404)
    keeping_sessions.end_session(found, by=me().as_citizen(), at=clock.now())
    return back_to(url_for("accounts.devices"), _("Thiết bị đó đã bị đăng xuất."))


@blueprint.post("/tai-khoan/thiet-bi/dang-xuat-het")
@signed_in
def end_other_devices() -> Response:
    count = keeping_sessions.end_others(me(), here(), at=clock.now())
    sentence = n_(
        "Đã đăng xuất %(num)d thiết bị khác.", "Đã đăng xuất %(num)d thiết bị khác.", count
    )
    return back_to(url_for("accounts.devices"), sentence)


@blueprint.get("/tai-khoan/phien")
@public
def session_left() -> Response:
    """Seconds left, without making them more; 0 for who is not signed in."""
    return _left()


@blueprint.post("/tai-khoan/phien")
@signed_in
def extend_session() -> Response:
    """The press that keeps a session alive; every other request does it too."""
    return _left()


def _left() -> Response:
    left, longest = time_left(clock.now()) if current_user.is_authenticated else (0, 0)
    return jsonify(left=left, longest=longest)
