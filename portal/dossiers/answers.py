"""A dossier's answers as people read them. Pure.

Stored answers are JSON: text, whole number, true/false, ISO date, or a list of choice values,
keyed by the field's stable key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.procedures.definitions import Field, FieldKind, Form
from portal.vietnam import format_phone


@dataclass(frozen=True)
class AnsweredSection:
    key: str
    title: str
    rows: tuple[tuple[Field, str], ...]


def sections(form: Form, answers: Mapping[str, Any]) -> list[AnsweredSection]:
    """Every section with its fields and their answers in words, "" where there is none."""
    return [
        AnsweredSection(
            section.key,
            section.title,
            tuple(
                (field, in_words(field, answers.get(field.key)))
                for field in section.fields
                if field.kind is not FieldKind.EXPLANATION
            ),
        )
        for section in form.sections
    ]


def words_by_key(form: Form, answers: Mapping[str, Any]) -> dict[str, str]:
    """Field key → answer in words, for the templates of results; "" where there is none."""
    return {field.key: in_words(field, answers.get(field.key)) for field in form.fields()}


def in_words(field: Field, value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    match field.kind:
        case FieldKind.DATE:
            return date.fromisoformat(value).strftime("%d/%m/%Y")
        case FieldKind.YES_NO:
            return "Có" if value else "Không"
        case FieldKind.MONEY:
            return f"{value:,}".replace(",", ".") + " đồng"
        case FieldKind.PHONE:
            return format_phone(value)
        case FieldKind.ONE_OF:
            return _choice(field, value)
        case FieldKind.MANY_OF:
            return ", ".join(_choice(field, one) for one in value)
        case _:
            return str(value)


def unanswered(form: Form, answers: Mapping[str, Any]) -> list[Field]:
    """Required fields without an answer."""
    return [
        field
        for field in form.fields()
        if field.required
        and field.kind is not FieldKind.EXPLANATION
        and in_words(field, answers.get(field.key)) == ""
    ]


def kept(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers whose field exists in `form`: what moves on to another version."""
    keys = {field.key for field in form.fields()}
    return {key: value for key, value in answers.items() if key in keys}


def _choice(field: Field, value: Any) -> str:
    return next((choice.label for choice in field.choices if choice.value == value), str(value))
