"""What is wrong with a form, told with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from portal.demonstration.procedures.birth_registration import FORM
from portal.procedures.conditions import Condition, Op, answered, equals, every
from portal.procedures.definitions import Choice, Exclusion, Field, FieldKind, Form, Section
from portal.procedures.form_accessibility import accessibility_findings
from portal.procedures.form_checks import checked, reading_level
from portal.procedures.form_conditions import findings_outside

YES, NAME = Field("yes", "Có không?", FieldKind.YES_NO), Field("name", "Họ và tên")
TWO = (Choice("a", "Cha"), Choice("b", "Mẹ"))


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def form(*fields: Field, name: str = "Tờ khai") -> Form:
    return Form(name, (Section("s", "Phần một", fields),))


def faults(form: Form) -> list[tuple[str, str]]:
    return [(one.where, one.sentence) for one in checked(form) if one.is_fault]


def test_a_good_form_has_no_fault() -> None:
    assert faults(form(YES, replace(NAME, only_if=equals("yes", True)))) == []
    assert faults(FORM) == []


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (Field("x", "  "), "chưa có nhãn"),
        (Field("x", "Là ai", FieldKind.ONE_OF, choices=TWO[:1]), "chỉ có 1 lựa chọn"),
        (
            Field("x", "Là ai", FieldKind.ONE_OF, choices=(*TWO, Choice("c", "cha"))),
            "hai lựa chọn cùng tên",
        ),
        (
            Field("x", "Là ai", FieldKind.MANY_OF, choices=(*TWO, Choice("a", "Bác"))),
            "cùng giá trị",
        ),
        (Field("x", "Số", FieldKind.NUMBER, minimum=5, maximum=3), "lớn hơn mức nhiều nhất"),
        (Field("x", "Biển số", pattern="(", example="1"), "không dùng được"),
        (Field("x", "Biển số", pattern="[0-9]+"), "chưa có ví dụ"),
        (Field("x", "Biển số", pattern="[0-9]+", example="a1"), "không đúng mẫu"),
        (Field("x", "Con", FieldKind.GROUP), "chưa có câu hỏi nào"),
        (
            Field("x", "Con", FieldKind.GROUP, members=(Field("y", "Tệp", FieldKind.FILE),)),
            "chưa dùng được",
        ),
        (Field("x", "Mẹ", FieldKind.PERSON, parts=("salary",)), "khối này không có"),
        (Field("x", "Tên", profile="salary"), "tài khoản không có"),
        (Field("x", "Tên", only_if=answered("gone")), "“gone” không còn trong tờ khai"),
        (Field("x", "Tên", only_if=answered("x")), "đi thành vòng"),
        (Field("x", "Tên", only_if=equals("yes", "có")), "không thể là câu trả lời"),
        (Field("x", "Tên", only_if=Condition(Op.MORE, "yes", 3)), "không thể là câu trả lời"),
        (Field("yes", "Tên khác"), "cùng mã “yes”"),
        (Field("x", "CÓ  KHÔNG?"), "dùng hai lần trong phần"),
    ],
)
def test_a_fault_of_a_question_is_named_at_its_place(field: Field, words: str) -> None:
    [(where, sentence)] = faults(form(YES, field))
    assert words in sentence
    assert where == f"field:{field.key}"


def test_a_condition_on_a_question_that_comes_later_is_a_fault() -> None:
    [(where, sentence)] = faults(form(replace(NAME, only_if=equals("yes", True)), YES))
    assert where == "field:name" and "đứng sau" in sentence


def test_a_long_circle_is_found_at_each_of_its_questions() -> None:
    ring = [
        Field(key, f"Câu {key}", only_if=every(answered(looked_at)))
        for key, looked_at in (("a", "c"), ("b", "a"), ("c", "b"))
    ]
    assert [where for where, text in faults(form(*ring)) if "vòng" in text] == [
        "field:a",
        "field:b",
        "field:c",
    ]


def test_a_member_of_a_group_may_look_back_in_its_row_and_before_the_group() -> None:
    members = (
        replace(YES, key="inner"),
        Field("m", "Tên con", only_if=every(equals("inner", True), equals("yes", True))),
    )
    group = Field("g", "Con", FieldKind.GROUP, members=members)
    assert faults(form(YES, group)) == []
    [(where, _text)] = faults(form(group, YES))
    assert where == "field:m"


def test_sections_forms_and_exclusions_are_looked_at_too() -> None:
    wrong = Form(
        "",
        (Section("s", "", ()), Section("s", "Hai", (YES,), only_if=answered("name"))),
        (Exclusion("e", equals("yes", True), " "),),
    )
    places = {where for where, _sentence in faults(wrong)}
    assert places == {"form", "section:s", "exclusion:e"}


def test_what_depends_on_the_form_from_outside_may_look_at_all_of_it() -> None:
    whole = form(NAME, YES)
    assert findings_outside(whole, equals("yes", True), "Giấy kết hôn", "paper:1") == []
    [finding] = findings_outside(whole, equals("gone", True), "Giấy kết hôn", "paper:1")
    assert "không còn trong tờ khai" in finding.sentence


def test_long_winding_sentences_are_a_warning() -> None:
    easy = "Ghi tên xã, phường và tỉnh nơi Ông/Bà đang sống. Nếu ở trọ thì ghi nơi ở trọ."
    hard = (
        "Căn cứ quy định của pháp luật hiện hành về việc đăng ký và quản lý cư trú đối với công "
        "dân thuộc trường hợp được quy định tại khoản này thì người có yêu cầu phải kê khai đầy "
        "đủ, chính xác, trung thực toàn bộ những thông tin liên quan đến nơi thường trú trước khi "
        "chuyển đến nơi thường trú mới cùng với các giấy tờ chứng minh quan hệ nhân thân kèm theo"
    )
    assert reading_level(easy) < 6 < 9 < reading_level(hard)
    found = checked(form(replace(NAME, hint=hard)))
    assert [(one.where, one.is_fault) for one in found] == [("field:name", False)]


def test_inputs_without_a_name_are_found_on_the_rendered_page() -> None:
    good = '<label for="a">Tên</label><input id="a" name="a"><input type="hidden" name="h">'
    assert accessibility_findings(good) == []
    bad = (
        '<input id="a" name="ten"><label for="b"></label><select id="b" name="b"></select>'
        '<fieldset><input id="b" aria-label="x" aria-describedby="c"></fieldset>'
    )
    sentences = [finding.sentence for finding in accessibility_findings(bad)]
    assert len(sentences) == 4
    assert any("“ten” không có nhãn" in one for one in sentences)


def test_what_is_found_on_the_page_names_its_question() -> None:
    page = (
        '<input id="mother_sex" name="mother_sex"><input id="child-0-name" name="child-0-name">'
        '<label for="birth-day">Ngày</label><input id="birth-day" aria-describedby="birth-hint">'
        '<fieldset id="other"><legend> </legend></fieldset>'
    )
    found = accessibility_findings(page, ["mother", "child", "name", "birth"])
    assert [(one.where, one.is_fault) for one in found] == [
        ("field:mother", True),
        ("field:child", True),
        ("form", True),
        ("field:birth", False),
    ]
