"""Stub, being written."""

from flask import Blueprint

from portal.accounts.access import public

blueprint = Blueprint("leader", __name__)


@blueprint.get("/phe-duyet")
@public
def queue():  # type: ignore[no-untyped-def]
    return ""
