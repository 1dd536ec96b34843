"""A citizen checks a draft, hands it in and reads what happens next."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request, url_for
from werkzeug.wrappers import Response

from portal import clock, vietnam
from portal.accounts.access import citizen
from portal.accounts.session import here, me
from portal.dossiers import answers, authority, autosaving, labels, linking, submission, timeline
from portal.dossiers.citizen_forms import DeclarationForm
from portal.dossiers.fee_rows import fee_rows
from portal.dossiers.models import Dossier
from portal.dossiers.views.citizen_papers import faults_of
from portal.dossiers.views.draft_pages import is_delivery_known, position_of, unfinished_sections
from portal.dossiers.views.own import blueprint, own, own_draft, paper_names
from portal.dossiers.views.typed_pages import APPLICANT, DELIVERY
from portal.dossiers.workflow import State
from portal.i18n import _
from portal.procedures import asked, presentation
from portal.web import back_to, page
from portal.web_forms import PortalForm


@blueprint.get("/ho-so/<reference>/kiem-tra")
@citizen
def check(reference: str) -> Response:
    return _check_page(own_draft(reference), DeclarationForm(), ())


@blueprint.route("/ho-so/<reference>/nop", methods=["GET", "POST"])
@citizen
def submit(reference: str) -> Response:
    found = own(reference)
    confirmation = url_for(".submitted", reference=reference)
    if found.state is State.LINKED:
        return back_to(url_for(".dossier", reference=reference))
    if found.submitted_at is not None:
        return back_to(confirmation)
    if request.method == "GET":  # somebody changed the language on the page of a refused press
        return check(reference)
    if submission.renew(found):
        return back_to(
            url_for(".dossier", reference=reference),
            _("Thủ tục vừa có phiên bản mới. Hãy xem lại từng mục rồi nộp."),
            "info",
        )
    form = DeclarationForm()
    gaps = _gaps(found)
    if not form.validate_on_submit() or gaps:
        return _check_page(found, form, [*gaps, *faults_of(form)], status=422)
    if linking.hand_in(found, by=me(), level=here().level, at=clock.now()).state is State.LINKED:
        return back_to(url_for(".dossier", reference=reference), _("Đã nộp hồ sơ liên thông."))
    return back_to(confirmation)


def _gaps(found: Dossier) -> list[tuple[str, str]]:
    """(where on the page of checking, sentence) of everything that keeps the draft back."""
    form = found.procedure_version.parts.form
    excluded = asked.exclusion(form, found.answers, found.answered_on)
    gaps = [("", submission.why_excluded(excluded))] if excluded else []
    if not _is_assured(found):
        gaps.append(("muc-xac-thuc", _("Lần đăng nhập này chưa đạt mức độ xác thực cần thiết")))
    gaps += [
        (f"khai-{section.key}", _("Mục “%(title)s” chưa khai xong", title=section.title))
        for section in unfinished_sections(found)
    ]
    gaps += [
        ("giay-to", _("Còn thiếu giấy tờ: %(paper)s", paper=document.name))
        for document in submission.missing_documents(found)
    ]
    typed = autosaving.unfinished(found)
    if any(name.startswith(APPLICANT) for name in typed):
        gaps.append(("chu-ho-so", _("Mục “Chủ hồ sơ” còn điều đã gõ mà chưa lưu")))
    if not is_delivery_known(found) or DELIVERY in typed:
        gaps.append(("nhan-ket-qua", _("Chưa có số điện thoại hoặc địa chỉ nhận kết quả")))
    return gaps


def _is_assured(found: Dossier) -> bool:
    return here().level >= found.parts.guidance.least_level


def _check_page(
    found: Dossier, form: PortalForm, gaps: Iterable[tuple[str, str]], status: int = 200
) -> Response:
    parts = found.procedure_version.parts
    position, count = position_of(found, ".check")
    return page(
        "dossiers/citizen/check.html",
        status=status,
        dossier=found,
        form=form,
        gaps=list(gaps),
        not_assured="" if _is_assured(found) else submission.why_not_assured(found.parts),
        sections=answers.sections(parts.form, found.answers, found.answered_on),
        warnings=answers.warnings(parts.form, found.answers, found.answered_on),
        paper_names=paper_names(found),
        has_papers=bool(authority.asked_documents(found).items),
        is_for_another=authority.is_for_another(found),
        fees=fee_rows(found.parts, found.channel, found.shown_answers, found.answered_on),
        is_free=parts.fees.is_free,
        phone=vietnam.format_phone(found.submitter_phone),
        delivery_label=str(labels.DELIVERY[found.delivery_method]),
        position=position,
        count=count,
    )


@blueprint.get("/ho-so/<reference>/da-nop")
@citizen
def submitted(reference: str) -> Response:
    found = own(reference)
    if found.submitted_at is None or found.state is State.LINKED:
        return back_to(url_for(".dossier", reference=reference))
    return page(
        "dossiers/citizen/submitted.html",
        dossier=found,
        answer_by=timeline.when(timeline.reception_due(found)),
        limits=presentation.limit_facts(found.parts.limits),
        delivery_label=str(labels.DELIVERY[found.delivery_method]),
    )
