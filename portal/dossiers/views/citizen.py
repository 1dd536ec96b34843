"""Stub, being written."""

from flask import Blueprint

from portal.accounts.access import public

blueprint = Blueprint("citizen", __name__)


@blueprint.get("/ho-so")
@public
def my_dossiers():  # type: ignore[no-untyped-def]
    return ""


@blueprint.get("/nop-ho-so/<code>")
@public
def start():  # type: ignore[no-untyped-def]
    return ""
