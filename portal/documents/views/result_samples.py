"""A publisher sees the result of a version printed, while its template is being written."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from flask import Blueprint, abort, request
from flask import Response as PlainResponse
from werkzeug.wrappers import Response

from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.documents.result_samples import sample_paper, sample_pdf
from portal.procedures import version_queries
from portal.procedures.definitions import ResultDefinition
from portal.procedures.models import ProcedureVersion
from portal.template_text import MAX_SOURCE, TemplateFault
from portal.web import page
from portal.web_forms import clean_text

blueprint = Blueprint("result_samples", __name__, url_prefix="/danh-muc/phien-ban")


@blueprint.post("/<int:version_id>/ket-qua/xem-thu")
@officer(Role.PUBLISHER)
def preview(version_id: int) -> Response:
    """As it stands in the form, saved or not; nothing is kept. `as=pdf` for the paper itself."""
    version = _version(version_id)
    result = _written(version)
    try:
        if request.args.get("as") == "pdf":
            return _pdf(version, result)
        return page("documents/result_preview.html", paper=sample_paper(version, result), fault="")
    except TemplateFault as refusal:
        return page("documents/result_preview.html", fault=refusal.sentence, paper=None)


@blueprint.get("/<int:version_id>/ket-qua/mau.pdf")
@officer(Role.PUBLISHER)
def sample(version_id: int) -> Response:
    """The saved template as a PDF."""
    version = _version(version_id)
    try:
        return _pdf(version, version.parts.result)
    except TemplateFault as refusal:
        return page("documents/result_preview.html", fault=refusal.sentence, paper=None, status=422)


def _version(version_id: int) -> ProcedureVersion:
    return version_queries.version(version_id) or abort(404)


def _written(version: ProcedureVersion) -> ResultDefinition:
    def text(name: str) -> str:
        return clean_text(request.form.get(name, "")[: MAX_SOURCE + 1]) or ""

    return replace(
        version.parts.result,
        title=text("title"),
        signer_title=text("signer_title"),
        template=text("template"),
    )


def _pdf(version: ProcedureVersion, result: ResultDefinition) -> Response:
    response = PlainResponse(sample_pdf(version, result), content_type="application/pdf")
    name = quote(f"mau-{version.procedure.code}.pdf")
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{name}"
    return response
