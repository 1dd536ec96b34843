"""The desk's page about what a dossier owes: its lines, exemptions to check, sums to add."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import invoicing
from portal.dossiers.charging_forms import ChargeForm, ExemptForm, ProveForm
from portal.dossiers.fee_rows import owed_rows
from portal.dossiers.models import Dossier
from portal.dossiers.officer_forms import ActForm
from portal.dossiers.views.case import load
from portal.errors import Invalid
from portal.i18n import _, money
from portal.payments import invoice_queries
from portal.procedures.definitions import FeeKind
from portal.web import back_to, page

blueprint = Blueprint("charging", __name__, url_prefix="/can-bo/ho-so")
ROLES = (Role.RECEPTIONIST, Role.SPECIALIST)


@blueprint.route("/<reference>/phi", methods=["GET", "POST"])
@officer(*ROLES)
def fees(reference: str) -> Response:
    """Three small forms on one page; the button that was pressed says which."""
    dossier = load(reference, lock=request.method == "POST")
    forms = _forms(dossier)
    wanted = request.form.get("act", "")
    form = forms.get(wanted)
    if request.method == "GET" or form is None:
        return _page(dossier, forms)
    if not form.validate_on_submit():
        return _page(dossier, forms, form)
    dossier.expect_version(form.seen_version)
    try:
        said = _do(dossier, wanted, form)
    except Invalid as refusal:
        form.show(refusal)
        return _page(dossier, forms, form)
    return back_to(url_for(".fees", reference=reference), said)


def _do(dossier: Dossier, wanted: str, form: ActForm) -> str:
    """The act behind the button, and the sentence about it."""
    by, at = me(), clock.now()
    if isinstance(form, ExemptForm):
        invoicing.exempt(
            dossier, form.line.data, amount=form.amount.data or 0, ground=form.ground.data or "",
            evidence=form.evidence.data or "", by=by, at=at,
        )  # fmt: skip
        return _("Đã ghi khoản miễn, giảm.")
    if isinstance(form, ChargeForm):
        invoicing.charge(
            dossier, name=form.name.data or "", kind=FeeKind(form.kind.data),
            amount=form.amount.data or 0, ground=form.ground.data or "", by=by, at=at,
        )  # fmt: skip
        return _("Đã thêm khoản thu.")
    assert isinstance(form, ProveForm)
    invoicing.prove(
        dossier, int(wanted.removeprefix("prove-")), is_proven=form.is_proven.data == "yes",
        evidence=form.evidence.data or "", by=by, at=at,
    )  # fmt: skip
    return _("Đã ghi việc kiểm tra miễn, giảm.")


def _forms(dossier: Dossier) -> dict[str, ActForm]:
    """By the name of its button. Each has names of its own, so that what was typed into one stays
    there."""
    seen: dict[str, Any] = {"version": str(dossier.version)}
    lines = invoice_queries.lines_of(dossier.id)
    checks = invoice_queries.checks_of(dossier.id)
    exempt = ExemptForm(prefix="exempt-", data=seen)
    exempt.line.choices = [
        (line.id, f"{line.name} ({money(line.amount)})") for line in lines if line.amount > 0
    ]
    return {
        **{
            f"prove-{line.id}": ProveForm(prefix=f"prove-{line.id}-", data=seen)
            for line in invoicing.unchecked(lines, checks)
        },
        "exempt": exempt,
        "charge": ChargeForm(prefix="charge-", data=seen),
    }


def _page(dossier: Dossier, forms: dict[str, ActForm], wrong: ActForm | None = None) -> Response:
    lines = invoice_queries.lines_of(dossier.id)
    return page(
        "dossiers/officer/fees.html",
        status=422 if wrong else 200,
        dossier=dossier,
        rows=owed_rows(dossier),
        lines={line.id: line for line in lines},
        checks=list(invoice_queries.checks_of(dossier.id).values()),
        forms=forms,
        wrong=wrong,
    )
