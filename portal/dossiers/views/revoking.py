"""A wrong result: the leader revokes it, a specialist drafts the one that replaces it, the leader
signs, the clerk issues."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.documents import remote_signing
from portal.documents.models import DocumentState
from portal.dossiers import queries, revocation
from portal.dossiers.decision_forms import GroundForm
from portal.dossiers.models import Dossier
from portal.dossiers.officer_forms import (
    ActForm,
    certified_of,
    corrected_values,
    draft_form,
    printed_sections,
)
from portal.dossiers.views.case import case_url, load_for
from portal.dossiers.workflow import Action, Outcome
from portal.errors import Invalid
from portal.i18n import _
from portal.template_text import TemplateFault
from portal.web import back_to, page

blueprint = Blueprint("revoking", __name__)


@blueprint.route("/phe-duyet/<reference>/thu-hoi", methods=["GET", "POST"])
@officer(Role.LEADER)
def revoke(reference: str) -> Response:
    dossier = load_for(Action.REVOKE, reference)
    form = GroundForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/fields.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            fields=[form.ground],
            title=_("Thu hồi kết quả"),
            text=_(
                "Kết quả mất hiệu lực ngay và trang kiểm tra văn bản báo đã thu hồi. Hồ sơ không "
                "mở lại: chuyên viên soạn kết quả thay thế, rồi ký và phát hành như thường lệ."
            ),
            button=_("Thu hồi kết quả"),
            warning=True,
        )
    dossier.expect_version(form.seen_version)
    revocation.revoke(dossier, ground=form.ground.data or "", by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã thu hồi kết quả và báo chuyên viên soạn lại."))


@blueprint.route("/tham-dinh/<reference>/thay-the", methods=["GET", "POST"])
@officer(Role.SPECIALIST)
def correct(reference: str) -> Response:
    dossier = load_for(Action.CORRECT, reference)
    former = queries.draft_result_of(dossier) or queries.unreplaced_result_of(dossier)
    sent = request.form if request.method == "POST" else None
    form = draft_form(dossier, former.content if former else {}, sent)
    if not (sent is not None and form.validate()):
        return _draft_page(dossier, form)
    dossier.expect_version(form.seen_version)
    try:
        revocation.correct(
            dossier,
            outcome=Outcome(form.outcome.data),
            values=corrected_values(dossier, form),
            remark=form.remark.data or "",
            certified=certified_of(form),
            by=me(),
            at=clock.now(),
        )
    except (Invalid, TemplateFault) as refusal:
        if isinstance(refusal, Invalid) and refusal.errors:
            form.show(refusal)
        else:
            form.remark.errors = [*form.remark.errors, refusal.sentence]
        return _draft_page(dossier, form)
    return back_to(case_url(dossier), _("Đã trình lãnh đạo kết quả thay thế."))


@blueprint.route("/phe-duyet/<reference>/ky-thay-the", methods=["GET", "POST"])
@officer(Role.LEADER)
def sign(reference: str) -> Response:
    dossier = load_for(Action.SIGN_CORRECTION, reference)
    form = ActForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/confirm.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            document=queries.draft_result_of(dossier),
            title=_("Ký kết quả thay thế"),
            text=_("Ký số cá nhân lên văn bản. Văn thư sẽ cấp số, đóng dấu và phát hành."),
            button=_("Ký số"),
        )
    dossier.expect_version(form.seen_version)
    document = revocation.sign(dossier, by=me(), at=clock.now())
    if remote_signing.open_request_of(document.id) is not None:
        sent = _("Đã gửi yêu cầu tới dịch vụ ký số từ xa. Hãy xác nhận trên ứng dụng ký.")
        return back_to(url_for("signing_waits.waits"), sent)
    return back_to(case_url(dossier), _("Đã ký. Kết quả thay thế được chuyển cho văn thư."))


@blueprint.route("/van-thu/<reference>/thay-the", methods=["GET", "POST"])
@officer(Role.CLERK)
def replace(reference: str) -> Response:
    dossier = load_for(Action.REPLACE, reference)
    form = ActForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/confirm.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            document=queries.result_of(dossier, DocumentState.SIGNED),
            title=_("Phát hành kết quả thay thế"),
            text=_("Kết quả đã thu hồi sẽ dẫn đến văn bản này trên trang kiểm tra."),
            button=_("Cấp số, đóng dấu và phát hành"),
        )
    dossier.expect_version(form.seen_version)
    document = revocation.replace(dossier, by=me(), at=clock.now())
    return back_to(
        case_url(dossier), _("Đã phát hành văn bản số %(number)s.", number=document.number)
    )


def _draft_page(dossier: Dossier, form: Any) -> Response:
    return page(
        "dossiers/officer/draft.html",
        status=422 if form.errors else 200,
        dossier=dossier,
        form=form,
        sections=printed_sections(dossier.procedure_version),
        title=_("Soạn kết quả thay thế"),
    )
