"""Tab: what was done to a version, by whom and when."""

from __future__ import annotations

from werkzeug.wrappers import Response

from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.procedures import version_queries
from portal.procedures.publisher.labels import ACTIONS, PARTS
from portal.procedures.publisher.views.shell import blueprint, load, tab_page


@blueprint.get("/phien-ban/<int:version_id>/lich-su")
@officer(Role.PUBLISHER)
def history(version_id: int) -> Response:
    version = load(version_id)
    return tab_page(
        version,
        "history",
        "history.html",
        events=version_queries.history(version),
        actions=ACTIONS,
        part_names=PARTS,
    )
