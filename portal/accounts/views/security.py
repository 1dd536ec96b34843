"""The safety of one's own sign-in: app, passkeys, recovery codes, what was done to the account."""

from __future__ import annotations

from flask import session, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import passkeys, second_factor
from portal.accounts.access import signed_in
from portal.accounts.account_notes import notes_of
from portal.accounts.forms import ConfirmForm, EnrolForm
from portal.accounts.labels import NOTE_NAMES
from portal.accounts.passwords import is_password
from portal.accounts.session import me
from portal.accounts.views.blueprint import blueprint
from portal.accounts.views.keys import can_have_passkeys
from portal.accounts.views.second_step import secret_being_added
from portal.accounts.views.signing_in import failed
from portal.errors import Invalid
from portal.i18n import _
from portal.web import back_to, limiter, page

GUESSES = "10 per 15 minutes"


@blueprint.get("/tai-khoan/bao-mat")
@signed_in
def security(form: ConfirmForm | None = None, status: int = 200) -> Response:
    return page(
        "accounts/security.html",
        status=status,
        factors=second_factor.factors_of(me()),
        is_demanded=second_factor.is_demanded(me()),
        form=form or ConfirmForm(formdata=None),
        notes=notes_of(me(), 20),
        note_names=NOTE_NAMES,
        can_have_passkeys=can_have_passkeys(),
    )


@blueprint.route("/tai-khoan/bao-mat/ung-dung", methods=["GET", "POST"])
@signed_in
@limiter.limit(GUESSES, key_func=lambda: str(me().id), methods=["POST"], deduct_when=failed)
def add_app() -> Response:
    if second_factor.factors_of(me()).authenticator is not None:
        return back_to(
            url_for("accounts.security"), _("Tài khoản đã có ứng dụng xác thực."), "info"
        )
    form, at, secret = EnrolForm(), clock.now(), secret_being_added()
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate() and _is_own_password(form):
            try:
                second_factor.add_authenticator(me(), secret, form.code.data, at=at)
            except Invalid as refusal:
                form.code.errors = [refusal.sentence]
            else:
                session.pop("new_secret", None)
                return _codes_page()
    return page(
        "accounts/enrol.html",
        status=status,
        form=form,
        secret=secret,
        picture=second_factor.picture_of(me(), secret),
    )


@blueprint.post("/tai-khoan/bao-mat/ung-dung/go")
@signed_in
@limiter.limit(GUESSES, key_func=lambda: str(me().id), deduct_when=failed)
def remove_app() -> Response:
    form = ConfirmForm()
    if not form.validate() or not _is_own_password(form):
        return security(form, 422)
    second_factor.remove_authenticator(me(), at=clock.now())
    return back_to(url_for("accounts.security"), _("Đã gỡ ứng dụng xác thực."))


@blueprint.post("/tai-khoan/bao-mat/ma-du-phong")
@signed_in
@limiter.limit(GUESSES, key_func=lambda: str(me().id), deduct_when=failed)
def make_codes() -> Response:
    form = ConfirmForm()
    if not form.validate() or not _is_own_password(form):
        return security(form, 422)
    if not second_factor.factors_of(me()).is_enrolled:
        raise Invalid(_("Hãy thêm ứng dụng xác thực hoặc khóa truy cập trước."))
    return _codes_page()


@blueprint.post("/tai-khoan/bao-mat/khoa-truy-cap/<int:passkey_id>/go")
@signed_in
@limiter.limit(GUESSES, key_func=lambda: str(me().id), deduct_when=failed)
def remove_passkey(passkey_id: int) -> Response:
    form = ConfirmForm()
    if not form.validate() or not _is_own_password(form):
        return security(form, 422)
    passkeys.remove_passkey(me(), passkey_id, at=clock.now())
    return back_to(url_for("accounts.security"), _("Đã gỡ khóa truy cập."))


def _codes_page() -> Response:
    codes = second_factor.new_recovery_codes(me(), at=clock.now())
    return page("accounts/recovery_codes.html", codes=codes, onward=url_for("accounts.security"))


def _is_own_password(form: ConfirmForm | EnrolForm) -> bool:
    if is_password(me().password_hash, form.current_password.data or ""):
        return True
    form.current_password.errors = [_("Mật khẩu hiện tại chưa đúng")]
    return False
