"""Acting for somebody else: what one gave, what one received."""

from __future__ import annotations

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts import mandates
from portal.accounts.access import citizen
from portal.accounts.mandate_models import Mandate
from portal.accounts.session import me
from portal.db import db
from portal.errors import Invalid
from portal.i18n import _
from portal.identity import mandating
from portal.identity.mandate_forms import ONESELF, MandateForm
from portal.identity.views.blueprint import blueprint
from portal.procedures.queries import sector_names_of, titles_of
from portal.web import back_to, limiter, page


def _is_answered(response: Response) -> bool:
    """A search for procedures is no try to give an authority."""
    return response.status_code != 200


@blueprint.get("/tai-khoan/uy-quyen")
@citizen
def all_mandates() -> Response:
    day = clock.today()
    given, received = mandates.given_by(me(), day), mandates.received_by(me())
    return page(
        "identity/mandates.html",
        given=given,
        received=received,
        titles=_titles([*given, *received]),
        sectors=_sectors([*given, *received]),
    )


@blueprint.route("/tai-khoan/uy-quyen/moi", methods=["GET", "POST"])
@citizen
@limiter.limit(
    "20 per hour", key_func=lambda: str(me().id), methods=["POST"], deduct_when=_is_answered
)
def give_mandate() -> Response:
    bodies = {f"{one.id}": one for one in mandates.headed_by(me(), clock.today())}
    form = MandateForm(data={"giver": ONESELF})
    form.giver.choices = [
        (ONESELF, _("Bản thân tôi, %(name)s", name=me().full_name)),
        *((key, one.name) for key, one in bodies.items()),
    ]
    found = form.find() if "tim" in request.form or form.is_looking else None
    if found is None and form.validate_on_submit():
        try:
            mandating.give(
                me(),
                organisation=bodies.get(form.giver.data),
                agent_number=form.agent_number.data or "",
                agent_name=" ".join((form.agent_name.data or "").split()),
                procedure_ids=form.procedure_ids,
                sector_ids=form.sector_ids,
                to_day=form.to_day.data or clock.today(),
                at=clock.now(),
            )
        except Invalid as refusal:
            for name, sentence in refusal.errors.items():
                form[name].errors = [sentence]
        else:
            return back_to(
                url_for(".all_mandates"),
                _("Đã gửi lời ủy quyền. Ủy quyền có hiệu lực khi người kia đăng nhập và nhận."),
            )
    return page(
        "identity/give_mandate.html", form=form, found=found, status=422 if form.errors else 200
    )


@blueprint.post("/tai-khoan/uy-quyen/<int:mandate_id>/nhan")
@citizen
def accept_mandate(mandate_id: int) -> Response:
    found = _known(mandate_id)
    mandating.accept(found, by=me(), at=clock.now())
    return back_to(
        url_for(".all_mandates"),
        _("Ông/Bà đã nhận ủy quyền của %(name)s.", name=found.principal_name),
    )


@blueprint.post("/tai-khoan/uy-quyen/<int:mandate_id>/ket-thuc")
@citizen
def end_mandate(mandate_id: int) -> Response:
    mandating.end(_known(mandate_id), by=me(), at=clock.now())
    return back_to(url_for(".all_mandates"), _("Ủy quyền đã kết thúc."))


def _known(mandate_id: int) -> Mandate:
    return mandates.mandate_known_to(mandate_id, me(), clock.today()) or abort(404)


def _titles(found: list[Mandate]) -> dict[int, str]:
    wanted = {number for one in found for number in one.procedure_ids}
    return titles_of(db.session, wanted)


def _sectors(found: list[Mandate]) -> dict[int, str]:
    wanted = {number for one in found for number in one.sector_ids}
    return sector_names_of(db.session, wanted)
