"""Stub, being written."""

from flask import Blueprint

from portal.accounts.access import public

blueprint = Blueprint("procedures", __name__)


@blueprint.get("/")
@public
def home():  # type: ignore[no-untyped-def]
    return ""


@blueprint.get("/thu-tuc")
@public
def search():  # type: ignore[no-untyped-def]
    return ""


@blueprint.get("/thu-tuc/<code>")
@public
def procedure():  # type: ignore[no-untyped-def]
    return ""


@blueprint.get("/danh-muc/can-xem-lai")
@public
def review():  # type: ignore[no-untyped-def]
    return ""
