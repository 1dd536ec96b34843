"""Which questions a form asks, given the answers so far."""

from __future__ import annotations

from datetime import date

from portal.procedures.asked import (
    asked_form,
    asked_members,
    exclusion,
    needed_documents,
    shown_answers,
)
from portal.procedures.blocks import leaves
from portal.procedures.conditions import Condition, Op, answered, equals, none_of
from portal.procedures.definitions import (
    Documents,
    Exclusion,
    Field,
    FieldKind,
    Form,
    RequiredDocument,
    Section,
)

TODAY = date(2026, 3, 18)
CHILDREN = Field(
    "children",
    "Con",
    FieldKind.GROUP,
    only_if=equals("has_children", True),
    members=(
        Field("name", "Tên"),
        Field("school", "Trường", only_if=equals("at_school", True)),
        Field("at_school", "Đi học?", FieldKind.YES_NO),
        Field("class", "Lớp", only_if=equals("at_school", True)),
        Field("town", "Xã", only_if=equals("married", True)),
    ),
)
FORM = Form(
    "Tờ khai",
    (
        Section(
            "a",
            "A",
            (
                Field("married", "Đã kết hôn?", FieldKind.YES_NO),
                Field(
                    "spouse",
                    "Vợ hoặc chồng",
                    FieldKind.PERSON,
                    parts=("full_name", "birth_date"),
                    only_if=equals("married", True),
                ),
                Field("why_not", "Lý do", required_if=equals("married", False)),
            ),
        ),
        Section(
            "b",
            "B",
            (
                Field("note", "Ghi chú", only_if=answered("spouse_full_name")),
                Field("has_children", "Có con?", FieldKind.YES_NO),
                CHILDREN,
            ),
            only_if=none_of(equals("why_not", "stop")),
        ),
    ),
    exclusions=(
        Exclusion(
            "young", Condition(Op.AGE_BELOW, "spouse_birth_date", 18), "chưa đủ tuổi kết hôn"
        ),
    ),
)


def keys(form: Form) -> list[str]:
    return [field.key for field in leaves(form.fields())]


def test_a_question_is_there_only_if_its_condition_holds() -> None:
    assert keys(asked_form(FORM, {}, TODAY)) == ["married", "why_not", "has_children"]
    assert "spouse_birth_date" in keys(asked_form(FORM, {"married": True}, TODAY))


def test_the_answer_to_a_question_no_longer_asked_counts_nowhere() -> None:
    told = {"married": False, "spouse_full_name": "An", "note": "x", "why_not": "y"}
    shown = shown_answers(FORM, told, TODAY)
    assert shown == {"married": False, "why_not": "y"}
    assert "note" not in keys(asked_form(FORM, told, TODAY)), "a hidden name must not show the note"


def test_a_section_goes_with_all_its_questions() -> None:
    assert [s.key for s in asked_form(FORM, {"why_not": "stop"}, TODAY).sections] == ["a"]


def test_a_required_answer_may_depend_on_another() -> None:
    def is_required(married: bool) -> bool:
        form = asked_form(FORM, {"married": married}, TODAY)
        return next(f for f in form.fields() if f.key == "why_not").required

    assert is_required(False)
    assert not is_required(True)


def test_each_row_of_a_group_is_asked_by_its_own_and_outer_answers_in_order() -> None:
    rows = [
        {"name": "An", "at_school": True, "school": "Gốm", "class": "1"},
        {"name": "Bình", "at_school": False, "class": "2", "town": "x"},
    ]
    told = {"married": False, "has_children": True, "children": rows}
    assert shown_answers(FORM, told, TODAY)["children"] == [
        {"name": "An", "at_school": True, "class": "1"},
        {"name": "Bình", "at_school": False},
    ], "the school comes before the question it depends on: never asked"
    asked = asked_members(CHILDREN, rows[0], {"married": True}, TODAY)
    assert [member.key for member in asked] == ["name", "at_school", "class", "town"]


def test_who_cannot_use_the_procedure_is_told_why_by_the_age_of_the_day() -> None:
    told = {"married": True, "spouse_birth_date": "2008-03-19"}
    found = exclusion(FORM, told, TODAY)
    assert found is not None and found.sentence == "chưa đủ tuổi kết hôn"
    assert exclusion(FORM, told, date(2026, 3, 19)) is None
    assert exclusion(FORM, {**told, "married": False}, TODAY) is None, "not asked, not counted"


def test_papers_are_needed_by_the_answers() -> None:
    papers = Documents(
        (
            RequiredDocument("always", "Đơn"),
            RequiredDocument("sometimes", "Giấy", only_if=equals("married", True)),
        )
    )
    assert [d.key for d in needed_documents(papers, {}, None).items] == ["always"]
    assert needed_documents(papers, {"married": True}, None) == papers


def test_a_form_without_conditions_stays_the_value_it_is() -> None:
    plain = Form("F", (Section("s", "S", (Field("a", "A"), Field("b", "B"))),))
    assert asked_form(plain, {"a": "1"}, TODAY) is plain
