"""Paying by a transfer with a VietQR code: the code, the bank's notice, and, in development, the
bank itself."""

from __future__ import annotations

from flask import abort, jsonify, request, url_for
from werkzeug.wrappers import Response

from portal import clock, config
from portal.accounts.access import citizen, public
from portal.accounts.session import me
from portal.dossiers import paying, queries
from portal.dossiers.transfer_forms import TransferForm
from portal.dossiers.views.paying import blueprint
from portal.dossiers.views.paying_nationally import told
from portal.i18n import _
from portal.payments import offered, recording, sandbox_transfers
from portal.payments import queries as payments
from portal.payments.gateways import sandbox_bank
from portal.payments.models import Verdict, Way
from portal.pdf import qr_data_uri
from portal.web import back_to, csrf, page

# A bank repeats what was not taken; all that is signed was taken, whatever became of it.
TAKEN = {verdict: ("00" if verdict is not Verdict.FORGED else "97") for verdict in Verdict}


@blueprint.get(f"{offered.CODE_ADDRESS}/<reference>")
@citizen
def code(reference: str) -> Response:
    """The code of an order and, once the bank has told of the money, that it is there."""
    bank = offered.vietqr(config.current()) or abort(404)
    payment = payments.payment_of(reference)
    dossier = queries.dossier_of_payment(payment, me()) if payment else None
    if payment is None or dossier is None or payment.way is not Way.VIETQR:
        abort(404)
    return page(
        "dossiers/paying/code.html",
        dossier=dossier,
        payment=payment,
        is_due=paying.is_due(dossier) and payment.call == dossier.fee_call,
        bank=bank,
        content=bank.content(payment.reference),
        picture=qr_data_uri(bank.code(payment.reference, payment.amount)),
        is_trial=offered.bank_sandbox(config.current()) is not None,
    )


@blueprint.post("/thanh-toan/vietqr/bao-co")
@csrf.exempt
@public
def money_came() -> Response:
    """The bank tells of a transfer."""
    bank = offered.vietqr(config.current()) or abort(404)
    found = paying.record(told(), bank, arrival=recording.SERVER, at=clock.now())
    return jsonify(code=TAKEN[found.verdict])


@blueprint.route("/thanh-toan/thu-nghiem/ngan-hang", methods=["GET", "POST"])
@public
def trial_bank() -> Response:
    """The payer's bank in development: a transfer with whatever sum and words, told at once, twice,
    or not at all; the statement has it in any case."""
    bank = offered.bank_sandbox(config.current()) or abort(404)
    form = TransferForm(
        data={"content": request.args.get("noi-dung"), "told": "once"},
        amount_written=request.args.get("so-tien", ""),
    )
    order = request.args.get("don", "")
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return page("dossiers/paying/trial_bank.html", status=status, form=form, order=order)
    at = clock.now()
    transfer = sandbox_bank.transfer(
        amount=form.amount.data or 0, content=form.content.data or "", at=at
    )
    sandbox_transfers.keep(transfer)
    for _time in range({"once": 1, "twice": 2}.get(form.told.data, 0)):
        notice = sandbox_bank.notice(bank, transfer)
        paying.record(notice, bank, arrival=recording.SERVER, at=at)
    return back_to(
        url_for(".trial_bank", don=order or None),
        _("Ngân hàng thử nghiệm đã chuyển, số giao dịch %(number)s.", number=transfer.transaction),
    )


@blueprint.get("/thanh-toan/thu-nghiem/ngan-hang/sao-ke.csv")
@public
def trial_statement() -> Response:
    offered.bank_sandbox(config.current()) or abort(404)
    response = Response(
        sandbox_bank.statement(sandbox_transfers.all_of_them()),
        content_type="text/csv; charset=utf-8",
    )
    response.headers["Content-Disposition"] = 'attachment; filename="sao-ke.csv"'
    return response
