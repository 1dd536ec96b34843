"""Who looked at one's dossier."""

from __future__ import annotations

from werkzeug.wrappers import Response

from portal.accounts.access import citizen
from portal.audit import words
from portal.audit.queries import looks_at
from portal.dossiers.views.own import blueprint, own
from portal.web import page


@blueprint.get("/ho-so/<reference>/ai-da-xem")
@citizen
def looks(reference: str) -> Response:
    found = own(reference)
    return page("dossiers/citizen/looks.html", dossier=found, looks=looks_at(found.id), words=words)
