"""A publisher sees a letter beside the result printed, while its wording is being written."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask import Response as PlainResponse
from werkzeug.wrappers import Response

from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.documents.letter_samples import sample_letter, sample_letter_pdf, title_of
from portal.documents.papers import PaperKind, built_in, worded
from portal.documents.profiles import KEYS
from portal.procedures import version_queries
from portal.procedures.letter_variables import OF_LETTERS
from portal.template_text import MAX_SOURCE, TemplateFault
from portal.web import page
from portal.web_forms import clean_text

blueprint = Blueprint("letter_samples", __name__, url_prefix="/danh-muc/phien-ban")


@blueprint.post("/<int:version_id>/thu/<letter>/xem-thu")
@officer(Role.PUBLISHER)
def preview(version_id: int, letter: str) -> Response:
    """As it stands in the form, saved or not; nothing is kept. `as=pdf` for the paper itself."""
    version = version_queries.version(version_id)
    if version is None or letter not in OF_LETTERS:
        abort(404)
    kind = PaperKind(letter)
    source = clean_text(request.form.get("wording", "")[: MAX_SOURCE + 1]) or ""
    try:
        if request.args.get("as") == "pdf":
            content = sample_letter_pdf(version, kind, source)
            return PlainResponse(content, content_type="application/pdf")
        paper = sample_letter(version, kind, source)
        body = worded(built_in(kind, KEYS[-1]).source, paper)
    except TemplateFault as refusal:
        return page("documents/letter_preview.html", fault=refusal.sentence)
    return page(
        "documents/letter_preview.html", fault="", paper=paper, title=title_of(kind), body=body
    )
