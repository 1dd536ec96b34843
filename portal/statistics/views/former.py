"""Where the first reports stood: kept in letters, papers and bookmarks, so they lead to the same
figures with the same filters."""

from __future__ import annotations

from flask import Response, redirect, request, url_for

from portal.accounts.access import officer, public
from portal.statistics.report_forms import NAMES
from portal.statistics.views.asking import READERS, blueprint

ONLINE, PROGRESS, LATE = "ty-le-truc-tuyen", "tien-do", "qua-han"


@blueprint.get("/so-lieu/tien-do")
@public
def progress() -> Response:
    return _to("open_report", PROGRESS)


@blueprint.get("/so-lieu/qua-han")
@officer(*READERS)
def late() -> Response:
    return _to("inner_report", LATE)


@blueprint.get("/so-lieu/ho-so")
@officer(*READERS)
def dossiers() -> Response:
    """The list behind a figure is reached from the report."""
    return _to("open_report", ONLINE)


@blueprint.get("/so-lieu/tien-do/ho-so")
@officer(*READERS)
def progress_dossiers() -> Response:
    return _to("open_report", PROGRESS)


@blueprint.get("/so-lieu/ty-le-truc-tuyen.<any(csv, xlsx):ending>")
@public
def online_share_file(ending: str) -> Response:
    return _to("open_report_file", ONLINE, ending=ending)


@blueprint.get("/so-lieu/tien-do.<any(csv, xlsx, pdf):ending>")
@public
def progress_file(ending: str) -> Response:
    return _to("open_report_file", PROGRESS, ending=ending)


@blueprint.get("/so-lieu/bieu-do.svg")
@public
def chart() -> Response:
    return _to("open_report_chart", ONLINE, width=request.args.get("width"))


def _to(endpoint: str, slug: str, **values: str | None) -> Response:
    name = "inner_report" if endpoint == "inner_report" else "open_report"
    kept = {one: request.args[one] for one in NAMES if request.args.get(one)}
    address = url_for(f"statistics.{endpoint}", **{name: slug}, **kept, **values)  # type: ignore[arg-type]
    answer = redirect(address, 301)
    assert isinstance(answer, Response)
    return answer
