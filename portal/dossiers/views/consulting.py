"""Other units are asked and answer: the asking side beside the case, the asked side in a room of
its own that shows what was asked and no more."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import answers, consultation, consultation_queries, queries
from portal.dossiers.citizen_forms import most_bytes
from portal.dossiers.consultation_models import Consultation, Opinion
from portal.dossiers.models import Dossier
from portal.dossiers.road_forms import (
    ConsolidateForm,
    ConsultForm,
    DropForm,
    OpinionForm,
    consult_form,
    opinion_form,
)
from portal.dossiers.views.case import DESKS, case_url, load, load_for
from portal.dossiers.workflow import Action
from portal.errors import Invalid
from portal.i18n import _
from portal.previews import show
from portal.uploads import Accepted, accept
from portal.web import back_to, page
from portal.web_forms import clean_text

blueprint = Blueprint("consulting", __name__)
ANSWERERS = consultation_queries.ANSWERERS


# --- the side that asks ---------------------------------------------------------------------


@blueprint.route("/tham-dinh/<reference>/lay-y-kien", methods=["GET", "POST"])
@officer(Role.SPECIALIST)
def ask(reference: str) -> Response:
    dossier = load_for(Action.CONSULT, reference)
    units = consultation_queries.units_to_ask(dossier, clock.today())
    form = consult_form(dossier, units)
    if not form.validate_on_submit():
        return _ask_page(dossier, form)
    dossier.expect_version(form.seen_version)
    chosen = form.units.data or []
    try:
        consultation.ask(
            dossier,
            [unit for unit in units if unit.code in chosen],
            question=form.question.data or "",
            hours=form.hours.data or 0,
            sections=form.sections.data or [],
            documents=form.documents.data or [],
            needs_leader=bool(form.needs_leader.data),
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _ask_page(dossier, form)
    return back_to(case_url(dossier), _("Đã gửi câu hỏi tới %(count)d đơn vị.", count=len(chosen)))


@blueprint.route("/tham-dinh/<reference>/tong-hop-y-kien", methods=["GET", "POST"])
@officer(Role.SPECIALIST)
def consolidate(reference: str) -> Response:
    dossier = load_for(Action.CONSOLIDATE, reference)
    last = dossier.consolidated_opinions[-1].text if dossier.consolidated_opinions else ""
    form = ConsolidateForm(data={"version": str(dossier.version), "text": last})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/consolidate.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
        )
    dossier.expect_version(form.seen_version)
    consultation.consolidate(dossier, text=form.text.data or "", by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã lưu bản tổng hợp ý kiến."))


@blueprint.route(
    "/tham-dinh/<reference>/y-kien/<int:consultation_id>/thoi", methods=["GET", "POST"]
)
@officer(Role.SPECIALIST)
def drop(reference: str, consultation_id: int) -> Response:
    dossier = load_for(Action.DROP_CONSULTATION, reference)
    asked = next((c for c in dossier.consultations if c.id == consultation_id), None) or abort(404)
    form = DropForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/fields.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            fields=[form.reason],
            title=_("Thôi lấy ý kiến"),
            text=_(
                "%(unit)s không phải trả lời nữa. Việc này không được tính là đồng ý.",
                unit=asked.unit.name,
            ),
            button=_("Thôi lấy ý kiến"),
            warning=True,
        )
    dossier.expect_version(form.seen_version)
    consultation.drop(dossier, asked, reason=form.reason.data or "", by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã báo đơn vị được hỏi."))


@blueprint.get("/can-bo/ho-so/<reference>/y-kien/<int:file_id>")
@officer(*DESKS)
def answer_file(reference: str, file_id: int) -> Response:
    """A file of an answer, for those who see the case."""
    found = consultation_queries.file_of(load(reference).consultations, file_id) or abort(404)
    return show(found.sha256, found.name, found.content_type)


# --- the side that is asked -----------------------------------------------------------------


@blueprint.get("/y-kien")
@officer(*ANSWERERS)
def asked_of_us() -> Response:
    found = consultation_queries.asked_of(me(), clock.today())
    return page("dossiers/officer/asked.html", found=found)


@blueprint.route("/y-kien/<int:consultation_id>", methods=["GET", "POST"])
@officer(*ANSWERERS)
def answer(consultation_id: int) -> Response:
    asked, dossier = _load(consultation_id, lock=request.method == "POST")
    form = opinion_form(asked, dossier.version)
    if not form.validate_on_submit():
        return _answer_page(asked, dossier, form)
    dossier.expect_version(form.seen_version)
    try:
        consultation.answer(
            dossier,
            asked,
            opinion=Opinion(form.opinion.data),
            text=form.text.data or "",
            files=_files(form),
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _answer_page(asked, dossier, form)
    said = _("Đã gửi ý kiến.") if asked.answered_at else _("Đã trình lãnh đạo đơn vị duyệt ý kiến.")
    return back_to(url_for(".asked_of_us"), said)


@blueprint.route("/y-kien/<int:consultation_id>/tra-lai", methods=["GET", "POST"])
@officer(Role.LEADER)
def send_back(consultation_id: int) -> Response:
    asked, dossier = _load(consultation_id, lock=request.method == "POST")
    form = DropForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/fields.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            fields=[form.reason],
            title=_("Trả lại ý kiến để sửa"),
            text=asked.text,
            button=_("Trả lại"),
            warning=False,
            back_url=url_for(".answer", consultation_id=asked.id),
        )
    dossier.expect_version(form.seen_version)
    consultation.send_back(dossier, asked, reason=form.reason.data or "", by=me(), at=clock.now())
    return back_to(url_for(".asked_of_us"), _("Đã trả lại chuyên viên."))


@blueprint.get("/y-kien/<int:consultation_id>/giay-to/<int:attachment_id>")
@officer(*ANSWERERS)
def shown_paper(consultation_id: int, attachment_id: int) -> Response:
    """A paper the unit is asked about."""
    asked, dossier = _load(consultation_id)
    shown = consultation_queries.shown_attachments(asked, dossier)
    found = next((a for a in shown if a.id == attachment_id and a.sha256), None) or abort(404)
    return show(found.sha256, found.name, found.content_type)


@blueprint.get("/y-kien/<int:consultation_id>/tep/<int:file_id>")
@officer(*ANSWERERS)
def own_file(consultation_id: int, file_id: int) -> Response:
    asked, _dossier = _load(consultation_id)
    found = consultation_queries.file_of([asked], file_id) or abort(404)
    return show(found.sha256, found.name, found.content_type)


def _load(consultation_id: int, *, lock: bool = False) -> tuple[Consultation, Dossier]:
    found = consultation_queries.consultation(consultation_id, me(), clock.today(), lock=lock)
    return found or abort(404)


def _files(form: OpinionForm) -> list[Accepted]:
    """Every file, or Invalid at the field: an answer is sent whole or not at all."""
    kept = []
    for file in request.files.getlist(form.files.name):
        if not file.filename:
            continue
        try:
            kept.append(accept(cast(BinaryIO, file.stream), file.filename, max_bytes=most_bytes()))
        except Invalid as refused:
            sentence = f"“{clean_text(file.filename)}”: {refused.sentence}"
            raise Invalid(sentence, {"files": sentence}) from None
    return kept


def _ask_page(dossier: Dossier, form: ConsultForm) -> Response:
    return page(
        "dossiers/officer/consult.html",
        status=422 if form.errors or form.form_errors else 200,
        dossier=dossier,
        form=form,
    )


def _answer_page(asked: Consultation, dossier: Dossier, form: OpinionForm) -> Response:
    task = queries.task_of(dossier, asked.task_id)
    is_turn = (
        asked.is_open
        and not dossier.is_ended
        and task is not None
        and task.closed_at is None
        and task.unit_id in me().units_as(task.role, clock.today())
    )
    parts = dossier.procedure_version.parts
    sections: list[Any] = [
        section
        for section in answers.sections(parts.form, dossier.answers, dossier.answered_on)
        if section.key in asked.sections
    ]
    return page(
        "dossiers/officer/answer.html",
        status=422 if form.errors or form.form_errors else 200,
        asked=asked,
        dossier=dossier,
        task=task,
        form=form,
        is_turn=is_turn,
        sections=sections,
        attachments=consultation_queries.shown_attachments(asked, dossier),
        papers=parts.documents,
    )
