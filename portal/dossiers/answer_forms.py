"""A web form made from a section of a version's form, and back to stored answers.

Every question of the section is in the web form, also those not asked now: a script shows them as
soon as their condition holds, and without script the page after saving asks them. What is not asked
is never a fault. A group's row `2` of the group "children" has fields named "children-2-name".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field as WebField
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from portal import clock
from portal.accounts.models import Account
from portal.dossiers.question_forms import NOT_TYPED, as_sent, to_stored, to_web, web_field
from portal.i18n import _
from portal.procedures.asked import answers_before, asked_form, asked_members
from portal.procedures.blocks import expand, is_block, leaves
from portal.procedures.definitions import Field, FieldKind, Form, Section
from portal.vietnam import lower_first
from portal.web_forms import PortalForm

MOST_ROWS = 50


@dataclass(frozen=True)
class Question:
    """One input of the page: `name` is its field in the web form, `group` and `row` where it
    stands if it repeats, `block` the key of its block."""

    name: str
    field: Field
    block: str = ""
    group: str = ""
    row: int = 0


class RowsField(WebField):
    """Which rows of a group are on the page: their marks, as whole numbers. Marks stay when a row
    between is taken away, so that what was typed stays in its row."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [int(mark) for mark in valuelist if str(mark).isdecimal()][:MOST_ROWS]


class SectionForm(PortalForm):
    """`questions` are its inputs, `asked` the names of those asked now, `answered_rows` the marks
    of the rows of each group in which something is filled in."""

    section: Section
    asked: frozenset[str] = frozenset()
    questions: tuple[Question, ...] = ()
    answered_rows: Mapping[str, list[int]]
    groups: tuple[Field, ...] = ()

    def validate(self, extra_validators: Any = None) -> bool:
        for question in self.questions:
            if question.name not in self.asked:
                _accept_anything(self[question.name])
        is_valid = bool(super().validate(extra_validators))
        return all([is_valid, *(self._has_enough_rows(group) for group in self.groups)])

    def forget_faults(self) -> None:
        """For a page that comes back only to show a row more or less."""
        for field in self:
            field.process_errors, field.errors = [], ()

    def _has_enough_rows(self, group: Field) -> bool:
        rows, count = self[f"{group.key}-rows"], len(self.answered_rows[group.key])
        least = group.minimum or (1 if group.required else 0)
        most = group.maximum or MOST_ROWS
        label = lower_first(group.label)
        if count < least:
            rows.errors = [_("Hãy khai ít nhất %(count)d %(label)s", count=least, label=label)]
        elif count > most:
            rows.errors = [
                _("Chỉ khai được nhiều nhất %(count)d %(label)s", count=most, label=label)
            ]
        return least <= count <= most


def section_form(
    section: Section,
    answers: Mapping[str, Any],
    formdata: Any = None,
    prefix: str = "",
    *,
    form: Form | None = None,
    on: date | None = None,
    seen: frozenset[str] | None = None,
) -> SectionForm:
    """The form of one section, filled with stored answers; `formdata` is what was sent in.

    `form` is the whole form, for conditions that look at other sections; `on` the day by which
    ages are counted, today if None; `seen` the names that were on the page: a question that only
    what was sent has brought up is not yet a gap.
    """
    whole = form or Form("", (section,))
    day = on or clock.today()
    reading = _built(section, answers, formdata, prefix, {})
    told = {**answers, **_read(section, reading)} if formdata is not None else answers
    settled = dict(_settled(whole, section, told, day, reading))
    required = {
        name: is_required and (seen is None or name in seen)
        for name, is_required in settled.items()
    }
    if formdata is not None:
        blank = set(_blank_names(section, reading))
        required = {name: one and name not in blank for name, one in required.items()}
    built = _built(section, answers, formdata, prefix, required)
    built.asked = frozenset(settled)
    asked_keys = {f.key for s in asked_form(whole, told, day).sections for f in s.fields}
    built.groups = tuple(f for f in _groups(section) if f.key in asked_keys)
    return built


def stored_answers(section: Section, form: SectionForm) -> dict[str, Any]:
    """The answers of a valid form, as they are stored, without those to questions not asked."""
    found = _read(section, form)
    asked = {q.field.key for q in form.questions if not q.group and q.name in form.asked}
    groups = {group.key for group in form.groups}
    return {key: value for key, value in found.items() if key in asked | groups}


def answers_typed_so_far(section: Section, form: SectionForm) -> tuple[dict[str, Any], bool]:
    """Of a form that was validated and may be half filled: the answers that can be kept, and
    whether something was typed that cannot be (yet). An emptied field is kept as empty; a group is
    kept as a whole or not at all."""
    answers = stored_answers(section, form)
    mistyped = {
        question.group or question.field.key
        for question in form.questions
        if form[question.name].errors and was_typed(form[question.name])
    }
    return {key: value for key, value in answers.items() if key not in mistyped}, bool(mistyped)


def was_typed(field: WebField) -> bool:
    """Whether anything was sent for the field, or for one inside it."""
    inner = getattr(field, "entries", None) or getattr(field, "form", None)
    if inner is not None:
        return any(was_typed(one) for one in inner)
    return any(field.raw_data or ())


def faulty_sections(
    form: Form, answers: Mapping[str, Any], on: date | None = None
) -> list[Section]:
    """The sections asked whose stored answers do not pass (again): nothing was entered yet, or a
    rule of the day has moved on."""
    day = on or clock.today()
    asked = [section.key for section in asked_form(form, answers, day).sections]
    return [s for s in form.sections if s.key in asked and not _passes(form, s, answers, day)]


def asked_sections(form: Form, answers: Mapping[str, Any], on: date | None = None) -> list[Section]:
    """The sections that ask something now."""
    asked = asked_form(form, answers, on or clock.today()).sections
    return [s for s in asked if any(f.kind is not FieldKind.EXPLANATION for f in s.fields)]


def rows_sent(sent: MultiDict[str, str], then: str) -> MultiDict[str, str]:
    """What was sent, with the row more ("add:children") or less ("remove:children:2") that the
    button pressed asks for; unchanged for any other button. A prefix of the names is left out of
    `then`: the group is found by the end of its input's name."""
    verb, _colon, which = then.partition(":")
    group, _colon, mark = which.partition(":")
    name = next((key for key in sent if key.endswith(f"{group}-rows")), f"{group}-rows")
    marks = [one for one in sent.getlist(name) if one.isdecimal()]
    changed = MultiDict(sent)
    if verb == "add" and len(marks) < MOST_ROWS:
        changed.add(name, str(max(map(int, marks), default=-1) + 1))
    elif verb == "remove":
        changed.setlist(name, [one for one in marks if one != mark])
    return changed


def from_profile(form: Form, account: Account) -> dict[str, Any]:
    """Answers the person's account already knows."""
    known: dict[str, Any] = {
        "full_name": account.full_name,
        "personal_number": account.personal_number,
        "phone": account.phone,
        "email": account.email,
        "address": account.address,
        "birth_date": account.birth_date.isoformat() if account.birth_date else None,
    }
    return {
        field.key: known[field.profile]
        for field in leaves(form.fields())
        if field.profile and known.get(field.profile)
    }


def _built(
    section: Section,
    answers: Mapping[str, Any],
    formdata: Any,
    prefix: str,
    required: Mapping[str, bool],
) -> SectionForm:
    questions: list[Question] = []
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for field in section.fields:
        if field.kind is FieldKind.GROUP:
            rows = answers.get(field.key)
            rows = rows if isinstance(rows, list) else []
            marks = _marks(field, rows, formdata, prefix)
            fields[f"{field.key}-rows"] = RowsField(field.label)
            data[f"{field.key}-rows"] = marks
            for mark in marks:
                row = rows[mark] if mark < len(rows) else {}
                for one in _questions(field.members, field.key, mark):
                    questions.append(one)
                    data[one.name] = _data(one.field, row)
        else:
            for one in _questions((field,)):
                questions.append(one)
                data[one.name] = _data(one.field, answers)
    for one in questions:
        is_required = required.get(one.name, one.field.required)  # not asked: as it would be
        fields[one.name] = web_field(replace(one.field, required=is_required))
    kind = type("QuestionsForm", (SectionForm,), fields)
    form: SectionForm = kind(formdata=formdata, data=data, prefix=prefix)
    form.section, form.questions = section, tuple(questions)
    form.asked = frozenset(one.name for one in questions)
    form.answered_rows = {
        group.key: [m for m in form[f"{group.key}-rows"].data if _is_filled(form, group.key, m)]
        for group in _groups(section)
    }
    return form


def _questions(fields: tuple[Field, ...], group: str = "", row: int = 0) -> Iterator[Question]:
    before = f"{group}-{row}-" if group else ""
    for field in fields:
        if field.kind in NOT_TYPED:
            continue
        for one in expand(field):
            yield Question(before + one.key, one, field.key if is_block(field) else "", group, row)


def _marks(group: Field, rows: list[Any], formdata: Any, prefix: str) -> list[int]:
    if formdata is not None:
        sent = formdata.getlist(f"{prefix}{group.key}-rows")
        return [int(mark) for mark in sent if str(mark).isdecimal()][:MOST_ROWS]
    least = group.minimum or 1  # an empty row shows what is asked
    return list(range(max(len(rows), min(least, MOST_ROWS))))


def _data(field: Field, answers: Mapping[str, Any]) -> Any:
    value = to_web(field, answers.get(field.key))
    return field.default if field.default and field.key not in answers else value


def _settled(
    whole: Form, section: Section, told: Mapping[str, Any], day: date, form: SectionForm
) -> Iterator[tuple[str, bool]]:
    """(name, whether it is required) of every question asked now."""
    asked = asked_form(whole, told, day).section(section.key)
    for field in asked.fields if asked else ():
        if field.kind is not FieldKind.GROUP:
            yield from ((one.name, one.field.required) for one in _questions((field,)))
            continue
        outside = answers_before(whole, field.key, told, day)
        for mark in form[f"{field.key}-rows"].data:
            row = _row(form, field.key, mark)
            members = asked_members(field, row, outside, day)
            for one in _questions(tuple(members), field.key, mark):
                yield one.name, one.field.required


def _read(section: Section, form: SectionForm) -> dict[str, Any]:
    """Every answer of the web form that can be read, asked or not; an optional block in which only
    the defaults stand is empty."""
    found: dict[str, Any] = {}
    for question in form.questions:
        if not question.group and not form[question.name].process_errors:
            found[question.field.key] = to_stored(question.field, form[question.name].data)
    for block in (field for field in section.fields if is_block(field) and not field.required):
        inner = expand(block)
        if all(found.get(one.key) in (None, one.default or None) for one in inner):
            found |= dict.fromkeys((one.key for one in inner), None)
    for group in _groups(section):
        marks = form.answered_rows[group.key]
        found[group.key] = [_row(form, group.key, mark, form.asked) for mark in marks]
    return found


def _row(
    form: SectionForm, group: str, mark: int, asked: frozenset[str] | None = None
) -> dict[str, Any]:
    row = {}
    for one in form.questions:
        if (one.group, one.row) == (group, mark) and not form[one.name].process_errors:
            value = to_stored(one.field, form[one.name].data)
            if value is not None and (asked is None or one.name in asked):
                row[one.field.key] = value
    return row


def _is_filled(form: SectionForm, group: str, mark: int) -> bool:
    return any(
        form[one.name].process_errors
        or to_stored(one.field, form[one.name].data) not in (None, one.field.default or None)
        for one in form.questions
        if (one.group, one.row) == (group, mark)
    )


def _blank_names(section: Section, form: SectionForm) -> Iterator[str]:
    """The inputs of rows with nothing in them: an empty row is no row. The first one of a group
    that must have one still says what is missing."""
    for group in _groups(section):
        filled, marks = form.answered_rows[group.key], form[f"{group.key}-rows"].data
        spared = marks[:1] if not filled and (group.required or group.minimum) else []
        for one in form.questions:
            if one.group == group.key and one.row not in [*filled, *spared]:
                yield one.name


def _groups(section: Section) -> list[Field]:
    return [field for field in section.fields if field.kind is FieldKind.GROUP]


def _passes(form: Form, section: Section, answers: Mapping[str, Any], day: date) -> bool:
    sent = MultiDict(section_as_sent(section, answers))
    web = section_form(section, answers, sent, form=form, on=day)
    if "csrf_token" in web:
        del web.csrf_token
    return bool(web.validate())


def section_as_sent(section: Section, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Stored answers as a browser would send them."""
    for field in section.fields:
        if field.kind is FieldKind.GROUP:
            for mark, row in enumerate(answers.get(field.key) or []):
                yield f"{field.key}-rows", str(mark)
                for one in _questions(field.members, field.key, mark):
                    yield from as_sent(one.field, row.get(one.field.key), one.name)
        else:
            for one in _questions((field,)):
                yield from as_sent(one.field, answers.get(one.field.key), one.name)


def _accept_anything(field: WebField) -> None:
    def stop(_form: Any) -> None:
        field.process_errors, field.errors = [], []
        raise StopValidation

    field.process_errors = []
    field.pre_validate = stop
