"""Signing up, in and out."""

from __future__ import annotations

import hashlib

from flask import current_app, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import second_factor
from portal.accounts import session as sessions
from portal.accounts.access import public
from portal.accounts.forms import SignInForm, SignUpForm
from portal.accounts.models import Account
from portal.accounts.registration import NewCitizen, register_citizen
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.accounts.signing_in import identify
from portal.accounts.views.blueprint import blueprint
from portal.errors import Invalid
from portal.i18n import _
from portal.web import back_to, limiter, own_address, page

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
# In the cookie once the password was right, until the second step is done.
HALF = "half"


def _identifier_tried() -> str:
    """The account somebody tries, as a key of the limiter that is not a personal number."""
    identifier = "".join(request.form.get("identifier", "").split()).lower()
    return hashlib.sha256(identifier.encode()).hexdigest()


def failed(response: Response) -> bool:
    return response.status_code >= 400


@blueprint.route("/dang-nhap", methods=["GET", "POST"])
@public
@limiter.limit(FAILURES_PER_ADDRESS, methods=["POST"], deduct_when=failed)
@limiter.limit(
    FAILURES_PER_ACCOUNT, key_func=_identifier_tried, methods=["POST"], deduct_when=failed
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
    if second_factor.factors_of(account).is_enrolled or second_factor.is_demanded(account):
        return _ask_for_second_step(account, wanted)
    return let_in(account, "password", wanted)


def let_in(account: Account, way: str, wanted: str | None) -> Response:
    """Every proof was given: nothing of who sat here before stays, and the person is in."""
    forget_browser()
    sessions.sign_in(account, way)
    return back_to(wanted or first_page(account))


def _ask_for_second_step(account: Account, wanted: str | None) -> Response:
    forget_browser()
    session[HALF] = {
        "id": account.id,
        "epoch": account.session_epoch,
        "at": int(clock.now().timestamp()),
        "wanted": wanted,
    }
    return back_to(url_for("accounts.second_step"))


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
    sessions.sign_out()
    forget_browser()
    answer = back_to(url_for("procedures.home"), _("Ông/Bà đã đăng xuất."))
    # Drafts that a page's script keeps on the device belong to the person who leaves.
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def forget_browser() -> None:
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


def first_page(account: Account) -> str:
    """Where a person goes after signing in, unless a page was asked for."""
    if not account.is_officer:
        return url_for("citizen.my_dossiers")
    roles = account.roles_on(clock.today())
    return url_for(
        next((page for role, page in FIRST_PAGES if role in roles), "statistics.online_share")
    )
