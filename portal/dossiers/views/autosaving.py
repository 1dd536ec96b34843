"""Where a page's script saves what is typed, and asks how things stand."""

from __future__ import annotations

from flask import Response, jsonify, render_template, request
from flask_wtf.csrf import generate_csrf

from portal import clock
from portal.accounts.access import citizen
from portal.dossiers import autosaving
from portal.dossiers.autosaving import Save
from portal.dossiers.models import Dossier, DraftPage
from portal.dossiers.views.own import blueprint, own
from portal.dossiers.views.typed_pages import (
    SECTION,
    differences,
    keep_section,
    keeping,
    last_save,
    page_form,
    sent_save,
)


@blueprint.get("/ho-so/<reference>/luu/<name>")
@citizen
def saved(reference: str, name: str) -> Response:
    """The revision, and a fresh token for a page that was open longer than its own held."""
    found = own(reference)
    autosaving.expect_open_for_typing(found, name)
    page_form(found, name)  # 404 when there is no such page
    return jsonify(csrf=generate_csrf(), revision=autosaving.revision_of(found, name))


@blueprint.post("/ho-so/<reference>/luu/<name>")
@citizen
def autosave(reference: str, name: str) -> Response:
    """Keep the page as it is typed. 409 with the comparison when another device saved it
    meanwhile; to take over is to send again with the revision told."""
    found = own(reference)
    autosaving.expect_open_for_typing(found, name)
    form = page_form(found, name, request.form)
    save = sent_save(found, name)
    if autosaving.is_overtaken(found, name, save):
        different = differences(page_form(found, name), form)
        if different:
            return _overtaken(found, name, different)
    kept = _keep(found, name, save)
    return jsonify(revision=kept.revision, saved_at=last_save(found, name))


def _keep(found: Dossier, name: str, save: Save) -> DraftPage:
    """What is right of a section becomes its answers at once; a page with something that cannot
    be an answer yet is kept as typed."""
    if name.startswith(SECTION):
        return keep_section(found, name, page_form(found, name, request.form), request.form)
    return autosaving.keep_typed(found, name, save, at=clock.now())


def _overtaken(found: Dossier, name: str, different: list[tuple[str, str, str]]) -> Response:
    response: Response = jsonify(
        revision=autosaving.revision_of(found, name),
        html=render_template(
            "dossiers/citizen/compared.html",
            different=different,
            keeping=keeping(found, name),
            has_script=True,
        ),
    )
    response.status_code = 409
    return response
