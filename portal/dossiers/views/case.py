"""A dossier as officers see it: answers beside papers, history, and what can be done now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock, quarantine
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.documents.papers import PaperKind
from portal.documents.printing import printed
from portal.dossiers import (
    acting_for,
    answers,
    archiving,
    authority,
    consultation_queries,
    copying,
    deadlines,
    extension,
    foremost,
    invoicing,
    labels,
    letters,
    linking,
    possible,
    queries,
    slips,
    supplements,
)
from portal.dossiers import control_sheet as control_sheets
from portal.dossiers.document_store import provenance
from portal.dossiers.models import Dossier
from portal.dossiers.officer_forms import NoteForm
from portal.dossiers.views import worklist
from portal.dossiers.workflow import Action
from portal.dossiers.workplace import instructions, labelling, noting
from portal.downloads import PDF_POLICY, send_stored
from portal.errors import Invalid
from portal.i18n import _
from portal.payments import invoice_queries
from portal.payments import queries as payments
from portal.previews import show
from portal.web import back_to, page
from portal.working_time import Limit

blueprint = Blueprint("case", __name__, url_prefix="/can-bo/ho-so")
DESKS = (Role.RECEPTIONIST, Role.SPECIALIST, Role.LEADER, Role.CLERK)
# Done elsewhere: in the note's form, on the pages of another act, on lists, by the citizen.
WITHOUT_BUTTON = frozenset(
    {
        Action.NOTE,
        Action.ANSWER_SUPPLEMENT,
        Action.ANSWER_CONSULTATION,
        Action.DROP_CONSULTATION,
        Action.REFUSE_SUPPLEMENT,
        Action.WITHDRAW,
        Action.JOIN,
        Action.TRANSFER,
        Action.REFUND,
        Action.HAND_ON,
        Action.COPY,
        Action.DROP_COPY,
    }
)


@blueprint.record_once
def _filters(state: Any) -> None:
    state.app.jinja_env.filters.update(labels.FILTERS)


@blueprint.get("/<reference>")
@officer(*DESKS)
def dossier(reference: str) -> Response:
    asked = consultation_queries.asked_about(reference, me(), clock.today())
    if asked and queries.officer_dossier(reference, me(), clock.today()) is None:
        # Of a dossier of others, an asked unit sees the question and what belongs to it.
        return back_to(url_for("consulting.answer", consultation_id=asked.id))
    return dossier_page(load(reference), NoteForm())


@blueprint.post("/<reference>/ghi-chu")
@officer(*DESKS)
def note(reference: str) -> Response:
    found = load(reference, lock=True)
    form = NoteForm()
    if not form.validate_on_submit():
        return dossier_page(found, form, status=422)
    try:
        told = noting.write_note(found, form.note.data or "", by=me(), at=clock.now())
    except Invalid as refusal:
        form.note.errors = [*form.note.errors, refusal.sentence]
        return dossier_page(found, form, status=422)
    names = ", ".join(one.full_name for one in told)
    return back_to(
        case_url(found),
        _("Đã ghi chú và báo cho %(names)s.", names=names) if names else _("Đã ghi chú."),
    )


@blueprint.get("/<reference>/tep/<int:attachment_id>")
@officer(*DESKS)
def attachment(reference: str, attachment_id: int) -> Response:
    found = queries.attachment_of(load(reference), attachment_id) or abort(404)
    if not found.sha256:
        abort(404)
    return show(found.sha256, found.name, found.content_type)


@blueprint.get("/<reference>/van-ban/<int:document_id>")
@officer(*DESKS)
def document(reference: str, document_id: int) -> Response:
    """A paper of the dossier; a draft result is rendered now, marked as a draft."""
    owner = load(reference)
    found = queries.document_of(owner, document_id) or abort(404)
    name = f"{found.title} {owner.label}.pdf"
    if found.state is DocumentState.DRAFT:
        return shown_pdf(_draft(owner, found))
    return send_stored(found.sha256, name, "application/pdf", inline=True)


@blueprint.get("/<reference>/phieu-kiem-soat")
@officer(*DESKS)
def control_sheet(reference: str) -> Response:
    """Mẫu 06, as the hand-overs stand now."""
    found = load(reference)
    if found.received_at is None:
        abort(404)
    paper = control_sheets.control_sheet(found, at=clock.now())
    return shown_pdf(printed(PaperKind.CONTROL_SHEET, paper))


def _draft(owner: Dossier, document: Document) -> bytes:
    """As it would be printed now."""
    if document.kind is DocumentKind.COPY:
        return copying.preview(owner, document, at=clock.now())
    if document.kind is not DocumentKind.APOLOGY:
        paper = slips.result(owner, document, signer="", draft=True)
        return printed(PaperKind.RESULT, paper)
    promised = extension.closing_of(owner, document)
    reason = document.content["reason"]
    return printed(
        PaperKind.APOLOGY,
        letters.apology(owner, reason=reason, new_due_at=promised, signer="", at=clock.now()),
    )


def shown_pdf(content: bytes) -> Response:
    """A paper made for this request, kept nowhere."""
    headers = {
        "Content-Type": "application/pdf",
        "Content-Disposition": "inline",
        "Content-Security-Policy": PDF_POLICY,
    }
    return Response(content, headers=headers)


def load(reference: str, *, lock: bool = False) -> Dossier:
    """The dossier if this officer may see it, else 404."""
    found = queries.officer_dossier(reference, me(), clock.today(), lock=lock)
    return found or abort(404)


def load_for(action: Action, reference: str) -> Dossier:
    """The dossier for a form that leads to `action`: refused at once when it cannot be done now;
    locked when the form comes back."""
    if request.method == "POST":
        return load(reference, lock=True)
    found = load(reference)
    possible.expect(action, found, me(), clock.today())
    return found


def case_url(dossier: Dossier) -> str:
    return url_for("case.dossier", reference=dossier.reference)


def _appointed_at(found: Dossier) -> datetime:
    """When its appointment was last worked out: by the calendar of that moment it is explained."""
    assert found.received_at is not None
    return max((e.at for e in found.events if e.due_on is not None), default=found.received_at)


def dossier_page(found: Dossier, form: NoteForm, status: int = 200) -> Response:
    parts = found.procedure_version.parts
    limit = found.limit
    explained = (
        deadlines.explain(
            found.received_at,
            Limit.parse(limit.limit),
            found.unit.calendar_as_of(_appointed_at(found)),
            found.pauses(),
        )
        if found.received_at and limit
        else None
    )
    account, day = me(), clock.today()
    actions = possible.actions(found, account, day)
    if Action.INSTRUCT in actions and not instructions.is_overdue(found, clock.now()):
        actions.remove(Action.INSTRUCT)
    is_done = not set(actions) - possible.NOT_WORK
    shown = [a for a in actions if a not in WITHOUT_BUTTON]
    if found.open_task is None or found.open_task.assignee_id is None:
        shown = [a for a in shown if a is not Action.RELEASE]
    is_late = found.due_at is not None and found.due_at < clock.now()
    on_top = foremost.foremost(shown, is_late=is_late)
    units = labelling.units_of(account, day)
    beside = worklist.around(found.reference)
    return page(
        "dossiers/officer/dossier.html",
        status=status,
        dossier=found,
        mandate_words=acting_for.in_words(found),
        sections=answers.sections(parts.form, found.answers, found.answered_on),
        warnings=answers.warnings(parts.form, found.answers, found.answered_on),
        documents=(documents := queries.documents_of(found)),
        copyable={one.id for one in documents if Action.COPY in actions and one.copy_forms},
        papers=authority.asked_documents(found),
        sources=provenance.sources_of(found.kept_attachments),
        may_package=found.state in archiving.ENDS
        and bool(account.roles_on(day) & {Role.CLERK, Role.LEADER}),
        held=quarantine.held([one.sha256 for one in found.kept_attachments if one.sha256]),
        unproven=invoicing.unchecked(
            invoice_queries.lines_of(found.id), invoice_queries.checks_of(found.id)
        ),
        actions=actions,
        is_done=is_done,
        foremost=on_top,
        has_next=bool(on_top) and foremost.is_next(on_top[0]),
        folded=[action for action in shown if action not in on_top],
        has_draft=queries.draft_result_of(found) is not None,
        around=beside,
        own_list=worklist.own_list(),
        next_dossier=queries.next_work(account, day, but=found)
        if is_done and beside is None
        else None,
        is_specialist=Role.SPECIALIST in possible.roles_at(found, account, day),
        compared={r.id: supplements.compared(found, r) for r in found.supplement_requests},
        siblings=linking.siblings_of(found),
        refunds=payments.refunds_of(found.id),
        explained=explained,
        note_form=form,
        instruction=instructions.waiting_on(found),
        labels_on=labelling.labels_on(found, units),
        labels_offered=labelling.labels_of(units),
        colleagues=[one for one in noting.colleagues(found, day) if one.id != account.id],
    )
