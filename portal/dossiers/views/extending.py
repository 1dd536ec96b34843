"""Late: the specialist drafts the apology with a new day, the leader signs it (Mẫu 04)."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import extension, queries
from portal.dossiers.decision_forms import ExtensionForm
from portal.dossiers.models import Dossier
from portal.dossiers.officer_forms import ActForm
from portal.dossiers.views.case import case_url, load_for
from portal.dossiers.workflow import Action
from portal.errors import Invalid
from portal.i18n import _
from portal.web import back_to, page

blueprint = Blueprint("extending", __name__)


@blueprint.route("/tham-dinh/<reference>/xin-loi", methods=["GET", "POST"])
@officer(Role.SPECIALIST)
def draft(reference: str) -> Response:
    dossier = load_for(Action.DRAFT_EXTENSION, reference)
    form = ExtensionForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return _draft_page(dossier, form)
    dossier.expect_version(form.seen_version)
    assert form.new_due_on.data is not None
    try:
        extension.draft(
            dossier,
            reason=form.reason.data or "",
            new_due_on=form.new_due_on.data,
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _draft_page(dossier, form)
    return back_to(case_url(dossier), _("Đã trình lãnh đạo văn bản xin lỗi và hẹn lại."))


@blueprint.route("/phe-duyet/<reference>/xin-loi", methods=["GET", "POST"])
@officer(Role.LEADER)
def sign(reference: str) -> Response:
    dossier = load_for(Action.EXTEND, reference)
    form = ActForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/confirm.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            document=queries.draft_apology_of(dossier),
            title=_("Ký văn bản xin lỗi và hẹn lại"),
            text=_(
                "Chỉ được hẹn lại một lần. Ngày hẹn trả lần đầu vẫn giữ và vẫn tính vào thống kê."
            ),
            button=_("Ký số và gửi người nộp"),
        )
    dossier.expect_version(form.seen_version)
    extension.extend(dossier, by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã gửi văn bản xin lỗi và hẹn lại ngày trả."))


def _draft_page(dossier: Dossier, form: ExtensionForm) -> Response:
    return page(
        "dossiers/officer/fields.html",
        status=422 if form.errors else 200,
        dossier=dossier,
        form=form,
        fields=[form.reason, form.new_due_on],
        title=_("Xin lỗi và hẹn lại ngày trả"),
        text=_("Lãnh đạo ký rồi văn bản mới được gửi. Chỉ được hẹn lại một lần."),
        button=_("Trình lãnh đạo"),
        warning=False,
    )
