"""Stub, being written."""

from flask import Blueprint

from portal.accounts.access import public

blueprint = Blueprint("specialist", __name__)


@blueprint.get("/tham-dinh")
@public
def queue():  # type: ignore[no-untyped-def]
    return ""
