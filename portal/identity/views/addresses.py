"""One's e-mail: confirming it, changing it."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import signed_in
from portal.accounts.session import go_on, me
from portal.errors import Invalid
from portal.i18n import _
from portal.identity import confirming
from portal.identity.forms import AddressForm, DigitsForm
from portal.identity.views.blueprint import blueprint
from portal.web import back_to, limiter, page


def _who() -> str:
    return str(me().id)


@blueprint.route("/tai-khoan/email", methods=["GET", "POST"])
@signed_in
@limiter.limit("10 per hour", key_func=_who, methods=["POST"])
def email() -> Response:
    form = AddressForm(data={"email": me().email})
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                confirming.send_code(
                    me(),
                    form.email.data or "",
                    password=form.current_password.data or "",
                    at=clock.now(),
                )
            except Invalid as refusal:
                for name, sentence in refusal.errors.items():
                    form[name].errors = [sentence]
            else:
                return back_to(url_for("identity.email_code"))
    return page("identity/email.html", form=form, person=me(), status=status)


@blueprint.route("/tai-khoan/email/ma", methods=["GET", "POST"])
@signed_in
@limiter.limit(
    "5 per 30 minutes", key_func=_who, methods=["POST"], deduct_when=lambda r: r.status_code >= 400
)
def email_code() -> Response:
    form, at = DigitsForm(), clock.now()
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                is_new = confirming.confirm(me(), form.code.data, at=at)
            except Invalid as refusal:
                form.code.errors = [refusal.sentence]
            else:
                if is_new:
                    go_on(me())  # this browser goes on, the others do not
                return back_to(url_for("accounts.profile"), _("Đã xác nhận email."))
    return page(
        "identity/email_code.html",
        form=form,
        waiting=confirming.waiting_code(me(), at),
        status=status,
    )
