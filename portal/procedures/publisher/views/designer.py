"""The designer's pages behind the outline: one question, one section, one exclusion."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.errors import Invalid
from portal.i18n import _
from portal.procedures import editing, form_kinds, form_outline
from portal.procedures.definitions import Exclusion, Field, FieldKind, Form, Section
from portal.procedures.difference_words import NAMES
from portal.procedures.models import ProcedureVersion
from portal.procedures.publisher.designer_forms import exclusion_form, section_form
from portal.procedures.publisher.question_forms import NOT_IN_GROUPS, KindForm, question_form
from portal.procedures.publisher.question_words import KINDS
from portal.procedures.publisher.views.form_tab import keep, tab_address
from portal.procedures.publisher.views.shell import blueprint, load, tab_page

_RULE = "/phien-ban/<int:version_id>/to-khai"


@blueprint.route(f"{_RULE}/phan/<section_key>/them", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def question_new(version_id: int, section_key: str) -> Response:
    """First which kind (`?loai=`), then the question. `?nhom=` adds it to a group."""
    version = load(version_id)
    whole = version.parts.form
    section = whole.section(section_key) or abort(404)
    group = _group(section, request.args.get("nhom", ""))
    kinds = {kind.value: kind for kind in KINDS if not (group and kind in NOT_IN_GROUPS)}
    kind = kinds.get(request.args.get("loai", ""))
    if kind is None:
        return _choose_kind(version, section, group)
    before = _before_end(whole, section, group)
    form = question_form(kind, None, before, editing.seen(version, "form"))

    def again(status: int) -> Response:
        return _question_page(version, kind, None, form, status)

    if not form.validate_on_submit():
        return again(422 if form.is_submitted() else 200)

    def added(now: Form) -> Form:
        field = form.question(None, form_outline.keys_of(now))
        return form_outline.with_field(now, section_key, field, group.key if group else "")

    anchor = f"#{'cau-' + group.key if group else 'phan-' + section_key}"
    return keep(version, added, form, tab_address(version) + anchor, again)


@blueprint.route(f"{_RULE}/cau/<question_key>", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def question(version_id: int, question_key: str) -> Response:
    """`?loai=` makes it a question of another kind when it is saved."""
    version = load(version_id)
    whole = version.parts.form
    former = form_outline.field_of(whole, question_key) or abort(404)
    kind = _kinds_for(whole, former).get(request.args.get("loai", ""), former.kind)
    shown = form_kinds.of_kind(former, kind)
    form = question_form(
        kind, shown, form_outline.before(whole, question_key), editing.seen(version, "form")
    )

    def again(status: int) -> Response:
        return _question_page(version, kind, former, form, status)

    if request.form.get("then") == "remove":
        form.validate()
        return keep(
            version,
            lambda now: form_outline.without_field(now, question_key),
            form,
            tab_address(version),
            again,
        )
    if not form.validate_on_submit():
        return again(422 if form.is_submitted() else 200)

    def changed(now: Form) -> Form:
        standing = form_outline.field_of(now, question_key) or former
        made = form.question(form_kinds.of_kind(standing, kind), set())
        return form_outline.with_field_replaced(now, question_key, made)

    return keep(version, changed, form, tab_address(version) + f"#cau-{question_key}", again)


@blueprint.route(f"{_RULE}/cau/<question_key>/loai", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def question_kind(version_id: int, question_key: str) -> Response:
    """Which other kind it is to be; nothing changes before that question is saved."""
    version = load(version_id)
    former = form_outline.field_of(version.parts.form, question_key) or abort(404)
    form = KindForm(formdata=request.form if request.method == "POST" else None)
    in_group = form_outline.group_of(version.parts.form, question_key) is not None
    form.offer(in_group=in_group, other_than=former.kind)
    if request.method == "POST" and form.validate():
        address = url_for(
            ".question", version_id=version.id, question_key=question_key, loai=form.kind.data
        )
        return Response(status=303, headers={"Location": address})
    return _page(version, "kind.html", 422 if form.errors else 200, form=form, question=former)


@blueprint.route(f"{_RULE}/phan-moi", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def section_new(version_id: int) -> Response:
    return _section(load(version_id), None)


@blueprint.route(f"{_RULE}/phan/<section_key>", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def section(version_id: int, section_key: str) -> Response:
    version = load(version_id)
    return _section(version, version.parts.form.section(section_key) or abort(404))


@blueprint.route(f"{_RULE}/loai-tru", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def exclusion_new(version_id: int) -> Response:
    return _exclusion(load(version_id), None)


@blueprint.route(f"{_RULE}/loai-tru/<exclusion_key>", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def exclusion(version_id: int, exclusion_key: str) -> Response:
    version = load(version_id)
    known = {one.key: one for one in version.parts.form.exclusions}
    return _exclusion(version, known.get(exclusion_key) or abort(404))


def _section(version: ProcedureVersion, former: Section | None) -> Response:
    whole = version.parts.form
    first = former.fields[0].key if former and former.fields else ""
    form = section_form(former, form_outline.before(whole, first), editing.seen(version, "form"))

    def again(status: int) -> Response:
        return _page(version, "section.html", status, form=form, section=former)

    if former is not None and request.form.get("then") == "remove":
        form.validate()

        def removed(now: Form) -> Form:
            standing = now.section(former.key)
            if standing and standing.fields:
                raise Invalid(_("Hãy chuyển hoặc bỏ hết câu hỏi của phần này trước."))
            return form_outline.without_section(now, former.key)

        return keep(version, removed, form, tab_address(version), again)
    if not form.validate_on_submit():
        return again(422 if form.is_submitted() else 200)

    def changed(now: Form) -> Form:
        if former is None:
            return form_outline.with_section(now, form.section(None, {s.key for s in now.sections}))
        made = form.section(now.section(former.key) or former, set())
        return form_outline.with_section_replaced(now, former.key, made)

    return keep(version, changed, form, tab_address(version) + "#to-khai", again)


def _exclusion(version: ProcedureVersion, former: Exclusion | None) -> Response:
    form = exclusion_form(former, version.parts.form, editing.seen(version, "form"))

    def again(status: int) -> Response:
        return _page(version, "exclusion.html", status, form=form, exclusion=former)

    def kept(now: Form, made: Exclusion | None) -> Form:
        """With the exclusion in its place; with None without it."""
        of = [made if one == former else one for one in now.exclusions]
        if former is None:
            of.append(made)
        return replace(now, exclusions=tuple(one for one in of if one is not None))

    if former is not None and request.form.get("then") == "remove":
        form.validate()
        return keep(version, lambda now: kept(now, None), form, tab_address(version), again)
    if not form.validate_on_submit():
        return again(422 if form.is_submitted() else 200)

    def changed(now: Form) -> Form:
        return kept(now, form.exclusion(former, {one.key for one in now.exclusions}))

    return keep(version, changed, form, tab_address(version) + "#loai-tru", again)


def _group(section: Section, key: str) -> Field | None:
    if not key:
        return None
    groups = {field.key: field for field in section.fields if field.kind is FieldKind.GROUP}
    return groups.get(key) or abort(404)


def _before_end(whole: Form, section: Section, group: Field | None) -> Form:
    """What a question added at the end of the section, or of the group, may look at."""
    number = whole.sections.index(section)
    upto = replace(whole, sections=whole.sections[: number + 1])
    if group is None:
        return upto
    inside = replace(section, fields=(*_until(section, group), *group.members))
    return replace(whole, sections=(*whole.sections[:number], inside))


def _until(section: Section, group: Field) -> tuple[Field, ...]:
    return section.fields[: section.fields.index(group)]


def _choose_kind(version: ProcedureVersion, section: Section, group: Field | None) -> Response:
    form = KindForm(formdata=request.form if request.method == "POST" else None)
    form.offer(in_group=group is not None)
    if request.method == "POST" and form.validate():
        more: dict[str, Any] = {"nhom": group.key} if group else {}
        address = url_for(
            ".question_new",
            version_id=version.id,
            section_key=section.key,
            loai=form.kind.data,
            **more,
        )
        return Response(status=303, headers={"Location": address})
    status = 422 if form.errors else 200
    return _page(version, "kind.html", status, form=form, section=section, group=group)


def _question_page(
    version: ProcedureVersion, kind: FieldKind, former: Field | None, form: Any, status: int
) -> Response:
    is_other = former is not None and former.kind is not kind
    return _page(
        version,
        "question.html",
        status,
        form=form,
        question=former,
        kind_words=KINDS[kind][0],
        former_words=KINDS[former.kind][0] if former and is_other else "",
        dropped=_dropped(former, kind) if former and is_other else [],
    )


def _dropped(former: Field, kind: FieldKind) -> list[str]:
    """In words, what the question loses as one of another kind."""
    names = form_kinds.dropped(former, kind)
    values = {name: getattr(former, name) for name in names}
    said = []
    for name in names:
        words = str(NAMES.get(name, name))
        if name == "choices":
            words += ": " + "; ".join(choice.label for choice in former.choices[:10])
        elif name == "members":
            words = _("các câu hỏi của nhóm") + ": "
            words += "; ".join(member.label for member in former.members)
        elif isinstance(values[name], str | int) and not isinstance(values[name], bool):
            words += f": {values[name]}"
        said.append(words[:1].upper() + words[1:])
    return said


def _kinds_for(whole: Form, field: Field) -> dict[str, FieldKind]:
    """The kinds the question may have where it stands."""
    is_inside = form_outline.group_of(whole, field.key) is not None
    return {kind.value: kind for kind in KINDS if not (is_inside and kind in NOT_IN_GROUPS)}


def _page(version: ProcedureVersion, template: str, status: int, **values: Any) -> Response:
    return tab_page(
        version,
        "form_tab",
        f"designer/{template}",
        status=status,
        back=tab_address(version),
        hints={kind.value: str(words[1]) for kind, words in KINDS.items()},
        **values,
    )
