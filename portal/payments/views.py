"""The cashier's pages: what was received, by way and day, and what has to be reconciled."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.payments import exports, queries, reconciling
from portal.payments.forms import TakingsForm
from portal.payments.labels import ALARMS, WAYS
from portal.web import page

blueprint = Blueprint("payments", __name__)
READERS = (Role.CASHIER, Role.RECEPTIONIST)
ROWS = 50


@blueprint.get("/thu-phi")
@officer(*READERS)
def takings() -> Response:
    form = TakingsForm(request.args)
    if not form.validate():
        return page("payments/takings.html", status=422, form=form, found=None)
    found = queries.takings(_own_units(*READERS), form.start, form.end)
    pages = max(1, -(-len(found.rows) // ROWS))
    number = request.args.get("page", "1")
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        abort(404)
    if not 1 <= int(number) <= pages:
        abort(404)
    days: dict[str, Any] = {"from": form.start.isoformat(), "to": form.end.isoformat()}
    first = (int(number) - 1) * ROWS
    return page(
        "payments/takings.html",
        form=form,
        found=found,
        rows=found.rows[first : first + ROWS],
        number=int(number),
        pages=pages,
        page_url=lambda n: url_for(".takings", **days, page=n),
        ways=WAYS,
        days=days,
        is_cashier=bool(_own_units(Role.CASHIER)),
        alarms=len(reconciling.undecided(queries.alarms(_own_units(Role.CASHIER)))),
    )


@blueprint.get("/thu-phi.csv")
@officer(*READERS)
def takings_csv() -> Response:
    form = TakingsForm(request.args)
    if not form.validate():
        abort(404)  # the address is only ever a link of the page
    found = queries.takings(_own_units(*READERS), form.start, form.end)
    response = Response(exports.to_csv(found), content_type="text/csv; charset=utf-8")
    name = f"thu-phi_{form.start}_{form.end}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/thu-phi/doi-soat")
@officer(Role.CASHIER, Role.ADMINISTRATOR)
def alarms() -> Response:
    """Money nobody owes like this. A cashier sees their units'; an administrator everything,
    orders we do not know included, and no more of a dossier than its code."""
    roles = me().roles_on(clock.today())
    found = queries.alarms(_own_units(Role.CASHIER), everywhere=Role.ADMINISTRATOR in roles)
    return page(
        "payments/alarms.html",
        found=reconciling.undecided(found),
        words=ALARMS,
        is_cashier=Role.CASHIER in roles,
    )


def _own_units(*roles: Role) -> set[int]:
    account, day = me(), clock.today()
    return set().union(*(account.units_as(role, day) for role in roles))
