"""Anybody can check a result: by the code or QR printed on it, or by the file itself.

Nothing personal is shown: the paper says what it says, this page says whether to believe it.
"""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length

from portal import clock
from portal.accounts.access import public
from portal.db import db
from portal.documents import checking, queries
from portal.errors import Refusal
from portal.i18n import lazy_
from portal.units.models import Unit
from portal.web import back_to, limiter, page
from portal.web_forms import PortalForm, Required

blueprint = Blueprint("documents", __name__, url_prefix="/xac-thuc")


class CodeForm(PortalForm):
    code = StringField(
        lazy_("Mã kiểm tra in trên văn bản"),
        description=lazy_("Ví dụ: 7K2M-9QXC-4TRW"),
        validators=[Required(), Length(max=40)],
    )


class FileForm(PortalForm):
    file = FileField(
        lazy_("Tệp PDF nhận được"), validators=[FileRequired(lazy_("Hãy chọn tệp PDF"))]
    )


@blueprint.get("")
@public
def verify() -> Response:
    return _start_page(CodeForm(), FileForm())


@blueprint.post("/ma")
@public
@limiter.limit("30 per minute")
def find() -> Response:
    form = CodeForm()
    if not form.validate():
        return _start_page(form, FileForm(formdata=None), status=422)

    return back_to(url_for("documents.verified", code=_tidy(form.code.data or "")))


@blueprint.get("/<code>")
@public
@limiter.limit("60 per minute")
def verified(code: str) -> Response:
    document = queries.by_verify_code(_tidy(code))
    if document is None:
        return page("documents/unknown.html", status=404)
    return _report_page(checking.check_document(document))


@blueprint.post("/tep")
@public
@limiter.limit("20 per minute")
def check_file() -> Response:
    """A file dropped here is read in memory and forgotten."""
    form = FileForm()
    if not form.validate():
        return _start_page(CodeForm(formdata=None), form, status=422)
    content = request.files["file"].read()
    try:
        return _report_page(checking.check_file(content), is_own=False)
    except Refusal as refusal:
        form.file.errors = [refusal.sentence]
        return _start_page(CodeForm(formdata=None), form, status=422)


def _report_page(found: checking.Finding, is_own: bool = True) -> Response:
    return page(
        "documents/verified.html",
        document=found.document,
        newer=found.newer,
        today=clock.today(),
        older=found.older,
        source=found.source,
        original=found.original,
        original_standing=found.original_standing,
        instead=found.instead,
        unit=db.session.get(Unit, found.document.unit_id) if found.document else None,
        reports=found.reports,
        verdict=found.verdict,
        is_sound=found.is_sound,
        is_own=is_own,
    )


def _start_page(code_form: CodeForm, file_form: FileForm, status: int = 200) -> Response:
    return page("documents/verify.html", status=status, code_form=code_form, file_form=file_form)


def _tidy(code: str) -> str:
    """As printed: capitals, in groups of four."""
    letters = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))[:20]
