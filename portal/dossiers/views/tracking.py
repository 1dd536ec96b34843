"""Stub, being written."""

from flask import Blueprint

from portal.accounts.access import public

blueprint = Blueprint("tracking", __name__)


@blueprint.get("/tra-cuu")
@public
def lookup():  # type: ignore[no-untyped-def]
    return ""
