"""Tabs: what people read, and what they receive."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from portal.accounts.access import officer
from portal.accounts.roles import Role
from portal.errors import Invalid
from portal.procedures import editing
from portal.procedures.definitions import ResultDefinition
from portal.procedures.letter_variables import sample_values, variables
from portal.procedures.models import ProcedureVersion
from portal.procedures.publisher.text_forms import GuidanceForm, ResultForm
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
