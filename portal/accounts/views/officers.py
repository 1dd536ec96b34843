"""The officers of an administrator's units."""

from __future__ import annotations

from flask import abort, request, url_for

from portal import clock
from portal.accounts import (
    account_notes,
    disabling,
    enrolling,
    keeping_sessions,
    queries,
    second_factor,
)
from portal.accounts.access import officer
from portal.accounts.forms import OfficersSearchForm, ReasonForm
from portal.accounts.labels import NOTE_NAMES, ROLE_NAMES, WAY_NAMES
from portal.accounts.models import Account, Actor
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.accounts.views.blueprint import blueprint
from portal.i18n import _
from portal.web import back_to, page


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


@blueprint.get("/quan-tri/tai-khoan/<int:account_id>")
@officer(Role.ADMINISTRATOR)
def officer_page(account_id: int):
    """One officer: roles, second factor, and where they are signed in."""
    return _one_officer(_officer_of_mine(account_id))


def _one_officer(account: Account, status: int = 200, form: ReasonForm | None = None):
    return page(
        "accounts/officer.html",
        status=status,
        person=account,
        roles=queries.roles_with_units(account, clock.today()),
        role_names=ROLE_NAMES,
        sessions=keeping_sessions.open_sessions(account, clock.now()),
        ways=WAY_NAMES,
        factors=second_factor.factors_of(account),
        is_demanded=second_factor.is_demanded(account),
        letter=enrolling.letter_of(account, clock.now()),
        reason_form=form or ReasonForm(formdata=None),
        notes=account_notes.notes_of(account),
        note_names=NOTE_NAMES,
    )


@blueprint.post("/quan-tri/tai-khoan/<int:account_id>/xac-thuc/dat-lai")
@officer(Role.ADMINISTRATOR)
def reset_second_factor(account_id: int):
    """What is lost is taken away, with the reason: the officer enrols anew."""
    account = _officer_of_mine(account_id)
    form = ReasonForm()
    if not form.validate():
        return _one_officer(account, 422, form)
    second_factor.reset(account, reason=form.reason.data, by=_administrator(), at=clock.now())
    return back_to(
        _officer_page(account),
        _("Đã đặt lại. %(name)s sẽ thêm cách xác thực mới khi đăng nhập.", name=account.full_name),
    )


@blueprint.post("/quan-tri/tai-khoan/<int:account_id>/xac-thuc/ma-thiet-lap")
@officer(Role.ADMINISTRATOR)
def enrolment_letter(account_id: int):
    """The code by which an officer adds the first second factor, to be printed and handed over."""
    account, at = _officer_of_mine(account_id), clock.now()
    code = enrolling.make_letter(account, by=_administrator(), at=at)
    return page(
        "accounts/enrolment_letter.html", person=account, code=code, until=at + enrolling.GOOD_FOR
    )


@blueprint.post("/quan-tri/tai-khoan/<int:account_id>/thiet-bi/<int:session_id>/dang-xuat")
@officer(Role.ADMINISTRATOR)
def end_officers_device(account_id: int, session_id: int):
    account = _officer_of_mine(account_id)
    found = keeping_sessions.session_of(account, session_id) or abort(404)
    keeping_sessions.end_session(found, by=_administrator(), at=clock.now())
    return back_to(_officer_page(account), _("Thiết bị đó đã bị đăng xuất."))


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


def _officer_page(account: Account) -> str:
    return url_for("accounts.officer_page", account_id=account.id)


def _officers_page() -> str:
    return url_for("accounts.officers", q=request.form.get("q") or None)
