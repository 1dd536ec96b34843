"""Results nobody came for, and dossiers handed in twice: what a desk decides."""

from __future__ import annotations

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal import clock, config
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.dossiers import answers, duplicates, keeping
from portal.dossiers.models import Dossier
from portal.dossiers.officer_forms import ActForm
from portal.dossiers.road_forms import ApartForm, ArchiveForm
from portal.dossiers.views.case import case_url, load, load_for
from portal.dossiers.workflow import Action
from portal.i18n import _
from portal.web import back_to, page

blueprint = Blueprint("keeping", __name__, url_prefix="/quay")


@blueprint.get("/chua-nhan")
@officer(Role.RECEPTIONIST)
def uncollected() -> Response:
    return page(
        "dossiers/officer/uncollected.html",
        found=keeping.uncollected(me(), clock.today(), at=clock.now()),
        days=config.current().uncollected_days,
    )


@blueprint.route("/<reference>/luu-giu", methods=["GET", "POST"])
@officer(Role.RECEPTIONIST)
def archive(reference: str) -> Response:
    dossier = load_for(Action.ARCHIVE, reference)
    form = ArchiveForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return page(
            "dossiers/officer/fields.html",
            status=422 if form.errors else 200,
            dossier=dossier,
            form=form,
            fields=[form.place, form.note],
            title=_("Lưu giữ kết quả chưa có người nhận"),
            text=_("Người nộp được báo nơi lưu giữ và vẫn nhận được kết quả khi cần."),
            button=_("Ghi nhận lưu giữ"),
            warning=False,
        )
    dossier.expect_version(form.seen_version)
    keeping.archive(
        dossier,
        place=form.place.data or "",
        note=form.note.data or "",
        by=me(),
        at=clock.now(),
    )
    return back_to(case_url(dossier), _("Đã ghi nhận nơi lưu giữ kết quả."))


@blueprint.route("/<reference>/trung", methods=["GET", "POST"])
@officer(Role.RECEPTIONIST)
def alike(reference: str) -> Response:
    """The dossier beside those it may repeat; the form says that they are different matters."""
    dossier = load_for(Action.KEEP_APART, reference)
    form = ApartForm(data={"version": str(dossier.version)})
    if not form.validate_on_submit():
        return _alike_page(dossier, form)
    dossier.expect_version(form.seen_version)
    duplicates.keep_apart(dossier, reason=form.reason.data or "", by=me(), at=clock.now())
    return back_to(case_url(dossier), _("Đã ghi nhận đây là việc khác. Tiếp nhận như thường."))


@blueprint.post("/<reference>/trung/<other>")
@officer(Role.RECEPTIONIST)
def join(reference: str, other: str) -> Response:
    dossier = load(reference, lock=True)
    dossier.expect_version(ActForm().seen_version)
    found = duplicates.other_of(dossier, other) or abort(404)
    duplicates.join(dossier, found, by=me(), at=clock.now())
    return back_to(
        case_url(dossier), _("Đã nhập vào hồ sơ %(code)s và báo người nộp.", code=found.label)
    )


def _alike_page(dossier: Dossier, form: ApartForm) -> Response:
    others = duplicates.undecided(dossier)
    parts = dossier.procedure_version.parts
    words = answers.words_by_key(parts.form, dossier.answers, dossier.answered_on)
    told = [
        (other, answers.words_by_key(parts.form, other.answers, other.answered_on))
        for other in others
    ]
    rows = [
        (field.label, words[field.key], [theirs.get(field.key, "") for _other, theirs in told])
        for field in parts.form.fields()
        if words.get(field.key) or any(theirs.get(field.key) for _other, theirs in told)
    ]
    return page(
        "dossiers/officer/alike.html",
        status=422 if request.method == "POST" else 200,
        dossier=dossier,
        form=form,
        others=others,
        rows=rows,
    )
