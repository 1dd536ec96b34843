"""The twenty-four procedures of the demonstration province are whole and hold together."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections import Counter
from datetime import date
from typing import Any

import phonenumbers
import pytest
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from stdnum.vn import mst

from portal.demonstration.citizens import CITIZENS
from portal.demonstration.model import Answers, DemoProcedure
from portal.demonstration.officers import OFFICERS
from portal.demonstration.procedures import PROCEDURES
from portal.demonstration.province import COMMUNES, UNITS
from portal.procedures.blocks import leaves
from portal.procedures.definitions import (
    PART_TYPES,
    Channel,
    Field,
    FieldKind,
    Form,
    ServiceLevel,
    StepKind,
    from_json,
    to_json,
)

DAY = date(2026, 5, 14)
PROFILE_DATA = {"", "full_name", "personal_number", "phone", "email", "address", "birth_date"}

each_procedure = pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.code)


def samples(procedure: DemoProcedure, count: int = 12) -> list[Answers]:
    """Answers of several citizens by several dice."""
    return [
        procedure.sample_answers(random.Random(seed), CITIZENS[seed * 7 % len(CITIZENS)], DAY)
        for seed in range(count)
    ]


def in_words(field: Field, value: Any) -> str:
    """The answer as a paper shows it, written here again so that it can disagree."""
    if value in (None, "", []):
        return ""
    labels = {choice.value: choice.label for choice in field.choices}
    if field.kind is FieldKind.ONE_OF:
        return labels[value]
    if field.kind is FieldKind.MANY_OF:
        return ", ".join(labels[one] for one in value)
    if field.kind is FieldKind.YES_NO:
        return "Có" if value else "Không"
    if field.kind is FieldKind.DATE:
        return date.fromisoformat(value).strftime("%d/%m/%Y")
    return str(value)


def rendered(procedure: DemoProcedure, answers: Answers) -> str:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    words = {f.key: in_words(f, answers.get(f.key)) for f in leaves(procedure.parts.form.fields())}
    return environment.from_string(procedure.parts.result.template).render(
        answers=words,
        dossier={
            "code": "H99.11-260514-0001",
            "applicant_name": "Nguyễn Thị Lan",
            "applicant_identity": "999194000501",
            "applicant_address": "phường Bến Nguyệt",
            "received_on": "14/05/2026",
        },
        unit={"name": "Ủy ban nhân dân phường Bến Nguyệt", "place": "Bến Nguyệt"},
        today="14/05/2026",
    )


def test_there_are_twenty_five_procedures_at_the_levels_asked_for():
    levels = Counter(p.level for p in PROCEDURES)

    assert len(PROCEDURES) == 25
    assert levels[ServiceLevel.FULL] >= 10
    assert levels[ServiceLevel.PARTIAL] >= 8
    assert levels[ServiceLevel.INFORMATION] >= 3


def test_codes_stay_in_the_demonstration_range_and_are_unique():
    codes = [p.code for p in PROCEDURES]

    assert codes == [f"9.0000{n:02d}" for n in range(1, 26)]
    assert len({p.title for p in PROCEDURES}) == 25


@each_procedure
def test_every_part_is_written_out(procedure: DemoProcedure):
    parts = procedure.parts

    assert parts.form.name and parts.form.sections
    assert parts.documents.items
    assert parts.fees.items or parts.fees.is_free
    assert parts.legal_bases.items
    assert all(law.number and law.title and law.issued_on for law in parts.legal_bases.items)
    assert parts.result.names and parts.result.title.isupper() and parts.result.symbol
    assert parts.result.signer_title.isupper()
    guidance = parts.guidance
    assert guidance.summary and guidance.conditions and guidance.applicants and guidance.keywords
    assert all(len(case.steps) >= 3 for case in guidance.cases)
    assert procedure.signed_on <= procedure.effective_from


@each_procedure
def test_a_section_is_one_screen_on_a_phone(procedure: DemoProcedure):
    for section in procedure.parts.form.sections:
        assert 3 <= len(list(leaves(section.fields))) <= 8, section.key


@each_procedure
def test_keys_are_unique_english_identifiers(procedure: DemoProcedure):
    parts = procedure.parts
    for keys in (
        [f.key for f in leaves(parts.form.fields())],
        [s.key for s in parts.form.sections],
        [d.key for d in parts.documents.items],
        [f.key for f in parts.fees.items],
        [s.key for s in parts.route.steps],
    ):
        assert len(keys) == len(set(keys))
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in keys), keys


@each_procedure
def test_questions_have_choices_exactly_when_they_ask_to_choose(procedure: DemoProcedure):
    for field in leaves(procedure.parts.form.fields()):
        chooses = field.kind in (FieldKind.ONE_OF, FieldKind.MANY_OF)
        values = [choice.value for choice in field.choices]
        assert (len(values) >= 2) is chooses, field.key
        assert len(values) == len(set(values)), field.key
        assert field.profile in PROFILE_DATA, field.key


@each_procedure
def test_papers_say_how_many_and_when(procedure: DemoProcedure):
    for paper in procedure.parts.documents.items:
        assert (paper.originals or 0) + (paper.photocopies or 0) > 0, paper.key
        assert paper.required or paper.condition, paper.key


@each_procedure
def test_every_fee_has_a_legal_basis_and_counts_an_answer_that_exists(procedure: DemoProcedure):
    fields = {f.key: f for f in leaves(procedure.parts.form.fields())}
    for fee in procedure.parts.fees.items:
        assert fee.legal_basis, fee.key
        assert fee.amount is not None or fee.tiers or fee.note, fee.key
        if fee.quantity_field:
            assert fields[fee.quantity_field].kind is FieldKind.NUMBER
            assert fee.per
        if fee.tiers:
            assert fee.tiers[0].start == 1 and fee.quantity_field


def test_a_certified_copy_costs_what_the_circular_says():
    fee = next(p for p in PROCEDURES if p.code == "9.000006").parts.fees.items[0]

    assert [(tier.start, tier.amount) for tier in fee.tiers] == [(1, 2000), (3, 1000)]
    assert fee.cap == 200_000
    assert fee.quantity_field == "page_count"


def hours_in(limit: str) -> int:
    """Working hours in a limit, eight a day: five working days in seven calendar days; the same
    day counts as one."""
    number, unit = re.fullmatch(r"(\d+)(wd|d|wh|m)", limit).groups()  # type: ignore[union-attr]
    count = int(number)
    return {"wd": max(count, 1) * 8, "d": count * 5 // 7 * 8, "wh": count, "m": count * 160}[unit]


@each_procedure
def test_the_route_fits_into_the_limit_of_every_channel(procedure: DemoProcedure):
    hours = sum(step.hours for step in procedure.parts.route.steps)
    for channel in Channel:
        limit = procedure.parts.limits.for_channel(channel)
        assert limit is not None
        assert 0 < hours <= hours_in(limit.limit)


@each_procedure
def test_the_route_goes_from_the_desk_to_the_desk(procedure: DemoProcedure):
    steps = procedure.parts.route.steps
    kinds = [step.kind for step in steps]

    assert kinds[0] is StepKind.RECEIVE and kinds[-1] is StepKind.RETURN
    assert kinds[-3:-1] == [StepKind.APPROVE, StepKind.ISSUE]
    assert [s.kind for s in steps if s.at_receiver] == [StepKind.RECEIVE, StepKind.RETURN]
    assert all(step.hours > 0 for step in steps)


@each_procedure
def test_every_role_of_the_route_is_held_in_every_offering_unit(procedure: DemoProcedure):
    held = {role for officer in OFFICERS for role in officer.roles}
    units = COMMUNES if procedure.units == "communes" else procedure.units

    assert set(units) <= {u.code for u in UNITS}
    for unit in units:
        for step in procedure.parts.route.steps:
            assert (step.role, unit) in held, (step.key, unit)


@each_procedure
def test_sample_answers_answer_the_form(procedure: DemoProcedure):
    for answers in samples(procedure):
        fields = {f.key: f for f in leaves(procedure.parts.form.fields())}
        assert set(answers) <= set(fields)
        for field in fields.values():
            check_answer(field, answers.get(field.key))


def check_answer(field: Field, value: Any) -> None:
    if value in (None, "", []):
        assert not field.required, field.key
        return
    low = 0 if field.minimum is None else field.minimum
    match field.kind:
        case FieldKind.NUMBER | FieldKind.MONEY:
            assert type(value) is int and low <= value <= (field.maximum or 10**12), field.key
        case FieldKind.DATE:
            day = date.fromisoformat(value)
            assert not (field.not_after_today and day > DAY), field.key
        case FieldKind.YES_NO:
            assert type(value) is bool, field.key
        case FieldKind.ONE_OF:
            assert value in {choice.value for choice in field.choices}, field.key
        case FieldKind.MANY_OF:
            assert set(value) <= {choice.value for choice in field.choices}, field.key
        case FieldKind.PERSONAL_NUMBER:
            assert re.fullmatch(r"999[0-3][0-9]{8}", value), field.key
        case FieldKind.TAX_CODE:
            assert mst.is_valid(value), field.key
        case FieldKind.PHONE:
            assert phonenumbers.is_valid_number(phonenumbers.parse(value, "VN")), field.key
        case FieldKind.EMAIL:
            assert re.fullmatch(r"[\w.]+@[\w.]+\.example", value), field.key
        case _:
            longest = 4000 if field.kind is FieldKind.LONG_TEXT else 200
            assert low <= len(value) <= (field.maximum or longest), field.key


@each_procedure
def test_the_same_dice_give_the_same_answers(procedure: DemoProcedure):
    assert samples(procedure, 3) == samples(procedure, 3)


@each_procedure
def test_the_result_is_written_from_the_sample_answers(procedure: DemoProcedure):
    for answers in samples(procedure):
        text = rendered(procedure, answers)
        said = [key for key, value in answers.items() if value and str(value) in text]
        assert len(said) >= 3, said
        assert "None" not in text
        tags = re.findall(r"<(/?)(\w+)", text)
        opened = Counter(name for slash, name in tags if not slash)
        closed = Counter(name for slash, name in tags if slash)
        assert opened == closed
        assert set(opened) <= {"p", "strong", "table", "tr", "th", "td", "ol", "li"}


@each_procedure
def test_the_result_is_written_when_what_is_optional_is_left_out(procedure: DemoProcedure):
    required = {f.key for f in leaves(procedure.parts.form.fields()) if f.required}
    for answers in samples(procedure, 3):
        text = rendered(procedure, {k: v for k, v in answers.items() if k in required})
        assert "<p>" in text and "()" not in text


@each_procedure
def test_every_part_survives_json(procedure: DemoProcedure):
    for name, kind in PART_TYPES.items():
        part = getattr(procedure.parts, name)
        assert from_json(kind, json.loads(json.dumps(to_json(part)))) == part, name


@each_procedure
def test_all_text_is_nfc(procedure: DemoProcedure):
    text = json.dumps(to_json(procedure.parts), ensure_ascii=False) + procedure.title
    assert unicodedata.is_normalized("NFC", text)


def test_a_question_asked_in_many_forms_is_always_of_the_same_kind():
    """Answers may be carried from one form to another by their key."""
    kinds: dict[str, set[FieldKind]] = {}
    for form in (p.parts.form for p in PROCEDURES):
        assert isinstance(form, Form)
        for field in leaves(form.fields()):
            kinds.setdefault(field.key, set()).add(field.kind)

    assert {key: found for key, found in kinds.items() if len(found) > 1} == {}
