"""A signature by the remote service: asked for, waited for, checked, and only then used.

What the service gets is a hash. The paper with room for its signature is kept; until an answer has
been checked against the hash and the certificate, nothing else of the dossier changes.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.db import db
from portal.documents import keys, responders, signing, trust
from portal.documents.issuing import store
from portal.documents.models import Document
from portal.documents.papers import PaperKind, ResultPaper, render_paper
from portal.documents.remote_service import Answer, Question
from portal.documents.signing_models import RequestState, SigningCertificate, SigningRequest
from portal.errors import Conflict
from portal.i18n import _

PATIENCE = timedelta(hours=24)


def begin(
    document: Document,
    paper: ResultPaper,
    signer: signing.Signer,
    *,
    act: str,
    note: str,
    by: Account,
    at: datetime,
) -> SigningRequest:
    """Keep the paper with room for the leader's signature and the hash to be signed; the worker
    sends it. Raises Conflict while another request for the document waits."""
    if open_request_of(document.id) is not None:
        raise Conflict(_("Văn bản này đang chờ ký số ở dịch vụ ký từ xa."))
    responders.refuse_withdrawn(signer, at)
    blank = signing.prepare(render_paper(PaperKind.RESULT, paper))
    begun = signing.begin_personally(blank, signer, at)
    sha256, _size = store().put([begun.pdf])
    request = SigningRequest(
        key=str(uuid.uuid4()),
        document_id=document.id,
        account_id=by.id,
        certificate_id=signer.certificate_id,
        act=act,
        note=note,
        content_sha256=content_hash(document),
        prepared_sha256=sha256,
        document_digest=begun.document_digest.hex(),
        room_start=begun.room_start,
        room_end=begun.room_end,
        attributes=begun.attributes,
        state=RequestState.WAITING,
        requested_at=at,
        expires_at=at + PATIENCE,
    )
    db.session.add(request)
    return request


def question_of(request: SigningRequest) -> Question:
    document = db.session.get_one(Document, request.document_id)
    certificate = db.session.get_one(SigningCertificate, request.certificate_id)
    return Question(
        key=request.key,
        credential=certificate.reference,
        digest=hashlib.sha256(request.attributes).digest(),
        description=document.title,
        expires_at=request.expires_at,
        reference=request.service_reference,
    )


def note_answer(request: SigningRequest, answer: Answer, *, at: datetime) -> bytes | None:
    """Write down what the service said. The signed paper, once it is signed and the signature
    holds; else None. A signature that does not fit the hash and the certificate is a refusal."""
    request.service_reference = answer.reference
    if answer.state == "waiting":
        if at < request.expires_at:
            return None
        _end(request, RequestState.EXPIRED, _("Quá thời hạn xác nhận ký số."), at)
        return None
    if answer.state == "expired":
        _end(request, RequestState.EXPIRED, _("Quá thời hạn xác nhận ký số."), at)
        return None
    if answer.state != "signed":
        sentence = answer.reason or _("Người ký từ chối ký.")
        _end(request, RequestState.REFUSED, sentence, at)
        return None
    begun = signing.Begun(
        pdf=store().read(request.prepared_sha256),
        attributes=request.attributes,
        document_digest=bytes.fromhex(request.document_digest),
        room_start=request.room_start,
        room_end=request.room_end,
    )
    certificate = db.session.get_one(SigningCertificate, request.certificate_id)
    signer = keys.opened(certificate)
    try:
        signed = signing.finish_personally(
            begun, signer, answer.signature, timestamper=trust.time_stamper(at)
        )
    except signing.WrongSignature as wrong:
        _end(request, RequestState.REFUSED, wrong.sentence, at)
        return None
    _end(request, RequestState.SIGNED, "", at)
    return signed


def drop(request: SigningRequest, sentence: str, *, at: datetime) -> None:
    """The paper does not wait for it any more; an answer that still comes changes nothing."""
    _end(request, RequestState.DROPPED, sentence, at)


def open_request_of(document_id: int) -> SigningRequest | None:
    return db.session.scalar(
        sa.select(SigningRequest).where(
            SigningRequest.document_id == document_id,
            SigningRequest.state == RequestState.WAITING,
        )
    )


def last_request_of(document_id: int) -> SigningRequest | None:
    return db.session.scalar(
        sa.select(SigningRequest)
        .where(SigningRequest.document_id == document_id)
        .order_by(SigningRequest.id.desc())
        .limit(1)
    )


def waiting() -> Sequence[int]:
    """Requests without an answer, the oldest first."""
    return db.session.scalars(
        sa.select(SigningRequest.id)
        .where(SigningRequest.state == RequestState.WAITING)
        .order_by(SigningRequest.id)
    ).all()


def requests_of(account: Account, most: int = 100) -> Sequence[tuple[SigningRequest, Document]]:
    """An officer's own, waiting ones first."""
    rows = db.session.execute(
        sa.select(SigningRequest, Document)
        .join(Document, Document.id == SigningRequest.document_id)
        .where(SigningRequest.account_id == account.id)
        .order_by(SigningRequest.state != RequestState.WAITING, SigningRequest.id.desc())
        .limit(most)
    )
    return [(request, document) for request, document in rows]


def prepared_files() -> set[str]:
    """Keys of the files that requests name."""
    return set(db.session.scalars(sa.select(SigningRequest.prepared_sha256)))


def content_hash(document: Document) -> str:
    """Of what the paper is made from: a draft changed meanwhile is not what was asked for."""
    content = json.dumps([document.title, document.content], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _end(request: SigningRequest, state: RequestState, sentence: str, at: datetime) -> None:
    request.state, request.sentence, request.answered_at = state, sentence, at
