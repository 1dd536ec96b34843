"""Verification on site: appoint, write the minutes, call off."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import verification
from portal.dossiers.citizen_forms import most_bytes
from portal.dossiers.models import Dossier
from portal.dossiers.officer_forms import ActForm
from portal.dossiers.road_forms import AppointForm, DropForm, MinutesForm, moment_of
from portal.dossiers.verification_models import Finding
from portal.dossiers.views.case import DESKS, case_url, load, load_for
from portal.dossiers.workflow import Action
from portal.errors import Invalid
from portal.i18n import _
from portal.previews import show
from portal.uploads import Accepted, accept
from portal.web import back_to, page
from portal.web_forms import clean_text

blueprint = Blueprint("verifying", __name__)


@blueprint.route("/tham-dinh/<reference>/xac-minh", methods=["GET", "POST"])
@officer(Role.SPECIALIST)
def appoint(reference: str) -> Response:
    dossier = load_for(Action.APPOINT_VERIFICATION, reference)
    form = AppointForm(data={"version": str(dossier.version), "place": dossier.applicant_address})
    if not form.validate_on_submit():
        return _appoint_page(dossier, form)
    dossier.expect_version(form.seen_version)
    try:
        verification.appoint(
            dossier,
            place=form.place.data or "",
            meets_at=moment_of(form.meets_on.data, form.meets_at.data),
            people=form.people.data or "",
            purpose=form.purpose.data or "",
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _appoint_page(dossier, form)
    return back_to(case_url(dossier), _("Đã hẹn xác minh và báo người nộp."))


@blueprint.route("/tham-dinh/<reference>/bien-ban", methods=["GET", "POST"])
@officer(Role.SPECIALIST)
def record(reference: str) -> Response:
    dossier = load_for(Action.RECORD_VERIFICATION, reference)
    visit = dossier.open_verification or abort(404)
    local = clock.local(visit.meets_at)
    form = MinutesForm(
        data={
            "version": str(dossier.version),
            "held_on": local.date(),
            "began": f"{local:%H:%M}",
            "present": visit.people,
        }
    )
    if not form.validate_on_submit():
        return _minutes_page(dossier, form)
    dossier.expect_version(form.seen_version)
    try:
        verification.record(
            dossier,
            present=form.present.data or "",
            finding=Finding(form.finding.data),
            findings=form.findings.data or "",
            photos=_photos(form),
            began_at=moment_of(form.held_on.data, form.began.data),
            ended_at=moment_of(form.held_on.data, form.ended.data),
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _minutes_page(dossier, form)
    return back_to(case_url(dossier), _("Đã lập biên bản xác minh; bản PDF ở mục Văn bản."))


@blueprint.route("/tham-dinh/<reference>/huy-xac-minh", methods=["GET", "POST"])
@officer(Role.SPECIALIST)
def drop(reference: str) -> Response:
    dossier = load_for(Action.DROP_VERIFICATION, reference)
    form = DropForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/fields.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            fields=[form.reason],
            title=_("Hủy buổi xác minh thực tế"),
            text=_("Người nộp được báo lý do."),
            button=_("Hủy hẹn"),
            warning=True,
        )
    dossier.expect_version(form.seen_version)
    verification.drop(dossier, reason=form.reason.data or "", by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã hủy buổi xác minh và báo người nộp."))


@blueprint.get("/can-bo/ho-so/<reference>/anh/<int:photo_id>")
@officer(*DESKS)
def photo(reference: str, photo_id: int) -> Response:
    visits = load(reference).verifications
    found = next((p for v in visits for p in v.photos if p.id == photo_id), None) or abort(404)
    return show(found.sha256, found.name, found.content_type)


def _photos(form: MinutesForm) -> list[Accepted]:
    kept = []
    for file in request.files.getlist(form.photos.name):
        if not file.filename:
            continue
        try:
            kept.append(accept(cast(BinaryIO, file.stream), file.filename, max_bytes=most_bytes()))
        except Invalid as refused:
            sentence = f"“{clean_text(file.filename)}”: {refused.sentence}"
            raise Invalid(sentence, {"photos": sentence}) from None
    return kept


def _appoint_page(dossier: Dossier, form: AppointForm) -> Response:
    return _page(
        dossier,
        form,
        fields=[form.place, form.meets_on, form.meets_at, form.people, form.purpose],
        title=_("Hẹn xác minh thực tế"),
        text=_("Người nộp được báo giờ và địa điểm. Sau buổi xác minh, hãy lập biên bản."),
        button=_("Hẹn xác minh"),
    )


def _minutes_page(dossier: Dossier, form: MinutesForm) -> Response:
    return _page(
        dossier,
        form,
        fields=[
            form.held_on,
            form.began,
            form.ended,
            form.present,
            form.findings,
            form.finding,
            form.photos,
        ],
        title=_("Lập biên bản xác minh"),
        text=_("Biên bản được in thành PDF, giữ nguyên trong hồ sơ và không sửa được nữa."),
        button=_("Lập biên bản"),
    )


def _page(dossier: Dossier, form: ActForm, **shown: object) -> Response:
    return page(
        "dossiers/officer/fields.html",
        status=422 if form.errors or form.form_errors else 200,
        dossier=dossier,
        form=form,
        warning=False,
        **shown,
    )
