"""The cashier's further pages: shifts, dossiers that wait for their fee, refunds, receipts."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.dossiers import money_queries, receipt_correcting, refunding, shift_closing
from portal.dossiers.fee_rows import owed_rows
from portal.dossiers.models import Dossier
from portal.dossiers.money_forms import (
    CloseForm,
    JudgeForm,
    MoneyForm,
    OpenForm,
    PayOutForm,
    ProposeForm,
    ReceiptForm,
)
from portal.dossiers.views.case import shown_pdf
from portal.downloads import send_stored
from portal.errors import Invalid
from portal.i18n import _
from portal.payments import giving_back, refund_calls
from portal.payments import shifts as shift_room
from portal.payments.labels import CALLS, REFUND_STATES, REFUND_WAYS, WAYS
from portal.payments.models import FeeReceipt, Payment, ReceiptState
from portal.payments.refund_models import Refund, RefundState, RefundWay
from portal.payments.shift_models import DENOMINATIONS
from portal.units.models import Unit
from portal.web import back_to, page

blueprint = Blueprint("money", __name__, url_prefix="/thu-phi")
TILL = (Role.CASHIER, Role.RECEPTIONIST)
GIVERS = (Role.CASHIER, Role.LEADER)


@blueprint.route("/ca", methods=["GET", "POST"])
@officer(*TILL)
def shifts() -> Response:
    """The person's open shifts, one a unit, and those closed before."""
    mine = _units(*TILL)
    form = OpenForm()
    if request.method == "POST":
        unit_id = int(form.unit.data) if (form.unit.data or "").isdecimal() else 0
        if unit_id not in mine:
            abort(404)
        if form.validate_on_submit():
            shift_room.open_shift(
                unit_id, opening_cash=form.opening_cash.data or 0, by=me(), at=clock.now()
            )
            return back_to(url_for(".shifts"), _("Đã mở ca thu."))
    tills = []
    for unit_id in sorted(mine):
        shift = shift_room.current(me(), unit_id)
        tills.append(
            (db.session.get_one(Unit, unit_id), shift, shift_room.sums_of(shift) if shift else None)
        )
    return page(
        "dossiers/money/shifts.html",
        status=422 if form.errors else 200,
        form=form,
        tills=tills,
        closed=shift_room.closed_shifts(mine),
        ways=WAYS,
    )


@blueprint.route("/ca/<int:shift_id>/dong", methods=["GET", "POST"])
@officer(*TILL)
def close_shift(shift_id: int) -> Response:
    is_writing = request.method == "POST"
    shift = shift_room.shift_of(shift_id, _units(*TILL), lock=is_writing)
    if shift is None or shift.officer_id != me().id or shift.closed_at is not None:
        abort(404)
    form = CloseForm()
    if form.validate_on_submit():
        try:
            shift_closing.close(
                shift, db.session.get_one(Unit, shift.unit_id), counted=form.counted,
                reason=form.reason.data or "", by=me(), at=clock.now(),
            )  # fmt: skip
            return back_to(url_for(".shifts"), _("Đã đóng ca %(number)s.", number=shift.number))
        except Invalid as refusal:
            form.show(refusal)
    return page(
        "dossiers/money/close.html",
        status=422 if form.errors or form.form_errors else 200,
        form=form,
        shift=shift,
        sums=shift_room.sums_of(shift),
        notes=DENOMINATIONS,
        ways=WAYS,
    )


@blueprint.get("/ca/<int:shift_id>.pdf")
@officer(*TILL)
def shift_sheet(shift_id: int) -> Response:
    shift = shift_room.shift_of(shift_id, _units(*TILL))
    if shift is None or not shift.sha256:
        abort(404)
    name = f"bang-ke-ca-{(shift.number or '').replace('/', '-')}.pdf"
    return send_stored(shift.sha256, name, "application/pdf", inline=True)


@blueprint.get("/cho-thu")
@officer(Role.CASHIER)
def waiting() -> Response:
    """Dossiers received at the unit's desks whose fee is owed: no more of each than money needs."""
    text = request.args.get("ma", "").strip()[:60]
    found = money_queries.waiting_for_fee(_units(Role.CASHIER), text)
    return page("dossiers/money/waiting.html", found=found, text=text, rows_of=owed_rows)


@blueprint.get("/hoan-tra")
@officer(*GIVERS)
def refunds() -> Response:
    found = giving_back.refunds_in(_units(*GIVERS))
    return page(
        "dossiers/money/refunds.html",
        found=[(one, _dossier(one)) for one in found],
        states=REFUND_STATES,
        is_cashier=Role.CASHIER in me().roles_on(clock.today()),
    )


@blueprint.route("/hoan-tra/<int:refund_id>", methods=["GET", "POST"])
@officer(*GIVERS)
def refund(refund_id: int) -> Response:
    """One refund, with the form of its next step for who may take it."""
    is_writing = request.method == "POST"
    found = giving_back.refund_of(refund_id, _units(*GIVERS), lock=is_writing) or abort(404)
    form = _form_of(found)
    if is_writing and form is None:
        abort(403)
    if form is not None and form.validate_on_submit():
        try:
            said = _step(found, form)
            return back_to(url_for(".refund", refund_id=refund_id), said)
        except Invalid as refusal:
            form.show(refusal)
    return page(
        "dossiers/money/refund.html",
        status=422 if form is not None and (form.errors or form.form_errors) else 200,
        refund=found,
        dossier=_dossier(found),
        payment=db.session.get(Payment, found.payment_id) if found.payment_id else None,
        form=form,
        states=REFUND_STATES,
        call=refund_calls.call_of(found),
        calls=CALLS,
        refund_ways=REFUND_WAYS,
        ways=WAYS,
    )


def _form_of(found: Refund) -> MoneyForm | None:
    """The form of the next step, if it is this officer's."""
    is_cashier = found.unit_id in _units(Role.CASHIER)
    if found.state is RefundState.DUE and is_cashier:
        form = ProposeForm()
        offered = set(giving_back.ways_for(found))
        form.way.choices = [c for c in form.way.choices if RefundWay(c.value) in offered]
        return form
    if found.state is RefundState.PROPOSED and found.unit_id in _units(Role.LEADER):
        return JudgeForm() if found.proposed_by_id != me().id else None
    call = refund_calls.call_of(found)
    is_asked = call is not None and call.is_open
    can_pay = found.state is RefundState.APPROVED and is_cashier and not is_asked
    return PayOutForm() if can_pay else None


def _step(found: Refund, form: MoneyForm) -> str:
    by, at = me(), clock.now()
    if isinstance(form, ProposeForm):
        giving_back.propose(
            found, way=RefundWay(form.way.data), account=form.account.data or "",
            remark=form.remark.data or "", by=by, at=at,
        )  # fmt: skip
        return _("Đã đề nghị hoàn trả; chờ lãnh đạo duyệt.")
    if isinstance(form, JudgeForm):
        if form.verdict.data == "yes":
            giving_back.approve(found, by=by, at=at)
            return _("Đã duyệt hoàn trả.")
        giving_back.send_back(found, reason=form.reason.data or "", by=by, at=at)
        return _("Đã trả lại đề nghị.")
    assert isinstance(form, PayOutForm)
    refunding.pay_out(found, transaction=form.transaction.data or "", by=by, at=at)
    return _("Đã ghi việc hoàn trả và báo cho người nộp.")


@blueprint.route("/bien-lai/<int:receipt_id>", methods=["GET", "POST"])
@officer(Role.CASHIER)
def receipt(receipt_id: int) -> Response:
    """One receipt; a wrong one is cancelled here and replaced."""
    row = receipt_correcting.receipt_in(receipt_id, _units(Role.CASHIER)) or abort(404)
    found, payment = row
    dossier = db.session.get_one(Dossier, payment.dossier_id)
    form = ReceiptForm(
        data={
            "payer": found.payer_name or payment.payer_name,
            "address": found.payer_address or dossier.applicant_address,
            "purpose": found.purpose or payment.purpose,
        }
    )
    if form.validate_on_submit():
        try:
            made = receipt_correcting.replace(
                found, payer=form.payer.data or "", address=form.address.data or "",
                purpose=form.purpose.data or "", reason=form.reason.data or "", by=me(),
                at=clock.now(),
            )  # fmt: skip
            return back_to(
                url_for(".receipt", receipt_id=receipt_id),
                _("Đã hủy và lập biên lai thay thế số %(number)s.", number=made.number),
            )
        except Invalid as refusal:
            form.show(refusal)
    newer = db.session.get(FeeReceipt, found.replaced_by_id) if found.replaced_by_id else None
    return page(
        "dossiers/money/receipt.html",
        status=422 if form.errors or form.form_errors else 200,
        receipt=found,
        payment=payment,
        newer=newer,
        is_cancelled=found.state is ReceiptState.CANCELLED,
        older=money_queries.replaced_by(found),
        form=form,
        ways=WAYS,
    )


@blueprint.get("/bien-lai/<int:receipt_id>.pdf")
@officer(Role.CASHIER)
def receipt_paper(receipt_id: int) -> Response:
    """The frozen file; of a cancelled one a copy that says so."""
    row = receipt_correcting.receipt_in(receipt_id, _units(Role.CASHIER)) or abort(404)
    found, _payment = row
    if found.state is ReceiptState.CANCELLED:
        return shown_pdf(receipt_correcting.cancelled_copy(found))
    name = f"bien-lai-{found.label.replace('/', '-')}.pdf"
    return send_stored(found.sha256, name, "application/pdf", inline=True)


def _dossier(refund: Refund) -> Dossier | None:
    return db.session.get(Dossier, refund.dossier_id) if refund.dossier_id else None


def _units(*roles: Role) -> set[int]:
    account, day = me(), clock.today()
    return set().union(*(account.units_as(role, day) for role in roles))
