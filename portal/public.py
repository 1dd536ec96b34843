"""The first page, the choice of language, and what stands beside every page."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, jsonify, request, url_for
from werkzeug.wrappers import Response

from portal import clock, divisions, kit_examples
from portal.accounts.access import public
from portal.db import db
from portal.i18n import remember_language
from portal.web import back_to, own_address, page

blueprint = Blueprint("public", __name__)


@blueprint.post("/ngon-ngu")
@public
def language() -> Response:
    remember_language(request.form.get("language", ""))
    return back_to(own_address(request.form.get("next")) or url_for("procedures.home"))


@blueprint.get("/khoe")
@public
def health() -> dict[str, str]:
    """For a load balancer: the process answers and reaches its database."""
    db.session.connection().exec_driver_sql("SELECT 1")
    return {"status": "ok"}


@blueprint.get("/dia-ban/<province>.json")
@public
def communes(province: str) -> Response:
    """The names of a province's communes, to suggest while an address is typed."""
    found = divisions.province(province) or abort(404)
    response = jsonify([commune.name for commune in found.communes])
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@blueprint.get("/bo-giao-dien")
@public
def kit() -> Response:
    if not current_app.config["SETTINGS"].is_development:
        return page("error.html", status=404)
    return page("kit.html", **kit_examples.examples(clock.now()))
