"""The clerk (văn thư): number, seal, issue."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.documents.models import DocumentState
from portal.dossiers import decisions, queries
from portal.dossiers.officer_forms import ActForm
from portal.dossiers.views import worklist
from portal.dossiers.views.case import case_url, load_for
from portal.dossiers.workflow import Action
from portal.dossiers.workplace.wanted import Worklist
from portal.i18n import _
from portal.web import back_to, page

blueprint = Blueprint("clerk", __name__, url_prefix="/van-thu")


@blueprint.get("")
@officer(Role.CLERK)
def queue() -> Response:
    return worklist.show(Worklist.CLERK)


@blueprint.route("/<reference>/phat-hanh", methods=["GET", "POST"])
@officer(Role.CLERK)
def issue(reference: str) -> Response:
    dossier = load_for(Action.ISSUE, reference)
    form = ActForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/issue.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            result=queries.result_of(dossier, DocumentState.SIGNED),
        )
    dossier.expect_version(form.seen_version)
    document = decisions.issue(dossier, by=me(), at=clock.now())
    return back_to(
        case_url(dossier), _("Đã phát hành văn bản số %(number)s.", number=document.number)
    )
