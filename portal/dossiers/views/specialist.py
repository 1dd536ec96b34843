"""The specialist: take, note, draft the result with live preview, propose."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.documents.models import Document
from portal.dossiers import certifying, processing, queries, routing, slips, steps
from portal.dossiers.models import Dossier
from portal.dossiers.officer_forms import (
    ActForm,
    certified_of,
    corrected_values,
    draft_form,
    printed_sections,
)
from portal.dossiers.road_forms import ProposeForm
from portal.dossiers.views import worklist
from portal.dossiers.views.case import case_url, load, load_for
from portal.dossiers.workflow import Action, Outcome
from portal.dossiers.workplace.wanted import Worklist
from portal.errors import Invalid
from portal.i18n import _
from portal.template_text import TemplateFault
from portal.web import back_to, page

blueprint = Blueprint("specialist", __name__, url_prefix="/tham-dinh")
WORKERS = (Role.SPECIALIST, Role.LEADER, Role.CLERK)


@blueprint.get("")
@officer(Role.SPECIALIST)
def queue() -> Response:
    return worklist.show(Worklist.SPECIALIST)


@blueprint.post("/<reference>/nhan-viec")
@officer(*WORKERS)
def take(reference: str) -> Response:
    dossier = load(reference, lock=True)
    dossier.expect_version(ActForm().seen_version)
    task = steps.current_step(dossier, *(t.kind for t in dossier.tasks))
    processing.take(dossier, task, by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Ông/Bà đã nhận việc này."))


@blueprint.post("/<reference>/tra-viec")
@officer(*WORKERS)
def release(reference: str) -> Response:
    dossier = load(reference, lock=True)
    dossier.expect_version(ActForm().seen_version)
    task = steps.current_step(dossier, *(t.kind for t in dossier.tasks))
    processing.release(dossier, task, by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã trả việc về hàng đợi của đơn vị."))


@blueprint.route("/<reference>/du-thao", methods=["GET", "POST"])
@officer(Role.SPECIALIST)
def draft(reference: str) -> Response:
    dossier = load_for(Action.PROPOSE, reference)
    document = queries.draft_result_of(dossier)
    form = draft_form(dossier, document.content if document else {}, _sent())
    if not (request.method == "POST" and form.validate()):
        return _draft_page(dossier, form, status=422 if form.errors else 200)
    dossier.expect_version(form.seen_version)
    try:
        processing.draft_result(
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
        return _draft_page(dossier, form, status=422)
    return back_to(case_url(dossier), _("Đã lưu dự thảo. Xem lại rồi trình lãnh đạo."))


@blueprint.post("/<reference>/xem-truoc")
@officer(Role.SPECIALIST)
def preview(reference: str) -> Response:
    """The result as it would be printed from what stands in the form; nothing is kept."""
    dossier = load(reference)
    form = draft_form(dossier, {}, request.form)
    outcome = form.outcome.data if form.outcome.data in set(Outcome) else Outcome.GRANTED
    document = Document(
        title=dossier.procedure_version.parts.result.title
        if outcome == Outcome.GRANTED
        else slips.REFUSAL_TITLE,
        verify_code="",
        content={
            "outcome": outcome,
            "values": corrected_values(dossier, form),
            "remark": form.remark.data or "",
            **({"scan": {}} if (certified := certified_of(form)) else {}),
        },
    )
    if certified:
        document.title = certifying.title(certified)
    try:
        paper = slips.result(dossier, document, signer="", draft=True, words_only=True)
    except TemplateFault as refusal:
        return page("documents/result_preview.html", fault=refusal.sentence, paper=None)
    return page("documents/result_preview.html", paper=paper, fault="")


@blueprint.route("/<reference>/trinh", methods=["GET", "POST"])
@officer(Role.SPECIALIST)
def propose(reference: str) -> Response:
    dossier = load_for(Action.PROPOSE, reference)
    form = ProposeForm(data={"version": str(dossier.version)})
    form.offer_ways(_ways(dossier))
    if not form.validate_on_submit():
        return _propose_page(dossier, form)
    dossier.expect_version(form.seen_version)
    try:
        processing.propose(
            dossier,
            note=form.note.data or "",
            without=form.without.data or "",
            way=form.way.data or "",
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _propose_page(dossier, form)
    return back_to(case_url(dossier), _("Đã chuyển sang bước tiếp theo."))


def _ways(dossier: Dossier) -> list[tuple[str, str]]:
    """How the open step may end, as choices: "Cần xác minh → Xác minh tại chỗ"."""
    task, route = dossier.open_task, dossier.procedure_version.parts.route
    offered = routing.ways(route, task.step_key) if task else ()
    targets = {outcome.key: route.step(outcome.to) for outcome in offered}
    return [
        (one.key, f"{one.label} → {target.title}")
        for one in offered
        if (target := targets[one.key]) is not None
    ]


def _propose_page(dossier: Dossier, form: ProposeForm) -> Response:
    return page(
        "dossiers/officer/propose.html",
        status=422 if form.errors or form.form_errors else 200,
        dossier=dossier,
        form=form,
        draft=queries.draft_result_of(dossier),
    )


def _draft_page(dossier: Dossier, form: Any, status: int) -> Response:
    sections = printed_sections(dossier.procedure_version)
    return page(
        "dossiers/officer/draft.html",
        status=status,
        dossier=dossier,
        form=form,
        sections=sections,
    )


def _sent() -> ImmutableMultiDict[str, str] | None:
    return request.form if request.method == "POST" else None
