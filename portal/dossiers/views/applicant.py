"""A citizen says whose matter a draft is: their own, another person's or an organisation's."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import citizen
from portal.accounts.mandate_models import Mandate
from portal.accounts.session import me
from portal.dossiers import acting_for, autosaving, submission
from portal.dossiers.citizen_forms import UNDER, Whose, WhoseForm, whose_matter
from portal.dossiers.views.draft_pages import address_after, position_of
from portal.dossiers.views.own import blueprint, own_draft
from portal.dossiers.views.typed_pages import APPLICANT, keeping, overtaken, page_form, settle_page
from portal.i18n import _
from portal.web import back_to, page


@blueprint.route("/ho-so/<reference>/chu-ho-so", methods=["GET", "POST"])
@citizen
def applicant(reference: str) -> Response:
    found = own_draft(reference)
    form = WhoseForm(data={"whose": whose_matter(found)})
    held = acting_for.mandates_for(found, me(), clock.today())
    form.offer(held)
    if form.validate_on_submit() and form.whose.data.startswith(UNDER):
        mandate = next(one for one in held if f"{UNDER}{one.id}" == form.whose.data)
        submission.apply_under(found, mandate, by=me(), at=clock.now())
        return back_to(address_after(found, ".applicant"))
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
        hints={f"{UNDER}{one.id}": _hint(one) for one in held},
        position=position,
        count=count,
    )


def _hint(mandate: Mandate) -> str:
    if mandate.to_day is None:
        return _("Ông/Bà là người đại diện của tổ chức này.")
    return _("Ủy quyền điện tử đến hết ngày %(day)s.", day=f"{mandate.to_day:%d/%m/%Y}")


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
