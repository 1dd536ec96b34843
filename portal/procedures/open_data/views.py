"""Open data of the catalogue, the map of the site and the rules for search machines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request, url_for

from portal import clock
from portal.accounts.access import public
from portal.db import db
from portal.procedures import presentation, queries
from portal.procedures.open_data.records import (
    FIELDS,
    LICENCE,
    VERSION,
    as_csv,
    json_schema,
    record,
)
from portal.web import limiter, page

blueprint = Blueprint("open_data", __name__)

# The whole catalogue at once is some megabytes.
WHOLE_PER_ADDRESS = "30 per hour"


@blueprint.get("/du-lieu-mo")
@public
def about() -> Response:
    return page(
        "procedures/open_data.html",
        fields=FIELDS,
        licence=LICENCE,
        version=VERSION,
        total=sum(queries.count_in_force(db.session).values()),
    )


@blueprint.get("/du-lieu-mo/thu-tuc.json")
@public
@limiter.limit(WHOLE_PER_ADDRESS)
def as_json_file() -> Response:
    return jsonify(
        phien_ban_mau=VERSION,
        giay_phep=LICENCE,
        ngay=clock.today().isoformat(),
        thu_tuc=list(_records()),
    )


@blueprint.get("/du-lieu-mo/thu-tuc.csv")
@public
@limiter.limit(WHOLE_PER_ADDRESS)
def as_csv_file() -> Response:
    response = Response(as_csv(_records()), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="thu-tuc.csv"'
    return response


@blueprint.get("/du-lieu-mo/mau.json")
@public
def schema() -> Response:
    return jsonify(json_schema())


@blueprint.get("/sitemap.xml")
@public
def sitemap() -> Response:
    """Every public page worth finding (sitemaps.org)."""
    addresses = [
        url_for(name)
        for name in (
            "procedures.home",
            "procedures.search",
            "procedures.sectors",
            "procedures.levels",
            "procedures.units",
            ".about",
            "statistics.online_share",
        )
    ]
    addresses += [
        url_for("procedures.life_event", key=event.picture) for event in presentation.LIFE_EVENTS
    ]
    addresses += [
        url_for("procedures.procedure", code=code) for code in queries.codes_in_force(db.session)
    ]
    lines = "".join(f"<url><loc>{_absolute(address)}</loc></url>\n" for address in addresses)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{lines}</urlset>\n"
    )
    return Response(text, content_type="application/xml; charset=utf-8")


@blueprint.get("/robots.txt")
@public
def robots() -> Response:
    """What search machines may read: the catalogue and the figures, never a dossier."""
    closed = ("/ho-so", "/nop-ho-so", "/can-bo", "/quan-tri", "/danh-muc", "/tai-khoan", "/tra-cuu")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += [f"Sitemap: {_absolute(url_for('.sitemap'))}", ""]
    return Response("\n".join(lines), content_type="text/plain; charset=utf-8")


def _records() -> Iterator[dict[str, Any]]:
    for procedure, version in queries.in_force_with_parts(db.session):
        address = _absolute(url_for("procedures.procedure", code=procedure.code))
        yield record(procedure, version, address)


def _absolute(path: str) -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return base.rstrip("/") + path.removeprefix(request.script_root)
