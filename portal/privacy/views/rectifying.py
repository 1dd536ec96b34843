"""Requests to correct an account, for administrators of the province."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.errors import Conflict
from portal.i18n import _
from portal.privacy import correcting
from portal.privacy.forms import DecisionForm
from portal.privacy.labels import FIELDS
from portal.web import back_to, page

blueprint = Blueprint("rectifying", __name__)


@blueprint.get("/quan-tri/dinh-chinh")
@officer(Role.ADMINISTRATOR)
def queue() -> Response:
    day = clock.today()
    return page(
        "privacy/corrections.html",
        rows=correcting.queue(me(), day),
        fields=FIELDS,
        is_of_the_province=correcting.is_of_the_province(me(), day),
    )


@blueprint.route("/quan-tri/dinh-chinh/<int:correction_id>", methods=["GET", "POST"])
@officer(Role.ADMINISTRATOR)
def decide(correction_id: int) -> Response:
    posted = request.method == "POST"
    found = correcting.request_to_decide(correction_id, me(), clock.today(), lock=posted)
    if found is None:
        abort(404)
    form = DecisionForm()
    fault = ""
    if posted and form.validate():
        is_granted = form.decision.data == "grant"
        try:
            correcting.decide(
                found, is_granted=is_granted, reason=form.reason.data or "", by=me(), at=clock.now()
            )
        except Conflict as refusal:
            fault = refusal.sentence
        else:
            return back_to(url_for(".queue"), _("Đã trả lời yêu cầu đính chính."))
    return page(
        "privacy/correction.html",
        status=409 if fault else 422 if posted else 200,
        form=form,
        fault=fault,
        found=found,
        fields=FIELDS,
    )
