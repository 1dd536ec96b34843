"""What a dossier owes: worked out by the fee engine when it is handed in and again when answers
change; corrected by the desk. Lines are only added, so a change is a line with the difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from portal import clock
from portal.accounts.models import Account, Actor
from portal.accounts.roles import Role
from portal.db import db
from portal.dossiers import fee_rows, messages
from portal.dossiers.models import Dossier, PaymentState
from portal.dossiers.workflow import Action, State
from portal.errors import Conflict, Forbidden, Invalid
from portal.i18n import _, in_vietnamese
from portal.payments import invoice_queries, refunds
from portal.payments.invoice_models import COUNTED, ExemptionCheck, InvoiceLine, LineOrigin
from portal.procedures import fees
from portal.procedures.blocks import leaves
from portal.procedures.definitions import FeeKind

MOST = 1_000_000_000


def begin(dossier: Dossier, *, at: datetime) -> None:
    """What is due by the version's fees when the dossier is handed in; nothing due is exempt."""
    db.session.flush()
    count_again(dossier, LineOrigin.SUBMISSION, at=at)


def count_again(dossier: Dossier, origin: LineOrigin, *, at: datetime) -> None:
    """Work out every fee by the answers as they are now and add what differs from the lines there
    are. An exemption found unproven stays taken back."""
    known = invoice_queries.lines_of(dossier.id)
    unproven = {line.fee_key for line in known if line.origin is LineOrigin.UNPROVEN}
    booked: dict[str, int] = defaultdict(int)
    for line in known:
        if line.origin in COUNTED:
            booked[line.fee_key] += line.amount
    due = {
        line.item.key: line
        for line in fees.lines(
            dossier.parts.fees, dossier.channel, dossier.shown_answers, dossier.answered_on
        )
    }
    for key, counted in due.items():
        full = (fees.amount(counted.item, counted.quantity) or 0) * counted.times
        sum_due = full if key in unproven else counted.amount or 0
        if key not in booked or sum_due != booked[key]:
            db.session.add(
                _line(dossier, counted, sum_due - booked[key], full - sum_due, origin, at)
            )
    for key in [key for key in booked if key not in due and booked[key]]:
        former = next(line for line in known if line.fee_key == key)
        db.session.add(
            InvoiceLine(
                dossier_id=dossier.id, origin=origin, fee_key=key, kind=former.kind,
                name=former.name, amount=-booked[key], is_stated=True, waived=0, waiver="", how=[],
                ground="", evidence="", by_name="", at=at,
            )
        )  # fmt: skip
    db.session.flush()
    settle(dossier, at=at)


def settle(dossier: Dossier, *, at: datetime) -> None:
    """Bring the dossier's sums in line with its lines and its payments: what is still owed is
    asked for, what was paid too much is owed back."""
    lines = invoice_queries.lines_of(dossier.id)
    if lines:  # those of before there were lines keep their sum
        dossier.fee_due = sum(line.amount for line in lines)
    if not dossier.fee_due and not dossier.fee_paid:
        dossier.payment = PaymentState.EXEMPT
    elif dossier.fee_owed > 0:
        if dossier.payment is PaymentState.PAID:
            dossier.fee_call += 1  # a new demand: the former one stays settled
        dossier.payment = PaymentState.UNPAID
    else:
        dossier.payment = PaymentState.PAID
    if dossier.fee_owed < 0:
        refunds.owe(
            dossier.id,
            unit_id=dossier.desk.unit_id,
            in_all=-dossier.fee_owed,
            ground="Số phí, lệ phí phải nộp giảm sau khi đã nộp.",
            at=at,
        )


def prove(
    dossier: Dossier, line_id: int, *, is_proven: bool, evidence: str, by: Account, at: datetime
) -> None:
    """The desk looked at the paper behind an exemption that the answers claim. Without proof the
    whole sum is due: a line of its own."""
    actor = _desk(dossier, by, at)
    line = _own(dossier, line_id)
    if not line.waived or line.id in invoice_queries.checks_of(dossier.id):
        raise Conflict(_("Khoản miễn, giảm này đã được kiểm tra."))
    if not evidence:
        raise _wrong(
            "evidence",
            _("Hãy ghi tên, số giấy tờ chứng minh đã xem.")
            if is_proven
            else _("Hãy ghi vì sao không được miễn, giảm."),
        )
    _move(dossier, actor, f"{line.name}: {evidence}", 0 if is_proven else line.waived, at)
    db.session.add(
        ExemptionCheck(
            line_id=line.id, is_proven=is_proven, evidence=evidence[:300], by_id=by.id,
            by_name=by.full_name, at=at,
        )
    )  # fmt: skip
    if not is_proven:
        _add(dossier, line, line.waived, LineOrigin.UNPROVEN, ground=evidence, by=by, at=at)
    db.session.flush()
    settle(dossier, at=at)


def exempt(
    dossier: Dossier, line_id: int, *, amount: int, ground: str, evidence: str, by: Account,
    at: datetime,
) -> None:  # fmt: skip
    """Take `amount` đồng off one fee for a paper shown at the desk, by the law `ground`."""
    actor = _desk(dossier, by, at)
    line = _own(dossier, line_id)
    left = sum(
        one.amount for one in invoice_queries.lines_of(dossier.id) if one.fee_key == line.fee_key
    )
    if amount <= 0 or amount > left:
        raise _wrong("amount", _("Số tiền miễn, giảm phải từ 1 đồng đến số tiền của khoản này."))
    if not ground:
        raise _wrong("ground", _("Hãy ghi căn cứ được miễn, giảm."))
    if not evidence:
        raise _wrong("evidence", _("Hãy ghi tên, số giấy tờ chứng minh đã xem."))
    _move(dossier, actor, f"{line.name}: {ground}; {evidence}", -amount, at)
    _add(
        dossier, line, -amount, LineOrigin.EXEMPTION, ground=ground, evidence=evidence, by=by, at=at
    )
    db.session.flush()
    settle(dossier, at=at)


def charge(
    dossier: Dossier, *, name: str, kind: FeeKind, amount: int, ground: str, by: Account,
    at: datetime,
) -> None:  # fmt: skip
    """Add a sum the source does not state as a number, or that only the result shows: by the desk,
    or by the specialist who works on the dossier."""
    actor = _desk(dossier, by, at, Role.SPECIALIST)
    if not name:
        raise _wrong("name", _("Hãy ghi tên khoản thu."))
    if not 0 < amount <= MOST:
        raise _wrong("amount", _("Hãy ghi số tiền từ 1 đồng đến 1.000.000.000 đồng."))
    if not ground:
        raise _wrong("ground", _("Hãy ghi căn cứ thu."))
    _move(dossier, actor, f"{name}: {ground}", amount, at)
    db.session.add(
        InvoiceLine(
            dossier_id=dossier.id, origin=LineOrigin.DESK, fee_key=f"desk-{at:%Y%m%d%H%M%S%f}",
            kind=kind, name=name[:500], amount=amount, is_stated=True, waived=0, waiver="", how=[],
            ground=ground, evidence="", by_name=by.full_name, at=at,
        )
    )  # fmt: skip
    db.session.flush()
    settle(dossier, at=at)
    messages.fee_changed(dossier, at=at)


def _move(dossier: Dossier, actor: Actor, note: str, difference: int, at: datetime) -> None:
    if dossier.state is State.RETURNED or dossier.is_ended:
        raise Conflict(_("Hồ sơ đã kết thúc, không sửa phí, lệ phí được nữa."))
    dossier.move(Action.ADJUST_FEE, by=actor, at=at, note=note, data={"difference": difference})


def _desk(dossier: Dossier, by: Account, at: datetime, *more: Role) -> Actor:
    day = clock.local(at).date()
    for role in (Role.RECEPTIONIST, Role.CASHIER, *more):
        unit_id = dossier.unit_id if role is Role.SPECIALIST else dossier.desk.unit_id
        if unit_id in by.units_as(role, day):
            return by.acting_as(role, unit_id, day)
    raise Forbidden(_("Ông/Bà không giữ vai trò cần thiết tại đơn vị này."))


def _own(dossier: Dossier, line_id: int) -> InvoiceLine:
    for line in invoice_queries.lines_of(dossier.id):
        if line.id == line_id:
            return line
    raise Conflict(_("Khoản này không thuộc hồ sơ. Hãy tải lại trang."))


def _add(
    dossier: Dossier, of: InvoiceLine, amount: int, origin: LineOrigin, *, ground: str,
    evidence: str = "", by: Account, at: datetime,
) -> None:  # fmt: skip
    db.session.add(
        InvoiceLine(
            dossier_id=dossier.id, origin=origin, fee_key=of.fee_key, kind=of.kind, name=of.name,
            amount=amount, is_stated=True, waived=0, waiver="", how=[], ground=ground,
            evidence=evidence[:300], by_name=by.full_name, at=at,
        )
    )  # fmt: skip


def _line(
    dossier: Dossier, line: fees.FeeLine, amount: int, waived: int, origin: LineOrigin, at: datetime
) -> InvoiceLine:
    labels = {field.key: field.label for field in leaves(dossier.parts.form.fields())}
    with in_vietnamese():
        how = [*fee_rows.steps(line, labels), *fee_rows.remarks(line)]
    return InvoiceLine(
        dossier_id=dossier.id,
        origin=origin,
        fee_key=line.item.key[:100],
        kind=line.item.kind,
        name=line.item.name[:500],
        amount=amount,
        is_stated=line.amount is not None,
        waived=waived,
        waiver=line.waiver.name[:300] if line.waiver and waived else "",
        how=how,
        ground="",
        evidence="",
        by_name="",
        at=at,
    )


def unchecked(lines: Iterable[InvoiceLine], checks: dict[int, ExemptionCheck]) -> list[InvoiceLine]:
    """Lines whose exemption nobody has looked at yet."""
    return [line for line in lines if line.waived and line.id not in checks]


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
