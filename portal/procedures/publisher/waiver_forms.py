"""Who pays less of a fee: a few lines in the form of the fee, each with the answer that decides."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from portal.errors import Invalid
from portal.i18n import _, lazy_
from portal.procedures.condition_words import RELATIONS, in_words, questions
from portal.procedures.conditions import Condition, Op
from portal.procedures.definitions import Form, Waiver
from portal.procedures.publisher.condition_forms import (
    KEPT,
    ConditionedForm,
    read_value,
    row_of,
    written_value,
)
from portal.web_forms import WholeNumberField, choices

ROWS = 4


def waiver_fields() -> dict[str, Any]:
    """The inputs of all lines by name."""
    fields: dict[str, Any] = {}
    for number in range(ROWS):
        before = f"waiver-{number}"
        fields |= {
            f"{before}-name": StringField(
                lazy_("Ai được giảm"), validators=[Optional(), Length(max=300)]
            ),
            f"{before}-percent": WholeNumberField(
                lazy_("Giảm bao nhiêu phần trăm"),
                description=lazy_("100 là miễn cả."),
                validators=[Optional()],
                minimum=1,
                maximum=100,
            ),
            f"{before}-legal_basis": StringField(
                lazy_("Căn cứ"), validators=[Optional(), Length(max=500)]
            ),
            f"{before}-field": SelectField(lazy_("Khi câu trả lời cho"), validators=[Optional()]),
            f"{before}-relation": SelectField(
                lazy_("So sánh"),
                choices=choices((op.value, words) for op, words in RELATIONS.items()),
                validators=[Optional()],
            ),
            f"{before}-value": StringField(
                lazy_("Giá trị"), validators=[Optional(), Length(max=200)]
            ),
        }
    return fields


def offer_waivers(form: ConditionedForm, whole: Form, now: tuple[Waiver, ...]) -> None:
    """Let the questions of the form `whole` be chosen in every line."""
    known = [(key, field.label) for key, field in questions(whole).items()]
    for number in range(ROWS):
        offered = [("", "–"), *known]
        condition = now[number].only_if if number < len(now) else None
        if condition is not None and row_of(condition) is None:
            offered.append((KEPT, _("Giữ: %(condition)s", condition=in_words(condition, whole))))
        elif condition is not None and condition.field not in dict(known):
            gone = _("(không còn trong tờ khai) %(key)s", key=condition.field)
            offered.append((condition.field, gone))
        form[f"waiver-{number}-field"].choices = choices(offered)


def waiver_data(waivers: tuple[Waiver, ...], whole: Form) -> dict[str, Any]:
    """The inputs' contents for the waivers that stand."""
    data: dict[str, Any] = {}
    known = questions(whole)
    for number, one in enumerate(waivers[:ROWS]):
        before, row = f"waiver-{number}", row_of(one.only_if)
        data |= {
            f"{before}-name": one.name,
            f"{before}-percent": one.percent,
            f"{before}-legal_basis": one.legal_basis,
            f"{before}-field": row[0] if row else KEPT,
        }
        if row:
            data[f"{before}-relation"] = row[1]
            data[f"{before}-value"] = written_value(known.get(row[0]), row[2])
    return data


def read_waivers(form: ConditionedForm, former: tuple[Waiver, ...]) -> tuple[Waiver, ...]:
    """The waivers as written; those beyond the lines stay. Raises Invalid naming the input."""
    found = []
    for number in range(ROWS):
        before = f"waiver-{number}"
        name = form[f"{before}-name"].data or ""
        standing = former[number] if number < len(former) else None
        condition = _condition(form, before, standing)
        if not name and condition is None:
            continue
        if not name:
            raise _wrong(f"{before}-name", _("Hãy ghi ai được miễn, giảm."))
        if condition is None:
            raise _wrong(f"{before}-field", _("Hãy chọn câu hỏi cho biết ai được miễn, giảm."))
        percent = form[f"{before}-percent"].data or 100
        found.append(Waiver(name, condition, percent, form[f"{before}-legal_basis"].data or ""))
    return (*found, *former[ROWS:])


def _condition(form: ConditionedForm, before: str, standing: Waiver | None) -> Condition | None:
    key = form[f"{before}-field"].data or ""
    if not key:
        return None
    if key == KEPT:
        return standing.only_if if standing else None
    op = Op(form[f"{before}-relation"].data)
    if op is Op.ANSWERED:
        return Condition(op, key)
    try:
        text = (form[f"{before}-value"].data or "").strip()
        return Condition(op, key, read_value(form.questions.get(key), op, text))
    except Invalid as wrong:
        raise _wrong(f"{before}-value", wrong.sentence) from None


def _wrong(name: str, sentence: str) -> Invalid:
    return Invalid(sentence, {name: sentence})
