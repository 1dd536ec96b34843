"""The leader stops a dossier (Mẫu 05)."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import stopping
from portal.dossiers.decision_forms import StopForm
from portal.dossiers.views.case import case_url, load_for
from portal.dossiers.workflow import Action
from portal.i18n import _
from portal.web import back_to, page

blueprint = Blueprint("stopping", __name__)


@blueprint.route("/phe-duyet/<reference>/dung", methods=["GET", "POST"])
@officer(Role.LEADER)
def stop(reference: str) -> Response:
    dossier = load_for(Action.STOP, reference)
    form = StopForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/fields.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            fields=[form.ground, form.decision],
            title=_("Dừng giải quyết hồ sơ"),
            text=_(
                "Hồ sơ kết thúc và không mở lại được. Thông báo dừng (Mẫu 05) được ký số cá nhân "
                "và gửi cho người nộp."
            ),
            button=_("Ký thông báo và dừng hồ sơ"),
            warning=True,
        )
    dossier.expect_version(form.seen_version)
    stopping.stop(
        dossier,
        ground=form.ground.data or "",
        decision=form.decision.data or "",
        by=me(),
        at=clock.now(),
    )
    return back_to(case_url(dossier), _("Đã dừng giải quyết hồ sơ và gửi thông báo."))
