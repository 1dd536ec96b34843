"""Conditions of a form that can never be right: on a question that is gone, that comes later, in a
circle, or compared with what it cannot be answered. Pure but for the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from portal.i18n import _
from portal.procedures.blocks import expand, leaves
from portal.procedures.conditions import (
    COMPARING,
    COUNTING_TIME,
    JOINING,
    Condition,
    Op,
    fields_named,
)
from portal.procedures.definitions import Field, FieldKind, Form
from portal.procedures.form_findings import FormFinding, named

# (where, its name, its condition, what it may look at)
Place = tuple[str, str, Condition, frozenset[str]]


def condition_findings(form: Form) -> Iterator[FormFinding]:
    """What is wrong with the conditions of sections, questions and exclusions."""
    known = questions(form)
    circles = set(in_circles(form))
    for where, name, condition, before in _places(form):
        if where in circles:
            sentence = _(
                "Điều kiện của “%(name)s” đi thành vòng: nó phụ thuộc chính nó.", name=name
            )
            yield FormFinding(sentence, where)
            continue
        yield from _findings(where, name, condition, before, known)


def findings_outside(
    form: Form, condition: Condition | None, name: str, where: str
) -> list[FormFinding]:
    """The same for a paper, a fee, a limit or a step, which may look at every question."""
    if condition is None:
        return []
    known = questions(form)
    return list(_findings(where, name, condition, frozenset(known), known))


def questions(form: Form) -> dict[str, Field]:
    """Every question that has an answer, by key: blocks taken apart, groups whole."""
    return {
        field.key: field
        for field in leaves(form.fields())
        if field.kind not in (FieldKind.EXPLANATION, FieldKind.FILE)
    }


def in_circles(form: Form) -> Iterator[str]:
    """The places whose condition comes back to themselves, however long the way."""
    looks_at: dict[str, set[str]] = {}
    place_of: dict[str, str] = {}
    for section in form.sections:
        of_section = set(fields_named(section.only_if))
        for field in section.fields:
            where = f"field:{field.key}"
            looks_at[where] = {
                *of_section,
                *fields_named(field.only_if),
                *fields_named(field.required_if),
            }
            place_of |= dict.fromkeys((one.key for one in expand(field)), where)
    links = {
        where: {place_of[key] for key in keys if key in place_of}
        for where, keys in looks_at.items()
    }
    for where in links:
        reached, ahead = set[str](), set(links[where])
        while ahead:
            one = ahead.pop()
            if one not in reached:
                reached.add(one)
                ahead |= links[one]
        if where in reached:
            yield where


def _places(form: Form) -> Iterator[Place]:
    before: set[str] = set()
    for section in form.sections:
        if section.only_if:
            title = section.title.strip() or section.key
            yield f"section:{section.key}", title, section.only_if, frozenset(before)
        for field in section.fields:
            where = f"field:{field.key}"
            for condition in (field.only_if, field.required_if):
                if condition:
                    yield where, named(field), condition, frozenset(before)
            inside = set(before)
            for member in field.members:
                for condition in (member.only_if, member.required_if):
                    if condition:
                        place = f"field:{member.key}"
                        yield place, named(member), condition, frozenset(inside)
                inside |= {one.key for one in expand(member)}
            before |= {one.key for one in expand(field)}
    for exclusion in form.exclusions:
        name = exclusion.sentence or exclusion.key
        yield f"exclusion:{exclusion.key}", name, exclusion.only_if, frozenset(before)


def _findings(
    where: str, name: str, condition: Condition, before: frozenset[str], known: Mapping[str, Field]
) -> Iterator[FormFinding]:
    for one in _flat(condition):
        key = one.field.partition(".")[0]
        if key not in known and key not in before:
            sentence = _(
                "Điều kiện của “%(name)s” nhắc câu hỏi “%(key)s” không còn trong tờ khai.",
                name=name,
                key=key,
            )
            yield FormFinding(sentence, where)
        elif key not in before:
            sentence = _(
                "Điều kiện của “%(name)s” nhắc “%(other)s” là câu hỏi đứng sau. Hãy đưa câu hỏi ấy "
                "lên trước.",
                name=name,
                other=named(known[key]),
            )
            yield FormFinding(sentence, where)
        elif key in known and not _fits(one, known[key]):
            sentence = _(
                "Điều kiện của “%(name)s” so “%(other)s” với điều không thể là câu trả lời.",
                name=name,
                other=named(known[key]),
            )
            yield FormFinding(sentence, where)


def _flat(condition: Condition) -> Iterator[Condition]:
    if condition.op in JOINING:
        for one in condition.of:
            yield from _flat(one)
    else:
        yield condition


def _fits(condition: Condition, field: Field) -> bool:
    """Could an answer to the field make the comparison true?"""
    op, value = condition.op, condition.value
    if op is Op.ANSWERED or "." in condition.field:
        return True
    if op in COUNTING_TIME:
        return field.kind is FieldKind.DATE and type(value) is int
    values = condition.values if op is Op.ONE_OF else (value,)
    match field.kind:
        case FieldKind.YES_NO:
            return op in (Op.EQUALS, Op.ONE_OF) and all(type(one) is bool for one in values)
        case FieldKind.ONE_OF | FieldKind.LONG_LIST:
            offered = {choice.value for choice in field.choices}
            return op in (Op.EQUALS, Op.ONE_OF) and set(values) <= offered
        case FieldKind.MANY_OF:
            return op is Op.CONTAINS and value in {choice.value for choice in field.choices}
        case FieldKind.NUMBER | FieldKind.MONEY:
            return op is not Op.CONTAINS and all(type(one) is int for one in values)
        case FieldKind.GROUP:
            return op in COMPARING and type(value) is int
        case FieldKind.DATE:
            return op is not Op.CONTAINS and all(_is_day(one) for one in values)
        case FieldKind.ADDRESS:
            return False
        case _:
            return op not in COMPARING and all(isinstance(one, str) for one in values)


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False
