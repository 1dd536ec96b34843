"""One press for many dossiers: each is done, or refused with its reason, by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal import clock, trail
from portal.accounts.models import Account
from portal.db import db
from portal.documents.models import Document
from portal.documents.signing_models import SigningRequest
from portal.dossiers import (
    decisions,
    duplicates,
    handover,
    intake,
    possible,
    processing,
    queries,
    steps,
)
from portal.dossiers.models import ActionRefused, Dossier
from portal.dossiers.workflow import Action
from portal.dossiers.workplace import assigning
from portal.dossiers.workplace.models import Batch, BatchAct, BatchItem
from portal.errors import Conflict, Refusal
from portal.i18n import _
from portal.payments.models import Way

MOST_IN_A_BATCH = 50  # one page of a list
ACTIONS = {
    BatchAct.RECEIVE: Action.RECEIVE,
    BatchAct.TAKE: Action.TAKE,
    BatchAct.ASSIGN: Action.ASSIGN,
    BatchAct.SIGN: Action.APPROVE,
    BatchAct.ISSUE: Action.ISSUE,
    BatchAct.HAND_OVER: Action.RETURN,
}


def chosen(references: Iterable[str], *, by: Account, day: Any) -> list[Dossier]:
    """The dossiers of these references the officer may see, in that order, each once."""
    wanted = list(dict.fromkeys(references))[:MOST_IN_A_BATCH]
    found = db.session.scalars(
        sa.select(Dossier)
        .options(sa.orm.joinedload(Dossier.procedure_version))
        .where(Dossier.reference.in_(wanted), queries.visible_to(by, day))
    )
    by_reference = {dossier.reference: dossier for dossier in found}
    trail.listed(dossier.id for dossier in by_reference.values())
    return [by_reference[reference] for reference in wanted if reference in by_reference]


def hindrance(act: BatchAct, dossier: Dossier, *, by: Account, at: datetime) -> str:
    """Why the act cannot be done to this dossier now; empty when it can."""
    try:
        _expect(act, dossier, by, at)
    except Refusal as refusal:
        return refusal.sentence
    return ""


def begin(
    act: BatchAct,
    key: str,
    seen: list[tuple[Dossier, int]],
    details: dict[str, Any],
    *,
    by: Account,
    at: datetime,
) -> Batch:
    """Write down what is to be done, to dossiers as they were seen (their version). The same
    `key` again finds the first press. Raises Conflict for somebody else's key."""
    known = batch_of(key)
    if known is None:
        made = Batch(key=key, account_id=by.id, act=act, details=details, started_at=at)
        made.items = [
            BatchItem(dossier_id=dossier.id, position=number, version=version)
            for number, (dossier, version) in enumerate(seen, 1)
        ]
        try:
            with db.session.begin_nested():
                db.session.add(made)
            return made
        except IntegrityError:  # the other press of the same button was faster
            known = batch_of(key)
    if known is None or known.account_id != by.id:
        raise Conflict(_("Trang này đã cũ. Hãy chọn lại từ danh sách."))
    return known


def do_item(item_id: int, *, by: Account, at: datetime) -> None:
    """Do the batch's act to one dossier, unless that has been done. Raises the act's refusal."""
    item = db.session.get(BatchItem, item_id)
    assert item is not None
    dossier = queries.dossier_to_settle(item.dossier_id)
    assert dossier is not None
    db.session.refresh(item)  # what another press of the same button did while we waited
    if item.is_done is not None:
        return
    seen = queries.officer_dossier(dossier.reference, by, clock.local(at).date())
    if seen is None:
        raise Conflict(_("Ông/Bà không còn xem được hồ sơ này."))
    dossier.expect_version(item.version)
    _expect(item.batch.act, dossier, by, at)
    _ACTS[item.batch.act](dossier, item.batch.details, by, at)
    item.is_done, item.done_at = True, at


def refuse_item(item_id: int, sentence: str, *, at: datetime) -> None:
    """Write down why it was not done."""
    item = db.session.get(BatchItem, item_id)
    if item is not None and item.is_done is None:
        item.is_done, item.sentence, item.done_at = False, sentence, at


def batch_of(key: str) -> Batch | None:
    return db.session.scalar(sa.select(Batch).where(Batch.key == key))


def own_batch(key: str, account: Account) -> Batch | None:
    """With everything its page shows."""
    return db.session.scalar(
        sa.select(Batch)
        .options(
            sa.orm.selectinload(Batch.items)
            .joinedload(BatchItem.dossier)
            .joinedload(Dossier.procedure_version)
        )
        .where(Batch.key == key, Batch.account_id == account.id)
    )


def signatures_asked(batch: Batch) -> dict[int, SigningRequest]:
    """By item: what became of the signature asked of the remote service for it. Items that were
    signed at once, and those of other acts, have none."""
    if batch.act is not BatchAct.SIGN:
        return {}
    rows = db.session.execute(
        sa.select(BatchItem.id, SigningRequest)
        .join(Document, Document.dossier_id == BatchItem.dossier_id)
        .join(
            SigningRequest,
            sa.and_(
                SigningRequest.document_id == Document.id,
                SigningRequest.account_id == batch.account_id,
                SigningRequest.requested_at == BatchItem.done_at,  # one press, one moment
            ),
        )
        .where(BatchItem.batch_id == batch.id)
    )
    return dict(rows.all())


def _expect(act: BatchAct, dossier: Dossier, by: Account, at: datetime) -> None:
    if act is BatchAct.TAKE and dossier.open_task and dossier.open_task.assignee_id == by.id:
        raise ActionRefused(_("Ông/Bà đang giữ việc này rồi."))
    possible.expect(ACTIONS[act], dossier, by, clock.local(at).date())
    if act is BatchAct.RECEIVE:
        duplicates.expect_decided(dossier)


def _receive(dossier: Dossier, _details: dict[str, Any], by: Account, at: datetime) -> None:
    intake.receive(dossier, by=by, at=at)


def _take(dossier: Dossier, _details: dict[str, Any], by: Account, at: datetime) -> None:
    task = steps.current_step(dossier, *(t.kind for t in dossier.tasks))
    processing.take(dossier, task, by=by, at=at)


def _assign(dossier: Dossier, details: dict[str, Any], by: Account, at: datetime) -> None:
    assignee = db.session.get(Account, details["assignee"])
    if assignee is None:
        raise Conflict(_("Không tìm thấy cán bộ được giao."))
    assigning.assign(dossier, assignee, by=by, at=at)


def _sign(dossier: Dossier, details: dict[str, Any], by: Account, at: datetime) -> None:
    decisions.approve(dossier, note=details.get("note", ""), by=by, at=at)


def _issue(dossier: Dossier, _details: dict[str, Any], by: Account, at: datetime) -> None:
    decisions.issue(dossier, by=by, at=at)


def _hand_over(dossier: Dossier, details: dict[str, Any], by: Account, at: datetime) -> None:
    way = details.get("fee_way")
    handover.hand_over(
        dossier,
        recipient=details["recipient"],
        identity=details.get("identity", ""),
        fee_way=Way(way) if way else None,
        by=by,
        at=at,
    )


_ACTS: dict[BatchAct, Callable[[Dossier, dict[str, Any], Account, datetime], None]] = {
    BatchAct.RECEIVE: _receive,
    BatchAct.TAKE: _take,
    BatchAct.ASSIGN: _assign,
    BatchAct.SIGN: _sign,
    BatchAct.ISSUE: _issue,
    BatchAct.HAND_OVER: _hand_over,
}
