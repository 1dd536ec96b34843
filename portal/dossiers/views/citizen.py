"""What a citizen does with dossiers of their own: find, follow, read the papers of, take back."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import citizen
from portal.accounts.session import me
from portal.dossiers import (
    acting_for,
    answers,
    authority,
    labels,
    linking,
    queries,
    timeline,
    withdrawal,
    workflow,
)
from portal.dossiers.citizen_forms import WithdrawForm
from portal.dossiers.fee_rows import owed_rows
from portal.dossiers.given_papers import given_papers
from portal.dossiers.models import Dossier
from portal.dossiers.views.drafting import draft_page
from portal.dossiers.views.own import blueprint, own, paper_names
from portal.dossiers.workflow import PAUSED, Action, State
from portal.downloads import send_stored
from portal.errors import Conflict
from portal.i18n import _, lazy_
from portal.payments import queries as payments
from portal.previews import show
from portal.web import back_to, page

# Filters of the list: name → (words, states).
FILTERS: dict[str, tuple[Any, frozenset[State]]] = {
    "dang-lam": (
        lazy_("Đang làm"),
        frozenset({State.DRAFT, State.SUBMITTED, State.RECEIVED, State.PROCESSING}),
    ),
    "can-bo-sung": (
        lazy_("Cần Ông/Bà bổ sung"),
        frozenset({State.SUPPLEMENT_REQUESTED, State.PAYMENT_REQUESTED}),
    ),
    "xong": (lazy_("Đã xong"), workflow.ENDED | {State.RESOLVED}),
}


@blueprint.get("/ho-so")
@citizen
def my_dossiers() -> Response:
    # What waits for the person stands first, the newest first among each.
    everything = sorted(queries.dossiers_of(me()), key=lambda d: d.state not in PAUSED)
    chosen = request.args.get("loc", "")
    chosen = chosen if chosen in FILTERS else ""
    kept = FILTERS[chosen][1] if chosen else None
    filters = [("", _("Tất cả"), len(everything))] + [
        (name, str(words), sum(dossier.state in states for dossier in everything))
        for name, (words, states) in FILTERS.items()
    ]
    return page(
        "dossiers/citizen/my_dossiers.html",
        dossiers=[d for d in everything if kept is None or d.state in kept],
        filters=filters,
        chosen=chosen,
        states=labels.STATES,
        happening_now=timeline.happening_now,
        is_for_another=authority.is_for_another,
    )


@blueprint.get("/ho-so/<reference>")
@citizen
def dossier(reference: str) -> Response:
    found = own(reference)
    if found.state is State.DRAFT:
        return draft_page(found)
    if found.state is State.LINKED:
        return _linked_page(found)
    documents = given_papers(found, queries.documents_of(found))
    return page(
        "dossiers/citizen/dossier.html",
        dossier=found,
        parts=found.procedure_version.parts,
        state_label=labels.STATES[found.state],
        now_sentence=timeline.happening_now(found),
        moments=timeline.timeline(found, is_own=True),
        due_words=timeline.when(found.due_at) if found.due_at else "",
        again_words=timeline.when(found.extended_to) if found.extended_to else "",
        due_reasons=timeline.due_reasons(found),
        documents=documents,
        asked=found.open_supplement_request if found.state is State.SUPPLEMENT_REQUESTED else None,
        duty=found.open_duty,
        linked_parent=linking.parent_of(found),
        refunds=payments.refunds_of(found.id),
        sections=answers.sections(
            found.procedure_version.parts.form, found.answers, found.answered_on
        ),
        fees=owed_rows(found),
        payment_label=labels.PAYMENTS[found.payment],
        delivery_label=str(labels.DELIVERY[found.delivery_method]),
        can_withdraw=Action.WITHDRAW in workflow.actions(found.state, {workflow.CITIZEN}),
        paper_names=paper_names(found),
        is_for_another=authority.is_for_another(found),
        mandate_words=acting_for.in_words(found),
    )


def _linked_page(found: Dossier) -> Response:
    """One submission with its dossiers: each with its state and day, and one timeline of all."""
    members = linking.members_of(found)
    return page(
        "dossiers/citizen/linked.html",
        dossier=found,
        members=members,
        moments=timeline.together([one for _row, one in members if one is not None]),
        states=labels.STATES,
        happening_now=timeline.happening_now,
        appointment=timeline.appointment,
        sections=answers.sections(
            found.procedure_version.parts.form, found.answers, found.answered_on
        ),
        paper_names=paper_names(found),
    )


@blueprint.route("/ho-so/<reference>/rut", methods=["GET", "POST"])
@citizen
def withdraw(reference: str) -> Response:
    found = own(reference)
    if Action.WITHDRAW not in workflow.actions(found.state, {workflow.CITIZEN}):
        raise Conflict(_("Hồ sơ này không rút được nữa."))
    form = WithdrawForm()
    if form.validate_on_submit():
        withdrawal.withdraw(found, reason=form.reason.data or "", by=me(), at=clock.now())
        return back_to(url_for(".dossier", reference=reference), _("Đã rút hồ sơ."))
    return page(
        "dossiers/citizen/withdraw.html",
        status=422 if form.errors else 200,
        dossier=found,
        form=form,
    )


@blueprint.get("/ho-so/<reference>/van-ban/<int:document_id>")
@citizen
def document(reference: str, document_id: int) -> Response:
    found = own(reference)
    papers = given_papers(found, queries.documents_of(found))
    wanted = next((paper for paper in papers if paper.id == document_id), None) or abort(404)
    return send_stored(
        wanted.sha256, f"{wanted.title} {found.label}.pdf", "application/pdf", inline=True
    )


@blueprint.get("/ho-so/<reference>/tep/<int:attachment_id>")
@citizen
def attachment(reference: str, attachment_id: int) -> Response:
    found = own(reference)
    wanted = queries.attachment_of(found, attachment_id)
    if wanted is None or not wanted.sha256:
        abort(404)
    return show(wanted.sha256, wanted.name, wanted.content_type)
