"""The papers of a dossier at the desk: scan, photograph, take again what the portal holds."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock, config
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import authority, possible, queries
from portal.dossiers.document_store import at_the_desk
from portal.dossiers.labels import SCAN_FAULTS
from portal.dossiers.models import Dossier
from portal.dossiers.reception import digitising
from portal.dossiers.reception import queries as reception
from portal.dossiers.reception.digitising import Origin
from portal.dossiers.reception.visit_forms import ScanForm
from portal.dossiers.views.case import case_url, load
from portal.dossiers.views.own import by_paper
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.uploads import accept
from portal.web import back_to, page

blueprint = Blueprint("scanning", __name__, url_prefix="/quay")


@blueprint.route("/<reference>/giay-to", methods=["GET", "POST"])
@officer(Role.RECEPTIONIST)
def papers(reference: str) -> Response:
    dossier = load(reference, lock=request.method == "POST")
    form = ScanForm()
    if request.method == "GET":
        return _page(dossier, form)
    possible.expect(Action.DIGITISE, dossier, me(), clock.today())
    if not form.validate() or not form.pages.data:
        return _page(dossier, form, 422)
    key = form.document_key.data or ""
    if authority.asked_documents(dossier).item(key) is None:
        abort(404)
    try:
        pages = [
            accept(cast(BinaryIO, file.stream), file.filename or "", max_bytes=_most_bytes())
            for file in form.pages.data
        ]
        origin = Origin(form.issuer.data or "", form.issued_on.data, form.valid_until.data)
        kept = digitising.keep_scan(dossier, key, pages, origin, by=me(), at=clock.now())
    except Invalid as refusal:
        form.pages.errors = [*form.pages.errors, refusal.sentence]
        return _page(dossier, form, 422)
    facts = digitising.facts_of([kept]).get(kept.id)
    if facts and facts.faults:
        return back_to(
            _address(dossier),
            _("Đã lưu %(count)d trang. Bản quét có chỗ khó đọc: xem ghi chú bên dưới.",
              count=facts.pages),
            "info",
        )  # fmt: skip
    return back_to(
        _address(dossier), _("Đã lưu %(count)d trang.", count=facts.pages if facts else 1)
    )


@blueprint.post("/<reference>/giay-to/dung-lai")
@officer(Role.RECEPTIONIST)
def reuse(reference: str) -> Response:
    dossier = load(reference, lock=True)
    possible.expect(Action.DIGITISE, dossier, me(), clock.today())
    key = request.form.get("document_key", "")
    if authority.asked_documents(dossier).item(key) is None:
        abort(404)
    try:
        digitising.reuse(
            dossier,
            key,
            request.form.get("origin", "")[:20],
            agreed=request.form.get("agreed") == "y",
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        raise Conflict(refusal.sentence) from refusal
    return back_to(_address(dossier), _("Đã dùng lại giấy tờ đã có."))


@blueprint.post("/<reference>/giay-to/<int:attachment_id>/bo")
@officer(Role.RECEPTIONIST)
def take_off(reference: str, attachment_id: int) -> Response:
    dossier = load(reference, lock=True)
    possible.expect(Action.DIGITISE, dossier, me(), clock.today())
    attachment = queries.attachment_of(dossier, attachment_id) or abort(404)
    digitising.take_off(dossier, attachment, by=me(), at=clock.now())
    return back_to(_address(dossier), _("Đã bỏ bản quét. Hãy quét lại."))


def _page(dossier: Dossier, form: ScanForm, status: int = 200) -> Response:
    day = clock.today()
    may = Action.DIGITISE in possible.actions(dossier, me(), day)
    offered = at_the_desk.papers_of(dossier.applicant_identity, day, but=dossier) if may else []
    documents = authority.asked_documents(dossier).items
    return page(
        "dossiers/reception/papers.html",
        status=status,
        dossier=dossier,
        form=form,
        may=may,
        chosen=form.document_key.data,
        documents=documents,
        kept=by_paper(dossier.kept_attachments),
        facts=digitising.facts_of(dossier.kept_attachments),
        offers={
            document.key: [paper for paper in offered if at_the_desk.is_like(paper, document.name)]
            for document in documents
        },
        others=offered,
        fault_words=SCAN_FAULTS,
        visit=reception.visit_of_dossier(dossier),
        case_url=case_url(dossier),
    )


def _address(dossier: Dossier) -> str:
    return url_for("scanning.papers", reference=dossier.reference)


def _most_bytes() -> int:
    return config.current().max_upload_mb * 1024 * 1024
