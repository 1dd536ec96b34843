"""What a remote service's signature completes: the leader's approval goes on when it has come."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import Account
from portal.db import db
from portal.documents import remote_service, remote_signing
from portal.documents.models import Document
from portal.documents.remote_service import Answer
from portal.documents.signing_models import RequestState, SigningRequest
from portal.dossiers import decisions, messages, queries, revocation
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Refusal
from portal.i18n import _


def ask_service(request_id: int) -> Answer | None:
    """Send or send again what is asked, and hear what has become of it; writes nothing. None when
    nothing is asked any more. Raises ServiceSilent."""
    request = db.session.get(SigningRequest, request_id)
    if request is None or request.state is not RequestState.WAITING:
        return None
    question = remote_signing.question_of(request)
    db.session.rollback()  # nobody waits for the service with a transaction open
    return remote_service.exchange(question)


def take_answer(request_id: int, answer: Answer, *, at: datetime) -> SigningRequest:
    """Write the answer down and, if it is a sound signature, complete what it was asked for. An
    answer heard twice changes nothing the second time."""
    request = db.session.get_one(SigningRequest, request_id)
    document = db.session.get_one(Document, request.document_id)
    dossier = queries.dossier_to_settle(document.dossier_id)
    assert dossier is not None
    db.session.refresh(request)  # what another heard while we waited for the dossier
    if request.state is not RequestState.WAITING:
        return request
    by = db.session.get_one(Account, request.account_id)
    signed = remote_signing.note_answer(request, answer, at=at)
    if signed is not None:
        try:
            with db.session.begin_nested():
                _complete(dossier, document, request, signed, by, at)
        except Refusal as refusal:
            remote_signing.drop(request, refusal.sentence, at=at)
    if request.state in (RequestState.REFUSED, RequestState.EXPIRED, RequestState.DROPPED):
        messages.not_signed(dossier, by, request.id, request.sentence, at=at)
    return request


def cancel(request: SigningRequest, *, at: datetime) -> None:
    """The leader takes the request back; the paper can be signed again, or sent back."""
    if request.state is not RequestState.WAITING:
        raise Conflict(_("Yêu cầu ký số này đã kết thúc."))
    remote_signing.drop(request, _("Lãnh đạo huỷ yêu cầu ký số."), at=at)


def _complete(
    dossier: Dossier,
    document: Document,
    request: SigningRequest,
    signed: bytes,
    by: Account,
    at: datetime,
) -> None:
    if remote_signing.content_hash(document) != request.content_sha256:
        raise Conflict(_("Dự thảo đã thay đổi sau khi gửi ký."))
    if request.act == Action.SIGN_CORRECTION:
        revocation.take_signature(dossier, document, signed, by=by, at=at)
    else:
        decisions.take_signature(dossier, document, signed, note=request.note, by=by, at=at)
