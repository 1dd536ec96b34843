"""Stub, being written."""

from flask import Blueprint

from portal.accounts.access import public

blueprint = Blueprint("clerk", __name__)


@blueprint.get("/van-thu")
@public
def queue():  # type: ignore[no-untyped-def]
    return ""
