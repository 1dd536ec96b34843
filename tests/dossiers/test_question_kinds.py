"""Blocks, groups, addresses, long lists and conditions on the page of a section."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from portal.dossiers import answer_forms, answers
from portal.procedures.conditions import equals
from portal.procedures.definitions import Choice, Field, FieldKind, Form, Section

TODAY = date(2026, 3, 18)
MOTHER = Field(
    "mother", "Mẹ", FieldKind.PERSON, parts=("full_name", "birth_date", "sex", "personal_number")
)
FATHER = Field(
    "father", "Cha", FieldKind.PERSON, required=False, parts=("full_name", "nationality")
)
CHILDREN = Field(
    "children",
    "Con",
    FieldKind.GROUP,
    required=False,
    members=(
        Field("child_name", "Tên"),
        Field("is_pupil", "Đi học?", FieldKind.YES_NO, required=False),
        Field("school", "Trường", only_if=equals("is_pupil", True)),
    ),
)
COUNTRIES = (Choice("VN", "Việt Nam"), Choice("LA", "Lào"), Choice("LB", "Li-băng"))


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def sent_to(
    *fields: Field, seen: str | None = None, **sent: str
) -> tuple[dict[str, Any], list[str]]:
    """(what would be stored, what is refused)."""
    section = Section("s", "Mục", fields)
    data = MultiDict((key.replace("__", "-"), value) for key, value in sent.items())
    names = None if seen is None else frozenset(seen.split())
    form = answer_forms.section_form(section, {}, data, on=TODAY, seen=names)
    if form.validate():
        return answer_forms.stored_answers(section, form), []
    return {}, [text for _id, text in form.errors_for_summary()]


def test_a_person_is_asked_by_parts_that_name_the_person() -> None:
    stored, _ = sent_to(
        MOTHER,
        mother_full_name="Trần Thị Mai",
        mother_birth_date__day="2",
        mother_birth_date__month="9",
        mother_birth_date__year="1995",
        mother_sex="female",
        mother_personal_number="001195000001",
    )
    assert stored == {
        "mother_full_name": "Trần Thị Mai",
        "mother_birth_date": "1995-09-02",
        "mother_sex": "female",
        "mother_personal_number": "001195000001",
    }
    _stored, refused = sent_to(MOTHER)
    assert "Hãy nhập họ, chữ đệm và tên của mẹ" in refused


def test_a_person_who_need_not_be_named_is_nobody_when_only_defaults_stand() -> None:
    assert sent_to(FATHER, father_nationality="Việt Nam")[0] == {
        "father_full_name": None,
        "father_nationality": None,
    }
    assert sent_to(FATHER, father_full_name="An", father_nationality="Lào")[0] == {
        "father_full_name": "An",
        "father_nationality": "Lào",
    }


def test_rows_of_a_group_are_kept_in_order_and_empty_rows_are_none() -> None:
    data = MultiDict(
        [
            ("children-rows", "0"),
            ("children-rows", "2"),
            ("children-rows", "5"),
            ("children-0-child_name", "An"),
            ("children-0-is_pupil", "no"),
            ("children-0-school", "không hỏi nữa"),
            ("children-5-child_name", "Bình"),
            ("children-5-is_pupil", "yes"),
            ("children-5-school", "Trường Gốm"),
        ]
    )
    section = Section("s", "Mục", (CHILDREN,))
    form = answer_forms.section_form(section, {}, data, on=TODAY)
    assert form.validate(), form.errors
    assert answer_forms.stored_answers(section, form) == {
        "children": [
            {"child_name": "An", "is_pupil": False},
            {"child_name": "Bình", "is_pupil": True, "school": "Trường Gốm"},
        ]
    }


def test_a_row_that_was_begun_must_be_finished() -> None:
    data = MultiDict([("children-rows", "0"), ("children-0-is_pupil", "yes")])
    form = answer_forms.section_form(Section("s", "S", (CHILDREN,)), {}, data, on=TODAY)
    assert not form.validate()
    assert [target for target, _text in form.errors_for_summary()] == [
        "children-0-child_name",
        "children-0-school",
    ]


def test_a_group_has_as_many_rows_as_it_needs() -> None:
    two = Field("w", "Người làm chứng", FieldKind.GROUP, minimum=2, members=(Field("n", "Tên"),))
    data = MultiDict([("w-rows", "0"), ("w-0-n", "An")])
    form = answer_forms.section_form(Section("s", "S", (two,)), {}, data, on=TODAY)
    assert not form.validate()
    assert "ít nhất 2 người làm chứng" in str(form["w-rows"].errors)


def test_a_button_adds_a_row_or_takes_one_away_and_keeps_what_was_typed() -> None:
    data = MultiDict([("g-rows", "0"), ("g-rows", "3"), ("g-3-n", "An")])
    more = answer_forms.rows_sent(data, "add:g")
    assert more.getlist("g-rows") == ["0", "3", "4"]
    less = answer_forms.rows_sent(more, "remove:g:0")
    assert less.getlist("g-rows") == ["3", "4"] and less["g-3-n"] == "An"
    assert answer_forms.rows_sent(data, "later").to_dict(flat=False) == data.to_dict(flat=False)


ADDRESS = Field("home", "Nơi cư trú", FieldKind.ADDRESS)


@pytest.mark.parametrize("commune", ["Phường Ba Đình", "ba đình", "ba dinh"])
def test_an_address_is_a_province_a_commune_typed_and_the_rest(commune: str) -> None:
    stored, _ = sent_to(ADDRESS, home__province="01", home__commune=commune, home__detail="Số 1")
    assert stored == {"home": {"province": "01", "commune": "00004", "detail": "Số 1"}}
    assert answers.in_words(ADDRESS, stored["home"]) == ("Số 1, phường Ba Đình, thành phố Hà Nội")


@pytest.mark.parametrize(
    ("sent", "part", "words"),
    [
        ({"home__detail": "Số 1"}, "province", "chọn tỉnh"),
        ({"home__province": "99", "home__commune": "x"}, "province", "chọn tỉnh"),
        ({"home__province": "01"}, "commune", "hãy ghi xã, phường"),
        (
            {"home__province": "01", "home__commune": "Bến Nguyệt", "home__detail": "1"},
            "commune",
            "không có xã, phường “Bến Nguyệt”",
        ),
        (
            {"home__province": "79", "home__commune": "thanh an", "home__detail": "1"},
            "commune",
            "Xã Thạnh An",
        ),
        ({"home__province": "01", "home__commune": "ba vì"}, "detail", "số nhà"),
    ],
)
def test_a_wrong_address_says_which_part(sent: dict[str, str], part: str, words: str) -> None:
    section = Section("s", "S", (ADDRESS,))
    data = MultiDict((key.replace("__", "-"), value) for key, value in sent.items())
    form = answer_forms.section_form(section, {}, data)
    assert not form.validate()
    [(target, text)] = form.errors_for_summary()
    assert target == f"home-{part}" and words in text


def test_an_address_kept_as_one_text_is_taken_apart_for_the_page() -> None:
    section = Section("s", "S", (ADDRESS,))
    old = {"home": "Số 15 phố Đò Xưa, phường Bến Nguyệt, tỉnh Sông Lam"}
    typed = answer_forms.section_form(section, old)["home"].typed
    assert typed == {
        "province": "H99",
        "commune": "Phường Bến Nguyệt",
        "detail": "Số 15 phố Đò Xưa",
    }
    assert answer_forms.section_form(section, {"home": "Số 1"})["home"].typed["detail"] == "Số 1"
    assert answers.in_words(ADDRESS, old["home"]) == old["home"]


def test_one_of_a_long_list_is_found_by_typing() -> None:
    country = Field("c", "Nước", FieldKind.LONG_LIST, choices=COUNTRIES)
    assert sent_to(country, c="viet nam")[0] == {"c": "VN"}
    assert sent_to(country, c="Lào")[0] == {"c": "LA"}
    assert sent_to(country, c="Vi")[0] == {"c": "VN"}
    assert "Li-băng" in sent_to(country, c="L")[1][0]
    assert "không có “Mỹ” trong danh sách" in sent_to(country, c="Mỹ")[1][0]


def test_a_pattern_is_kept_with_its_own_sentence() -> None:
    plate = Field(
        "p", "Biển số", pattern=r"[0-9]{2}[A-Z]-[0-9]{5}", example="43A-12345", message="Sai biển."
    )
    assert sent_to(plate, p="43A-12345")[0] == {"p": "43A-12345"}
    assert sent_to(plate, p="43A-12345x")[1] == ["Biển số: sai biển."]


TOLD = Form(
    "F",
    (
        Section("one", "Một", (Field("married", "Kết hôn?", FieldKind.YES_NO),)),
        Section(
            "two",
            "Hai",
            (
                Field("spouse", "Vợ, chồng", only_if=equals("married", True)),
                Field("job", "Nghề", FieldKind.YES_NO),
                Field("boss", "Nơi làm", only_if=equals("job", True)),
            ),
        ),
    ),
)


def second(stored: dict[str, Any], seen: str | None = None, **sent: str) -> Any:
    names = None if seen is None else frozenset(seen.split())
    return answer_forms.section_form(
        TOLD.sections[1], stored, MultiDict(sent), form=TOLD, on=TODAY, seen=names
    )


def test_what_is_not_asked_is_no_fault_and_is_not_stored() -> None:
    form = second({"married": False}, spouse="x" * 999, job="no", boss="")
    assert form.validate()
    assert answer_forms.stored_answers(TOLD.sections[1], form) == {"job": False}
    assert not second({"married": True}, job="no").validate(), "the spouse is asked"


def test_a_question_that_only_the_sent_answer_brought_up_waits_for_the_next_page() -> None:
    form = second({"married": False}, "job", job="yes")
    assert form.validate()
    assert form.asked - {"job"} == {"boss"}
    assert not second({"married": False}, "job boss", job="yes").validate(), "it was on the page"


def test_the_answers_in_words_leave_out_what_is_not_asked() -> None:
    told = {"married": False, "spouse": "An", "job": True, "boss": "Chợ"}
    shown = [field.key for s in answers.sections(TOLD, told, TODAY) for field, _words in s.rows]
    assert shown == ["married", "job", "boss"]
    assert answers.words_by_key(TOLD, told, TODAY)["spouse"] == ""
    assert answer_forms.faulty_sections(TOLD, told, TODAY) == []


def test_rows_of_a_group_are_read_one_line_each_and_pass_again() -> None:
    form = Form("F", (Section("s", "S", (CHILDREN,)),))
    told = {"children": [{"child_name": "An", "is_pupil": False}, {"child_name": "Bình"}]}
    [section] = answers.sections(form, told, TODAY)
    assert [(field.label, words) for field, words in section.rows] == [
        ("Con – 1", "Tên: An; Đi học?: Không"),
        ("Con – 2", "Tên: Bình"),
    ]
    assert answer_forms.faulty_sections(form, told, TODAY) == []


def test_a_personal_number_of_another_year_or_sex_is_a_warning() -> None:
    form = Form("F", (Section("s", "S", (MOTHER,)),))
    told = {
        "mother_birth_date": "1996-09-02",
        "mother_sex": "male",
        "mother_personal_number": "001195000001",
    }
    assert len(answers.warnings(form, told, TODAY)) == 2
    told |= {"mother_birth_date": "1995-09-02", "mother_sex": "female"}
    assert answers.warnings(form, told, TODAY) == []
