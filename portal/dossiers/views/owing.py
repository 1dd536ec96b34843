"""A financial duty after reception: the specialist asks, the citizen shows the paper, an officer
confirms."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import citizen, officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import duties
from portal.dossiers.duty_models import DutyKind
from portal.dossiers.models import Dossier
from portal.dossiers.road_forms import ClaimForm, DropForm, DutyForm, ProofForm, duty_form
from portal.dossiers.submission import DUTY_PAPER
from portal.dossiers.views.case import case_url, load_for
from portal.dossiers.views.citizen_papers import faults_of, remove_wanted, status_of, take_files
from portal.dossiers.views.own import own
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.web import back_to, page

blueprint = Blueprint("owing", __name__)


@blueprint.route("/tham-dinh/<reference>/nghia-vu", methods=["GET", "POST"])
@officer(Role.SPECIALIST)
def ask(reference: str) -> Response:
    dossier = load_for(Action.REQUEST_PAYMENT, reference)
    form = duty_form(dossier)
    if not form.validate_on_submit():
        return _ask_page(dossier, form)
    dossier.expect_version(form.seen_version)
    try:
        duties.request(
            dossier,
            kind=DutyKind(form.kind.data),
            amount=form.amount.data or 0,
            ground=form.ground.data or "",
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _ask_page(dossier, form)
    return back_to(case_url(dossier), _("Đã gửi yêu cầu. Thời hạn tạm dừng."))


@blueprint.route("/can-bo/ho-so/<reference>/nghia-vu-xong", methods=["GET", "POST"])
@officer(Role.SPECIALIST, Role.RECEPTIONIST)
def confirm(reference: str) -> Response:
    dossier = load_for(Action.SETTLE_DUTY, reference)
    form = ProofForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/fields.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            fields=[form.proof],
            title=_("Ghi nhận nghĩa vụ tài chính đã xong"),
            text=_("Hãy xem chứng từ trước khi ghi nhận. Thời hạn giải quyết chạy tiếp ngay."),
            button=_("Ghi nhận"),
            warning=False,
        )
    dossier.expect_version(form.seen_version)
    duties.confirm(dossier, proof=form.proof.data or "", by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã ghi nhận. Thời hạn giải quyết chạy tiếp."))


@blueprint.route("/tham-dinh/<reference>/thoi-nghia-vu", methods=["GET", "POST"])
@officer(Role.SPECIALIST)
def take_back(reference: str) -> Response:
    dossier = load_for(Action.SETTLE_DUTY, reference)
    form = DropForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/fields.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            fields=[form.reason],
            title=_("Thôi yêu cầu nghĩa vụ tài chính"),
            text=_("Người nộp được báo; hồ sơ được giải quyết tiếp."),
            button=_("Thôi yêu cầu"),
            warning=True,
        )
    dossier.expect_version(form.seen_version)
    duties.take_back(dossier, reason=form.reason.data or "", by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã thôi yêu cầu. Thời hạn giải quyết chạy tiếp."))


@blueprint.route("/ho-so/<reference>/nghia-vu", methods=["GET", "POST"])
@citizen
def claim(reference: str) -> Response:
    """The citizen shows the paper of a duty met elsewhere."""
    found = own(reference)
    duty = found.open_duty
    if duty is None:
        raise Conflict(_("Hồ sơ không có nghĩa vụ tài chính nào đang chờ."))
    form = ClaimForm()
    kept = 0
    if request.method == "POST":
        remove_wanted(found)
        kept = take_files(found, DUTY_PAPER, form.files)
        shown = [a for a in found.kept_attachments if a.document_key == DUTY_PAPER]
        if not form.errors and request.form.get("then") == "send":
            if shown:
                duties.claim(found, at=clock.now())
                return back_to(
                    url_for("citizen.dossier", reference=reference),
                    _("Đã gửi chứng từ. Cơ quan kiểm tra rồi giải quyết tiếp."),
                )
            form.files.errors = [_("Hãy chọn ảnh hoặc bản chụp chứng từ nộp tiền")]
    return page(
        "dossiers/citizen/duty.html",
        status=status_of(form, kept),
        dossier=found,
        duty=duty,
        form=form,
        faults=faults_of(form),
        files=[a for a in found.kept_attachments if a.document_key == DUTY_PAPER],
    )


def _ask_page(dossier: Dossier, form: DutyForm) -> Response:
    return page(
        "dossiers/officer/fields.html",
        status=422 if form.errors or form.form_errors else 200,
        dossier=dossier,
        form=form,
        fields=[form.kind, form.amount, form.ground],
        title=_("Yêu cầu thực hiện nghĩa vụ tài chính"),
        text=_("Thời hạn giải quyết tạm dừng đến khi nghĩa vụ xong."),
        button=_("Gửi yêu cầu"),
        warning=False,
    )
