"""Questions of a version as a web form, and back to what is stored."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from portal.dossiers import answer_forms, answers
from portal.procedures.definitions import Choice, Field, FieldKind, Form, Section
from tests.factories import make_citizen

TWO = (Choice("mother", "Mẹ"), Choice("father", "Cha"))


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def read(field: Field, *sent: tuple[str, str]) -> tuple[object, str]:
    """(what would be stored, the sentence that refuses it or "")."""
    section = Section("s", "Mục", (field,))
    form = answer_forms.section_form(section, {}, MultiDict(sent))
    if form.validate():
        return answer_forms.stored_answers(section, form)[field.key], ""
    return None, str(form[field.key].errors[0])


@pytest.mark.parametrize(
    ("field", "sent", "stored"),
    [
        (Field("a", "Tên"), [("a", "  Lan  ")], "Lan"),
        (Field("a", "Tên"), [("a", "Le\u0302 Lan")], "Lê Lan"),
        (Field("a", "Số bản", FieldKind.NUMBER), [("a", "0")], 0),
        (Field("a", "Vốn", FieldKind.MONEY), [("a", "1.500.000 đồng")], 1_500_000),
        (
            Field("a", "Ngày sinh", FieldKind.DATE),
            [("a-day", "5"), ("a-month", "3"), ("a-year", "1990")],
            "1990-03-05",
        ),
        (Field("a", "Có con", FieldKind.YES_NO), [("a", "no")], False),
        (Field("a", "Có con", FieldKind.YES_NO), [("a", "yes")], True),
        (Field("a", "Là ai", FieldKind.ONE_OF, choices=TWO), [("a", "father")], "father"),
        (
            Field("a", "Là ai", FieldKind.MANY_OF, choices=TWO),
            [("a", "mother"), ("a", "father")],
            ["mother", "father"],
        ),
        (Field("a", "Điện thoại", FieldKind.PHONE), [("a", "0905 123 456")], "+84905123456"),
        (Field("a", "MST", FieldKind.TAX_CODE), [("a", "0100109106")], "0100109106"),
        (Field("a", "CCCD", FieldKind.PERSONAL_NUMBER), [("a", "001 190 012 345")], "001190012345"),
        (Field("a", "Ghi chú", required=False), [], None),
        (Field("a", "Có con", FieldKind.YES_NO, required=False), [], None),
        (Field("a", "Là ai", FieldKind.ONE_OF, choices=TWO, required=False), [("a", "")], None),
    ],
)
def test_what_is_typed_well_is_stored_plain(
    field: Field, sent: list[tuple[str, str]], stored: object
) -> None:
    assert read(field, *sent) == (stored, "")


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        (Field("a", "Tên"), []),
        (Field("a", "Tên"), [("a", "   ")]),
        (Field("a", "Tên", maximum=5), [("a", "Nguyễn")]),
        (Field("a", "Tên", minimum=3), [("a", "An")]),
        (Field("a", "Số bản", FieldKind.NUMBER, minimum=1), [("a", "0")]),
        (Field("a", "Số bản", FieldKind.NUMBER, maximum=50), [("a", "51")]),
        (Field("a", "Số bản", FieldKind.NUMBER), [("a", "-1")]),
        (Field("a", "Số bản", FieldKind.NUMBER), [("a", "\uff15")]),
        (Field("a", "Vốn", FieldKind.MONEY), [("a", "1,5")]),
        (
            Field("a", "Ngày sinh", FieldKind.DATE),
            [("a-day", "31"), ("a-month", "2"), ("a-year", "1990")],
        ),
        (
            Field("a", "Ngày sinh", FieldKind.DATE, not_after_today=True),
            [("a-day", "1"), ("a-month", "1"), ("a-year", "2990")],
        ),
        (
            Field("a", "Ngày sinh", FieldKind.DATE, required=False),
            [("a-day", "5"), ("a-month", ""), ("a-year", "")],
        ),
        (Field("a", "Là ai", FieldKind.ONE_OF, choices=TWO), [("a", "uncle")]),
        (Field("a", "Là ai", FieldKind.MANY_OF, choices=TWO), [("a", "uncle")]),
        (Field("a", "Có con", FieldKind.YES_NO), [("a", "maybe")]),
        (Field("a", "MST", FieldKind.TAX_CODE), [("a", "0100109107")]),
        (Field("a", "CCCD", FieldKind.PERSONAL_NUMBER), [("a", "12345")]),
        (Field("a", "Email", FieldKind.EMAIL), [("a", "lan@")]),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(
    field: Field, sent: list[tuple[str, str]]
) -> None:
    stored, sentence = read(field, *sent)
    assert stored is None
    assert len(sentence) > 8


def test_a_bound_is_told_in_the_countrys_writing() -> None:
    _stored, sentence = read(
        Field("a", "Vốn", FieldKind.MONEY, maximum=5_000_000), ("a", "6000000")
    )
    assert "5.000.000" in sentence


EVERY_KIND = Form(
    "Tờ khai",
    (
        Section(
            "first",
            "Một",
            (
                Field("name", "Tên"),
                Field("note", "Lưu ý", FieldKind.EXPLANATION),
                Field("born", "Sinh", FieldKind.DATE),
                Field("phone", "Điện thoại", FieldKind.PHONE),
                Field("is_first", "Con đầu", FieldKind.YES_NO),
                Field("who", "Là ai", FieldKind.MANY_OF, choices=TWO),
                Field("capital", "Vốn", FieldKind.MONEY),
            ),
        ),
        Section("second", "Hai", (Field("count", "Số bản", FieldKind.NUMBER, minimum=1),)),
        Section("third", "Ba", (Field("extra", "Thêm", required=False),)),
    ),
)
FULL = {
    "name": "Lan",
    "born": "1990-03-05",
    "phone": "+84905123456",
    "is_first": False,
    "who": ["mother"],
    "capital": 1_500_000,
    "count": 2,
}


def test_stored_answers_pass_again_and_what_is_missing_is_named() -> None:
    assert answer_forms.faulty_sections(EVERY_KIND, FULL) == []
    assert [s.key for s in answer_forms.faulty_sections(EVERY_KIND, {})] == ["first", "second"]
    assert [s.key for s in answer_forms.faulty_sections(EVERY_KIND, {**FULL, "count": 0})] == [
        "second"
    ]


def test_a_section_sent_back_as_it_was_shown_stores_the_same() -> None:
    section = EVERY_KIND.sections[0]
    shown = answer_forms.section_form(section, FULL)
    assert shown["phone"]._value() == "0905 123 456"
    again = answer_forms.section_form(
        section, {}, MultiDict(answer_forms.section_as_sent(section, FULL))
    )
    assert again.validate()
    stored = answer_forms.stored_answers(section, again)
    assert stored == {key: FULL[key] for key in stored}


def test_answers_are_read_in_words() -> None:
    words = answers.words_by_key(EVERY_KIND, FULL)
    assert words == {
        "name": "Lan",
        "note": "",
        "born": "05/03/1990",
        "phone": "0905 123 456",
        "is_first": "Không",
        "who": "Mẹ",
        "capital": "1.500.000 đồng",
        "count": "2",
        "extra": "",
    }


def test_the_account_fills_in_what_it_knows(session: object) -> None:
    lan = make_citizen("Nguyễn Thị Lan", address="Số 1 phố Huế")
    form = Form(
        "",
        (
            Section(
                "s",
                "S",
                (
                    Field("who", "Tên", profile="full_name"),
                    Field("where", "Nơi ở", FieldKind.ADDRESS, profile="address"),
                    Field("born", "Sinh", FieldKind.DATE, profile="birth_date"),
                    Field("job", "Nghề"),
                ),
            ),
        ),
    )
    assert answer_forms.from_profile(form, lan) == {
        "who": "Nguyễn Thị Lan",
        "where": "Số 1 phố Huế",
    }
