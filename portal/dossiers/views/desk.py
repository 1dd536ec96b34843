"""Stub, being written."""

from flask import Blueprint

from portal.accounts.access import public

blueprint = Blueprint("desk", __name__)


@blueprint.get("/quay")
@public
def queue():  # type: ignore[no-untyped-def]
    return ""
