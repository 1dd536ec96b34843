"""A version's form as citizens will see it, for its publisher: on the page and on paper. Nothing is
kept of what is typed here."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, has_request_context, render_template
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.dossiers.answer_forms import section_form
from portal.dossiers.application_paper import application_example
from portal.dossiers.views.case import shown_pdf
from portal.dossiers.views.questions import Item, items
from portal.procedures import version_queries
from portal.procedures.conditions import every
from portal.procedures.definitions import Field, Form, Section
from portal.web import page

blueprint = Blueprint("form_preview", __name__, url_prefix="/danh-muc/phien-ban")


@blueprint.get("/<int:version_id>/to-khai/xem-thu")
@officer(Role.PUBLISHER)
def on_page(version_id: int) -> Response:
    """All sections below each other, so that every condition can be tried."""
    form = _form(version_id)
    return page(
        "dossiers/form_preview.html",
        form=form,
        sections=_sections(form),
        today=clock.today().isoformat(),
    )


@blueprint.get("/<int:version_id>/to-khai/xem-thu.pdf")
@officer(Role.PUBLISHER)
def on_paper(version_id: int) -> Response:
    return shown_pdf(application_example(_form(version_id), {}))


def drawn(form: Form) -> str:
    """The questions as HTML, for the check before publication; "" outside a request, which the
    inputs need."""
    if not has_request_context():
        return ""
    return render_template("dossiers/form_drawn.html", sections=_sections(form))


def _sections(form: Form) -> list[tuple[Section, list[Item]]]:
    whole = Section("all", form.name, tuple(_joined(f, s) for s in form.sections for f in s.fields))
    shown = {item.field.key: item for item in items(whole, section_form(whole, {}), {})}
    return [(s, [shown[field.key] for field in s.fields]) for s in form.sections]


def _form(version_id: int) -> Form:
    version = version_queries.version(version_id) or abort(404)
    return version.parts.form


def _joined(field: Field, section: Section) -> Field:
    joined = [one for one in (section.only_if, field.only_if) if one is not None]
    return replace(field, only_if=every(*joined) if joined else None)
