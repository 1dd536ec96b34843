"""The printed forms as the province's administrators correct them."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock, config
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.documents import paper_templates, samples, template_checks
from portal.documents.forms import ReturnForm, TemplateForm, template_form
from portal.documents.papers import PaperKind, PaperText, built_in, has_form, is_slip, render_paper
from portal.documents.profiles import KEYS, PROFILES, instrument, profile_on
from portal.downloads import PDF_POLICY
from portal.errors import Forbidden, Invalid
from portal.i18n import _
from portal.i18n import day as written
from portal.template_text import FILTERS, TemplateFault
from portal.units import queries as units_queries
from portal.web import back_to, page

blueprint = Blueprint("paper_templates", __name__, url_prefix="/quan-tri/bieu-mau")
SLIPS = "giay-to"  # in addresses: the papers in use, the same in every profile


@blueprint.get("")
@officer(Role.ADMINISTRATOR)
def forms() -> Response:
    corrected = paper_templates.corrected_forms()
    today = clock.today()
    groups = [
        (
            profile,
            [
                (kind, built_in(kind, profile.key), corrected.get((kind, profile.key)))
                for kind in PaperKind
                if kind is not PaperKind.RESULT and has_form(kind, profile.key)
            ],
        )
        for profile in reversed(PROFILES)
    ]
    slips = [
        (kind, built_in(kind, KEYS[-1]), corrected.get((kind, "")))
        for kind in PaperKind
        if kind is not PaperKind.RESULT and is_slip(kind)
    ]
    return page(
        "documents/forms.html",
        groups=groups,
        slips=slips,
        slips_key=SLIPS,
        in_force=profile_on(today, config.current().form_profile),
        is_fixed=bool(config.current().form_profile),
        today=today,
    )


@blueprint.route("/<profile>/<kind>", methods=["GET", "POST"])
@officer(Role.ADMINISTRATOR)
def edit(profile: str, kind: str) -> Response:
    form_kind, key = _form(profile, kind)
    form = template_form(_starting_text(form_kind, key))
    if not form.validate_on_submit():
        return _edit_page(form_kind, profile, key, form, 422 if form.errors else 200)
    _expect_province()
    try:
        row = paper_templates.save(
            form_kind,
            key,
            form.text(),
            effective_from=form.effective_from.data,
            note=form.note.data or "",
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _edit_page(form_kind, profile, key, form, 422)
    except TemplateFault as fault:
        form.source.errors = [*form.source.errors, fault.sentence]
        return _edit_page(form_kind, profile, key, form, 422)
    return back_to(
        url_for(".edit", profile=profile, kind=kind),
        _("Đã lưu. Biểu mẫu này được in từ ngày %(day)s.", day=written(row.effective_from)),
    )


@blueprint.post("/<profile>/<kind>/xem-thu")
@officer(Role.ADMINISTRATOR)
def preview(profile: str, kind: str) -> Response:
    """The sample dossier's paper as the text stands in the editor; what is wrong, in its place."""
    form_kind, key = _form(profile, kind)
    try:
        return _pdf(paper_templates.preview(form_kind, key, TemplateForm().text()))
    except (TemplateFault, Invalid) as fault:
        return page("documents/fault.html", status=422, sentence=fault.sentence)


@blueprint.get("/<profile>/<kind>/mau.pdf")
@officer(Role.ADMINISTRATOR)
def sample(profile: str, kind: str) -> Response:
    """The sample dossier's paper in the text in force today."""
    form_kind, key = _form(profile, kind)
    text = paper_templates.starting_text(form_kind, key, clock.today())
    paper = samples.sample_papers()[form_kind]
    return _pdf(render_paper(form_kind, paper, key or KEYS[-1], text))


@blueprint.post("/<profile>/<kind>/mau-goc")
@officer(Role.ADMINISTRATOR)
def return_to_built_in(profile: str, kind: str) -> Response:
    form_kind, key = _form(profile, kind)
    _expect_province()
    row = paper_templates.return_to_built_in(
        form_kind, key, effective_from=clock.today(), note="", by=me(), at=clock.now()
    )
    return back_to(
        url_for(".edit", profile=profile, kind=kind),
        _("Từ ngày %(day)s lại in theo mẫu gốc.", day=written(row.effective_from)),
    )


def _edit_page(
    kind: PaperKind, profile: str, key: str, form: TemplateForm, status: int
) -> Response:
    versions = paper_templates.versions(kind, key)
    in_force = paper_templates.version_in_force(kind, key, clock.today())
    return page(
        "documents/edit_form.html",
        status=status,
        form=form,
        kind=kind,
        profile=profile,
        instrument=instrument(key) if key else "",
        built_in=built_in(kind, key or KEYS[-1]),
        versions=versions,
        in_force=in_force,
        names=template_checks.declared(kind),
        filters=sorted([*FILTERS, "time_and_date", "lines", "dots", "two_digits"]),
        return_form=ReturnForm(formdata=None),
        can_change=_is_of_the_province(),
    )


def _starting_text(kind: PaperKind, key: str) -> PaperText:
    """The text in force, or of the former version asked for ("tu"), or the built-in ("tu=goc")."""
    asked = request.args.get("tu", "")
    if asked == "goc":
        return built_in(kind, key or KEYS[-1])
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        row = paper_templates.version(int(asked))
        if row is None or (row.kind, row.profile) != (kind, key) or not row.source:
            abort(404)
        return PaperText(row.title, row.source)
    if asked:
        abort(404)
    return paper_templates.starting_text(kind, key, clock.today())


def _form(profile: str, kind: str) -> tuple[PaperKind, str]:
    """What the address names: the kind, and the profile ("" for a slip); else 404."""
    found = next((k for k in PaperKind if k == kind and k is not PaperKind.RESULT), None)
    if found is not None and profile == SLIPS and is_slip(found):
        return found, ""
    if found is None or profile not in KEYS or not has_form(found, profile):
        abort(404)
    return found, profile


def _is_of_the_province() -> bool:
    return units_queries.is_of_the_province(units_queries.administered_units(me(), clock.today()))


def _expect_province() -> None:
    if not _is_of_the_province():
        raise Forbidden(_("Biểu mẫu chung của tỉnh do quản trị hệ thống cấp tỉnh sửa."))


def _pdf(content: bytes) -> Response:
    headers = {
        "Content-Type": "application/pdf",
        "Content-Disposition": "inline",
        "Content-Security-Policy": PDF_POLICY,
    }
    return Response(content, headers=headers)
