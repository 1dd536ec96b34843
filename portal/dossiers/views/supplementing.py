"""A citizen answers a supplement request."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from portal import clock, config
from portal.accounts.access import citizen
from portal.accounts.session import me
from portal.dossiers import authority, queries, supplements
from portal.dossiers.answer_forms import SectionForm, section_form, stored_answers
from portal.dossiers.autosaving import SUPPLEMENT, keep_typed
from portal.dossiers.models import Attachment, Dossier, SupplementRequest
from portal.dossiers.views.citizen_papers import faults_of, remove_wanted, status_of, take_files
from portal.dossiers.views.own import blueprint, by_paper, own
from portal.dossiers.views.typed_pages import keeping, overtaken, page_form, sent_save
from portal.dossiers.workflow import State
from portal.errors import Conflict
from portal.i18n import _
from portal.procedures.definitions import Section
from portal.web import back_to, page
from portal.web_forms import PortalForm


@blueprint.route("/ho-so/<reference>/bo-sung", methods=["GET", "POST"])
@citizen
def supplement(reference: str) -> Response:
    found = own(reference)
    asked = found.open_supplement_request
    if asked is None or found.state is not State.SUPPLEMENT_REQUESTED:
        raise Conflict(_("Hồ sơ không có yêu cầu bổ sung nào đang chờ."))
    sent = request.form if request.method == "POST" else None
    form = page_form(found, SUPPLEMENT, sent)
    corrected = _questions(found, asked, sent)
    different = overtaken(found, SUPPLEMENT, form) if sent is not None else []
    kept = 0
    if sent is not None and not different:
        is_text_good = form.validate()
        is_sending = request.form.get("then") == "send"
        if is_sending and not corrected.validate():
            is_text_good = False
        remove_wanted(found)
        kept = _take_supplement(found, asked, form)
        if is_text_good:  # kept until it is sent, like the files
            keep_typed(found, SUPPLEMENT, sent_save(found, SUPPLEMENT), at=clock.now())
        if is_text_good and not form.errors and request.form.get("then") == "send":
            _expect_answered(found, asked, form)
            if not form.errors:
                supplements.answer(
                    found,
                    text=form["text"].data or "",
                    corrected=stored_answers(_asked_section(found, asked), corrected),
                    by=me(),
                    at=clock.now(),
                )
                return back_to(
                    url_for(".dossier", reference=reference), _("Đã gửi bổ sung. Cảm ơn Ông/Bà.")
                )
    return page(
        "dossiers/citizen/supplement.html",
        status=409 if different else 422 if corrected.errors else status_of(form, kept),
        dossier=found,
        keeping=keeping(found, SUPPLEMENT),
        different=different,
        asked=asked,
        form=form,
        faults=[*faults_of(form), *corrected.errors_for_summary()],
        corrected=corrected,
        files=by_paper(_sent_since(found, asked)),
        slip=_slip_of(found, asked),
        storable={document.key for document in authority.asked_documents(found).items},
        most_mb=config.current().max_upload_mb,
    )


def _asked_section(found: Dossier, asked: SupplementRequest) -> Section:
    """The questions of the form that are to be answered anew."""
    keys = {item.get("field_key") for item in asked.items}
    fields = tuple(
        field
        for section in found.procedure_version.parts.form.sections
        for field in section.fields
        if field.key in keys
    )
    return Section("corrected", "", fields)


def _questions(found: Dossier, asked: SupplementRequest, sent: Any) -> SectionForm:
    return section_form(_asked_section(found, asked), found.answers, sent, prefix="sua-")


def _take_supplement(found: Dossier, asked: SupplementRequest, form: PortalForm) -> int:
    return sum(
        take_files(found, str(item["document_key"]), form[f"files-{position}"])
        for position, item in enumerate(asked.items)
        if item["document_key"]
    )


def _expect_answered(found: Dossier, asked: SupplementRequest, form: PortalForm) -> None:
    """Each asked item has a file, or words say why not."""
    sent = {attachment.document_key for attachment in _sent_since(found, asked)}
    if form["text"].data:
        return
    for position, item in enumerate(asked.items):
        if item["document_key"] and item["document_key"] not in sent:
            field = form[f"files-{position}"]
            field.errors = [
                _("Hãy chọn tệp cho “%(paper)s”, hoặc ghi lời giải thích", paper=item["name"])
            ]


def _sent_since(found: Dossier, asked: SupplementRequest) -> list[Attachment]:
    return [a for a in found.kept_attachments if a.added_at >= asked.requested_at]


def _slip_of(found: Dossier, asked: SupplementRequest) -> Any:
    """The slip (Mẫu 02) that was issued with the request."""
    return next(
        (d for d in queries.documents_of(found) if d.created_at == asked.requested_at), None
    )
