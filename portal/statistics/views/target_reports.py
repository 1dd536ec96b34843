"""The quarterly report on targets: composed, signed, issued; and read by everybody once issued."""

from __future__ import annotations

from typing import Any

from flask import Response as PlainResponse
from flask import abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer, public
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.db import db
from portal.documents import keys, verification
from portal.documents.issuing import store
from portal.errors import Conflict
from portal.i18n import _, lazy_
from portal.statistics import queries, target_report
from portal.statistics.officer_forms import NewTargetReportForm, texts_form
from portal.statistics.target_report_models import Stage, TargetReport
from portal.statistics.views.asking import blueprint, file_of, openable_units, tabs
from portal.units.queries import all_units
from portal.web import back_to, limiter, page

STAFF = (Role.LEADER, Role.AUDITOR, Role.CLERK)
STAGES = {
    Stage.DRAFT: lazy_("Dự thảo"),
    Stage.SIGNED: lazy_("Đã ký, chờ văn thư"),
    Stage.ISSUED: lazy_("Đã phát hành"),
}


@blueprint.route("/so-lieu/bao-cao-quy", methods=["GET", "POST"])
@officer(*STAFF)
def target_reports() -> Response:
    composed = _reported_on()
    units = [unit for unit in all_units(db.session) if unit.id in composed]
    form = NewTargetReportForm(units, data=_last_quarter())
    if request.method == "POST" and form.validate():
        unit = next(unit for unit in units if unit.code == form.unit.data)
        report = target_report.compose(
            db.session,
            unit,
            form.year.data,
            int(form.quarter.data),
            by=me(),
            at=clock.now(),
        )
        db.session.flush()
        return back_to(
            url_for(".target_report_page", target_report_id=report.id),
            _("Đã lập báo cáo với số liệu của quý. Hãy viết phần đánh giá."),
        )
    return page(
        "statistics/target_reports.html",
        status=422 if request.method == "POST" else 200,
        form=form if units else None,
        reports=target_report.reports_seen_by(db.session, _seen()),
        stages=STAGES,
        tabs=tabs(),
    )


@blueprint.route("/so-lieu/bao-cao-quy/<int:target_report_id>", methods=["GET", "POST"])
@officer(*STAFF)
def target_report_page(target_report_id: int) -> Response:
    report = _report(target_report_id)
    can_write = report.unit_id in _reported_on() and report.stage is Stage.DRAFT
    form: Any = texts_form()(data=report.texts)
    if request.method == "POST":
        if not can_write:
            abort(404)
        _expect_version(report)
        if form.validate():
            target_report.revise(
                report, {part.key: form[part.key].data or "" for part in target_report.PARTS}
            )
            return back_to(_page_of(report), _("Đã lưu."))
    day = clock.today()
    return page(
        "statistics/target_report.html",
        status=422 if request.method == "POST" else 200,
        form=form,
        report=report,
        stages=STAGES,
        parts=target_report.PARTS,
        can_write=can_write,
        can_sign=report.stage is Stage.DRAFT and report.unit_id in me().units_as(Role.LEADER, day),
        can_issue=report.stage is Stage.SIGNED and report.unit_id in me().units_as(Role.CLERK, day),
    )


@blueprint.post("/so-lieu/bao-cao-quy/<int:target_report_id>/so-lieu")
@officer(Role.LEADER, Role.AUDITOR)
def take_figures(target_report_id: int) -> Response:
    report = _report(target_report_id)
    if report.unit_id not in _reported_on():
        abort(404)
    target_report.take_figures_again(db.session, report, at=clock.now())
    return back_to(_page_of(report), _("Đã lấy lại số liệu đến hết quý."))


@blueprint.post("/so-lieu/bao-cao-quy/<int:target_report_id>/ky")
@officer(Role.LEADER)
def sign_target_report(target_report_id: int) -> Response:
    report = _report(target_report_id)
    _expect_version(report)
    target_report.sign(report, by=me(), at=clock.now())
    return back_to(_page_of(report), _("Đã ký. Báo cáo chờ văn thư cấp số, đóng dấu."))


@blueprint.post("/so-lieu/bao-cao-quy/<int:target_report_id>/phat-hanh")
@officer(Role.CLERK)
def issue_target_report(target_report_id: int) -> Response:
    report = _report(target_report_id)
    target_report.issue(db.session, report, by=me(), at=clock.now())
    return back_to(_page_of(report), _("Đã phát hành báo cáo số %(number)s.", number=report.number))


@blueprint.get("/so-lieu/bao-cao-quy/<int:target_report_id>/van-ban.pdf")
@officer(*STAFF)
@limiter.limit("30/minute")
def target_report_pdf(target_report_id: int) -> PlainResponse:
    report = _report(target_report_id)
    if report.stage is Stage.DRAFT:
        content = target_report.draft_pdf(report)
    else:
        content = store().read(report.sha256)
    response = file_of(content, "application/pdf", _file_name(report))
    response.headers["Content-Disposition"] = f'inline; filename="{_file_name(report)}"'
    return response


@blueprint.get("/so-lieu/bao-cao-quy/xem/<issued_code>")
@public
@limiter.limit("60/minute")
def issued_target_report(issued_code: str) -> Response:
    """By the code or QR printed on it: what it is, and whether its signatures hold."""
    report = target_report.issued_report(db.session, issued_code.strip().upper()) or abort(404)
    roots = keys.trusted_roots_path()
    reports = verification.check(
        store().read(report.sha256), [roots.read_bytes()] if roots.exists() else []
    )
    return page(
        "statistics/issued_report.html",
        report=report,
        verdict=verification.verdict(reports),
        is_sound=verification.is_sound(reports),
        signatures=reports,
    )


@blueprint.get("/so-lieu/bao-cao-quy/xem/<issued_code>/van-ban.pdf")
@public
@limiter.limit("30/minute")
def issued_target_report_pdf(issued_code: str) -> PlainResponse:
    report = target_report.issued_report(db.session, issued_code.strip().upper()) or abort(404)
    return file_of(store().read(report.sha256), "application/pdf", _file_name(report))


def _reported_on() -> set[int]:
    return queries.units_reported_on(db.session, me(), clock.today())


def _seen() -> set[int]:
    """Units whose reports the officer has to do with."""
    return openable_units(me()) | me().units_as(Role.CLERK, clock.today())


def _report(identifier: int) -> TargetReport:
    found = db.session.get(
        TargetReport, identifier, with_for_update=True if request.method == "POST" else None
    )
    if found is None or found.unit_id not in _seen():
        abort(404)
    return found


def _expect_version(report: TargetReport) -> None:
    if request.form.get("version") != str(report.version):
        raise Conflict(_("Báo cáo vừa được người khác sửa. Hãy tải lại trang rồi xem lại."))


def _page_of(report: TargetReport) -> str:
    return url_for(".target_report_page", target_report_id=report.id)


def _file_name(report: TargetReport) -> str:
    return f"bao-cao-quy-{report.quarter}-{report.year}_{report.unit.code}.pdf"


def _last_quarter() -> dict[str, Any]:
    today = clock.today()
    quarter = (today.month - 1) // 3
    if quarter == 0:
        return {"year": today.year - 1, "quarter": "4"}
    return {"year": today.year, "quarter": str(quarter)}
