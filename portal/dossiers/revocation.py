"""A wrong result is revoked and replaced by a new one linked to it, never edited (domain rule 7).

The dossier is not reopened: it stays resolved, or returned, and only the result is made again
beside it, on the way every result takes (NĐ 30/2020/NĐ-CP): the leader revokes, a specialist
drafts, the leader signs, the clerk numbers, seals and issues. What is revoked is void at once; the
link appears when the replacement is issued. Until then nothing can be handed over.
"""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.accounts.models import Account, Actor
from portal.accounts.roles import Role
from portal.db import db
from portal.documents import issuing, keys, remote_signing, responders
from portal.documents.models import Document, DocumentState
from portal.dossiers import messages, processing, queries, returning, slips
from portal.dossiers.certifying import Certified
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action, Outcome
from portal.errors import Conflict, Invalid
from portal.i18n import _


def revoke(dossier: Dossier, *, ground: str, by: Account, at: datetime) -> Document:
    """Make the issued result void, from now on and for everybody who checks it."""
    actor = _as(Role.LEADER, dossier, by, at)
    if not ground:
        sentence = _("Hãy ghi căn cứ thu hồi.")
        raise Invalid(sentence, {"ground": sentence})
    result = queries.result_of(dossier, DocumentState.ISSUED)
    if result is None:
        raise Conflict(_("Hồ sơ không có kết quả đang có hiệu lực."))
    dossier.move(Action.REVOKE, by=actor, at=at, note=ground, data={"number": result.number or ""})
    issuing.revoke(result, ground, at=at)
    messages.revoked(dossier, result.number or "", ground, at=at)
    return result


def correct(
    dossier: Dossier,
    *,
    outcome: Outcome,
    values: dict[str, str],
    remark: str,
    certified: Certified | None = None,
    by: Account,
    at: datetime,
) -> Document:
    """Draft the replacement, or change the draft; arguments as for processing.draft_result."""
    actor = _as(Role.SPECIALIST, dossier, by, at)
    revoked = _revoked(dossier)
    if queries.result_of(dossier, DocumentState.SIGNED) is not None:
        raise Conflict(_("Kết quả thay thế đã được ký, đang chờ văn thư phát hành."))
    draft = queries.draft_result_of(dossier)
    if draft is not None and remote_signing.open_request_of(draft.id) is not None:
        raise Conflict(_("Kết quả thay thế đang chờ lãnh đạo ký số."))
    dossier.move(Action.CORRECT, by=actor, at=at)
    assert revoked.issued_at is not None
    issued_on = clock.local(revoked.issued_at).strftime("%d/%m/%Y")
    replaces = f"văn bản số {revoked.number} ngày {issued_on}"
    document = processing.write_draft(
        dossier,
        outcome=outcome,
        values=values,
        remark=remark,
        certified=certified,
        replaces=replaces,
        at=at,
    )
    number = f"correction-{revoked.id}"
    messages.to_decide(dossier, number, "Kết quả thay thế chờ ký", revoked.title, at=at)
    return document


def sign(dossier: Dossier, *, by: Account, at: datetime) -> Document:
    """The leader's personal signature on the replacement."""
    actor = _as(Role.LEADER, dossier, by, at)
    _revoked(dossier)
    document = queries.draft_result_of(dossier)
    if document is None:
        raise Conflict(_("Hồ sơ chưa có dự thảo kết quả thay thế."))
    paper = slips.result(dossier, document, signer=by.full_name)
    signer = keys.signer_of(by)
    responders.refuse_withdrawn(signer, at)  # asks outside, so before anything is written
    if signer.is_remote:
        act = Action.SIGN_CORRECTION
        remote_signing.begin(document, paper, signer, act=act, note="", by=by, at=at)
        return document
    dossier.move(Action.SIGN_CORRECTION, by=actor, at=at)
    issuing.sign_result(document, paper, by=by, at=at)
    return document


def take_signature(
    dossier: Dossier, document: Document, signed: bytes, *, by: Account, at: datetime
) -> None:
    """The signature asked of the remote service has come."""
    actor = _as(Role.LEADER, dossier, by, at)
    _revoked(dossier)
    dossier.move(Action.SIGN_CORRECTION, by=actor, at=at)
    issuing.take_signature(document, signed, by=by, at=at)


def replace(dossier: Dossier, *, by: Account, at: datetime) -> Document:
    """Number, seal and issue the replacement, and link the revoked result to it."""
    actor = _as(Role.CLERK, dossier, by, at)
    revoked = _revoked(dossier)
    document = queries.result_of(dossier, DocumentState.SIGNED)
    if document is None:
        raise Conflict(_("Kết quả thay thế chưa được lãnh đạo ký."))
    dossier.move(Action.REPLACE, by=actor, at=at)
    dossier.outcome = Outcome(document.content["outcome"])
    revoked.superseded_by_id = document.id
    messages.replaced(dossier, document.id, at=at)
    db.session.flush()
    returning.return_online(dossier, at=at)
    issuing.number_and_seal(
        document,
        unit=dossier.unit,
        symbol=slips.symbol(dossier, document),
        place=dossier.unit.place,
        at=at,
    )
    return document


def _revoked(dossier: Dossier) -> Document:
    revoked = queries.unreplaced_result_of(dossier)
    if revoked is None:
        raise Conflict(_("Hồ sơ không có kết quả nào bị thu hồi mà chưa thay thế."))
    return revoked


def _as(role: Role, dossier: Dossier, by: Account, at: datetime) -> Actor:
    return by.acting_as(role, dossier.unit_id, clock.local(at).date())
