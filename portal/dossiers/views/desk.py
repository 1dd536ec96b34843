"""The reception desk: one queue for online, desk and post; receive, decline, enter, hand over."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.dossiers import handover, intake, linking, queries, supplements
from portal.dossiers.answer_forms import SectionForm, rows_sent, section_form, stored_answers
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.officer_forms import (
    ActForm,
    HandOverForm,
    ReasonForm,
    counts_form,
    paper_counts,
    questions_at_desk,
    supplement_form,
)
from portal.dossiers.reception import visiting
from portal.dossiers.reception.models import Visit
from portal.dossiers.reception.visit_forms import EntryForm, entry_form
from portal.dossiers.views import worklist
from portal.dossiers.views.case import case_url, load, load_for
from portal.dossiers.views.paging import searched_text
from portal.dossiers.views.questions import Item, items, seen
from portal.dossiers.workflow import Action, State
from portal.dossiers.workplace.wanted import Worklist
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.procedures import queries as catalogue
from portal.procedures.definitions import Channel, Form, Section
from portal.procedures.models import Procedure
from portal.units.models import Desk, Unit
from portal.web import back_to, page

blueprint = Blueprint("desk", __name__, url_prefix="/quay")


@blueprint.get("")
@officer(Role.RECEPTIONIST)
def queue() -> Response:
    return worklist.show(Worklist.DESK)


@blueprint.post("/<reference>/tiep-nhan")
@officer(Role.RECEPTIONIST)
def receive(reference: str) -> Response:
    dossier = load(reference, lock=True)
    dossier.expect_version(ActForm().seen_version)
    intake.receive(dossier, by=me(), at=clock.now())
    return back_to(
        case_url(dossier),
        _("Đã tiếp nhận hồ sơ %(code)s. Giấy tiếp nhận ở mục Văn bản.", code=dossier.code),
    )


@blueprint.route("/<reference>/tu-choi", methods=["GET", "POST"])
@officer(Role.RECEPTIONIST)
def decline(reference: str) -> Response:
    dossier = load_for(Action.DECLINE, reference)
    form = ReasonForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/reason.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            title=_("Từ chối tiếp nhận hồ sơ"),
            hint=_("Lý do được in vào Phiếu từ chối (Mẫu 03) và gửi cho người nộp."),
            button=_("Từ chối tiếp nhận"),
            warning=True,
        )
    dossier.expect_version(form.seen_version)
    intake.decline(dossier, reason=form.reason.data or "", by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã từ chối tiếp nhận và gửi phiếu cho người nộp."))


@blueprint.route("/<reference>/yeu-cau-bo-sung", methods=["GET", "POST"])
@officer(Role.RECEPTIONIST, Role.SPECIALIST)
def request_supplement(reference: str) -> Response:
    dossier = load_for(Action.REQUEST_SUPPLEMENT, reference)
    form = supplement_form(dossier)
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/supplement.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
        )
    dossier.expect_version(form.seen_version)
    supplements.request(
        dossier, reason=form.reason.data or "", items=form.items(), by=me(), at=clock.now()
    )
    return back_to(case_url(dossier), _("Đã gửi yêu cầu bổ sung (Mẫu 02)."))


@blueprint.route("/<reference>/tra-ket-qua", methods=["GET", "POST"])
@officer(Role.RECEPTIONIST)
def hand_over(reference: str) -> Response:
    dossier = load_for(Action.RETURN, reference)
    form = HandOverForm(
        data={
            "version": str(dossier.version),
            "recipient": dossier.submitter_name,
            "identity": dossier.submitter_identity,
        }
    )
    if not form.validate_on_submit():
        return _hand_over_page(dossier, form)
    dossier.expect_version(form.seen_version)
    try:
        handover.hand_over(
            dossier,
            recipient=form.recipient.data or "",
            identity=form.identity.data or "",
            fee_way=form.chosen_way,
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _hand_over_page(dossier, form)
    return back_to(case_url(dossier), _("Đã trả kết quả. Giấy biên nhận ở mục Văn bản."))


@blueprint.get("/nhap")
@officer(Role.RECEPTIONIST)
def choose_procedure() -> Response:
    """Any desk of the province may take a dossier for any unit of it (domain rule 9)."""
    text = searched_text()
    return page(
        "dossiers/officer/choose_procedure.html",
        text=text,
        offers=queries.offered_procedures(text),
        own_units=me().units_as(Role.RECEPTIONIST, clock.today()),
    )


@blueprint.route("/nhap/<code>/<unit_code>", methods=["GET", "POST"])
@officer(Role.RECEPTIONIST)
def enter(code: str, unit_code: str) -> Response:
    procedure, unit = queries.offer(code, unit_code) or abort(404)
    desk = _own_desk(procedure, unit)
    version = procedure.current
    questions = questions_at_desk(version)
    sent = request.form if request.method == "POST" else None
    form = entry_form()
    then = request.form.get("then", "")
    asked = section_form(questions, {}, rows_sent(request.form, then) if sent else None, "answer-")
    counted = counts_form(version, sent)

    def shown(status: int) -> Response:
        return page(
            "dossiers/officer/enter.html",
            status=status,
            procedure=procedure,
            unit=unit,
            desk=desk,
            form=form,
            asked=asked,
            counted=counted,
            papers=version.parts.documents,
            sections=shown_at_desk(version.parts.form, questions, asked),
            seen=seen(asked),
            today=clock.today().isoformat(),
            is_linked=procedure.id in linking.service_ids(),
        )

    # All three are validated, so that every mistake shows at once.
    if not (sent and not then and all([form.validate(), asked.validate(), counted.validate()])):
        return shown(422 if sent and not then else 200)
    try:
        visit, dossier = _entered(
            procedure, unit, desk, form, counted, stored_answers(questions, asked)
        )
    except Invalid as refusal:
        form.show(refusal)
        return shown(422)
    if dossier.state is State.LINKED:
        visited = url_for("visits.visit", visit_reference=visit.reference)
        return back_to(visited, said_of_linked(dossier))
    return back_to(case_url(dossier), _("Đã nhập hồ sơ. Kiểm tra rồi bấm Tiếp nhận."))


def said_of_linked(dossier: Dossier) -> str:
    """Where the members of a linked service entered at a desk went, and which follow."""
    members = linking.members_of(dossier)
    said = _("Đã nhập hồ sơ liên thông. Quét giấy tờ và tiếp nhận ở từng hồ sơ:")
    for row, member in members:
        where = member.desk.name if member else _("nộp sau, khi có kết quả của hồ sơ trước")
        said += f" {row.procedure.title} ({where});"
    return said.rstrip(";") + "."


def shown_at_desk(
    form: Form, questions: Section, asked: SectionForm
) -> list[tuple[Section, tuple[Item, ...]]]:
    """The questions under the titles of their sections."""
    by_key = {item.field.key: item for item in items(questions, asked, {})}
    return [
        (section, tuple(by_key[field.key] for field in section.fields)) for section in form.sections
    ]


def _hand_over_page(dossier: Dossier, form: HandOverForm) -> Response:
    status = 422 if form.errors else 200
    return page("dossiers/officer/hand_over.html", status=status, dossier=dossier, form=form)


def _entered(
    procedure: Procedure,
    unit: Unit,
    desk: Desk,
    form: EntryForm,
    counted: Any,
    answers: dict[str, Any],
) -> tuple[Visit, Dossier]:
    """A visit of one form: what is known of the person is kept the same way."""
    key, at = (form.key.data or secrets.token_hex(16))[:64], clock.now()
    visit = visiting.open_visit(
        desk,
        form.submitter(),
        channel=Channel(int(form.channel.data)),
        identity_check=form.checked,
        postmark_on=form.postmark_on.data,
        arrived_on=form.arrived_on.data,
        key=key,
        by=me(),
        at=at,
    )
    dossier = visiting.enter(
        visit,
        procedure,
        unit,
        form.applicant(),
        answers={name: value for name, value in answers.items() if value is not None},
        counts={**paper_counts(procedure.current, counted), **form.authority_counts()},
        delivery=DeliveryMethod(form.delivery.data),
        delivery_address=form.delivery_address.data or "",
        key=key,
        by=me(),
        at=at,
    )
    return visit, dossier


def _own_desk(procedure: Procedure, competent: Unit) -> Desk:
    """The desk the officer sits at: one that receives for the competent unit if it is theirs, else
    that unit's own; any desk of the province may receive."""
    desks = queries.desks_of(me(), clock.today())
    if not desks:
        raise Conflict(_("Đơn vị của Ông/Bà chưa có Bộ phận Một cửa."))
    receiving = catalogue.receiving_desks(db.session, procedure, competent)
    wanted = (
        *(desk for desk in desks if desk in receiving),
        *(desk for desk in desks if desk.unit_id == competent.id),
    )
    return next(iter(wanted), desks[0])
