"""A visit at the desk: the person once, any number of dossiers, all receipts with one press."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.dossiers import linking, queries
from portal.dossiers.answer_forms import rows_sent, section_form, stored_answers
from portal.dossiers.models import DeliveryMethod
from portal.dossiers.officer_forms import (
    counts_form,
    paper_counts,
    questions_at_desk,
)
from portal.dossiers.reception import queries as reception
from portal.dossiers.reception import receipt_sheets, visiting
from portal.dossiers.reception.models import Visit
from portal.dossiers.reception.visit_forms import (
    IDENTITY_CHECKS,
    MOST_ROWS,
    MatterForm,
    many_form,
    visit_form,
)
from portal.dossiers.views.case import shown_pdf
from portal.dossiers.views.desk import said_of_linked, shown_at_desk
from portal.dossiers.views.paging import searched_text
from portal.dossiers.views.questions import items, seen
from portal.dossiers.workflow import State
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.procedures import queries as catalogue
from portal.procedures.definitions import Channel, Section
from portal.procedures.models import Procedure
from portal.units.models import Desk, Unit
from portal.web import back_to, page
from portal.web_forms import choices

blueprint = Blueprint("visits", __name__, url_prefix="/quay/luot")


@blueprint.route("", methods=["GET", "POST"])
@officer(Role.RECEPTIONIST)
def begin() -> Response:
    desks = _desks()
    form = visit_form()
    form.desk.choices = choices((desk.code, desk.name) for desk in desks)
    form.desk.data = form.desk.data or desks[0].code
    if not form.validate_on_submit():
        return _begin_page(form, desks, 422 if form.errors else 200)
    desk = next((desk for desk in desks if desk.code == form.desk.data), desks[0])
    try:
        visit = visiting.open_visit(
            desk,
            form.submitter(),
            channel=Channel(int(form.channel.data)),
            identity_check=form.checked,
            postmark_on=form.postmark_on.data,
            arrived_on=form.arrived_on.data,
            key=(form.key.data or "")[:64],
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _begin_page(form, desks, 422)
    return back_to(_address(visit), _("Đã mở lượt tiếp nhận. Hãy thêm hồ sơ."))


@blueprint.get("/<visit_reference>")
@officer(Role.RECEPTIONIST)
def visit(visit_reference: str) -> Response:
    found = _visit(visit_reference)
    dossiers = [entry.dossier for entry in found.entries]
    return page(
        "dossiers/reception/visit.html",
        visit=found,
        dossiers=dossiers,
        waiting=[d for d in dossiers if d.state is State.SUBMITTED and d.desk_id == found.desk_id],
        receipts=len(reception.receipts_of(dossiers)),
        identity_words=IDENTITY_CHECKS,
        handed_in_at=visiting.handed_in_at(found, found.opened_at),
    )


@blueprint.get("/<visit_reference>/them")
@officer(Role.RECEPTIONIST)
def choose(visit_reference: str) -> Response:
    text = searched_text()
    return page(
        "dossiers/reception/choose.html",
        visit=_visit(visit_reference),
        text=text,
        offers=queries.offered_procedures(text),
        linked=linking.service_ids(),
        own_units=me().units_as(Role.RECEPTIONIST, clock.today()),
    )


@blueprint.route("/<visit_reference>/them/<code>/<unit_code>", methods=["GET", "POST"])
@officer(Role.RECEPTIONIST)
def enter(visit_reference: str, code: str, unit_code: str) -> Response:
    """One dossier, with the answers of its form."""
    found = _visit(visit_reference)
    procedure, unit = queries.offer(code, unit_code) or abort(404)
    version = procedure.current
    questions = questions_at_desk(version)
    sent = request.form if request.method == "POST" else None
    form = MatterForm(data=_fresh(found))
    elsewhere = _offer_other_desk(form, found, procedure, unit)
    then = request.form.get("then", "")
    asked = section_form(questions, {}, rows_sent(request.form, then) if sent else None, "answer-")
    counted = counts_form(version, sent)
    if not (sent and not then and all([form.validate(), asked.validate(), counted.validate()])):
        return page(
            "dossiers/reception/enter.html",
            status=422 if sent and not then else 200,
            visit=found,
            procedure=procedure,
            unit=unit,
            form=form,
            elsewhere=elsewhere,
            asked=asked,
            counted=counted,
            papers=version.parts.documents,
            sections=shown_at_desk(version.parts.form, questions, asked),
            seen=seen(asked),
            today=clock.today().isoformat(),
        )
    answers = stored_answers(questions, asked)
    dossier = visiting.enter(
        found,
        procedure,
        unit,
        form.applicant(),
        **_told(form, answers, paper_counts(version, counted)),
        desk=elsewhere if form.receiving.data == "there" else None,
        key=(form.key.data or "")[:64],
    )
    if dossier.state is State.LINKED:
        return back_to(_address(found), said_of_linked(dossier))
    return back_to(
        url_for("scanning.papers", reference=dossier.reference),
        _("Đã nhập hồ sơ. Quét, chụp giấy tờ nếu cần, rồi trở về lượt để tiếp nhận."),
    )


@blueprint.route("/<visit_reference>/nhieu/<code>/<unit_code>", methods=["GET", "POST"])
@officer(Role.RECEPTIONIST)
def enter_many(visit_reference: str, code: str, unit_code: str) -> Response:
    """Several dossiers of one procedure, alike but for the applicant."""
    found = _visit(visit_reference)
    procedure, unit = queries.offer(code, unit_code) or abort(404)
    if procedure.id in linking.service_ids():
        raise Conflict(_("Dịch vụ liên thông nhập từng tờ khai một: mỗi tờ khai là nhiều hồ sơ."))
    version = procedure.current
    counting = _counting(questions_at_desk(version))
    sent = request.form if request.method == "POST" else None
    form = many_form(_rows())
    asked = section_form(counting, {}, request.form if sent else None, "answer-")
    counted = counts_form(version, sent)
    problem = ""
    if sent and all([form.validate(), asked.validate(), counted.validate()]):
        try:
            made = visiting.enter_many(
                found,
                procedure,
                unit,
                form.applicants(),
                key=(form.key.data or "")[:64],
                **_told(form, stored_answers(counting, asked), paper_counts(version, counted)),
            )
            return back_to(_address(found), _("Đã nhập %(count)d hồ sơ vào lượt.", count=len(made)))
        except Invalid as refusal:
            problem = refusal.sentence
    if problem:
        form.own.errors = [*form.own.errors, problem]
    return page(
        "dossiers/reception/enter_many.html",
        status=422 if sent else 200,
        visit=found,
        procedure=procedure,
        unit=unit,
        form=form,
        asked=asked,
        items=items(counting, asked, {}),
        counted=counted,
        papers=version.parts.documents,
        rows=form.rows,
    )


@blueprint.post("/<visit_reference>/tiep-nhan")
@officer(Role.RECEPTIONIST)
def receive(visit_reference: str) -> Response:
    """Receive all that waits: each for itself, each with its outcome."""
    found = _visit(visit_reference, lock=True)
    outcomes = visiting.receive_all(found, by=me(), at=clock.now())
    refused = [one for one in outcomes if one.refusal]
    done = len(outcomes) - len(refused)
    said = _("Đã tiếp nhận %(count)d hồ sơ. In giấy tiếp nhận bằng nút bên dưới.", count=done)
    for one in refused:
        said += " " + _(
            "%(code)s chưa tiếp nhận được: %(why)s", code=one.dossier.label, why=one.refusal
        )
    return back_to(_address(found), said, "error" if refused else "success")


@blueprint.get("/<visit_reference>/giay-tiep-nhan.pdf")
@officer(Role.RECEPTIONIST)
def receipts(visit_reference: str) -> Response:
    """Every receipt of the visit in two copies, as one file for the printer."""
    found = _visit(visit_reference)
    papers = reception.receipts_of([entry.dossier for entry in found.entries])
    if not papers:
        raise Conflict(_("Lượt này chưa có hồ sơ nào được tiếp nhận."))
    return shown_pdf(receipt_sheets.printed_together(papers))


def _begin_page(form: Any, desks: list[Desk], status: int) -> Response:
    return page(
        "dossiers/reception/begin.html",
        status=status,
        form=form,
        has_many_desks=len(desks) > 1,
        visits=reception.visits_of(me(), clock.today()),
    )


def _told(form: MatterForm, answers: dict[str, Any], counts: dict[str, Any]) -> dict[str, Any]:
    return {
        "answers": {key: value for key, value in answers.items() if value is not None},
        "counts": {**counts, **form.authority_counts()},
        "delivery": DeliveryMethod(form.delivery.data),
        "delivery_address": form.delivery_address.data or "",
        "by": me(),
        "at": clock.now(),
    }


def _fresh(found: Visit) -> dict[str, Any]:
    return {
        "key": secrets.token_hex(16),
        "whose": "self",
        "delivery": "desk",
        "receiving": "here",
        "delivery_address": found.submitter_address,
    }


def _offer_other_desk(
    form: MatterForm, found: Visit, procedure: Procedure, unit: Unit
) -> Desk | None:
    """The desk that receives for the competent unit, where this one does not: it may receive with
    our help."""
    receiving = catalogue.receiving_desks(db.session, procedure, unit)
    is_here = found.desk.unit_id == unit.id or found.desk in receiving
    other = None if is_here else next(iter(receiving), None)
    offered = [("here", found.desk.name)]
    if other is not None:
        offered.append(("there", _("%(desk)s; quầy này chỉ hỗ trợ nộp", desk=other.name)))
    form.receiving.choices = choices(offered)
    return other


def _counting(questions: Section) -> Section:
    """What the fee is counted by: the only questions a batch must answer."""
    return replace(
        questions,
        fields=tuple(replace(field, only_if=None) for field in questions.fields if field.required),
    )


def _rows() -> int:
    text = request.args.get("so", "10")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MOST_ROWS):
        abort(404)
    return int(text)


def _desks() -> list[Desk]:
    desks = queries.desks_of(me(), clock.today())
    if not desks:
        raise Conflict(_("Đơn vị của Ông/Bà chưa có Bộ phận Một cửa."))
    return desks


def _visit(reference: str, *, lock: bool = False) -> Visit:
    return reception.visit_of(reference, me(), clock.today(), lock=lock) or abort(404)


def _address(found: Visit) -> str:
    return url_for("visits.visit", visit_reference=found.reference)
