"""The forgotten password: the same page, in the same time, whether the account exists or not."""

from __future__ import annotations

import hashlib

from flask import request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import public
from portal.errors import Invalid
from portal.i18n import _
from portal.identity import recovering
from portal.identity.forms import ForgottenForm, NewPasswordForm
from portal.identity.views.blueprint import blueprint
from portal.web import back_to, limiter, page

ASKS_PER_ADDRESS = "20 per hour"
ASKS_PER_ACCOUNT = "5 per hour"


def _identifier_tried() -> str:
    identifier = "".join(request.form.get("identifier", "").split()).lower()
    return hashlib.sha256(identifier.encode()).hexdigest()


@blueprint.route("/quen-mat-khau", methods=["GET", "POST"])
@public
@limiter.limit(ASKS_PER_ADDRESS, methods=["POST"])
@limiter.limit(ASKS_PER_ACCOUNT, key_func=_identifier_tried, methods=["POST"])
def forgotten() -> Response:
    form = ForgottenForm()
    if not form.is_submitted():
        return page("identity/forgotten.html", form=form)
    if not form.validate():
        return page("identity/forgotten.html", form=form, status=422)
    recovering.ask(form.identifier.data, at=clock.now())
    return page("identity/letter_sent.html")


@blueprint.route("/dat-lai-mat-khau", methods=["GET", "POST"])
@public
@limiter.limit("30 per hour", methods=["POST"])
def reset_password() -> Response:
    form, at = NewPasswordForm(), clock.now()
    if not form.is_submitted():
        form.ma.data = request.args.get("ma", "")
    account = recovering.account_of_link(form.ma.data or "", at)
    if not form.is_submitted():
        return page("identity/new_password.html", form=form, is_good=account is not None)
    if account is not None:
        form.belongings = (account.personal_number, account.email, account.phone)
    if not form.validate() or account is None:
        is_good = account is not None
        return page("identity/new_password.html", form=form, is_good=is_good, status=422)
    try:
        recovering.reset(form.ma.data or "", form.password.data, at=at)
    except Invalid:
        return page("identity/new_password.html", form=form, is_good=False, status=422)
    return back_to(
        url_for("accounts.sign_in"),
        _("Đã đặt mật khẩu mới và đăng xuất mọi thiết bị. Mời Ông/Bà đăng nhập."),
    )
