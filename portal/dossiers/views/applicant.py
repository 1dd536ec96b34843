"""A citizen says whose matter a draft is: their own, another person's or an organisation's."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import citizen
from portal.accounts.session import me
from portal.dossiers import autosaving, submission
from portal.dossiers.citizen_forms import Whose, WhoseForm, whose_matter
from portal.dossiers.views.draft_pages import address_after, position_of
from portal.dossiers.views.own import blueprint, own_draft
from portal.dossiers.views.typed_pages import APPLICANT, keeping, overtaken, page_form, settle_page
from portal.web import back_to, page


@blueprint.route("/ho-so/<reference>/chu-ho-so", methods=["GET", "POST"])
@citizen
def applicant(reference: str) -> Response:
    found = own_draft(reference)
    form = WhoseForm(data={"whose": whose_matter(found)})
    if form.validate_on_submit():
        if form.whose.data != Whose.ONESELF:
            return back_to(url_for(".other_applicant", reference=reference, whose=form.whose.data))
        submission.apply_for_oneself(found, by=me(), at=clock.now())
        for other in autosaving.unfinished(found):
            if other.startswith(APPLICANT):
                settle_page(found, other)
        return back_to(address_after(found, ".applicant"))
    position, count = position_of(found, ".applicant")
    return page(
        "dossiers/citizen/applicant.html",
        status=422 if form.errors else 200,
        dossier=found,
        form=form,
        position=position,
        count=count,
    )


@blueprint.route("/ho-so/<reference>/chu-ho-so/<whose>", methods=["GET", "POST"])
@citizen
def other_applicant(reference: str, whose: str) -> Response:
    found = own_draft(reference)
    name = APPLICANT + whose
    sent = request.form if request.method == "POST" else None
    form = page_form(found, name, sent)
    different = overtaken(found, name, form) if sent is not None else []
    if not different and form.validate_on_submit():
        submission.apply_for_another(
            found,
            name=form["name"].data,
            identity=form["identity"].data or "",
            address=form["address"].data,
        )
        settle_page(found, name)
        return back_to(address_after(found, ".applicant"))
    position, count = position_of(found, ".applicant")
    return page(
        "dossiers/citizen/other_applicant.html",
        status=409 if different else 422 if sent is not None else 200,
        dossier=found,
        form=form,
        keeping=keeping(found, name),
        different=different,
        is_organisation=whose == Whose.ORGANISATION,
        position=position,
        count=count,
    )
