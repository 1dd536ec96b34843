"""The application form on paper, for the person who fills it in and for officers who read it."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.accounts.access import citizen, officer
from portal.dossiers.application_paper import application_of
from portal.dossiers.views.case import DESKS, load, shown_pdf
from portal.dossiers.views.own import own

blueprint = Blueprint("application", __name__)


@blueprint.get("/ho-so/<reference>/to-khai.pdf")
@citizen
def of_citizen(reference: str) -> Response:
    return shown_pdf(application_of(own(reference)))


@blueprint.get("/can-bo/ho-so/<reference>/to-khai.pdf")
@officer(*DESKS)
def of_officer(reference: str) -> Response:
    return shown_pdf(application_of(load(reference)))
