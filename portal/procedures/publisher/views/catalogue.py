"""The publishers' list, a new procedure, and one procedure with all its versions."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.errors import Invalid
from portal.i18n import _
from portal.procedures import editing, version_queries
from portal.procedures.forms import LONGEST_TEXT, read_page
from portal.procedures.models import Procedure, VersionState
from portal.procedures.presentation import LEVELS
from portal.procedures.publisher.base_forms import NewProcedureForm
from portal.procedures.publisher.labels import STANDS
from portal.procedures.publisher.views.shell import blueprint, load, state_of
from portal.procedures.version_queries import Stand
from portal.web import back_to, page
from portal.web_forms import PortalForm, clean_text


@blueprint.get("")
@officer(Role.PUBLISHER)
def catalogue() -> Response:
    text = " ".join((clean_text(request.args.get("q", "")[:LONGEST_TEXT]) or "").split())
    stand = next((s for s in Stand if s.value == request.args.get("stand")), None)
    found = version_queries.listed(text, stand, clock.today(), read_page(request.args))
    kept: dict[str, Any] = {"q": text} if text else {}
    chosen = {**kept, "stand": stand.value} if stand else kept
    return page(
        "procedures/publisher/catalogue.html",
        found=found,
        text=text,
        stand=stand,
        filters=[(_("Tất cả"), url_for(".catalogue", **kept), None, stand is None)]
        + [
            (label, url_for(".catalogue", **kept, stand=one.value), found.counts[one], stand is one)
            for one, label in STANDS.items()
        ],
        rows=[(procedure, _standing(procedure)) for procedure in found.procedures],
        levels=LEVELS,
        longest=LONGEST_TEXT,
        page_url=lambda number: url_for(".catalogue", **chosen, page=number),
    )


@blueprint.route("/moi", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def new() -> Response:
    form = NewProcedureForm()
    status = 200
    if form.validate_on_submit():
        try:
            version = editing.begin_procedure(
                form.code.data or "", **form.values, by=me(), at=clock.now()
            )
        except Invalid as refusal:
            form.show(refusal)
            status = 422
        else:
            return back_to(
                url_for(".general", version_id=version.id),
                _("Đã lập bản nháp. Hãy soạn lần lượt từng thẻ."),
            )
    return page(
        "procedures/publisher/new.html",
        status=422 if form.errors else status,
        form=form,
        sectors=version_queries.sector_names(),
    )


@blueprint.get("/thu-tuc/<code>")
@officer(Role.PUBLISHER)
def procedure(code: str) -> Response:
    found = _procedure(code)
    return page(
        "procedures/publisher/procedure.html",
        procedure=found,
        versions=[(v, *state_of(v)) for v in reversed(found.versions)],
        current=found.current if found.is_published else None,
        form=PortalForm(formdata=None),
    )


@blueprint.post("/thu-tuc/<code>/sua-doi")
@officer(Role.PUBLISHER)
def revise(code: str) -> Response:
    found = _procedure(code)
    opened = found.open_version
    version = editing.begin_revision(found, by=me(), at=clock.now())
    return back_to(
        url_for(".general", version_id=version.id),
        _("Bản nháp này đang được soạn.") if opened else _("Đã lập bản nháp sửa đổi."),
    )


@blueprint.post("/phien-ban/<int:version_id>/bo")
@officer(Role.PUBLISHER)
def discard(version_id: int) -> Response:
    version = load(version_id)
    editing.discard(version, by=me(), at=clock.now())
    return back_to(url_for(".procedure", code=version.procedure.code), _("Đã bỏ bản nháp."))


def _procedure(code: str) -> Procedure:
    return version_queries.procedure_with_versions(clean_text(code) or "") or abort(404)


def _standing(procedure: Procedure) -> list[tuple[str, str, str]]:
    """(words, colour, address) of what is to be said of it: in force, coming, being written."""
    found: list[tuple[str, str, str]] = []
    if procedure.is_published:
        current = procedure.current
        if procedure.is_in_force:
            found.append((_("Đang có hiệu lực"), "green", ""))
        elif current.effective_from is None or current.effective_from <= clock.today():
            found.append((_("Không còn hiệu lực"), "grey", ""))
        found += [
            (*state_of(v), url_for(".general", version_id=v.id))
            for v in procedure.versions
            if v.state is VersionState.PUBLISHED
            and v.effective_from
            and v.effective_from > clock.today()
        ]
    if procedure.open_version:
        opened = procedure.open_version
        found.append((*state_of(opened), url_for(".general", version_id=opened.id)))
    return found
