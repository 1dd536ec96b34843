"""Signing up, in and out; one's own account; the officers of an administrator's units."""

from __future__ import annotations

import hashlib

from flask import Blueprint, abort, current_app, request, session, url_for
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from portal import clock, vietnam
from portal.accounts import disabling, queries
from portal.accounts import session as sessions
from portal.accounts.access import officer, public, signed_in
from portal.accounts.changing import change_contact, change_password
from portal.accounts.forms import (
    ContactForm,
    OfficersSearchForm,
    PasswordForm,
    SignInForm,
    SignUpForm,
)
from portal.accounts.labels import ROLE_NAMES
from portal.accounts.models import Account, Actor
from portal.accounts.registration import NewCitizen, register_citizen
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.accounts.signing_in import identify
from portal.errors import Invalid
from portal.i18n import _
from portal.web import back_to, limiter, own_address, page

blueprint = Blueprint("accounts", __name__)

# Where an officer begins the day, by the first role held.
FIRST_PAGES = (
    (Role.RECEPTIONIST, "desk.queue"),
    (Role.SPECIALIST, "specialist.queue"),
    (Role.LEADER, "leader.queue"),
    (Role.CLERK, "clerk.queue"),
    (Role.PUBLISHER, "procedures.review"),
    (Role.ADMINISTRATOR, "accounts.officers"),
)

# Only failures count, so that a household or an office behind one address is not shut out.
FAILURES_PER_ADDRESS = "60 per 15 minutes"
FAILURES_PER_ACCOUNT = "10 per 15 minutes"
SIGN_UPS_PER_ADDRESS = "30 per hour"


def _identifier_tried() -> str:
    """The account somebody tries, as a key of the limiter that is not a personal number."""
    identifier = "".join(request.form.get("identifier", "").split()).lower()
    return hashlib.sha256(identifier.encode()).hexdigest()


def _failed(response: Response) -> bool:
    return response.status_code >= 400


@blueprint.route("/dang-nhap", methods=["GET", "POST"])
@public
@limiter.limit(FAILURES_PER_ADDRESS, methods=["POST"], deduct_when=_failed)
@limiter.limit(
    FAILURES_PER_ACCOUNT, key_func=_identifier_tried, methods=["POST"], deduct_when=_failed
)
def sign_in():
    wanted = own_address(request.values.get("next"))
    if current_user.is_authenticated and request.method == "GET":
        return back_to(wanted or first_page(me()))
    form = SignInForm()
    if not form.is_submitted():
        form.identifier.data = session.pop("signing_in_as", "")
        return _sign_in_page(form, wanted)
    if not form.validate():
        return _sign_in_page(form, wanted, 422)
    try:
        account = identify(form.identifier.data, form.password.data)
    except Invalid as refusal:
        return _sign_in_page(form, wanted, 422, refusal.sentence)
    _forget_browser()
    sessions.sign_in(account)
    return back_to(wanted or first_page(account))


def _sign_in_page(form: SignInForm, wanted: str | None, status: int = 200, fault: str = ""):
    return page(
        "accounts/sign_in.html",
        status=status,
        form=form,
        wanted=wanted,
        fault=fault,
        demonstration=_demonstration(),
    )


def _demonstration() -> tuple[list[tuple[str, str]], str] | None:
    """The accounts anybody may try and their password; only where no real person's data is."""
    if not current_app.config["SETTINGS"].is_development:
        return None
    from portal.seeding.accounts import PASSWORD, demonstration_accounts

    return demonstration_accounts(), PASSWORD


@blueprint.post("/dang-xuat")
@public
def sign_out():
    logout_user()
    _forget_browser()
    answer = back_to(url_for("procedures.home"), _("Ông/Bà đã đăng xuất."))
    # Drafts that a page's script keeps on the device belong to the person who leaves.
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def _forget_browser() -> None:
    """Nothing of the person before stays in the cookie, except the language."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


@blueprint.route("/dang-ky", methods=["GET", "POST"])
@public
@limiter.limit(SIGN_UPS_PER_ADDRESS, methods=["POST"])
def sign_up():
    """The answer is the same whether the personal number or the e-mail is known already."""
    if current_user.is_authenticated and request.method == "GET":
        return back_to(first_page(me()))
    wanted = own_address(request.values.get("next"))
    form = SignUpForm()
    if not form.is_submitted():
        return page("accounts/sign_up.html", form=form, wanted=wanted)
    if not form.validate():
        return page("accounts/sign_up.html", status=422, form=form, wanted=wanted)
    warnings = form.warnings()
    if warnings:
        return page(
            "accounts/sign_up.html", status=422, form=form, wanted=wanted, warnings=warnings
        )
    register_citizen(
        NewCitizen(
            personal_number=form.personal_number.data or "",
            full_name=form.full_name.data,
            email=form.email.data or "",
            phone=form.phone.data or "",
            password=form.password.data,
            birth_date=form.birth_date.data,
        ),
        at=clock.now(),
    )
    session["signing_in_as"] = form.email.data
    return back_to(
        url_for("accounts.sign_in", next=wanted),
        _(
            "Đã ghi nhận đăng ký. Mời Ông/Bà đăng nhập bằng mật khẩu vừa đặt. Nếu không đăng nhập "
            "được, số định danh hoặc email này đã có tài khoản từ trước: hãy dùng mật khẩu cũ, "
            "hoặc gọi tổng đài %(hotline)s.",
            hotline=current_app.config["PORTAL_HOTLINE"],
        ),
        "info",
    )


@blueprint.route("/tai-khoan", methods=["GET", "POST"])
@signed_in
@limiter.limit(
    "20 per 15 minutes", key_func=lambda: str(me().id), methods=["POST"], deduct_when=_failed
)
def profile():
    account = me()
    form = ContactForm(data=_contact_of(account))
    if not form.is_submitted():
        return _profile_page(account, form)
    if not form.validate():
        return _profile_page(account, form, status=422)
    try:
        ended = change_contact(
            account,
            phone=form.phone.data or "",
            email=form.email.data or "",
            address=form.address.data,
            password=form.current_password.data or "",
        )
    except Invalid as refusal:
        for name, sentence in refusal.errors.items():
            form[name].errors = [sentence]
        return _profile_page(account, form, status=422)
    if ended:
        sessions.sign_in(account)  # this browser goes on, the others do not
    return back_to(url_for("accounts.profile"), _("Đã lưu thông tin liên hệ."))


@blueprint.post("/tai-khoan/mat-khau")
@signed_in
@limiter.limit("10 per 15 minutes", key_func=lambda: str(me().id), deduct_when=_failed)
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
    sessions.sign_in(account)
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
        "email": account.email,
        "address": account.address,
    }


@blueprint.get("/quan-tri/tai-khoan")
@officer(Role.ADMINISTRATOR)
def officers():
    form = OfficersSearchForm(request.args)
    text = form.q.data or "" if form.validate() else ""
    return page(
        "accounts/officers.html",
        form=form,
        rows=queries.officers_under(me(), clock.today(), text),
        text=text,
        me_id=me().id,
        role_names=ROLE_NAMES,
    )


@blueprint.post("/quan-tri/tai-khoan/<int:account_id>/khoa")
@officer(Role.ADMINISTRATOR)
def disable(account_id: int):
    account = _officer_of_mine(account_id)
    disabling.disable_account(account, by=_administrator(), at=clock.now())
    return back_to(_officers_page(), _("Đã khoá tài khoản %(name)s.", name=account.full_name))


@blueprint.post("/quan-tri/tai-khoan/<int:account_id>/mo")
@officer(Role.ADMINISTRATOR)
def enable(account_id: int):
    account = _officer_of_mine(account_id)
    disabling.enable_account(account, by=_administrator())
    return back_to(_officers_page(), _("Đã mở lại tài khoản %(name)s.", name=account.full_name))


def _officer_of_mine(account_id: int) -> Account:
    account = queries.officer_under(me(), account_id, clock.today())
    if account is None:
        abort(404)
    return account


def _administrator() -> Actor:
    account, day = me(), clock.today()
    return account.acting_as(
        Role.ADMINISTRATOR, min(account.units_as(Role.ADMINISTRATOR, day)), day
    )


def _officers_page() -> str:
    return url_for("accounts.officers", q=request.form.get("q") or None)


def first_page(account: Account) -> str:
    """Where a person goes after signing in, unless a page was asked for."""
    if not account.is_officer:
        return url_for("citizen.my_dossiers")
    roles = account.roles_on(clock.today())
    return url_for(
        next((page for role, page in FIRST_PAGES if role in roles), "statistics.online_share")
    )
