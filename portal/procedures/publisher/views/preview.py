"""A version as citizens will read it, before it is published."""

from __future__ import annotations

from werkzeug.wrappers import Response

from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.db import db
from portal.procedures import queries
from portal.procedures.publisher.views.shell import blueprint, load
from portal.procedures.views import procedure_page


@blueprint.get("/phien-ban/<int:version_id>/xem-truoc")
@officer(Role.PUBLISHER)
def preview(version_id: int) -> Response:
    version = load(version_id)
    units = queries.competent_units(db.session, version.procedure)
    return procedure_page(version.procedure, version, units, is_preview=True)
