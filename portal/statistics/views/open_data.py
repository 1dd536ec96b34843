"""Open data for everybody: a page that explains it, the tables, and their schema."""

from __future__ import annotations

from flask import Response, abort, jsonify

from portal import clock, config
from portal.accounts.access import public
from portal.db import db
from portal.statistics import open_data as data
from portal.statistics.views.asking import blueprint, tabs
from portal.units.queries import all_units
from portal.web import limiter, page


@blueprint.get("/so-lieu/mo")
@public
def open_data() -> Response:
    return page(
        "statistics/open_data.html", datasets=data.DATASETS, licence=data.LICENCE, tabs=tabs()
    )


@blueprint.get("/so-lieu/mo/<dataset>.csv")
@public
@limiter.limit("60/minute")
def open_data_csv(dataset: str) -> Response:
    found = data.DATASET_OF.get(dataset) or abort(404)
    rows = data.rows_of(db.session, found, all_units(db.session), clock.today())
    return _free(Response(data.to_csv(found, rows), content_type="text/csv; charset=utf-8"))


@blueprint.get("/so-lieu/mo/<dataset>.json")
@public
@limiter.limit("60/minute")
def open_data_json(dataset: str) -> Response:
    found = data.DATASET_OF.get(dataset) or abort(404)
    rows = data.rows_of(db.session, found, all_units(db.session), clock.today())
    body = {"dataset": found.name, "made_at": clock.now().isoformat(), "rows": rows}
    return _free(jsonify(body))


@blueprint.get("/so-lieu/mo/datapackage.json")
@public
def open_data_schema() -> Response:
    return _free(jsonify(data.package(config.current().base_url, clock.now())))


def _free(response: Response) -> Response:
    """Any page of any site may read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
