"""The questions of a section as its page shows them: blocks in their frame, groups row by row, and
for each what a script needs to show or hide it at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal import clock
from portal.dossiers.answer_forms import SectionForm
from portal.dossiers.question_forms import NOT_TYPED
from portal.procedures.asked import answers_before, shown_answers
from portal.procedures.blocks import PARTS, expand, is_block, leaves, parts_of
from portal.procedures.conditions import holds, reduced
from portal.procedures.definitions import Field, FieldKind, Form, Section, to_json

# What a person's own datum is called by the browser that offers to fill it in.
AUTOCOMPLETE = {
    "full_name": "name",
    "phone": "tel",
    "email": "email",
    "birth_date": "bday",
}


@dataclass(frozen=True)
class Row:
    """One row of a group: its mark, its number on the page from 1."""

    mark: int
    number: int
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Item:
    """What stands on the page for one field. `web` is the bound web field of a plain question;
    `label` replaces its own inside a block; `rule` is the condition as JSON, "" for none."""

    field: Field
    name: str
    web: Any = None
    label: str = ""
    is_shown: bool = True
    rule: str = ""
    items: tuple[Item, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def kind(self) -> FieldKind:
        return self.field.kind

    @property
    def autocomplete(self) -> str | None:
        return AUTOCOMPLETE.get(self.field.profile)


@dataclass(frozen=True)
class _Page:
    """`known` are the answers shown, `live` the keys whose answers this page can change."""

    whole: Form
    form: SectionForm
    answers: Mapping[str, Any]
    day: date
    known: Mapping[str, Any]
    live: frozenset[str]


def items(
    section: Section,
    form: SectionForm,
    answers: Mapping[str, Any],
    whole: Form | None = None,
    on: date | None = None,
) -> tuple[Item, ...]:
    """The section's questions for its page. `answers` are those stored, for the conditions that
    look at other sections; `on` as in `answer_forms.section_form`."""
    whole, day = whole or Form("", (section,)), on or clock.today()
    groups = [one for one in section.fields if one.kind is FieldKind.GROUP]
    live = {one.field.key for one in form.questions} | {group.key for group in groups}
    live |= {leaf.key for group in groups for leaf in leaves(group.members)}
    page = _Page(whole, form, answers, day, shown_answers(whole, answers, day), frozenset(live))
    return tuple(_item(page, one, page.known) for one in section.fields)


def seen(form: SectionForm) -> str:
    """The names of the questions shown, for the field "seen" of the page."""
    return " ".join(one.name for one in form.questions if one.name in form.asked)


def seen_names(text: str | None) -> frozenset[str] | None:
    """What the page sent back in "seen"; None when it sent nothing: then all was seen."""
    return None if text is None else frozenset(text.split())


def _item(page: _Page, one: Field, known: Mapping[str, Any], before: str = "") -> Item:
    rule, name = _rule(page, one, known), before + one.key
    if one.kind is FieldKind.GROUP:
        is_shown = any(group.key == one.key for group in page.form.groups)
        web = page.form[f"{one.key}-rows"]
        return Item(one, name, web, is_shown=is_shown, rule=rule, rows=_rows(page, one))
    if is_block(one):
        inner = tuple(
            Item(leaf, before + leaf.key, page.form[before + leaf.key], PARTS[one.kind][part].label)
            for part, leaf in zip(parts_of(one), expand(one), strict=True)
        )
        is_shown = any(item.name in page.form.asked for item in inner)
        return Item(one, name, is_shown=is_shown, rule=rule, items=inner)
    if one.kind in NOT_TYPED:
        return Item(one, name, is_shown=holds(one.only_if, known, page.day), rule=rule)
    return Item(one, name, page.form[name], is_shown=name in page.form.asked, rule=rule)


def _rows(page: _Page, group: Field) -> tuple[Row, ...]:
    outside = answers_before(page.whole, group.key, page.answers, page.day)
    rows = []
    for number, mark in enumerate(page.form[f"{group.key}-rows"].data or [], 1):
        before = f"{group.key}-{mark}-"
        inner = tuple(_item(page, one, outside, before) for one in group.members)
        rows.append(Row(mark, number, inner))
    return tuple(rows)


def _rule(page: _Page, one: Field, known: Mapping[str, Any]) -> str:
    """The condition with everything settled that this page cannot change."""
    if one.only_if is None:
        return ""
    left = reduced(one.only_if, known, page.live, page.day)
    return json.dumps(to_json(left), ensure_ascii=False)
