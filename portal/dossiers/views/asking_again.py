"""A further supplement request: proposed by the specialist, decided by the leader."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import further_supplements
from portal.dossiers.decision_forms import GRANT, DecideForm, further_supplement_form
from portal.dossiers.views.case import case_url, load_for
from portal.dossiers.workflow import Action
from portal.i18n import _
from portal.web import back_to, page

blueprint = Blueprint("asking_again", __name__)


@blueprint.route("/tham-dinh/<reference>/bo-sung-them", methods=["GET", "POST"])
@officer(Role.SPECIALIST)
def propose(reference: str) -> Response:
    dossier = load_for(Action.PROPOSE_SUPPLEMENT, reference)
    form = further_supplement_form(dossier)
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/supplement.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            again=True,
        )
    dossier.expect_version(form.seen_version)
    further_supplements.propose(
        dossier,
        reason=form.reason.data or "",
        ground=form.ground.data or "",
        items=form.items(),
        by=me(),
        at=clock.now(),
    )
    return back_to(case_url(dossier), _("Đã trình lãnh đạo đề nghị yêu cầu bổ sung thêm."))


@blueprint.route("/phe-duyet/<reference>/bo-sung-them", methods=["GET", "POST"])
@officer(Role.LEADER)
def decide(reference: str) -> Response:
    dossier = load_for(Action.GRANT_SUPPLEMENT, reference)
    form = DecideForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/decide_supplement.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            proposal=dossier.open_supplement_proposal,
        )
    dossier.expect_version(form.seen_version)
    if form.decision.data == GRANT:
        further_supplements.grant(dossier, by=me(), at=clock.now())
        return back_to(case_url(dossier), _("Đã gửi yêu cầu bổ sung (Mẫu 02)."))
    further_supplements.refuse(dossier, reason=form.reason.data or "", by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã báo chuyên viên: không yêu cầu bổ sung thêm."))
