"""Stub, being written."""

from flask import Blueprint

from portal.accounts.access import public

blueprint = Blueprint("statistics", __name__)


@blueprint.get("/so-lieu")
@public
def online_share():  # type: ignore[no-untyped-def]
    return ""
