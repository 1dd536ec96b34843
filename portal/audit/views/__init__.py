"""The log: writing it at the edge, and looking into it; the matrix of access."""

from portal.audit.views import matrix, pages
from portal.audit.views.recording import init_app

blueprints = (pages.blueprint, matrix.blueprint)

__all__ = ["blueprints", "init_app"]
