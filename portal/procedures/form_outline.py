"""A form changed in one place: a question or a section added, replaced, moved, taken away. Pure:
every function gives the new form and leaves the old one as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from portal.procedures.blocks import expand
from portal.procedures.definitions import Field, Form, Section

MOST_QUESTIONS = 500
Fields = tuple[Field, ...]


def field_of(form: Form, key: str) -> Field | None:
    """The field of this key, members of groups included."""
    for field in form.fields():
        for one in (field, *field.members):
            if one.key == key:
                return one
    return None


def group_of(form: Form, key: str) -> Field | None:
    """The group whose member this key is."""
    return next((f for f in form.fields() if any(m.key == key for m in f.members)), None)


def section_of(form: Form, key: str) -> Section | None:
    """The section in which the field stands."""
    group = group_of(form, key)
    wanted = group.key if group else key
    return next((s for s in form.sections if any(f.key == wanted for f in s.fields)), None)


def keys_of(form: Form) -> set[str]:
    """Every key that an answer could be kept by: a new one must be unlike all of them."""
    return {
        key
        for field in form.fields()
        for one in (field, *field.members)
        for key in (one.key, *(leaf.key for leaf in expand(one)))
    }


def before(form: Form, key: str) -> Form:
    """The form up to that field: what its condition may look at. A member of a group also sees the
    members before it. For a key that is not there, the whole form."""
    sections: list[Section] = []
    for section in form.sections:
        fields: list[Field] = []
        for field in section.fields:
            if field.key == key:
                return replace(form, sections=(*sections, replace(section, fields=tuple(fields))))
            if any(member.key == key for member in field.members):
                fields += _until(field.members, key)
                return replace(form, sections=(*sections, replace(section, fields=tuple(fields))))
            fields.append(field)
        sections.append(section)
    return form


def with_field(form: Form, section_key: str, field: Field, group_key: str = "") -> Form:
    """With one more field at the end of the section, or of a group in it."""

    def added(fields: Fields) -> Fields:
        if not group_key:
            return (*fields, field)
        return tuple(
            replace(one, members=(*one.members, field)) if one.key == group_key else one
            for one in fields
        )

    return _in_section(form, section_key, added)


def with_field_replaced(form: Form, key: str, field: Field) -> Form:
    return _everywhere(form, lambda fields: tuple(field if f.key == key else f for f in fields))


def without_field(form: Form, key: str) -> Form:
    return _everywhere(form, lambda fields: tuple(f for f in fields if f.key != key))


def field_moved(form: Form, key: str, step: int) -> Form:
    """One place up (−1) or down (1). At the edge of its section it goes into the next one; a member
    of a group stays in it."""
    section = section_of(form, key)
    if section is None:
        return form
    if group_of(form, key):
        return _everywhere(form, lambda fields: _shifted(fields, key, step))
    position = [field.key for field in section.fields].index(key) + step
    if 0 <= position < len(section.fields):
        return _in_section(form, section.key, lambda fields: _shifted(fields, key, step))
    number = [s.key for s in form.sections].index(section.key) + step
    if not 0 <= number < len(form.sections):
        return form
    neighbour = form.sections[number]
    first = neighbour.fields[0].key if neighbour.fields and step > 0 else ""
    return field_placed(form, key, neighbour.key, first)


def field_placed(form: Form, key: str, section_key: str, before_key: str = "") -> Form:
    """The field taken to another place: before another field of the section, or to its end. A
    member of a group, and a place that is not there, change nothing."""
    field = next((one for one in form.fields() if one.key == key), None)
    target = form.section(section_key)
    if field is None or target is None or before_key == key:
        return form

    def placed(fields: Fields) -> Fields:
        kept = [one for one in fields if one.key != key]
        at = next((i for i, one in enumerate(kept) if one.key == before_key), len(kept))
        return (*kept[:at], field, *kept[at:])

    return _in_section(without_field(form, key), section_key, placed)


def with_section(form: Form, section: Section) -> Form:
    return replace(form, sections=(*form.sections, section))


def with_section_replaced(form: Form, key: str, section: Section) -> Form:
    return replace(form, sections=tuple(section if s.key == key else s for s in form.sections))


def without_section(form: Form, key: str) -> Form:
    return replace(form, sections=tuple(s for s in form.sections if s.key != key))


def section_moved(form: Form, key: str, step: int) -> Form:
    sections = list(form.sections)
    at = next((i for i, section in enumerate(sections) if section.key == key), -1)
    if at < 0 or not 0 <= at + step < len(sections):
        return form
    sections[at], sections[at + step] = sections[at + step], sections[at]
    return replace(form, sections=tuple(sections))


def _in_section(form: Form, key: str, change: Callable[[Fields], Fields]) -> Form:
    sections = (replace(s, fields=change(s.fields)) if s.key == key else s for s in form.sections)
    return replace(form, sections=tuple(sections))


def _everywhere(form: Form, change: Callable[[Fields], Fields]) -> Form:
    """The change made to the fields of every section and to the members of every group."""
    sections = []
    for section in form.sections:
        inner = (replace(f, members=change(f.members)) if f.members else f for f in section.fields)
        sections.append(replace(section, fields=change(tuple(inner))))
    return replace(form, sections=tuple(sections))


def _shifted(fields: Fields, key: str, step: int) -> Fields:
    rows = list(fields)
    at = next((i for i, field in enumerate(rows) if field.key == key), -1)
    if at >= 0 and 0 <= at + step < len(rows):
        rows[at], rows[at + step] = rows[at + step], rows[at]
    return tuple(rows)


def _until(fields: Fields, key: str) -> Iterator[Field]:
    for field in fields:
        if field.key == key:
            return
        yield field
