"""The leader: approve and sign, or send back."""

from __future__ import annotations

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.documents import remote_signing
from portal.dossiers import decisions, queries
from portal.dossiers.officer_forms import RemarkForm
from portal.dossiers.road_forms import send_back_form
from portal.dossiers.views import worklist
from portal.dossiers.views.case import case_url, load_for
from portal.dossiers.workflow import Action
from portal.dossiers.workplace.wanted import Worklist
from portal.errors import Conflict
from portal.i18n import _
from portal.web import back_to, page

blueprint = Blueprint("leader", __name__, url_prefix="/phe-duyet")


@blueprint.get("")
@officer(Role.LEADER)
def queue() -> Response:
    return worklist.show(Worklist.LEADER)


@blueprint.route("/<reference>/ky", methods=["GET", "POST"])
@officer(Role.LEADER)
def approve(reference: str) -> Response:
    dossier = load_for(Action.APPROVE, reference)
    form = RemarkForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/approve.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            draft=(draft := queries.draft_result_of(dossier)),
            waiting=remote_signing.open_request_of(draft.id) if draft else None,
        )
    dossier.expect_version(form.seen_version)
    document = decisions.approve(dossier, note=form.note.data or "", by=me(), at=clock.now())
    if remote_signing.open_request_of(document.id) is not None:
        return back_to(
            url_for("signing_waits.waits"),
            _("Đã gửi yêu cầu tới dịch vụ ký số từ xa. Hãy xác nhận trên ứng dụng ký."),
        )
    return back_to(case_url(dossier), _("Đã ký. Hồ sơ được chuyển cho văn thư."))


@blueprint.route("/<reference>/tra-lai", methods=["GET", "POST"])
@officer(Role.SPECIALIST, Role.LEADER, Role.CLERK)
def send_back(reference: str) -> Response:
    """From any step to an earlier one; what was signed is a draft again."""
    dossier = load_for(Action.SEND_BACK, reference)
    form = send_back_form(dossier)
    if not form.to.choices:
        raise Conflict(_("Đây là bước đầu tiên hoặc hồ sơ đã xong, nên không trả lại được."))
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/fields.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            fields=[form.to, form.reason] if len(form.to.choices or []) > 1 else [form.reason],
            title=_("Trả lại bước trước"),
            text=_("Người đã làm bước ấy nhận lại việc. Chữ ký đã có trên kết quả không còn dùng."),
            button=_("Trả lại"),
            warning=False,
        )
    dossier.expect_version(form.seen_version)
    decisions.send_back(
        dossier, reason=form.reason.data or "", to=form.to.data or "", by=me(), at=clock.now()
    )
    return back_to(case_url(dossier), _("Đã trả lại bước trước."))
