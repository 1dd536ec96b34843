"""A leader sees what waits for the remote signing service, and asks again at once."""

from __future__ import annotations

from flask import Blueprint, abort, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.documents import remote_service, remote_signing
from portal.documents.signing_models import RequestState, SigningRequest
from portal.dossiers import remote_signatures
from portal.dossiers.models import Dossier
from portal.i18n import _
from portal.web import back_to, page
from portal.web_forms import PortalForm

blueprint = Blueprint("signing_waits", __name__, url_prefix="/phe-duyet/cho-ky-so")


@blueprint.get("")
@officer(Role.LEADER)
def waits() -> Response:
    rows = remote_signing.requests_of(me())
    return page(
        "dossiers/officer/signing_waits.html",
        rows=[(one, paper, db.session.get_one(Dossier, paper.dossier_id)) for one, paper in rows],
        form=PortalForm(),
        service_to_try=remote_service.page_to_try(),
    )


@blueprint.post("/<int:request_id>/hoi-lai")
@officer(Role.LEADER)
def ask_again(request_id: int) -> Response:
    _own(request_id)
    answer = remote_signatures.ask_service(request_id)
    if answer is None:
        return back_to(url_for(".waits"), _("Yêu cầu này đã có kết quả."))
    request = remote_signatures.take_answer(request_id, answer, at=clock.now())
    sentences = {
        RequestState.WAITING: _("Dịch vụ đang chờ Ông/Bà xác nhận."),
        RequestState.SIGNED: _("Đã ký. Hồ sơ được chuyển cho văn thư."),
    }
    return back_to(url_for(".waits"), sentences.get(request.state, request.sentence))


@blueprint.post("/<int:request_id>/huy")
@officer(Role.LEADER)
def cancel(request_id: int) -> Response:
    remote_signatures.cancel(_own(request_id), at=clock.now())
    return back_to(url_for(".waits"), _("Đã huỷ yêu cầu ký số."))


def _own(request_id: int) -> SigningRequest:
    request = db.session.get(SigningRequest, request_id)
    if request is None or request.account_id != me().id:
        abort(404)
    return request
