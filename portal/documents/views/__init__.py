"""Stub, being written."""

from flask import Blueprint

from portal.accounts.access import public

blueprint = Blueprint("documents", __name__)


@blueprint.get("/xac-thuc")
@public
def verify():  # type: ignore[no-untyped-def]
    return ""
