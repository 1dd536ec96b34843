"""The applicant's page for rating a dossier."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import citizen
from portal.accounts.session import me
from portal.dossiers import queries as dossiers
from portal.feedback import queries, rating
from portal.feedback.forms import RatingForm
from portal.feedback.labels import SCORES
from portal.i18n import _
from portal.web import back_to, page

blueprint = Blueprint("feedback", __name__)


@blueprint.route("/ho-so/<reference>/danh-gia", methods=["GET", "POST"])
@citizen
def rate(reference: str) -> Response:
    posted = request.method == "POST"
    found = dossiers.own_dossier(reference, me(), lock=posted)
    if found is None:
        abort(404)
    form = RatingForm()
    if posted and form.validate():
        rating.rate(
            found,
            score=int(form.score.data),
            comment=form.comment.data or "",
            by=me(),
            at=clock.now(),
        )
        return back_to(
            url_for(".rate", reference=reference), _("Đã ghi nhận đánh giá. Xin cảm ơn Ông/Bà.")
        )
    return page(
        "feedback/rate.html",
        status=422 if posted else 200,
        form=form,
        dossier=found,
        given=queries.rating_of(found),
        can_rate=found.state in rating.RATED_IN,
        scores=SCORES,
    )
