"""Which questions are asked, given the answers so far. Pure.

A question that is not asked is not validated, not printed and not counted, and no condition sees
its answer; while a draft is written the answer is kept, in case the question comes back. Conditions
look back only: whatever comes later counts as unanswered, so that one pass decides everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from portal.procedures.blocks import expand, leaves
from portal.procedures.conditions import holds
from portal.procedures.definitions import (
    Documents,
    Exclusion,
    Field,
    FieldKind,
    Form,
    Section,
)

Answers = Mapping[str, Any]


def asked_form(form: Form, answers: Answers, on: date | None) -> Form:
    """The form with only the sections and questions asked, each `required` or not by its
    condition. `on` is the day by which ages are counted."""
    return _asked(form, answers, on)[0]


def shown_answers(form: Form, answers: Answers, on: date | None) -> dict[str, Any]:
    """The answers to the questions asked: what is printed, counted, submitted."""
    return _asked(form, answers, on)[1]


def asked_members(group: Field, row: Answers, outside: Answers, on: date | None) -> list[Field]:
    """The members of a group asked in one of its rows, blocks whole. They may depend on `outside`,
    the answers asked before the group, and on earlier answers of the row."""
    return _members(group, row, outside, on)[0]


def answers_before(form: Form, key: str, answers: Answers, on: date | None) -> dict[str, Any]:
    """The shown answers to the questions before the field `key`: all its condition can see."""
    sections = []
    for section in form.sections:
        keys = [field.key for field in section.fields]
        if key in keys:
            sections.append(replace(section, fields=section.fields[: keys.index(key)]))
            break
        sections.append(section)
    return shown_answers(replace(form, sections=tuple(sections)), answers, on)


def exclusion(form: Form, answers: Answers, on: date | None) -> Exclusion | None:
    """Why a person with these answers cannot use the procedure; None when they can."""
    shown = shown_answers(form, answers, on)
    return next((one for one in form.exclusions if holds(one.only_if, shown, on)), None)


def needed_documents(documents: Documents, shown: Answers, on: date | None) -> Documents:
    """The papers needed with these (shown) answers."""
    items = tuple(item for item in documents.items if holds(item.only_if, shown, on))
    return documents if items == documents.items else replace(documents, items=items)


def _asked(form: Form, answers: Answers, on: date | None) -> tuple[Form, dict[str, Any]]:
    known: dict[str, Any] = {}
    sections = []
    for section in form.sections:
        if not holds(section.only_if, known, on):
            continue
        fields = []
        for field in section.fields:
            if not holds(field.only_if, known, on):
                continue
            fields.append(_settled(field, known, on))
            known |= _answers_of(field, answers, known, on)
        if fields:
            sections.append(_with(section, tuple(fields)))
    kept = tuple(sections)
    return (form if kept == form.sections else replace(form, sections=kept)), known


def _with(section: Section, fields: tuple[Field, ...]) -> Section:
    return section if fields == section.fields else replace(section, fields=fields)


def _settled(field: Field, known: Answers, on: date | None) -> Field:
    """The field with `required` decided."""
    if not field.required or field.required_if is None:
        return field
    return replace(field, required=holds(field.required_if, known, on), required_if=None)


def _answers_of(field: Field, answers: Answers, known: Answers, on: date | None) -> dict[str, Any]:
    if field.kind is FieldKind.GROUP:
        rows = answers.get(field.key)
        if not isinstance(rows, list):
            return {}
        return {field.key: [_members(field, row, known, on)[1] for row in rows]}
    return {one.key: answers[one.key] for one in expand(field) if one.key in answers}


def _members(
    group: Field, row: Answers, outside: Answers, on: date | None
) -> tuple[list[Field], dict[str, Any]]:
    known: dict[str, Any] = {}
    asked = []
    for member in group.members:
        seen = {**outside, **known}
        if holds(member.only_if, seen, on):
            asked.append(_settled(member, seen, on))
            known |= {one.key: row[one.key] for one in leaves((member,)) if one.key in row}
    return asked, known
