"""Vietnamese order, words for sums, identifiers. The expected values were not made by the code:
orders come from ICU's Vietnamese collation, sums are read back by a parser of their own."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnam import (
    PROVINCE_OF_BIRTH,
    BadPersonalNumber,
    BadPhone,
    BadTaxCode,
    Sex,
    amount_in_words,
    check_old_identity_number,
    check_personal_number,
    check_tax_code,
    fold,
    format_money,
    format_phone,
    mask_personal_number,
    nfc,
    normalise_phone,
    personal_number_warnings,
    sort_key,
)

# --- text ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("  ĐĂNG\u00a0KÝ \n khai\tSINH ", "dang ky khai sinh"),
        ("Hòa Bình", "hoa binh"),
        ("Hoà Bình", "hoa binh"),
        ("thuỷ, thủy", "thuy, thuy"),
        ("ưỡn ngượng ơ ộ ẫ ẽ ỹ ị", "uon nguong o o a e y i"),
        ("1.001193.H17", "1.001193.h17"),
        ("", ""),
    ],
)
def test_search_compares_text_without_marks_case_and_spare_spaces(text, folded):
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


VIETNAMESE = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậờởỡớợừửữứự ĐÂẾ\u0301\u0323")


@given(VIETNAMESE)
def test_folding_twice_is_folding_once_and_leaves_plain_letters(text):
    once = fold(text)
    assert fold(once) == once
    assert once.isascii()


def test_one_form_is_kept_for_letters_written_in_two():
    assert nfc("Nguye\u0302\u0303n") == "Nguyễn"


# As Intl.Collator("vi") of ICU sorts them.
IN_ORDER = """
-a|(a)|1|10|2|a b|a-b|a.b|a'b|ab|an bình|án binh|anh|Anh|ành|ảnh|ãnh|ánh|ạnh|ăn|ầ|ẩ|ẫ|ấ|ậ|ân|b|da
|dạ|đa|Đà|e|ê|ế|f|j|Nguyên Văn An|nguyễn văn an|Nguyễn Văn An|Nguyễn Vân An|o|ô|ơ|u|ư|w|y|Ỳ|ỷ|z
""".replace("\n", "").split("|")


def test_names_stand_in_vietnamese_order():
    backwards = list(reversed(IN_ORDER))
    assert sorted(backwards, key=sort_key) == IN_ORDER
    decomposed = [unicodedata.normalize("NFD", name) for name in backwards]
    assert [nfc(name) for name in sorted(decomposed, key=sort_key)] == IN_ORDER


# --- money --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0, "0 đồng"), (999, "999 đồng"), (75_000, "75.000 đồng"), (1_234_567, "1.234.567 đồng")],
)
def test_sums_have_dots_between_thousands(amount, written):
    assert format_money(amount) == written


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (25, "Hai mươi lăm đồng"),
        (55, "Năm mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm linh một đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (115, "Một trăm mười lăm đồng"),
        (8_000, "Tám nghìn đồng"),
        (75_000, "Bảy mươi lăm nghìn đồng"),
        (20_500, "Hai mươi nghìn năm trăm đồng"),
        (100_005, "Một trăm nghìn không trăm linh năm đồng"),
        (1_050_000, "Một triệu không trăm năm mươi nghìn đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (2_000_001, "Hai triệu không trăm linh một đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (3_000_000_015, "Ba tỷ không trăm mười lăm đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
        (
            1_234_567_891,
            "Một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn "
            "tám trăm chín mươi mốt đồng",
        ),
    ],
)
def test_a_sum_in_words_reads_as_a_cashier_writes_it(amount, words):
    assert amount_in_words(amount) == words


@given(
    st.integers(1, 10**15) | st.integers(1, 10**6) | st.integers(1, 10**9).map(lambda n: n * 1000)
)
def test_a_sum_in_words_reads_back_as_the_same_sum(amount):
    words = amount_in_words(amount)
    assert words.endswith(" đồng")
    assert "  " not in words
    assert read_back(words.removesuffix(" đồng").lower()) == amount


def read_back(words: str) -> int:
    """Reads words to a number: the largest scale splits them, the rest is digits and tens."""
    for scale, value in ((" tỷ", 10**9), (" triệu", 10**6), (" nghìn", 10**3), (" trăm", 100)):
        head, found, tail = words.rpartition(scale) if scale == " tỷ" else words.partition(scale)
        if found:
            return read_back(head) * value + (read_back(tail.strip()) if tail else 0)
    words = words.replace("mười", "một mươi").replace("linh ", "không mươi ")
    tens, found, ones = words.partition(" mươi")
    if found:
        return ONES[tens] * 10 + (ONES[ones.strip()] if ones else 0)
    return ONES[words]


ONES = {
    "không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8,
    "chín": 9, "mốt": 1, "tư": 4, "lăm": 5,
}  # fmt: skip


def test_a_sum_below_zero_has_no_words():
    with pytest.raises(ValueError, match="âm"):
        amount_in_words(-1)


# --- personal numbers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "province", "sex", "birth_year"),
    [
        ("048087000123", "Đà Nẵng", Sex.MALE, 1987),
        ("001199012345", "Hà Nội", Sex.FEMALE, 1999),
        ("079205000001", "Thành phố Hồ Chí Minh", Sex.MALE, 2005),
        ("096300000001", "Cà Mau", Sex.FEMALE, 2000),
        ("048 087 000 123", "Đà Nẵng", Sex.MALE, 1987),
        ("101087000123", "", Sex.MALE, 1987),
    ],
)
def test_a_personal_number_tells_province_sex_and_year_of_birth(number, province, sex, birth_year):
    found = check_personal_number(number)
    assert (found.province, found.sex, found.birth_year) == (province, sex, birth_year)
    assert found.number == number.replace(" ", "")
    assert found.province_code == number[:3]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "04808700012",
        "0480870001234",
        "04808700012a",
        "０48087000123",
        "٠48087000123",
        "-48087000123",
        "048.087.000.123",
        "000087000123",
        "003087000123",
        "097087000123",
        "100087000123",
    ],
)
def test_what_is_no_personal_number_is_refused_with_a_sentence(text):
    with pytest.raises(BadPersonalNumber, match=r"số định danh cá nhân|Số định danh cá nhân"):
        check_personal_number(text)


def test_the_sixty_three_provinces_before_the_merger_are_known():
    assert len(PROVINCE_OF_BIRTH) == len(set(PROVINCE_OF_BIRTH.values())) == 63


def test_a_birth_date_or_sex_that_disagrees_is_a_warning():
    number = check_personal_number("048087000123")
    assert personal_number_warnings(number) == []
    assert personal_number_warnings(number, date(1987, 5, 1), Sex.MALE) == []
    assert len(personal_number_warnings(number, date(1988, 5, 1), Sex.MALE)) == 1
    assert len(personal_number_warnings(number, date(1887, 5, 1), Sex.FEMALE)) == 2


def test_an_old_identity_number_has_nine_digits():
    assert check_old_identity_number(" 201 234 567 ") == "201234567"
    for text in ("20123456", "2012345678", "20123456７"):
        with pytest.raises(BadPersonalNumber, match="9 chữ số"):
            check_old_identity_number(text)


@pytest.mark.parametrize(
    ("number", "masked"),
    [("048087000123", "*********123"), ("201234567", "******567"), ("123456", "******"), ("", "")],
)
def test_a_masked_number_keeps_its_last_three_digits(number, masked):
    assert mask_personal_number(number) == masked


# --- tax codes, phones ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0100109106", "0100109106"),
        (" 0100109106 ", "0100109106"),
        ("0100109106-001", "0100109106-001"),
        ("0100109106001", "0100109106-001"),
    ],
)
def test_a_tax_code_is_written_one_way(text, code):
    assert check_tax_code(text) == code


@pytest.mark.parametrize(
    "text", ["", "010010910", "0100109107", "0100109106-000", "0100109106-1", "０100109106", "MST"]
)
def test_what_is_no_tax_code_is_refused_with_a_sentence(text):
    with pytest.raises(BadTaxCode, match="Mã số thuế"):
        check_tax_code(text)


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 9))
def test_only_the_right_check_digit_passes(nine, last):
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    right = 10 - sum(w * int(d) for w, d in zip(weights, nine, strict=True)) % 11
    try:
        check_tax_code(f"{nine}{last}")
        passes = True
    except BadTaxCode:
        passes = False
    assert passes == (last == right and not nine.endswith("0000000"))


@pytest.mark.parametrize(
    ("text", "phone", "shown"),
    [
        ("0905 123 456", "+84905123456", "0905 123 456"),
        ("0905.123.456", "+84905123456", "0905 123 456"),
        ("+84 905 123 456", "+84905123456", "0905 123 456"),
        ("(0236) 3821 234", "+842363821234", "0236 3821 234"),
        ("+1 650-253-0000", "+16502530000", "+1 650-253-0000"),
    ],
)
def test_a_phone_number_is_kept_one_way_and_shown_the_usual_way(text, phone, shown):
    assert normalise_phone(text) == phone
    assert format_phone(phone) == shown


@pytest.mark.parametrize(
    "text", ["", "0905", "0905 123 45a", "1800 FLOWERS", "0105123456", "+", "9" * 300]
)
def test_what_is_no_phone_number_is_refused_with_a_sentence(text):
    with pytest.raises(BadPhone, match="Số điện thoại"):
        normalise_phone(text)


def test_something_else_than_a_phone_number_is_shown_as_it_is():
    assert format_phone("không có") == "không có"
