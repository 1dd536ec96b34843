"""A financial duty found after reception (nghĩa vụ tài chính; national code 6): asked for, met, or
taken back. Meanwhile the clock stands still."""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.accounts.models import Account, Actor
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import messages, resuming, steps
from portal.dossiers.duty_models import DutyKind, PaymentDuty
from portal.dossiers.models import Dossier, PaymentState
from portal.dossiers.workflow import Action
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _
from portal.working_time import Pause

WITNESSES = (Role.SPECIALIST, Role.RECEPTIONIST, Role.CASHIER)


def request(
    dossier: Dossier, *, kind: DutyKind, amount: int, ground: str, by: Account, at: datetime
) -> PaymentDuty:
    """Ask the citizen for `amount` đồng; of kind FEE it is the dossier's unpaid fee, whatever
    `amount` says. The clock pauses until it is met."""
    actor = steps.hold(steps.current_step(dossier, *steps.PAPERWORK), by, at)
    if not ground:
        raise _wrong("ground", _("Hãy ghi căn cứ của nghĩa vụ tài chính."))
    if kind is DutyKind.FEE:
        if dossier.payment is not PaymentState.UNPAID or not dossier.fee_due:
            raise Conflict(_("Hồ sơ này không còn phí, lệ phí nào chưa nộp."))
        amount = dossier.fee_owed
    if amount <= 0:
        raise _wrong("amount", _("Hãy ghi số tiền phải nộp."))
    dossier.move(
        Action.REQUEST_PAYMENT,
        by=actor,
        at=at,
        note=ground,
        data={"amount": amount, "kind": kind.value},
    )
    duty = PaymentDuty(
        kind=kind, amount=amount, ground=ground, requested_at=at, requester_name=by.full_name
    )
    dossier.payment_duties.append(duty)
    db.session.flush()
    messages.payment_requested(dossier, duty, at=at)
    return duty


def claim(dossier: Dossier, *, at: datetime) -> None:
    """The citizen says that the duty is met and has sent the paper; an officer looks at it."""
    duty = _open(dossier)
    if duty.kind is DutyKind.FEE:
        raise Conflict(_("Khoản này nộp ngay trên cổng hoặc tại quầy, không cần gửi giấy tờ."))
    duty.claimed_at = at
    messages.duty_claimed(dossier, duty, at=at)


def confirm(dossier: Dossier, *, proof: str, by: Account, at: datetime) -> None:
    """An officer has seen the paper by which a duty to the state budget was met; the clock
    resumes. A dossier's own fee is met by paying it, not here."""
    duty = _open(dossier)
    if duty.kind is DutyKind.FEE:
        raise Conflict(_("Khoản này xong khi phí, lệ phí của hồ sơ được nộp."))
    if not proof:
        raise _wrong("proof", _("Hãy ghi số, ngày của chứng từ nộp tiền."))
    _end(dossier, duty, is_met=True, proof=proof, by=_witness(dossier, by, at), at=at)


def take_back(dossier: Dossier, *, reason: str, by: Account, at: datetime) -> None:
    """The specialist asked by mistake: the dossier goes on without."""
    duty = _open(dossier)
    if not reason:
        raise _wrong("reason", _("Hãy ghi lý do thôi yêu cầu."))
    actor = by.acting_as(Role.SPECIALIST, dossier.unit_id, clock.local(at).date())
    _end(dossier, duty, is_met=False, proof=reason, by=actor, at=at)


def settle_by_payment(dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """The fee was paid; if the dossier waited for it, it goes on."""
    duty = dossier.open_duty
    if duty is not None and duty.kind is DutyKind.FEE:
        _end(dossier, duty, is_met=True, proof="", by=by, at=at)


def _end(
    dossier: Dossier, duty: PaymentDuty, *, is_met: bool, proof: str, by: Actor, at: datetime
) -> None:
    pause = Pause(duty.requested_at, at)
    due_at = resuming.due_after(dossier, pause)
    dossier.move(
        Action.SETTLE_DUTY, by=by, at=at, note=proof, data={"is_met": is_met}, due_at=due_at
    )
    duty.ended_at, duty.ended_by, duty.is_met, duty.proof = at, by.name, is_met, proof[:300]
    resuming.run_on(dossier, pause, due_at)
    messages.duty_ended(dossier, duty, at=at)


def _open(dossier: Dossier) -> PaymentDuty:
    duty = dossier.open_duty
    if duty is None:
        raise Conflict(_("Hồ sơ không có nghĩa vụ tài chính nào đang chờ."))
    return duty


def _witness(dossier: Dossier, by: Account, at: datetime) -> Actor:
    day = clock.local(at).date()
    for role in WITNESSES:
        unit_id = dossier.unit_id if role is Role.SPECIALIST else dossier.desk.unit_id
        if unit_id in by.units_as(role, day):
            return by.acting_as(role, unit_id, day)
    raise Forbidden(_("Ông/Bà không giữ vai trò cần thiết tại đơn vị này."))


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
