"""Tab: title, sector and levels of a version."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.procedures import editing, version_queries
from portal.procedures.models import ProcedureVersion
from portal.procedures.presentation import AUTHORITIES, LEVELS
from portal.procedures.publisher.base_forms import GeneralForm
from portal.procedures.publisher.views.shell import blueprint, load, saved, tab_page


@blueprint.route("/phien-ban/<int:version_id>", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def general(version_id: int) -> Response:
    version = load(version_id)
    form = GeneralForm(
        data={
            "seen": editing.seen(version, editing.GENERAL),
            "title": version.title,
            "sector": version.sector_name,
            "level": str(int(version.level)),
            "authority": version.authority_level.value,
        }
    )

    def again(status: int) -> Response:
        return _page(version, form, status)

    if not form.validate_on_submit():
        return again(422 if form.is_submitted() else 200)
    return saved(
        version,
        editing.GENERAL,
        form,
        lambda: editing.change_general(
            version, **form.values, by=me(), at=clock.now(), seen=form.seen.data or ""
        ),
        url_for(".general", version_id=version.id),
        again,
    )


def _page(version: ProcedureVersion, form: GeneralForm, status: int) -> Response:
    return tab_page(
        version,
        "general",
        "general.html",
        status=status,
        form=form,
        sectors=version_queries.sector_names(),
        levels=LEVELS,
        authorities=AUTHORITIES,
    )
