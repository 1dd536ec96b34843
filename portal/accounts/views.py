"""Stub, being written."""

from flask import Blueprint

from portal.accounts.access import public

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/dang-nhap")
@public
def sign_in():  # type: ignore[no-untyped-def]
    return ""


@blueprint.get("/dang-ky")
@public
def sign_up():  # type: ignore[no-untyped-def]
    return ""


@blueprint.get("/tai-khoan")
@public
def profile():  # type: ignore[no-untyped-def]
    return ""


@blueprint.get("/dang-xuat")
@public
def sign_out():  # type: ignore[no-untyped-def]
    return ""
