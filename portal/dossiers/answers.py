"""A dossier's answers as people read them. Pure.

Stored answers are JSON: text, whole number, true/false, ISO date, a list of choice values, an
address {"province", "commune", "detail"} (in old rows one text), or the rows of a group, keyed by
the question's stable key. `on` is the day by which conditions count ages (Dossier.answered_on).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from portal import divisions
from portal.procedures.asked import answers_before, asked_form, asked_members, shown_answers
from portal.procedures.blocks import leaves
from portal.procedures.definitions import Field, FieldKind, Form
from portal.vietnam import (
    BadPersonalNumber,
    Sex,
    check_personal_number,
    format_phone,
    personal_number_warnings,
)

SILENT = frozenset({FieldKind.EXPLANATION, FieldKind.FILE})  # no answer is kept for them


@dataclass(frozen=True)
class AnsweredSection:
    key: str
    title: str
    rows: tuple[tuple[Field, str], ...]


@dataclass(frozen=True)
class Warning:
    """Two answers that disagree, which is never a reason to refuse: `label` and `sentence`."""

    section: str
    label: str
    sentence: str


def sections(
    form: Form, answers: Mapping[str, Any], on: date | None = None
) -> list[AnsweredSection]:
    """Every section asked with its questions and their answers in words, "" where there is none.
    Each row of a group is one line, numbered."""
    found = []
    for section in asked_form(form, answers, on).sections:
        rows: list[tuple[Field, str]] = []
        for field in leaves(section.fields):
            if field.kind is FieldKind.GROUP:
                rows += _group_rows(form, field, answers, on)
            elif field.kind not in SILENT:
                rows.append((field, in_words(field, answers.get(field.key))))
        found.append(AnsweredSection(section.key, section.title, tuple(rows)))
    return found


def words_by_key(form: Form, answers: Mapping[str, Any], on: date | None = None) -> dict[str, str]:
    """Question's key → answer in words, for the templates of results; "" where there is none or
    the question is not asked."""
    shown = shown_answers(form, answers, on)
    return {field.key: in_words(field, shown.get(field.key)) for field in leaves(form.fields())}


def in_words(field: Field, value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    match field.kind:
        case FieldKind.DATE:
            return date.fromisoformat(value).strftime("%d/%m/%Y")
        case FieldKind.YES_NO:
            return "Có" if value else "Không"
        case FieldKind.NUMBER if isinstance(value, float):
            return str(value).replace(".", ",")
        case FieldKind.MONEY:
            return f"{value:,}".replace(",", ".") + " đồng"
        case FieldKind.PHONE:
            return format_phone(value)
        case FieldKind.ONE_OF | FieldKind.LONG_LIST:
            return _choice(field, value)
        case FieldKind.MANY_OF:
            return ", ".join(_choice(field, one) for one in value)
        case FieldKind.ADDRESS:
            return value if isinstance(value, str) else divisions.in_words(value)
        case FieldKind.GROUP:
            return "\n".join(_row_in_words(leaves(field.members), row) for row in value)
        case _:
            return str(value)


def unanswered(form: Form, answers: Mapping[str, Any], on: date | None = None) -> list[Field]:
    """Required questions, of those asked, without an answer."""
    return [
        field
        for field in leaves(asked_form(form, answers, on).fields())
        if field.required
        and field.kind not in SILENT
        and in_words(field, answers.get(field.key)) == ""
    ]


def warnings(form: Form, answers: Mapping[str, Any], on: date | None = None) -> list[Warning]:
    """Personal numbers that disagree with the birth date or sex stated for the same person."""
    shown = shown_answers(form, answers, on)
    found = []
    for section in form.sections:
        for field in leaves(section.fields):
            rows = shown.get(field.key) if field.kind is FieldKind.GROUP else None
            asked = leaves(field.members) if rows else (field,)
            for one in asked:
                for known in rows or [shown]:
                    found += [
                        Warning(section.key, one.label, text) for text in _disagreeing(one, known)
                    ]
    return found


def _group_rows(
    form: Form, group: Field, answers: Mapping[str, Any], on: date | None
) -> list[tuple[Field, str]]:
    outside = answers_before(form, group.key, answers, on)
    rows = []
    for number, row in enumerate(answers.get(group.key) or [], 1):
        members = leaves(asked_members(group, row, outside, on))
        words = _row_in_words(members, row)
        rows.append((replace(group, label=f"{group.label} – {number}"), words))
    return rows or [(group, "")]


def _row_in_words(members: Any, row: Mapping[str, Any]) -> str:
    told = ((field.label, in_words(field, row.get(field.key))) for field in members)
    return "; ".join(f"{label}: {words}" for label, words in told if words)


def _disagreeing(field: Field, known: Mapping[str, Any]) -> list[str]:
    if field.kind is not FieldKind.PERSONAL_NUMBER or not field.key.endswith("personal_number"):
        return []
    whose = field.key.removesuffix("personal_number")
    birth, sex = known.get(f"{whose}birth_date"), known.get(f"{whose}sex")
    try:
        number = check_personal_number(str(known.get(field.key) or ""))
    except BadPersonalNumber:
        return []
    return personal_number_warnings(
        number,
        date.fromisoformat(birth) if birth else None,
        Sex(sex) if sex in ("male", "female") else None,
    )


def _choice(field: Field, value: Any) -> str:
    return next((choice.label for choice in field.choices if choice.value == value), str(value))
