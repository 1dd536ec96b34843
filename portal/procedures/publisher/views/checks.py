"""Tab: what is wrong, and the way from draft to law."""

from __future__ import annotations

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.accounts.session import me
from portal.errors import Invalid
from portal.i18n import _
from portal.procedures import check_queries, reviewing
from portal.procedures.checks import Finding, Severity
from portal.procedures.models import ProcedureVersion, VersionState
from portal.procedures.publisher.base_forms import (
    AbolishForm,
    NoteForm,
    PublisherForm,
    PublishForm,
    ReasonForm,
)
from portal.procedures.publisher.labels import PARTS
from portal.procedures.publisher.views.shell import TABS, blueprint, load, tab_page
from portal.web import back_to

_RULE = "/phien-ban/<int:version_id>/kiem-tra"
# Where the designer shows what a finding of the form is about.
ANCHORS = {
    "field": "#cau-{key}",
    "section": "#phan-{key}",
    "exclusion": "#loai-tru",
    "form": "#to-khai",
}


@blueprint.get(_RULE)
@officer(Role.PUBLISHER)
def checks(version_id: int) -> Response:
    return _page(load(version_id))


@blueprint.post("/phien-ban/<int:version_id>/trinh")
@officer(Role.PUBLISHER)
def submit(version_id: int) -> Response:
    version, form = load(version_id), NoteForm()
    if not form.validate():
        return _page(version, 422, note_form=form, form=form)
    reviewing.submit(version, note=form.note.data or "", by=me(), at=clock.now())
    return back_to(_address(version), _("Đã trình. Một người khác sẽ duyệt và công bố."))


@blueprint.post("/phien-ban/<int:version_id>/tra-lai")
@officer(Role.PUBLISHER)
def send_back(version_id: int) -> Response:
    version, form = load(version_id), ReasonForm()
    if not form.validate():
        return _page(version, 422, reason_form=form, form=form)
    reviewing.send_back(version, reason=form.reason.data or "", by=me(), at=clock.now())
    return back_to(_address(version), _("Đã trả lại để sửa."))


@blueprint.post("/phien-ban/<int:version_id>/cong-bo")
@officer(Role.PUBLISHER)
def publish(version_id: int) -> Response:
    version, form = load(version_id), PublishForm()
    if not form.validate():
        return _page(version, 422, publish_form=form, form=form)
    assert form.signed_on.data and form.effective_from.data
    try:
        reviewing.publish(
            version,
            decision_number=form.decision_number.data or "",
            signed_on=form.signed_on.data,
            effective_from=form.effective_from.data,
            effective_to=form.effective_to.data,
            are_warnings_confirmed=form.are_warnings_confirmed.data,
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _page(version, 422, publish_form=form, form=form)
    return back_to(_address(version), _("Đã công bố."))


@blueprint.post("/phien-ban/<int:version_id>/bai-bo")
@officer(Role.PUBLISHER)
def abolish(version_id: int) -> Response:
    version, form = load(version_id), AbolishForm()
    if not form.validate():
        return _page(version, 422, abolish_form=form, form=form)
    assert form.effective_to.data
    try:
        reviewing.abolish(
            version.procedure,
            decision=form.decision.data or "",
            effective_to=form.effective_to.data,
            by=me(),
            at=clock.now(),
        )
    except Invalid as refusal:
        form.show(refusal)
        return _page(version, 422, abolish_form=form, form=form)
    return back_to(_address(version), _("Đã ghi quyết định bãi bỏ."))


def _page(
    version: ProcedureVersion,
    status: int = 200,
    *,
    form: PublisherForm | None = None,
    note_form: NoteForm | None = None,
    reason_form: ReasonForm | None = None,
    publish_form: PublishForm | None = None,
    abolish_form: AbolishForm | None = None,
) -> Response:
    found = (
        check_queries.findings(version, clock.today())
        if version.state in (VersionState.DRAFT, VersionState.IN_REVIEW)
        else []
    )
    return tab_page(
        version,
        "checks",
        "checks.html",
        status=status,
        form=form,
        faults=[_shown(version, one) for one in found if one.severity is Severity.FAULT],
        warnings=[_shown(version, one) for one in found if one.severity is Severity.WARNING],
        note_form=note_form or NoteForm(formdata=None),
        reason_form=reason_form or ReasonForm(formdata=None),
        publish_form=publish_form or PublishForm(formdata=None),
        abolish_form=abolish_form or AbolishForm(formdata=None),
        is_mine=version.submitted_by == me().id,
        notes=[e for e in version.events if e.note][-1:],
    )


def _shown(version: ProcedureVersion, finding: Finding) -> tuple[str, str, str]:
    """Sentence, name of the tab, and the address of the fault."""
    address, words = "", ""
    for key, endpoint, more, part in TABS:
        if key == finding.tab:
            words = str(PARTS[part])
            address = url_for(f"publisher.{endpoint}", version_id=version.id, **more)
            if finding.index and endpoint == "items":
                address += f"#muc-{finding.index}"
            what, _colon, key = finding.where.partition(":")
            address += ANCHORS.get(what, "").format(key=key)
    return finding.sentence, words, address


def _address(version: ProcedureVersion, **more: Any) -> str:
    return url_for(".checks", version_id=version.id, **more)
