"""Forms: what is typed arrives clean or is refused with a sentence, and stays in its field."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import (
    Form,
    FormField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal import clock, i18n
from portal.web_forms import (
    DateField,
    DecimalNumberField,
    EmailField,
    MoneyField,
    MultipleUpload,
    PersonalNumberField,
    PhoneField,
    PortalForm,
    Required,
    WholeNumberField,
    choices,
)


@pytest.fixture(autouse=True)
def app() -> Iterator[Flask]:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="forms")
    i18n.init_app(app)
    with app.test_request_context():
        yield app


def filled(field: Any, typed: Any) -> tuple[PortalForm, Any]:
    """A validated form with the one field `x`, and the field."""

    class OneField(PortalForm):
        x = field

    data = typed if isinstance(typed, dict) else {"x": typed}
    form = OneField(MultiDict(data), meta={"csrf": False})
    form.validate()
    return form, form.x


def born(day: str, month: str, year: str, **options: Any) -> Any:
    field = DateField("Ngày sinh", options.pop("validators", [Required()]), **options)
    return filled(field, {"x-day": day, "x-month": month, "x-year": year})[1]


# Text


def test_text_arrives_stripped_and_composed() -> None:
    _, field = filled(StringField("Tên"), "  Nguye\u0302\u0303n  ")
    assert field.data == "Nguy\u1ec5n"


def test_characters_nobody_can_see_are_taken_out() -> None:
    _, field = filled(StringField("Tên"), "La\x00n\u202e\u200b")
    assert field.data == "Lan"


def test_lines_of_a_long_text_stay_lines() -> None:
    _, field = filled(TextAreaField("Nội dung"), "một\r\nhai\rba")
    assert field.data == "một\nhai\nba"


def test_a_password_keeps_its_spaces_but_is_composed() -> None:
    _, field = filled(PasswordField("Mật khẩu"), " a\u0302 ")
    assert field.data == " â "


def test_text_of_spaces_only_is_no_answer() -> None:
    _, field = filled(StringField("Họ và tên", [Required()]), "   ")
    assert field.errors == ["Hãy nhập họ và tên"]


# Dates


def test_three_parts_make_a_date() -> None:
    field = born("5", "03", "1990")
    assert field.data == date(1990, 3, 5)
    assert not field.errors


def test_the_29th_of_february_exists_in_leap_years_only() -> None:
    assert born("29", "2", "2024").data == date(2024, 2, 29)
    field = born("29", "2", "2023")
    assert field.data is None
    assert field.errors == ["Ngày sinh: tháng 2 năm 2023 không có ngày 29"]
    assert field.wrong_parts == ["day"]


@pytest.mark.parametrize("validator", [Required, DataRequired, InputRequired, Optional])
def test_a_partial_date_says_what_is_missing_and_keeps_what_was_typed(validator: Any) -> None:
    field = born("5", "", "1990", validators=[validator()])
    assert field.errors == ["Ngày sinh còn thiếu tháng"]
    assert field.typed == {"day": "5", "month": "", "year": "1990"}
    assert field.wrong_parts == ["month"]


@pytest.mark.parametrize(
    ("day", "month", "year", "wrong"),
    [
        ("５", "3", "1990", ["day"]),  # full width
        ("5", "٣", "1990", ["month"]),  # Arabic
        ("5", "3", "199o", ["year"]),
        ("-5", "3", "1990", ["day"]),
        ("5", "13", "1990", ["month"]),
        ("0", "3", "1990", ["day"]),
        ("5", "3", "90", ["year"]),
        ("5", "3", "0000", ["year"]),
        ("9" * 30, "3", "1990", ["day"]),
        ("5", "3", "1899", ["day", "month", "year"]),
    ],
)
def test_an_impossible_date_is_refused_with_one_sentence(
    day: str, month: str, year: str, wrong: list[str]
) -> None:
    field = born(day, month, year)
    assert field.data is None
    assert len(field.errors) == 1
    assert field.errors[0].startswith("Ngày sinh")
    assert field.wrong_parts == wrong
    assert field.typed["day"] == day


def test_an_empty_date_is_asked_for_when_it_must_be_given() -> None:
    assert born("", "", "").errors == ["Hãy nhập ngày sinh"]
    optional = born("", "", "", validators=[Optional()])
    assert optional.data is None and not optional.errors


def test_a_birth_cannot_lie_after_today_in_vietnam() -> None:
    with clock.travelling(datetime(2026, 11, 22, 17, 1, tzinfo=UTC)):  # 00:01 on the 23rd there
        assert born("23", "11", "2026", not_after_today=True).data == date(2026, 11, 23)
        assert born("24", "11", "2026", not_after_today=True).errors == [
            "Ngày sinh không thể sau hôm nay"
        ]


def test_a_known_date_is_shown_in_its_parts() -> None:
    class Birth(PortalForm):
        x = DateField("Ngày sinh")

    form = Birth(formdata=None, data={"x": date(1990, 3, 5)})
    assert form.x.typed == {"day": "5", "month": "3", "year": "1990"}


def test_the_summary_leads_to_the_part_that_is_wrong() -> None:
    form, _ = filled(DateField("Ngày sinh"), {"x-day": "1", "x-month": "13", "x-year": "1990"})
    assert form.errors_for_summary() == [("x-month", "Ngày sinh: tháng phải từ 1 đến 12")]


# Numbers and money


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("75.000", 75000), ("75000", 75000), ("1.250.000", 1250000), ("75 000", 75000), ("0", 0),
     ("75.000 đồng", 75000), ("75000đ", 75000), (" 75.000 ₫ ", 75000)],
)  # fmt: skip
def test_money_is_read_as_people_write_it(typed: str, amount: int) -> None:
    _, field = filled(MoneyField("Lệ phí", [Required()]), typed)
    assert field.data == amount and not field.errors


@pytest.mark.parametrize(
    "typed",
    [
        "75,5",
        "75,000",
        "75.00",
        "7.5000",
        ".75",
        "-75000",
        "７５",
        "1e6",
        "bảy mươi",
        "75.000.",
        "1_000",
    ],
)
def test_money_that_could_mean_two_things_is_refused_and_kept(typed: str) -> None:
    _, field = filled(MoneyField("Lệ phí"), typed)
    assert field.data is None
    assert field.errors == ["Hãy viết số tiền bằng chữ số, ví dụ 75.000"]
    assert field._value() == typed


def test_money_beyond_the_bounds_is_refused() -> None:
    assert filled(MoneyField("Lệ phí"), "9" * 18)[1].errors == [
        "Số lớn nhất được nhận là 999.999.999.999"
    ]
    assert filled(MoneyField("Lệ phí"), "9" * 400)[1].errors


def test_a_known_sum_is_shown_with_dots() -> None:
    class Fee(PortalForm):
        x = MoneyField("Lệ phí")

    assert Fee(formdata=None, data={"x": 1250000}).x._value() == "1.250.000"


def test_zero_is_an_answer() -> None:
    _, field = filled(WholeNumberField("Số con", [Required()]), "0")
    assert field.data == 0 and not field.errors


@pytest.mark.parametrize("typed", ["１２", "1_000", "1.5", "+1", "²"])
def test_a_whole_number_has_only_plain_digits(typed: str) -> None:
    _, field = filled(WholeNumberField("Số bản"), typed)
    assert field.data is None and field.errors


# Numbers of people


def test_a_personal_number_is_stored_without_spaces() -> None:
    _, field = filled(PersonalNumberField("Số định danh"), "040 190 123456")
    assert field.data == "040190123456"


@pytest.mark.parametrize(
    "typed", ["04019012345", "0401901234567", "０４０１９０１２３４５６", "04019012345a"]
)
def test_a_wrong_personal_number_is_refused_and_kept(typed: str) -> None:
    _, field = filled(PersonalNumberField("Số định danh", [Required()]), typed)
    assert field.data is None
    assert field.errors and field._value() == typed


def test_a_phone_number_gets_one_form() -> None:
    assert (
        filled(PhoneField("Điện thoại"), "0905 123 456")[1].data
        == filled(PhoneField("Điện thoại"), "+84905123456")[1].data
    )


def test_a_wrong_phone_number_is_refused() -> None:
    _, field = filled(PhoneField("Điện thoại"), "12")
    assert field.data is None and field.errors


def test_an_email_is_kept_with_its_domain_in_lower_case() -> None:
    assert filled(EmailField("Email"), " Lan@Example.VN ")[1].data == "Lan@example.vn"


@pytest.mark.parametrize(
    "typed", ["lan@", "@example.vn", "lan", "lan@exa mple.vn", "lan@@example.vn", "lan@example"]
)
def test_a_wrong_email_is_refused_in_vietnamese(typed: str) -> None:
    _, field = filled(EmailField("Email"), typed)
    assert field.errors == ["Địa chỉ email chưa đúng, ví dụ đúng: ten@congty.vn"]


@pytest.mark.parametrize(
    "kind", [EmailField, PhoneField, PersonalNumberField, MoneyField, WholeNumberField]
)
def test_nothing_typed_is_none(kind: Any) -> None:
    _, field = filled(kind("Mục"), "  ")
    assert field.data is None and not field.errors


# Files


def uploaded(name: str, body: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(body), filename=name)


def files(*uploads: FileStorage, **options: Any) -> Any:
    field = MultipleUpload("Giấy tờ", options.pop("validators", ()), **options)
    return filled(field, {"x": list(uploads)})[1]


def test_several_files_arrive_as_a_list_that_can_be_read() -> None:
    field = files(uploaded("a.pdf", b"%PDF-1"), uploaded("Ảnh.JPG", b"\xff\xd8"))
    assert not field.errors
    assert [f.read() for f in field.data] == [b"%PDF-1", b"\xff\xd8"]


def test_no_file_is_an_empty_list_unless_one_is_asked_for() -> None:
    assert files(uploaded("", b"")).data == []
    assert files(uploaded("", b""), validators=[Required()]).errors == [
        "Hãy chọn tệp cho mục giấy tờ"
    ]


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (uploaded("virus.exe", b"MZ"), "không đúng loại"),
        (uploaded("khongduoi", b"x"), "không đúng loại"),
        (uploaded("a.pdf.exe", b"x"), "không đúng loại"),
        (uploaded("trong.pdf", b""), "trống"),
        (uploaded("to.pdf", b"x" * (1024 * 1024 + 1)), "nhiều nhất 1 MB"),
    ],
)
def test_a_file_of_the_wrong_kind_or_size_is_named(upload: FileStorage, words: str) -> None:
    field = files(upload, most_bytes=1024 * 1024)
    assert len(field.errors) == 1
    assert words in field.errors[0] and str(upload.filename) in field.errors[0]


def test_too_many_files_are_refused() -> None:
    field = files(*(uploaded(f"{n}.pdf", b"x") for n in range(3)), most_files=2)
    assert field.errors == ["Mỗi lần chỉ gửi được nhiều nhất 2 tệp"]


# Sentences


def test_the_library_speaks_vietnamese() -> None:
    assert filled(StringField("Tên", [DataRequired()]), "")[1].errors == ["Hãy điền mục này"]
    assert filled(StringField("Tên", [Length(max=2)]), "dài")[1].errors == [
        "Hãy viết nhiều nhất 2 ký tự"
    ]
    assert filled(IntegerField("Số"), "x")[1].errors == [
        "Hãy viết một số nguyên bằng chữ số, ví dụ 12"
    ]


@pytest.mark.parametrize("kind", [SelectField, RadioField])
def test_a_choice_that_was_not_offered_is_refused(kind: Any) -> None:
    _, field = filled(kind("Xã", choices=choices([("1", "Một")])), "2")
    assert field.errors == ["Hãy chọn một trong các mục có sẵn"]


def test_required_names_the_field_as_one_would_say_it() -> None:
    assert filled(StringField("Nơi sinh", [Required()]), "")[1].errors == ["Hãy nhập nơi sinh"]
    assert filled(StringField("CCCD", [Required()]), "")[1].errors == ["Hãy nhập CCCD"]
    assert filled(RadioField("Giới tính", [Required()], choices=choices([("f", "Nữ")])), {})[
        1
    ].errors == ["Hãy chọn giới tính"]


def test_a_line_of_the_summary_says_which_field_it_means() -> None:
    form, _ = filled(StringField("Nơi sinh", [DataRequired()]), "")
    assert form.errors_for_summary() == [("x", "Nơi sinh: hãy điền mục này")]


def test_errors_of_a_form_within_the_form_are_in_the_summary() -> None:
    class Child(Form):
        name = StringField("Tên con", [Required()])

    form, _ = filled(FormField(Child), {"x-name": ""})
    assert form.errors_for_summary() == [("x-name", "Hãy nhập tên con")]


def test_a_form_without_its_token_asks_to_send_it_again(app: Flask) -> None:
    class Empty(PortalForm):
        pass

    form = Empty(MultiDict())
    assert not form.validate()
    assert form.errors_for_summary() == [
        ("", "Trang này đã mở quá lâu. Ông/Bà hãy bấm nút gửi lại một lần nữa.")
    ]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12,5", 12.5),
        ("12", 12),
        ("12,50", 12.5),
        ("1.234,5", 1234.5),
        ("0,25", 0.25),
        ("12.5", 12.5),
    ],
)
def test_a_number_with_a_comma_is_read_as_it_is_written_here(typed: str, value: float) -> None:
    _, field = filled(DecimalNumberField("Diện tích", decimals=2), typed)
    assert field.data == value and type(field.data) is type(value) and not field.errors


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("12,345", "Nhiều nhất 2 chữ số sau dấu phẩy"),
        ("12,5,1", "ví dụ 12,5"),
        ("mười", "ví dụ 12,5"),
        ("-1", "ví dụ 12,5"),
        ("100,5", "Số lớn nhất được nhận là 100"),
    ],
)
def test_a_number_that_is_none_is_told_so(typed: str, words: str) -> None:
    _, field = filled(DecimalNumberField("Diện tích", decimals=2, maximum=100), typed)
    assert field.data is None and words in field.errors[0]
