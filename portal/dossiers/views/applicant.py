"""A citizen says whose matter a draft is: their own, another person's or an organisation's."""

from __future__ import annotations

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import citizen
from portal.accounts.session import me
from portal.dossiers import submission
from portal.dossiers.citizen_forms import (
    OrganisationForm,
    PersonForm,
    Whose,
    WhoseForm,
    whose_matter,
)
from portal.dossiers.models import Dossier
from portal.dossiers.views.draft_pages import address_after, position_of
from portal.dossiers.views.own import blueprint, own_draft
from portal.web import back_to, page

FORMS: dict[str, type[PersonForm | OrganisationForm]] = {
    Whose.PERSON: PersonForm,
    Whose.ORGANISATION: OrganisationForm,
}


@blueprint.route("/ho-so/<reference>/chu-ho-so", methods=["GET", "POST"])
@citizen
def applicant(reference: str) -> Response:
    found = own_draft(reference)
    form = WhoseForm(data={"whose": whose_matter(found)})
    if form.validate_on_submit():
        if form.whose.data != Whose.ONESELF:
            return back_to(url_for(".other_applicant", reference=reference, whose=form.whose.data))
        submission.apply_for_oneself(found, by=me(), at=clock.now())
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
    kind = FORMS.get(whose) or abort(404)
    form = kind(data=_known(found) if whose == whose_matter(found) else {})
    form.own_identity = me().personal_number or ""
    if form.validate_on_submit():
        submission.apply_for_another(
            found,
            name=form["name"].data,
            identity=form["identity"].data or "",
            address=form["address"].data,
        )
        return back_to(address_after(found, ".applicant"))
    position, count = position_of(found, ".applicant")
    return page(
        "dossiers/citizen/other_applicant.html",
        status=422 if request.method == "POST" else 200,
        dossier=found,
        form=form,
        is_organisation=whose == Whose.ORGANISATION,
        position=position,
        count=count,
    )


def _known(found: Dossier) -> dict[str, str]:
    return {
        "name": found.applicant_name,
        "identity": found.applicant_identity,
        "address": found.applicant_address,
    }
