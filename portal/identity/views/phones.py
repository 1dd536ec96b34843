"""One's telephone number: confirming it."""

from __future__ import annotations

import hashlib

from flask import url_for
from werkzeug.wrappers import Response

from portal import clock, config
from portal.accounts.access import signed_in
from portal.accounts.session import me
from portal.errors import Invalid
from portal.i18n import _
from portal.identity import confirming_phone
from portal.identity.forms import DigitsForm
from portal.identity.views.blueprint import blueprint
from portal.web import back_to, limiter, page


def _who() -> str:
    return str(me().id)


def _number() -> str:
    """The number as a key of the limiter that is not the number: whose accounts ever name it,
    nobody's phone rings all day."""
    return hashlib.sha256(f"phone:{me().phone}".encode()).hexdigest()


@blueprint.get("/tai-khoan/dien-thoai")
@signed_in
def phone(form: DigitsForm | None = None, status: int = 200) -> Response:
    return page(
        "identity/phone.html",
        status=status,
        form=form or DigitsForm(formdata=None),
        person=me(),
        waiting=confirming_phone.waiting_code(me(), clock.now()),
        can_send=config.current().has_sms,
    )


@blueprint.post("/tai-khoan/dien-thoai/gui-ma")
@signed_in
@limiter.limit("5 per hour", key_func=_who)
@limiter.limit("5 per hour", key_func=_number)
def send_phone_code() -> Response:
    confirming_phone.send_code(me(), at=clock.now())
    return back_to(url_for(".phone"), _("Đã gửi mã tới số điện thoại của Ông/Bà."))


@blueprint.post("/tai-khoan/dien-thoai/ma")
@signed_in
@limiter.limit(
    "5 per 30 minutes", key_func=_who, deduct_when=lambda answer: answer.status_code >= 400
)
def phone_code() -> Response:
    form = DigitsForm()
    if not form.validate():
        return phone(form, 422)
    try:
        confirming_phone.confirm(me(), form.code.data, at=clock.now())
    except Invalid as refusal:
        form.code.errors = [refusal.sentence]
        return phone(form, 422)
    return back_to(url_for("accounts.profile"), _("Đã xác nhận số điện thoại."))
