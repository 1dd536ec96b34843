"""One's own account: contact and password."""

from __future__ import annotations

from flask import url_for

from portal import clock, vietnam
from portal.accounts import queries
from portal.accounts.access import signed_in
from portal.accounts.changing import change_contact, change_password
from portal.accounts.forms import ContactForm, PasswordForm
from portal.accounts.labels import ROLE_NAMES
from portal.accounts.models import Account
from portal.accounts.session import go_on, me
from portal.accounts.views.blueprint import blueprint
from portal.accounts.views.signing_in import failed
from portal.errors import Invalid
from portal.i18n import _
from portal.web import back_to, limiter, page


@blueprint.route("/tai-khoan", methods=["GET", "POST"])
@signed_in
def profile():
    account = me()
    form = ContactForm(data=_contact_of(account))
    if not form.is_submitted():
        return _profile_page(account, form)
    if not form.validate():
        return _profile_page(account, form, status=422)
    change_contact(account, phone=form.phone.data or "", address=form.address.data)
    return back_to(url_for("accounts.profile"), _("Đã lưu thông tin liên hệ."))


@blueprint.post("/tai-khoan/mat-khau")
@signed_in
@limiter.limit("10 per 15 minutes", key_func=lambda: str(me().id), deduct_when=failed)
def password():
    account = me()
    form = PasswordForm(account.personal_number, account.email, account.phone)
    if not form.validate():
        return _profile_page(account, password_form=form, status=422)
    try:
        change_password(account, old=form.old_password.data, new=form.new_password.data)
    except Invalid as refusal:
        form.old_password.errors = [refusal.sentence]
        return _profile_page(account, password_form=form, status=422)
    go_on(account)
    return back_to(
        url_for("accounts.profile"),
        _("Đã đổi mật khẩu. Các thiết bị khác đang đăng nhập đã bị đăng xuất."),
    )


def _profile_page(
    account: Account,
    form: ContactForm | None = None,
    password_form: PasswordForm | None = None,
    status: int = 200,
):
    return page(
        "accounts/profile.html",
        status=status,
        person=account,
        form=form or ContactForm(formdata=None, data=_contact_of(account)),
        password_form=password_form or PasswordForm(formdata=None),
        roles=queries.roles_with_units(account, clock.today()),
        role_names=ROLE_NAMES,
    )


def _contact_of(account: Account) -> dict[str, str]:
    return {
        "phone": vietnam.format_phone(account.phone),
        "address": account.address,
    }
