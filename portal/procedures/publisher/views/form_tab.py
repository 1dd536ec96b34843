"""Tab: the form people fill in."""

from __future__ import annotations

from werkzeug.wrappers import Response

from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.procedures.publisher.views.shell import blueprint, load, tab_page


@blueprint.get("/phien-ban/<int:version_id>/to-khai")
@officer(Role.PUBLISHER)
def form_tab(version_id: int) -> Response:
    version = load(version_id)
    return tab_page(version, "form_tab", "form.html", form=version.parts.form)
