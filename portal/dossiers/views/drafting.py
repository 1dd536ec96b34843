"""A citizen begins a dossier and fills it in, page by page."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import citizen
from portal.accounts.session import here, me
from portal.db import db
from portal.dossiers import answer_forms, moving_on, queries, submission, timeline
from portal.dossiers.citizen_forms import start_form
from portal.dossiers.models import DeliveryMethod, Dossier
from portal.dossiers.views import questions
from portal.dossiers.views.draft_pages import address_after, position_of, tasks
from portal.dossiers.views.own import blueprint, own_draft
from portal.dossiers.views.typed_pages import (
    DELIVERY,
    SECTION,
    keep_section,
    keeping,
    overtaken,
    page_form,
    section_of,
    settle_page,
)
from portal.dossiers.workflow import State
from portal.errors import Conflict
from portal.i18n import _
from portal.procedures import asked, presentation
from portal.procedures import queries as catalogue
from portal.procedures.definitions import Section
from portal.procedures.models import Procedure
from portal.units.models import Unit
from portal.web import back_to, page
from portal.web_forms import PortalForm, clean_text


@blueprint.route("/nop-ho-so/<code>", methods=["GET", "POST"])
@citizen
def start(code: str) -> Response:
    procedure = catalogue.procedure_by_code(db.session, clean_text(code) or "") or abort(404)
    submission.expect_open_online(procedure)
    units = catalogue.competent_units(db.session, procedure)
    if not units:
        raise Conflict(_("Chưa có cơ quan nào nhận hồ sơ trực tuyến của thủ tục này."))
    is_assured = here().level >= procedure.current.parts.guidance.least_level
    sent = request.form if request.method == "POST" else None
    form = start_form(units, secrets.token_urlsafe(24), sent)
    if sent is not None and form.validate():
        version = procedure.current
        dossier = submission.begin(
            procedure,
            next(unit for unit in units if unit.code == form["unit"].data),
            answers=answer_forms.from_profile(version.parts.form, me()),
            key=form["key"].data,
            by=me(),
            level=here().level,
            at=clock.now(),
        )
        is_fresh = dossier.state is State.DRAFT  # else the page was kept and pressed again
        return back_to(
            url_for(".applicant" if is_fresh else ".dossier", reference=dossier.reference)
        )
    if not form["key"].data:
        form["key"].data = secrets.token_urlsafe(24)
    return page(
        "dossiers/citizen/start.html",
        status=422 if form.errors else 200,
        procedure=procedure,
        version=procedure.current,
        parts=procedure.current.parts,
        form=form,
        not_assured="" if is_assured else submission.why_not_assured(procedure.current.parts),
        hints=_receiving_addresses(procedure, units),
        drafts=[
            dossier
            for dossier in queries.dossiers_of(me())
            if dossier.state is State.DRAFT and dossier.procedure_id == procedure.id
        ],
        level=presentation.LEVELS[procedure.current.level],
        show=presentation,
    )


def _receiving_addresses(procedure: Procedure, units: Sequence[Unit]) -> dict[str, str]:
    """Where the desk stands that receives for each unit; with its name where it is another's."""
    desks = catalogue.desks_by_unit(db.session, procedure)
    found = {}
    for unit in units:
        first = next(iter(desks.get(unit.id, ())), None)
        if first is not None:
            where = first.address or first.unit.address
            is_own = first.unit_id == unit.id
            found[unit.code] = where if is_own else f"{first.name}, {where}".rstrip(", ")
    return found


def draft_page(found: Dossier) -> Response:
    return page(
        "dossiers/citizen/draft.html",
        dossier=found,
        news=moving_on.news(found) if moving_on.is_outdated(found) else None,
        tasks=tasks(found),
        now_sentence=timeline.happening_now(found),
        excluded=_why_excluded(found),
    )


def _why_excluded(found: Dossier) -> str:
    form = found.procedure_version.parts.form
    excluded = asked.exclusion(form, found.answers, found.answered_on)
    return submission.why_excluded(excluded) if excluded else ""


@blueprint.route("/ho-so/<reference>/khai/<key>", methods=["GET", "POST"])
@citizen
def section(reference: str, key: str) -> Response:
    found = own_draft(reference)
    name = SECTION + key
    wanted, then = section_of(found, name), request.form.get("then", "")
    if request.method != "POST":
        return _section_page(found, wanted, page_form(found, name))
    sent = answer_forms.rows_sent(request.form, then)
    form = page_form(found, name, sent)
    different = overtaken(found, name, form)
    if different:
        return _section_page(found, wanted, form, 409, different)
    if then.startswith(("add:", "remove:")):
        # The page comes back as it was, with a row more or less; no gap is judged yet.
        keep_section(found, name, form, sent)
        form.forget_faults()
        return _section_page(found, wanted, form)
    is_later = then == "later"
    if not (form.validate() or (is_later and not _mistyped(form))):
        return _section_page(found, wanted, form, 422)
    submission.save_answers(found, answer_forms.stored_answers(wanted, form))
    settle_page(found, name)
    return _section_saved(found, form, key, is_later=is_later)


def _section_saved(
    found: Dossier, form: answer_forms.SectionForm, key: str, *, is_later: bool
) -> Response:
    """On to the next page; or back to the list when the answers exclude the person, which it says;
    or again to this one when they brought up questions that were not on it."""
    names = questions.seen_names(request.form.get("seen"))
    if is_later:
        return back_to(
            url_for(".dossier", reference=found.reference),
            _("Đã lưu. Ông/Bà khai tiếp lúc nào cũng được."),
        )
    if _why_excluded(found):
        return back_to(url_for(".dossier", reference=found.reference))
    if names is not None and form.asked - names:
        return back_to(
            url_for(".section", reference=found.reference, key=key),
            _("Đã lưu. Theo điều Ông/Bà vừa khai, có thêm câu hỏi ở trang này; mời trả lời tiếp."),
            "info",
        )
    return back_to(address_after(found, key))


def _section_page(
    found: Dossier,
    wanted: Section,
    form: answer_forms.SectionForm,
    status: int = 200,
    different: Sequence[tuple[str, str, str]] = (),
) -> Response:
    position, count = position_of(found, wanted.key)
    whole = found.procedure_version.parts.form
    return page(
        "dossiers/citizen/section.html",
        status=status,
        dossier=found,
        section=wanted,
        form=form,
        items=questions.items(wanted, form, found.answers, whole),
        seen=questions.seen(form),
        today=clock.today().isoformat(),
        keeping=keeping(found, SECTION + wanted.key),
        different=different,
        position=position,
        count=count,
    )


def _mistyped(form: PortalForm) -> bool:
    """Something was typed that cannot be kept; a mere gap can be filled later."""
    return any(field.errors and answer_forms.was_typed(field) for field in form)


@blueprint.route("/ho-so/<reference>/nhan-ket-qua", methods=["GET", "POST"])
@citizen
def delivery(reference: str) -> Response:
    found = own_draft(reference)
    sent = request.form if request.method == "POST" else None
    form = page_form(found, DELIVERY, sent)
    different = overtaken(found, DELIVERY, form) if sent is not None else []
    if sent is not None and not different and form.validate():
        submission.choose_delivery(
            found,
            DeliveryMethod(form["method"].data),
            form["address"].data or "",
            form["phone"].data,
            form["email"].data or "",
        )
        settle_page(found, DELIVERY)
        return back_to(address_after(found, ".delivery"))
    position, count = position_of(found, ".delivery")
    return page(
        "dossiers/citizen/delivery.html",
        status=409 if different else 422 if sent is not None else 200,
        dossier=found,
        form=form,
        keeping=keeping(found, DELIVERY),
        different=different,
        position=position,
        count=count,
    )


@blueprint.route("/ho-so/<reference>/xoa", methods=["GET", "POST"])
@citizen
def discard(reference: str) -> Response:
    found = own_draft(reference)
    form = PortalForm()
    if form.validate_on_submit():
        submission.discard(found, by=me(), at=clock.now())
        return back_to(url_for(".my_dossiers"), _("Đã xóa hồ sơ nháp."))
    return page("dossiers/citizen/discard.html", dossier=found, form=form)
