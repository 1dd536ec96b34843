"""How long what is kept, what is past its time, and removing it; holds on dossiers."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.errors import Invalid
from portal.i18n import _, ngettext
from portal.privacy import correcting, holding, removing, retention
from portal.privacy.forms import HoldForm
from portal.privacy.labels import KEPT_BACK
from portal.privacy.models import LegalHold
from portal.privacy.retention_rules import retention_rules
from portal.web import back_to, by_itself, page

blueprint = Blueprint("retention", __name__)

SHOWN = 20
MOST_AT_ONCE = 50


@blueprint.get("/quan-tri/thoi-han-luu")
@officer(Role.ADMINISTRATOR)
def overview() -> Response:
    return _page(HoldForm(formdata=None))


@blueprint.post("/quan-tri/thoi-han-luu/giu")
@officer(Role.ADMINISTRATOR)
def hold() -> Response:
    form = HoldForm()
    if not form.validate():
        return _page(form, 422)
    try:
        holding.hold(
            form.code.data or "",
            reason=form.reason.data or "",
            until=form.until.data,
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        for name, sentence in refusal.errors.items():
            form[name].errors = [sentence]
        return _page(form, 422)
    return back_to(url_for(".overview"), _("Hồ sơ được giữ lại, không bị xoá khi đến hạn."))


@blueprint.post("/quan-tri/thoi-han-luu/giu/<int:hold_id>/go")
@officer(Role.ADMINISTRATOR)
def lift(hold_id: int) -> Response:
    held = (
        db.session.get(LegalHold, hold_id, with_for_update=True)
        if correcting.is_of_the_province(me(), clock.today())
        else None
    )
    if held is None:
        abort(404)
    holding.lift(held, by=me(), at=clock.now())
    return back_to(url_for(".overview"), _("Đã gỡ lệnh giữ."))


@blueprint.post("/quan-tri/thoi-han-luu/xoa")
@officer(Role.ADMINISTRATOR)
def remove() -> Response:
    """The first dossiers past their time under one rule, each a unit of work of its own."""
    at, today = clock.now(), clock.today()
    holding.demand_province(me(), today)
    rule = next((r for r in retention_rules() if r.key == request.form.get("rule")), None)
    if rule is None:
        abort(404)
    if request.form.get("confirmed") != "yes":
        return _page(HoldForm(formdata=None), 422, unconfirmed=rule.key)
    by_name = me().full_name
    refused: list[str] = []
    chosen = [due.dossier.id for due in retention.due_under(rule, today, most=MOST_AT_ONCE)]
    for dossier_id in chosen:
        by_itself(
            lambda one=dossier_id: _remove_one(one, by_name, today, at),  # type: ignore[misc]
            refused.append,
        )
    done = len(chosen) - len(refused)
    return back_to(
        url_for(".overview"),
        ngettext(
            "Đã xoá dữ liệu cá nhân của %(num)s hồ sơ.",
            "Đã xoá dữ liệu cá nhân của %(num)s hồ sơ.",
            done,
        ),
    )


def _remove_one(dossier_id: int, by_name: str, today: date, at: datetime) -> None:
    removing.remove(dossier_id, by_name=by_name, today=today, at=at)


def _page(form: HoldForm, status: int = 200, unconfirmed: str = "") -> Response:
    today = clock.today()
    is_theirs = correcting.is_of_the_province(me(), today)
    return page(
        "privacy/retention.html",
        status=status,
        form=form,
        is_of_the_province=is_theirs,
        previews=retention.preview(today, most=SHOWN) if is_theirs else [],
        holds=retention.holds(today) if is_theirs else [],
        removals=retention.removals() if is_theirs else [],
        words=KEPT_BACK,
        names={rule.key: rule.name for rule in retention_rules()},
        at_once=MOST_AT_ONCE,
        unconfirmed=unconfirmed,
    )
