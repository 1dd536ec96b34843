"""One blueprint for the pages of accounts, whichever module they stand in."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
