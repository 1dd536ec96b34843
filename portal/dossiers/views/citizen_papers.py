"""Papers of a draft; taking files, which the answer to a supplement request shares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO, cast

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock, config
from portal.accounts.access import citizen
from portal.accounts.session import me
from portal.dossiers import authority, queries, submission
from portal.dossiers.citizen_forms import most_bytes, papers_form
from portal.dossiers.document_store import entries, using
from portal.dossiers.document_store.entries import StoredPaper
from portal.dossiers.models import Attachment, Dossier
from portal.dossiers.views.draft_pages import address_after, position_of
from portal.dossiers.views.own import blueprint, by_paper, own_draft
from portal.errors import Invalid
from portal.i18n import _
from portal.procedures import presentation
from portal.procedures.definitions import RequiredDocument
from portal.uploads import accept
from portal.web import back_to, page
from portal.web_forms import PortalForm, clean_text

MOST_OFFERED = 3  # of the store, beside each paper; the rest is a link away


@blueprint.route("/ho-so/<reference>/giay-to", methods=["GET", "POST"])
@citizen
def papers(reference: str) -> Response:
    found = own_draft(reference)
    documents = authority.asked_documents(found)
    form = papers_form(documents.items)
    kept = 0
    if request.method == "POST":
        remove_wanted(found)
        used = use_wanted(found, form)
        kept = used + sum(take_files(found, d.key, form[f"files-{d.key}"]) for d in documents.items)
        if not form.errors:
            if request.form.get("then") == "next":
                return back_to(address_after(found, ".papers"))
            return back_to(url_for(".papers", reference=reference), _said(kept))
    position, count = position_of(found, ".papers")
    return page(
        "dossiers/citizen/papers.html",
        status=status_of(form, kept),
        dossier=found,
        groups=presentation.paper_groups(documents),
        form=form,
        faults=faults_of(form),
        files=by_paper(found.kept_attachments),
        missing={document.key for document in submission.missing_documents(found)},
        offers=offers(found, documents.items),
        most_mb=config.current().max_upload_mb,
        position=position,
        count=count,
    )


def take_files(found: Dossier, document_key: str, field: Any) -> int:
    """Keep what can be kept of one input's files; say at the field what cannot. How many."""
    kept, faults = 0, []
    for file in request.files.getlist(field.name):
        if not file.filename:
            continue
        try:
            accepted = accept(
                cast(BinaryIO, file.stream),
                file.filename,
                max_bytes=most_bytes(),
                takes_office=True,
            )
            submission.attach(found, document_key, accepted, at=clock.now())
            kept += 1
        except Invalid as refused:
            name = clean_text(file.filename) or _("không tên")
            faults.append(f"“{name}”: {refused.sentence}")
    field.errors = [*field.errors, *faults]
    return kept


def remove_wanted(found: Dossier) -> None:
    wanted = request.form.get("remove", "")
    if wanted:
        attachment = _attachment(found, wanted)
        submission.detach(found, attachment, at=clock.now())


def use_wanted(found: Dossier, form: PortalForm) -> int:
    """Attach the paper of the store that was pressed, "<paper>:<origin>"; say at the paper's input
    why not. How many."""
    document_key, _colon, origin = request.form.get("use", "").partition(":")
    if not origin or authority.asked_documents(found).item(document_key) is None:
        return 0
    try:
        using.use(found, document_key, origin[:20], by=me(), at=clock.now())
    except Invalid as refused:
        field = form[f"files-{document_key}"]
        field.errors = [*field.errors, refused.sentence]
        return 0
    return 1


def offers(found: Dossier, documents: Iterable[RequiredDocument]) -> dict[str, list[StoredPaper]]:
    """Papers of the person's store that fit, for each paper; what is attached is not offered
    again. None at all: an empty answer, so that nothing speaks of a store that holds nothing."""
    day = clock.today()
    stored = [*entries.papers_of(me(), day), *entries.shared_with(me(), day)]
    here = {attachment.sha256 for attachment in found.kept_attachments}
    left = [paper for paper in stored if paper.sha256 not in here]
    if not left:
        return {}
    good = [paper for paper in left if not using.why_not(paper, day)]
    return {d.key: entries.fitting(good, d)[:MOST_OFFERED] for d in documents}


def _attachment(found: Dossier, text: str) -> Attachment:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return queries.attachment_of(found, number) or abort(404)


def faults_of(form: PortalForm) -> list[tuple[str, str]]:
    """(input, sentence) for the summary; the sentences name their file or paper themselves."""
    return [(field.id, str(sentence)) for field in form for sentence in field.errors]


def status_of(form: PortalForm, kept: int) -> int:
    """What was accepted beside a refused file stays: such an answer is not a failure (law 2)."""
    return 422 if form.errors and not kept else 200


def _said(kept: int) -> str:
    if request.form.get("remove"):
        return _("Đã bỏ tệp.")
    if request.form.get("use"):
        return _("Đã dùng giấy tờ trong kho.")
    return _("Đã tải lên %(count)d tệp.", count=kept) if kept else ""
