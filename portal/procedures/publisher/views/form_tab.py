"""Tab: the form people fill in, as an outline that is moved about, beside what they will see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import request, url_for
from werkzeug.wrappers import Response

from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.errors import Invalid
from portal.i18n import _
from portal.procedures import editing, form_checks, form_outline
from portal.procedures.condition_words import in_words
from portal.procedures.definitions import Form
from portal.procedures.form_findings import FormFinding
from portal.procedures.models import ProcedureVersion
from portal.procedures.publisher.base_forms import PublisherForm
from portal.procedures.publisher.designer_forms import NameForm
from portal.procedures.publisher.question_words import KINDS
from portal.procedures.publisher.views.shell import blueprint, load, save_part, tab_page

_RULE = "/phien-ban/<int:version_id>/to-khai"
WAYS = {"len": -1, "xuong": 1}


@blueprint.get(_RULE)
@officer(Role.PUBLISHER)
def form_tab(version_id: int) -> Response:
    return outline_page(load(version_id))


@blueprint.post(_RULE)
@officer(Role.PUBLISHER)
def form_name(version_id: int) -> Response:
    version, form = load(version_id), NameForm()
    if not form.validate():
        return outline_page(version, 422, form)
    return keep(
        version,
        lambda now: replace(now, name=form.name.data or ""),
        form,
        tab_address(version),
        lambda status: outline_page(version, status, form),
    )


@blueprint.post(f"{_RULE}/sap-xep")
@officer(Role.PUBLISHER)
def form_move(version_id: int) -> Response:
    """Something goes to another place: `do` is "len:<key>" or "xuong:<key>" for a question,
    "phan-len:<key>" or "phan-xuong:<key>" for a section, or, by dragging,
    "dat:<key>:<section>:<key of the question it goes before, or nothing>"."""
    version, form = load(version_id), PublisherForm()
    form.validate()
    verb, _colon, rest = request.form.get("do", "").partition(":")
    key = rest.partition(":")[0]

    def moved(now: Form) -> Form:
        if verb == "dat":
            _key, section, before = (*rest.split(":"), "", "")[:3]
            return form_outline.field_placed(now, key, section, before)
        way = WAYS.get(verb.removeprefix("phan-"))
        if way is None:
            raise Invalid(_("Không rõ phải chuyển đi đâu. Hãy tải lại trang."))
        if verb.startswith("phan-"):
            return form_outline.section_moved(now, key, way)
        return form_outline.field_moved(now, key, way)

    anchor = f"#phan-{key}" if verb.startswith("phan-") else f"#cau-{key}"
    return keep(
        version, moved, form, tab_address(version) + anchor,
        lambda status: outline_page(version, status, form),
    )  # fmt: skip


def outline_page(
    version: ProcedureVersion, status: int = 200, form: PublisherForm | None = None
) -> Response:
    whole = version.parts.form
    found: dict[str, list[FormFinding]] = {}
    for finding in form_checks.checked(whole):
        found.setdefault(finding.where, []).append(finding)
    seen = editing.seen(version, "form")
    named = form if isinstance(form, NameForm) else None
    return tab_page(
        version,
        "form_tab",
        "form.html",
        status=status,
        form=form or PublisherForm(data={"seen": seen}),
        name_form=named or NameForm(formdata=None, data={"seen": seen, "name": whole.name}),
        whole=whole,
        seen=seen,
        kinds=KINDS,
        findings=found,
        counts=_counts(found),
        in_words=lambda condition: in_words(condition, whole),
    )


def keep(
    version: ProcedureVersion,
    change: Callable[[Form], Form],
    form: PublisherForm,
    then: str,
    again: Callable[[int], Response],
) -> Response:
    """Save the form as `change` makes it of what stands, guarded by `seen`."""

    def part() -> Form:
        changed = change(version.parts.form)
        if sum(1 for _field in form_checks.all_fields(changed)) > form_outline.MOST_QUESTIONS:
            raise Invalid(
                _(
                    "Tờ khai nhiều nhất %(count)d câu hỏi. Hãy bớt câu hỏi hoặc dùng nhóm lặp lại.",
                    count=form_outline.MOST_QUESTIONS,
                )
            )
        return changed

    return save_part(version, "form", part, form, then, again)


def tab_address(version: ProcedureVersion) -> str:
    return url_for("publisher.form_tab", version_id=version.id)


def _counts(found: dict[str, list[FormFinding]]) -> tuple[int, int]:
    """How many faults, how many warnings."""
    every = [finding for findings in found.values() for finding in findings]
    faults = sum(finding.is_fault for finding in every)
    return faults, len(every) - faults
