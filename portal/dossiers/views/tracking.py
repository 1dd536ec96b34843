"""Look a dossier up without signing in: by its code and the code printed on its receipt."""

from __future__ import annotations

import hashlib

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.accounts.access import public
from portal.dossiers import labels, queries, timeline
from portal.dossiers.citizen_forms import LookupForm
from portal.dossiers.workflow import State
from portal.i18n import _
from portal.web import limiter, page
from portal.web_forms import clean_text

blueprint = Blueprint("tracking", __name__)

# Only failures count, so that a village behind one address is not shut out.
FAILURES_PER_ADDRESS = "30 per 15 minutes"
FAILURES_PER_CODE = "10 per 15 minutes"


def _code_tried() -> str:
    """The code somebody tries, as a key of the limiter."""
    return hashlib.sha256(_written(request.form.get("code")).encode()).hexdigest()


def _failed(response: Response) -> bool:
    return response.status_code >= 400


@blueprint.route("/tra-cuu", methods=["GET", "POST"])
@public
@limiter.limit(FAILURES_PER_ADDRESS, methods=["POST"], deduct_when=_failed)
@limiter.limit(FAILURES_PER_CODE, key_func=_code_tried, methods=["POST"], deduct_when=_failed)
def lookup() -> Response:
    form = LookupForm(data={"code": (clean_text(request.args.get("ma", "")) or "")[:60]})
    if not form.validate_on_submit():
        return _form_page(form, status=422 if form.errors else 200)
    found = queries.looked_up(_written(form.code.data), _written(form.lookup_code.data))
    if found is None:
        # One sentence for a wrong code, a wrong lookup code and a dossier not handed in.
        form.form_errors.append(
            _("Không tìm thấy hồ sơ với hai mã này. Hãy xem lại mã hồ sơ và mã tra cứu.")
        )
        return _form_page(form, status=422)
    asked = found.open_supplement_request if found.state is State.SUPPLEMENT_REQUESTED else None
    return page(
        "dossiers/tracking/result.html",
        dossier=found,
        state_label=labels.STATES[found.state],
        applicant=timeline.masked(found.applicant_name),
        now_sentence=timeline.happening_now(found),
        moments=timeline.timeline(found, is_own=False),
        due_words=timeline.when(found.due_at) if found.due_at else "",
        again_words=timeline.when(found.extended_to) if found.extended_to else "",
        asked_papers=[item["name"] for item in asked.items] if asked else [],
    )


def _form_page(form: LookupForm, status: int) -> Response:
    return page("dossiers/tracking/lookup.html", status=status, form=form)


def _written(text: str | None) -> str:
    """A code as it is kept: capitals, no spaces, however it was typed."""
    return "".join((clean_text(text) or "").split()).upper()
