"""One blueprint for the pages of identity, whichever module they stand in."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("identity", __name__)
