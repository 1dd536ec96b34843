"""Tabs: what people read, and what they receive."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, url_for
from werkzeug.wrappers import Response

from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.errors import Invalid
from portal.i18n import _
from portal.procedures import editing
from portal.procedures.definitions import ResultDefinition
from portal.procedures.letter_variables import (
    OF_LETTERS,
    missing_words,
    sample_values,
    variables,
)
from portal.procedures.models import ProcedureVersion
from portal.procedures.publisher.labels import LETTERS
from portal.procedures.publisher.text_forms import GuidanceForm, LetterForm, ResultForm
from portal.procedures.publisher.views.shell import blueprint, load, save_part, tab_page
from portal.template_text import TemplateFault, render_template_text


@blueprint.route("/phien-ban/<int:version_id>/huong-dan", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def guidance(version_id: int) -> Response:
    version = load(version_id)
    now = version.parts.guidance
    form = GuidanceForm(
        data={"seen": editing.seen(version, "guidance"), **GuidanceForm.data_of(now)}
    )

    def again(status: int) -> Response:
        return tab_page(version, "guidance", "guidance.html", status=status, form=form)

    if not form.validate_on_submit():
        return again(422 if form.is_submitted() else 200)
    return save_part(
        version,
        "guidance",
        lambda: form.part(now),
        form,
        url_for(".guidance", version_id=version_id),
        again,
    )


@blueprint.route("/phien-ban/<int:version_id>/ket-qua", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def result(version_id: int) -> Response:
    version = load(version_id)
    now = version.parts.result
    form = ResultForm(data={"seen": editing.seen(version, "result"), **ResultForm.data_of(now)})

    def again(status: int) -> Response:
        return tab_page(
            version,
            "result",
            "result.html",
            status=status,
            form=form,
            variables=variables(version.parts.form),
            letters=[(name, words, bool(getattr(now, name))) for name, words in LETTERS.items()],
        )

    if not form.validate_on_submit():
        return again(422 if form.is_submitted() else 200)
    return save_part(
        version,
        "result",
        lambda: _checked(version, form.part(now)),
        form,
        url_for(".result", version_id=version_id),
        again,
    )


@blueprint.route("/phien-ban/<int:version_id>/thu/<letter>", methods=["GET", "POST"])
@officer(Role.PUBLISHER)
def letter(version_id: int, letter: str) -> Response:
    """The wording of Mẫu 02, 03 or 04 for this procedure; `letter` is the field that keeps it."""
    if letter not in OF_LETTERS:
        abort(404)
    version = load(version_id)
    now = getattr(version.parts.result, letter)
    form = LetterForm(data={"seen": editing.seen(version, "result"), "wording": now})

    def again(status: int) -> Response:
        return tab_page(
            version,
            "result",
            "letter.html",
            status=status,
            form=form,
            letter=letter,
            words=LETTERS[letter],
            now=now,
            variables=variables(version.parts.form, letter),
        )

    if not form.validate_on_submit():
        return again(422 if form.is_submitted() else 200)
    return save_part(
        version,
        "result",
        lambda: _worded(version, letter, form.wording.data or ""),
        form,
        url_for(".letter", version_id=version_id, letter=letter),
        again,
    )


def _worded(version: ProcedureVersion, letter: str, wording: str) -> ResultDefinition:
    """With the letter's wording. Refused with the line and the reason, or without what it must
    say."""
    try:
        render_template_text(wording, sample_values(version.parts.form, version.title, letter))
    except TemplateFault as fault:
        raise Invalid(fault.sentence, {"wording": fault.sentence}) from fault
    for name in missing_words(letter, wording):
        sentence = _("Thư này phải có {{ %(name)s }}.", name=name)
        raise Invalid(sentence, {"wording": sentence})
    changes: dict[str, Any] = {letter: wording}
    return replace(version.parts.result, **changes)


def _checked(version: ProcedureVersion, part: ResultDefinition) -> ResultDefinition:
    """A template that cannot be filled in is refused, with the line and the reason."""
    wrong: dict[str, str] = {}
    values = sample_values(version.parts.form, version.title)
    for name in ("template", "refusal"):
        try:
            render_template_text(getattr(part, name), values)
        except TemplateFault as fault:
            wrong[name] = fault.sentence
    if wrong:
        raise Invalid(next(iter(wrong.values())), wrong)
    return part
