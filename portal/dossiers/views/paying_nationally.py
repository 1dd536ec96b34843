"""Paying through the payment platform of the national portal: leaving for it, its notice, the way
back, and, in development, its own page."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import abort, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from portal import clock, config
from portal.accounts.access import citizen, public
from portal.accounts.session import me
from portal.dossiers import paying, queries
from portal.dossiers.models import Dossier
from portal.dossiers.views.paying import blueprint, order_of, returned_page
from portal.errors import Conflict
from portal.i18n import _
from portal.payments import invoice_queries, offered, recording
from portal.payments import queries as payments
from portal.payments.gateways import Bill, Forged, Unreachable, sandbox_national
from portal.payments.models import MoneyState, Payment, Verdict, Way
from portal.web import csrf, notice_by_get, page

# What the platform's server hears (MaLoi). Money put aside was received: it is not told again.
ANSWERS: dict[Verdict, tuple[str, str]] = {
    Verdict.RECORDED: ("00", "Thanh cong"),
    Verdict.FAILED: ("00", "Thanh cong"),
    Verdict.NOT_DUE: ("00", "Thanh cong"),
    Verdict.SECOND_PAYMENT: ("00", "Thanh cong"),
    Verdict.REPEATED: ("02", "Giao dich da duoc ghi nhan"),
    Verdict.TRANSACTION_REUSED: ("02", "Giao dich da duoc ghi nhan"),
    Verdict.UNKNOWN: ("01", "Khong co ma tham chieu"),
    Verdict.AMOUNT_DIFFERS: ("04", "Sai so tien"),
    Verdict.FORGED: ("97", "Sai ma xac thuc"),
}


@blueprint.get("/thanh-toan/quoc-gia/<reference>")
@citizen
def leave(reference: str) -> Response:
    """Announce the order and show the way to the platform. Nothing is written: the order is there,
    and may be announced again."""
    platform = offered.national(config.current()) or abort(404)
    payment = payments.payment_of(reference)
    dossier = queries.dossier_of_payment(payment, me()) if payment else None
    if payment is None or dossier is None or payment.way is not Way.NATIONAL:
        abort(404)
    if payment.state is not MoneyState.PENDING:
        return returned_page(paying.Recorded(Verdict.REPEATED, payment))
    try:
        address = platform.pay_address(
            order_of(payment, ".returned_nationally", _bill(dossier, payment))
        )
    except Unreachable as fault:
        raise Conflict(
            _(
                "Nền tảng thanh toán quốc gia chưa trả lời. Chưa có khoản tiền nào được chuyển; "
                "hãy thử lại sau ít phút hoặc chọn cách nộp khác."
            )
        ) from fault
    return page(
        "dossiers/paying/leave.html",
        dossier=dossier,
        payment=payment,
        address=address,
        is_trial=offered.national_sandbox(config.current()) is not None,
    )


@blueprint.get("/thanh-toan/quoc-gia/tro-ve")
@public
@notice_by_get
def returned_nationally() -> Response:
    """Where the platform sends the payer's browser; counts like the server's notice."""
    platform = offered.national(config.current()) or abort(404)
    if not request.args:
        return page("dossiers/paying/returned.html", verdict=None, payment=None, dossier=None)
    found = paying.record(request.args, platform, arrival=recording.BROWSER, at=clock.now())
    return returned_page(found)


@blueprint.post("/thanh-toan/quoc-gia/thong-bao")
@csrf.exempt
@public
def notified_nationally() -> Response:
    """The platform's server tells what happened."""
    platform = offered.national(config.current()) or abort(404)
    found = paying.record(told(), platform, arrival=recording.SERVER, at=clock.now())
    code, words = ANSWERS[found.verdict]
    return jsonify(MaLoi=code, MoTaLoi=words)


def told() -> dict[str, str]:
    """The values of a message, sent as JSON or as a form."""
    sent = request.get_json(silent=True)
    values = sent if isinstance(sent, dict) else request.form
    return {
        str(name): str(value)
        for name, value in values.items()
        if isinstance(value, str | int) and not isinstance(value, bool)
    }


@blueprint.route(offered.NATIONAL_SANDBOX, methods=["GET", "POST"])
@public
def trial_platform() -> Response:
    """The platform's page in development; a press tells the server first, then sends back."""
    platform = offered.national_sandbox(config.current()) or abort(404)
    order = None
    if request.args:
        try:
            order = sandbox_national.read_order(platform, request.args)
        except Forged:
            abort(404)
    if order is None or request.method == "GET":
        return page(
            "dossiers/paying/trial_gateway.html",
            order=order,
            name=_("Nền tảng thanh toán quốc gia"),
        )
    at = clock.now()
    is_paid = request.form.get("outcome") == "pay"
    notice = sandbox_national.notice(platform, order, is_paid=is_paid, at=at)
    paying.record(notice, platform, arrival=recording.SERVER, at=at)
    return redirect(f"{url_for('.returned_nationally')}?{urlencode(notice)}", 303)


def _bill(dossier: Dossier, payment: Payment) -> Bill:
    settings = config.current()
    return Bill(
        service=dossier.procedure.code,
        procedure=dossier.procedure.code,
        unit=dossier.desk.unit.code,
        dossier=payment.dossier_code,
        account=settings.bank_account,
        bank=settings.bank_number,
        payer=dossier.submitter_name,
        payer_identity=dossier.submitter_identity,
        lines=tuple(
            (line.kind.value, line.fee_key, line.name, line.amount)
            for line in invoice_queries.lines_of(dossier.id)
        ),
    )
