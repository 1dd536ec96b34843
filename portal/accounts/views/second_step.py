"""Signing in after the password: the code of an app, a recovery code, or enrolling the first."""

from __future__ import annotations

from flask import session, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import enrolling, queries, second_factor
from portal.accounts.access import public
from portal.accounts.forms import CodeForm, FirstFactorForm
from portal.accounts.models import Account
from portal.accounts.views.blueprint import blueprint
from portal.accounts.views.signing_in import HALF, failed, let_in
from portal.errors import Invalid
from portal.web import back_to, limiter, page

PATIENCE_SECONDS = 10 * 60


def _who_tries() -> str:
    return str((session.get(HALF) or {}).get("id", ""))


@blueprint.route("/dang-nhap/buoc-hai", methods=["GET", "POST"])
@public
@limiter.limit("10 per 15 minutes", key_func=_who_tries, methods=["POST"], deduct_when=failed)
def second_step() -> Response:
    account = half_signed_in()
    if account is None:
        return page("accounts/begin_again.html")
    if not second_factor.factors_of(account).is_enrolled:
        return back_to(url_for("accounts.enrol"))
    form = CodeForm()
    if not form.is_submitted():
        return page("accounts/second_step.html", form=form)
    if not form.validate():
        return page("accounts/second_step.html", form=form, status=422)
    try:
        way = second_factor.check_code(account, form.code.data, at=clock.now())
    except Invalid as refusal:
        form.code.errors = [refusal.sentence]
        return page("accounts/second_step.html", form=form, status=422)
    return let_in(account, way, wanted_page())


@blueprint.route("/dang-nhap/thiet-lap", methods=["GET", "POST"])
@public
@limiter.limit("30 per 15 minutes", key_func=_who_tries, methods=["POST"], deduct_when=failed)
def enrol() -> Response:
    """An officer who must have a second factor and has none adds the first before coming in, with
    the code an administrator handed over."""
    account = half_signed_in()
    if account is None:
        return page("accounts/begin_again.html")
    if second_factor.factors_of(account).is_enrolled:
        return back_to(url_for("accounts.second_step"))
    form = FirstFactorForm()
    at, secret = clock.now(), secret_being_added()
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate():
            asked = form.letter
            try:
                enrolling.use_letter(account, form.letter.data, at=at)
                asked = form.code
                second_factor.add_authenticator(account, secret, form.code.data, at=at)
            except Invalid as refusal:
                asked.errors = [refusal.sentence]
            else:
                codes = second_factor.new_recovery_codes(account, at=at)
                wanted = wanted_page()
                let_in(account, "totp", wanted)
                return page("accounts/recovery_codes.html", codes=codes, onward=wanted or "/")
    return page(
        "accounts/enrol.html",
        status=status,
        form=form,
        secret=secret,
        picture=second_factor.picture_of(account, secret),
    )


def half_signed_in() -> Account | None:
    """Who has given the right password a moment ago and is asked for the second factor."""
    half = session.get(HALF)
    if not half or clock.now().timestamp() > half["at"] + PATIENCE_SECONDS:
        return None
    account = queries.account_of(half["id"])
    is_same = account is not None and account.session_epoch == half["epoch"]
    return account if is_same and account is not None and not account.disabled_at else None


def wanted_page() -> str | None:
    return (session.get(HALF) or {}).get("wanted")


def secret_being_added() -> str:
    """The secret shown to the person; it becomes theirs once their app has answered for it."""
    return str(session.setdefault("new_secret", second_factor.new_secret()))
