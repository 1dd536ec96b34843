"""Hand the result over at the desk, or record that it was posted."""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.documents import issuing
from portal.documents.models import Document, DocumentKind, DocumentState
from portal.dossiers import paying, queries, slips, steps
from portal.dossiers.models import Dossier, PaymentState
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Invalid
from portal.i18n import _
from portal.payments.models import Way
from portal.procedures.definitions import StepKind


def hand_over(
    dossier: Dossier,
    *,
    recipient: str,
    identity: str,
    fee_way: Way | None,
    by: Account,
    at: datetime,
) -> Document:
    """Give the result to the applicant or an authorised person, who signs the slip (domain rule 7).
    Being late never blocks this (rule 6); an unpaid fee does, unless it is taken now in `fee_way`.
    Returns the slip."""
    actor = by.acting_as(Role.RECEPTIONIST, dossier.desk.unit_id, clock.local(at).date())
    if not recipient:
        sentence = _("Hãy ghi họ tên người nhận kết quả.")
        raise Invalid(sentence, {"recipient": sentence})
    result = queries.result_of(dossier, DocumentState.ISSUED)
    if result is None:
        raise Conflict(_("Hồ sơ chưa có kết quả được phát hành."))
    payment = None
    if dossier.payment is PaymentState.UNPAID:
        if fee_way is None:
            sentence = _("Hãy thu phí, lệ phí trước khi trả kết quả.")
            raise Invalid(sentence, {"fee_way": sentence})
        payment = paying.take(dossier, fee_way, by=by, at=at)
    dossier.move(Action.RETURN, by=actor, at=at, note=recipient)
    dossier.returned_at = at
    dossier.delivered_to, dossier.delivered_identity = recipient, identity
    task = dossier.open_task
    if task is not None and task.kind is StepKind.RETURN:
        task.assignee_id, task.assignee_name = by.id, by.full_name
        steps.close_step(task, outcome=Action.RETURN, at=at)
    slip = issuing.issue_slip(
        DocumentKind.HANDOVER,
        slips.handover(
            dossier, result, recipient=recipient, identity=identity, officer=by.full_name, at=at
        ),
        dossier_id=dossier.id,
        unit=dossier.desk.unit,
        title="Giấy biên nhận trả kết quả",
        at=at,
    )
    if payment is not None:
        paying.give_receipt(dossier, payment, collector=by.full_name, at=at)
    return slip
