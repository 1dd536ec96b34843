"""Stub, being written."""

from flask import Blueprint

from portal.accounts.access import public

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/quan-tri/hop-thu-di")
@public
def dead_letters():  # type: ignore[no-untyped-def]
    return ""


@blueprint.get("/thong-bao")
@public
def notices():  # type: ignore[no-untyped-def]
    return ""


@blueprint.get("/thu-thu-nghiem")
@public
def mailbox():  # type: ignore[no-untyped-def]
    return ""
