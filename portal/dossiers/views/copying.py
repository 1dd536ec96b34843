"""Copies of issued papers: the clerk prepares one, the leader signs it, or makes it at once."""

from __future__ import annotations

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.documents import copies
from portal.documents.models import CopyForm, Document
from portal.dossiers import copying, queries
from portal.dossiers.copy_forms import FORM_HINTS, CopyRequestForm, copy_request_form
from portal.dossiers.models import Dossier
from portal.dossiers.officer_forms import ActForm, ReasonForm
from portal.dossiers.views.case import case_url, load_for
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.web import back_to, page

blueprint = Blueprint("copying", __name__)


@blueprint.route("/van-thu/<reference>/ban-sao/<int:document_id>", methods=["GET", "POST"])
@officer(Role.CLERK, Role.LEADER)
def prepare(reference: str, document_id: int) -> Response:
    dossier = load_for(Action.COPY, reference)
    source = queries.document_of(dossier, document_id) or abort(404)
    if not source.copy_forms:
        raise Conflict(_("Văn bản này không sao được."))
    parts = copies.parts_of(source) if CopyForm.EXCERPT in source.copy_forms else []
    form = copy_request_form(dossier, source, parts)
    if not form.validate_on_submit():
        return _prepare_page(dossier, source, form)
    dossier.expect_version(form.seen_version)
    at = clock.now()
    try:
        document = copying.prepare(dossier, source, form.wish(), by=me(), at=at)
    except Invalid as refusal:
        form.show(refusal)
        return _prepare_page(dossier, source, form)
    if not copying.is_leader(dossier, me(), at):
        return back_to(case_url(dossier), _("Đã trình lãnh đạo ký bản sao."))
    copying.sign(dossier, document, by=me(), at=at)
    return back_to(case_url(dossier), _issued(document))


@blueprint.route("/phe-duyet/<reference>/ban-sao", methods=["GET", "POST"])
@officer(Role.LEADER)
def sign(reference: str) -> Response:
    """The copy that has waited longest."""
    dossier = load_for(Action.SIGN_COPY, reference)
    document = queries.draft_copy_of(dossier)
    if document is None:
        raise Conflict(_("Không có bản sao nào chờ ký."))
    form = ActForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/sign_copy.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            document=document,
        )
    dossier.expect_version(form.seen_version)
    copying.sign(dossier, document, by=me(), at=clock.now())
    return back_to(case_url(dossier), _issued(document))


@blueprint.route("/van-thu/<reference>/ban-sao/bo", methods=["GET", "POST"])
@officer(Role.CLERK, Role.LEADER)
def drop(reference: str) -> Response:
    dossier = load_for(Action.DROP_COPY, reference)
    document = queries.draft_copy_of(dossier)
    if document is None:
        raise Conflict(_("Không có bản sao nào chờ ký."))
    form = ReasonForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/fields.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            fields=[form.reason],
            title=_("Bỏ bản sao chưa ký"),
            text=document.title,
            button=_("Bỏ bản sao"),
            warning=True,
        )
    dossier.expect_version(form.seen_version)
    copying.drop(dossier, document, reason=form.reason.data or "", by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã bỏ bản sao chưa ký."))


def _prepare_page(dossier: Dossier, source: Document, form: CopyRequestForm) -> Response:
    return page(
        "dossiers/officer/copy.html",
        status=422 if form.errors or form.form_errors else 200,
        dossier=dossier,
        form=form,
        source=source,
        hints=FORM_HINTS,
        signs=copying.is_leader(dossier, me(), clock.now()),
    )


def _issued(document: Document) -> str:
    return _("Đã phát hành bản sao số %(number)s.", number=document.number)
