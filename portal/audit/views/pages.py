"""Looking into the log. To look into it is a reading like any other, and logged."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.audit import queries, words
from portal.audit.forms import LogSearchForm
from portal.web import page

blueprint = Blueprint("audit", __name__)


@blueprint.get("/nhat-ky")
@officer(Role.ADMINISTRATOR, Role.AUDITOR)
def log() -> Response:
    form = LogSearchForm(MultiDict({"viec": "", **request.args.to_dict()}))
    if not form.validate():
        return page("audit/log.html", status=422, form=form, rows=[], words=words)
    number = max(1, request.args.get("page", 1, type=int) or 1)
    rows, has_more = queries.entries(me(), form.wanted(), clock.today(), page=number)
    return page(
        "audit/log.html",
        form=form,
        rows=rows,
        words=words,
        newer=_page(number - 1) if number > 1 else "",
        older=_page(number + 1) if has_more else "",
        is_narrowed=form.wanted() != queries.Wanted(),
    )


def _page(number: int) -> str:
    asked = {name: value for name, value in request.args.items() if name != "page" and value}
    return url_for("audit.log", **asked, page=number)  # type: ignore[arg-type]
