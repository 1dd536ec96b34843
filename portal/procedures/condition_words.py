"""A condition as a person reads it: "Quan hệ với trẻ là Mẹ". Pure but for the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from portal.i18n import _, lazy_
from portal.procedures.blocks import leaves
from portal.procedures.conditions import Condition, Op
from portal.procedures.definitions import Field, FieldKind, Form

RELATIONS = {
    Op.EQUALS: lazy_("là"),
    Op.CONTAINS: lazy_("có"),
    Op.ANSWERED: lazy_("đã trả lời"),
    Op.LESS: lazy_("nhỏ hơn, trước"),
    Op.AT_MOST: lazy_("nhiều nhất là, muộn nhất là"),
    Op.AT_LEAST: lazy_("ít nhất là, sớm nhất là"),
    Op.MORE: lazy_("lớn hơn, sau"),
    Op.AGE_BELOW: lazy_("chưa đủ tuổi"),
    Op.AGE_AT_LEAST: lazy_("đủ tuổi"),
    Op.DAYS_AT_MOST: lazy_("cách đây nhiều nhất (ngày)"),
    Op.DAYS_MORE: lazy_("cách đây hơn (ngày)"),
}


def questions(form: Form) -> dict[str, Field]:
    """The questions a condition may name, by key, blocks taken apart."""
    return {
        field.key: field
        for field in leaves(form.fields())
        if field.kind is not FieldKind.EXPLANATION
    }


def in_words(condition: Condition | None, form: Form) -> str:
    """The condition as one sentence part; "" where there is none."""
    return _said(condition, questions(form)) if condition else ""


def _said(condition: Condition, known: Mapping[str, Field]) -> str:
    match condition.op:
        case Op.ALL:
            return _(" và ").join(_inner(one, known) for one in condition.of)
        case Op.ANY:
            return _(" hoặc ").join(_inner(one, known) for one in condition.of)
        case Op.NOT:
            return _(
                "không phải (%(what)s)",
                what=_(" hoặc ").join(_said(one, known) for one in condition.of),
            )
    field = known.get(condition.field.partition(".")[0])
    label = field.label if field else condition.field
    if condition.op is Op.ANSWERED:
        return _("đã trả lời “%(question)s”", question=label)
    if condition.op is Op.ONE_OF:
        values = ", ".join(value_in_words(field, one) for one in condition.values)
        return _("“%(question)s” là một trong: %(values)s", question=label, values=values)
    relation = str(RELATIONS[condition.op])
    return f"“{label}” {relation} {value_in_words(field, condition.value)}"


def _inner(condition: Condition, known: Mapping[str, Field]) -> str:
    said = _said(condition, known)
    return f"({said})" if condition.op in (Op.ALL, Op.ANY) and len(condition.of) > 1 else said


def value_in_words(field: Field | None, value: object) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    choices = {choice.value: choice.label for choice in field.choices} if field else {}
    return choices.get(str(value), str(value if value is not None else ""))
