"""A leader distributes steps and instructs; officers answer, and put their unit's labels."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import queries
from portal.dossiers.models import Dossier
from portal.dossiers.views import worklist
from portal.dossiers.views.case import DESKS, case_url, load, load_for
from portal.dossiers.workflow import Action
from portal.dossiers.workplace import assigning, instructions, labelling, words
from portal.dossiers.workplace.models import Colour
from portal.dossiers.workplace_forms import (
    AssignForm,
    InstructionAnswerForm,
    InstructionForm,
    LabelForm,
)
from portal.errors import Invalid
from portal.i18n import _
from portal.web import back_to, page

blueprint = Blueprint("teamwork", __name__, url_prefix="/can-bo")
WORKERS = (Role.SPECIALIST, Role.LEADER, Role.CLERK)


@blueprint.get("/khoi-luong")
@officer(Role.LEADER)
def workloads() -> Response:
    """Who has how much; each leads to that officer's open work."""
    return page("dossiers/officer/workloads.html", rows=assigning.workloads(me(), clock.now()))


@blueprint.route("/ho-so/<reference>/phan-cong", methods=["GET", "POST"])
@officer(Role.LEADER)
def assign(reference: str) -> Response:
    dossier = load_for(Action.ASSIGN, reference)
    form = AssignForm(data={"version": str(dossier.version)})
    task = dossier.open_task
    holders = queries.holders_of(task.role, task.unit_id, clock.today()) if task else []
    form.assignee.choices = [(one.id, one.full_name) for one in holders]
    if not form.validate_on_submit():
        holder = task.assignee_name if task else ""
        return _asking(
            dossier,
            form,
            title=_("Phân công"),
            hint=_("Bước này đang do %(name)s giữ.", name=holder)
            if holder
            else _("Chưa ai nhận bước này."),
            button=_("Giao việc"),
        )
    dossier.expect_version(form.seen_version)
    assignee = next(one for one in holders if one.id == form.assignee.data)
    assigning.assign(dossier, assignee, by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã giao việc cho %(name)s.", name=assignee.full_name))


@blueprint.route("/ho-so/<reference>/chi-dao", methods=["GET", "POST"])
@officer(Role.LEADER)
def instruct(reference: str) -> Response:
    dossier = load_for(Action.INSTRUCT, reference)
    form = InstructionForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return _asking(dossier, form, title=_("Chỉ đạo về hồ sơ quá hạn"), button=_("Gửi chỉ đạo"))
    dossier.expect_version(form.seen_version)
    instructions.instruct(dossier, form.text.data or "", by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã gửi chỉ đạo."))


@blueprint.route("/ho-so/<reference>/tra-loi-chi-dao", methods=["GET", "POST"])
@officer(*WORKERS)
def answer_instruction(reference: str) -> Response:
    dossier = load_for(Action.ANSWER_INSTRUCTION, reference)
    form = InstructionAnswerForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        waiting = instructions.waiting_on(dossier)
        return _asking(
            dossier,
            form,
            title=_("Trả lời chỉ đạo"),
            quoted=f"{waiting.text} – {waiting.leader_name}" if waiting else "",
            button=_("Gửi câu trả lời"),
        )
    dossier.expect_version(form.seen_version)
    instructions.answer(dossier, form.answer.data or "", by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã trả lời lãnh đạo."))


@blueprint.post("/ho-so/<reference>/nhan")
@officer(*DESKS)
def put_labels(reference: str) -> Response:
    dossier = load(reference, lock=True)
    chosen = [text for text in request.form.getlist("nhan") if text.isascii() and text.isdigit()]
    labelling.put_labels(dossier, {int(t) for t in chosen if len(t) < 10}, by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã gắn nhãn."))


@blueprint.get("/nhan")
@officer(*DESKS)
def labels() -> Response:
    return _labels_page(_label_form(), 200)


@blueprint.post("/nhan")
@officer(*DESKS)
def make_label() -> Response:
    form = _label_form()
    if not form.validate_on_submit():
        return _labels_page(form, 422)
    unit = next(u for u in _own_units() if u.id == form.unit.data)
    try:
        colour = Colour(form.colour.data)
        labelling.make_label(unit, form.text.data or "", colour, by=me(), at=clock.now())
    except Invalid as refusal:
        form.text.errors = [*form.text.errors, refusal.sentence]
        return _labels_page(form, 422)
    return back_to(url_for("teamwork.labels"), _("Đã thêm nhãn."))


@blueprint.post("/nhan/<int:label_id>/bo")
@officer(*DESKS)
def retire_label(label_id: int) -> Response:
    units = labelling.units_of(me(), clock.today())
    label = labelling.label_of(label_id, units) or abort(404)
    labelling.retire_label(label, by=me(), at=clock.now())
    return back_to(url_for("teamwork.labels"), _("Đã bỏ nhãn khỏi danh sách chọn."))


def _asking(
    dossier: Dossier,
    form: Any,
    *,
    title: str,
    button: str,
    hint: str = "",
    quoted: str = "",
) -> Response:
    """A page that asks for little and sends it."""
    return page(
        "dossiers/officer/asking.html",
        status=422 if form.errors else 200,
        dossier=dossier,
        form=form,
        fields=[f for f in form if f.name not in ("version", "csrf_token")],
        title=title,
        hint=hint,
        quoted=quoted,
        button=button,
    )


def _own_units() -> list[Any]:
    return labelling.units_named(labelling.units_of(me(), clock.today()))


def _label_form() -> LabelForm:
    units = _own_units()
    form = LabelForm(data={"colour": Colour.BLUE.value, "unit": units[0].id if units else None})
    form.unit.choices = [(unit.id, unit.short_name) for unit in units]
    return form


def _labels_page(form: LabelForm, status: int) -> Response:
    units = _own_units()
    return page(
        "dossiers/officer/labels.html",
        status=status,
        form=form,
        units={unit.id: unit.short_name for unit in units},
        labels=labelling.labels_of([unit.id for unit in units]),
        colours=words.COLOURS,
        own_list=worklist.own_list(),
    )
