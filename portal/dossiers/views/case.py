"""Stub, being written."""

from flask import Blueprint

from portal.accounts.access import public

blueprint = Blueprint("case", __name__)


@blueprint.get("/can-bo/ho-so/<reference>")
@public
def dossier():  # type: ignore[no-untyped-def]
    return ""
