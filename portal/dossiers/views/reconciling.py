"""Reconciling: statements read in, compared line by line, and what does not fit decided."""

from __future__ import annotations

from flask import abort, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.dossiers import deciding_money
from portal.dossiers.deciding_money import Stray
from portal.dossiers.money_forms import DecideForm, StatementForm
from portal.dossiers.views.money import blueprint
from portal.errors import Invalid, Refusal
from portal.i18n import _
from portal.payments import reconciling
from portal.payments.labels import DECISIONS, MATCHES, WAYS
from portal.payments.models import Way
from portal.payments.statement_models import Decision, Statement
from portal.web import back_to, page

FINDERS = {
    "dong": deciding_money.of_line,
    "bao": deciding_money.of_notice,
    "thieu": deciding_money.of_payment,
}


@blueprint.route("/sao-ke", methods=["GET", "POST"])
@officer(Role.CASHIER)
def statements() -> Response:
    mine = _mine()
    form = StatementForm()
    if form.validate_on_submit():
        unit_id = min(mine)
        try:
            made = reconciling.take_in(
                form.file.data.read(), name=form.file.data.filename or "",
                source=Way(form.source.data), unit_id=unit_id, by=me(), at=clock.now(),
            )  # fmt: skip
            return back_to(
                url_for(".statement", statement_id=made.id),
                _(
                    "Đã đọc %(count)d khoản, %(added)d khoản mới.",
                    count=made.count,
                    added=made.added,
                ),
            )
        except Refusal as refusal:
            form.file.errors = [*form.file.errors, refusal.sentence]
    return page(
        "dossiers/money/statements.html",
        status=422 if form.errors else 200,
        form=form,
        found=reconciling.statements(mine),
        ways=WAYS,
    )


@blueprint.get("/sao-ke/<int:statement_id>")
@officer(Role.CASHIER)
def statement(statement_id: int) -> Response:
    found = db.session.get(Statement, statement_id)
    if found is None or found.unit_id not in _mine():
        abort(404)
    return page(
        "dossiers/money/statement.html",
        found=reconciling.compared(found),
        words=MATCHES,
        decisions=DECISIONS,
        ways=WAYS,
    )


@blueprint.route("/quyet-dinh/<kind>/<int:subject_id>", methods=["GET", "POST"])
@officer(Role.CASHIER)
def decide(kind: str, subject_id: int) -> Response:
    finder = FINDERS.get(kind) or abort(404)
    stray: Stray = finder(subject_id, _mine()) or abort(404)
    decided = deciding_money.decision_about(stray)
    code = stray.payment.dossier_code if stray.payment else ""
    form = DecideForm(data={"code": code})
    if form.validate_on_submit():
        try:
            deciding_money.decide(
                stray, Decision(form.decision.data), code=form.code.data or "",
                note=form.note.data or "", by=me(), at=clock.now(),
            )  # fmt: skip
            return back_to(url_for("payments.alarms"), _("Đã ghi quyết định về khoản tiền."))
        except Invalid as refusal:
            form.show(refusal)
    return page(
        "dossiers/money/decide.html",
        status=422 if form.errors or form.form_errors else 200,
        stray=stray,
        decided=decided,
        form=form,
        decisions=DECISIONS,
        ways=WAYS,
    )


def _mine() -> set[int]:
    return me().units_as(Role.CASHIER, clock.today())
