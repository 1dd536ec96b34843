"""Paying the fee: the citizen's page, the gateway's return and notice, the desk's till, and, in
development, the gateway's own page."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from flask import Blueprint, abort, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from portal import clock, config
from portal.accounts.access import citizen, officer, public
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import money_queries, paying, queries
from portal.dossiers.fee_rows import owed_rows
from portal.dossiers.models import Dossier
from portal.dossiers.officer_forms import CollectForm
from portal.dossiers.views.case import case_url, load
from portal.errors import Conflict
from portal.i18n import _
from portal.payments import offered, recording
from portal.payments.gateways import Bill, Forged, Order, sandbox
from portal.payments.models import Payment, Verdict, Way
from portal.web import CONTENT_POLICY, back_to, csrf, notice_by_get, page

blueprint = Blueprint("paying", __name__)

# What VNPAY's server wants to hear (RspCode). Money put aside was received and will be settled
# here: told anything else, the gateway would repeat it for a day.
ANSWERS: dict[Verdict, tuple[str, str]] = {
    Verdict.RECORDED: ("00", "Confirm Success"),
    Verdict.FAILED: ("00", "Confirm Success"),
    Verdict.NOT_DUE: ("00", "Confirm Success"),
    Verdict.SECOND_PAYMENT: ("00", "Confirm Success"),
    Verdict.REPEATED: ("02", "Order already confirmed"),
    Verdict.TRANSACTION_REUSED: ("02", "Order already confirmed"),
    Verdict.UNKNOWN: ("01", "Order not found"),
    Verdict.AMOUNT_DIFFERS: ("04", "Invalid amount"),
    Verdict.FORGED: ("97", "Invalid signature"),
}
NOTHING_SENT = ("99", "Input data required")


@blueprint.route("/ho-so/<reference>/nop-phi", methods=["GET", "POST"])
@citizen
def pay(reference: str) -> Response:
    """What is due and how to pay it; a button opens an order and leaves for the gateway."""
    is_writing = request.method == "POST"
    dossier = queries.own_dossier(reference, me(), lock=is_writing) or abort(404)
    ways = offered.gateways(config.current())
    if is_writing:
        if not ways:
            raise Conflict(_("Cổng chưa nhận nộp phí trực tuyến. Hãy nộp tại Bộ phận Một cửa."))
        wanted = request.form.get("way", next(iter(ways)))
        if wanted not in ways:
            abort(404)
        way = Way(wanted)
        payment = paying.order_online(dossier, way, at=clock.now())
        if way is Way.NATIONAL:  # it has to be told first, and only of an order that is there
            return redirect(url_for(".leave", reference=payment.reference), 303)
        return redirect(ways[way].pay_address(order_of(payment)), 303)
    response = page(
        "dossiers/paying/pay.html",
        dossier=dossier,
        is_due=paying.is_due(dossier),
        fees=owed_rows(dossier),
        ways=[way.value for way in ways],
        is_trial=offered.sandbox(config.current()) is not None,
    )
    vnpay = offered.vnpay(config.current())
    host = urlsplit(vnpay.address if vnpay else "")
    if host.netloc:  # a browser follows a form's redirect only where the page allowed it
        response.headers["Content-Security-Policy"] = CONTENT_POLICY.replace(
            "form-action 'self'", f"form-action 'self' {host.scheme}://{host.netloc}"
        )
    return response


@blueprint.get("/thanh-toan/vnpay/tro-ve")
@public
@notice_by_get
def returned() -> Response:
    """Where the gateway sends the payer's browser. What it carries is signed like the server's
    notice and counts like it: whichever comes first records, the other changes nothing."""
    gateway = offered.vnpay(config.current()) or abort(404)
    if not request.args:
        return page("dossiers/paying/returned.html", verdict=None, payment=None, dossier=None)
    found = paying.record(request.args, gateway, arrival=recording.BROWSER, at=clock.now())
    return returned_page(found)


def returned_page(found: paying.Recorded) -> Response:
    """What the payer sees on coming back."""
    payment = found.payment
    return page(
        "dossiers/paying/returned.html",
        verdict=found.verdict,
        payment=payment,
        dossier=queries.dossier_to_settle(payment.dossier_id) if payment else None,
    )


@blueprint.route("/thanh-toan/vnpay/ipn", methods=["GET", "POST"])
@csrf.exempt
@public
@notice_by_get
def notified() -> Response:
    """The gateway's server tells what happened (IPN), by GET as its protocol has it."""
    gateway = offered.vnpay(config.current()) or abort(404)
    sent = request.values
    code, message = NOTHING_SENT
    if any(name.startswith("vnp_") for name in sent):
        found = paying.record(sent, gateway, arrival=recording.SERVER, at=clock.now())
        code, message = ANSWERS[found.verdict]
    return jsonify(RspCode=code, Message=message)


@blueprint.route(offered.SANDBOX_ADDRESS, methods=["GET", "POST"])
@public
def trial_gateway() -> Response:
    """VNPAY's page in development. Pressing a button delivers the server notice by calling the
    act the notice's own page calls, in this process, and then sends the browser back."""
    gateway = offered.sandbox(config.current()) or abort(404)
    order = None
    if request.args:
        try:
            order = sandbox.read_order(gateway, request.args)
        except Forged:
            abort(404)
    if order is None or request.method == "GET":
        return page("dossiers/paying/trial_gateway.html", order=order)
    at = clock.now()
    is_paid = request.form.get("outcome") == "pay"
    notice = sandbox.notice(gateway, order, is_paid=is_paid, at=at)
    paying.record(notice, gateway, arrival=recording.SERVER, at=at)
    return redirect(f"{url_for('.returned')}?{urlencode(notice)}", 303)


@blueprint.route("/quay/<reference>/thu-phi", methods=["GET", "POST"])
@officer(Role.RECEPTIONIST, Role.CASHIER)
def collect(reference: str) -> Response:
    """The desk takes the fee; so does a cashier, who sees nothing else of the dossier."""
    is_writing, day = request.method == "POST", clock.today()
    dossier = money_queries.dossier_of_cashier(reference, me(), day, lock=is_writing)
    is_cashier = dossier is not None
    dossier = dossier or load(reference, lock=is_writing)
    form = CollectForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        paying.expect_due(dossier)
        return _collect_page(dossier, form, is_cashier)
    dossier.expect_version(form.seen_version)
    paying.collect(
        dossier, Way(form.fee_way.data), note=form.note.data or "", by=me(), at=clock.now()
    )
    if is_cashier:
        return back_to(url_for("payments.takings"), _("Đã thu phí, lệ phí và lập biên lai."))
    return back_to(case_url(dossier), _("Đã thu phí, lệ phí. Biên lai ở mục Văn bản."))


def _collect_page(dossier: Dossier, form: CollectForm, is_cashier: bool) -> Response:
    return page(
        "dossiers/paying/collect.html",
        status=422 if form.errors else 200,
        dossier=dossier,
        form=form,
        is_cashier=is_cashier,
    )


def order_of(payment: Payment, way: str = ".returned", bill: Bill | None = None) -> Order:
    """The order as a gateway is told it; `way` is the view the browser comes back to."""
    return Order(
        reference=payment.reference,
        amount=payment.amount,
        description=f"Nop phi ho so {payment.dossier_code}",
        created_at=payment.created_at,
        return_address=config.current().base_url + url_for(way),
        payer_address=request.remote_addr or "127.0.0.1",
        bill=bill,
    )
