"""Vietnamese text, numbers and identifiers.

Pure functions over plain values. Every check raises a ValueError whose message is a Vietnamese
sentence fit for the person who typed the value, and a key of the translations as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import phonenumbers
import stdnum.exceptions
from stdnum.vn import mst


def N_(text: str) -> str:  # noqa: N802 - the name the extractor of translations knows
    """Mark a sentence for translation; who shows it translates it: `_(str(error))`."""
    return text


# --- text ---------------------------------------------------------------------------------


def nfc(text: str) -> str:
    """One form for letters that can be written in two (law 10)."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """What search compares: lower case without marks, single spaces. "Hoà  ĐỨC" → "hoa duc".

    Without marks it no longer matters over which vowel the tone was written.
    """
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return " ".join(bare.split())


def lower_first(text: str) -> str:
    """For the middle of a sentence: "Họ và tên" → "họ và tên", but "CCCD" stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


# Punctuation, digits, letters as CLDR orders them for Vietnamese.
_ALPHABET = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền … nặng

SortKey = tuple[tuple[int, ...], tuple[int, ...], tuple[bool, ...]]


def sort_key(text: str) -> SortKey:
    """Vietnamese order: letters (a ă â … d đ …), then tones, then lower case before upper."""
    letters: list[str] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFD", text):
        if letters and character in _TONES:
            tones[-1] = _TONES[character]
        elif letters and unicodedata.combining(character):
            letters[-1] = nfc(letters[-1] + character)
        else:
            letters.append(character)
            tones.append(0)
    ranks = tuple(_RANK.get(x.lower(), len(_ALPHABET) + ord(x[0])) for x in letters)
    return ranks, tuple(tones), tuple(x.isupper() for x in letters)


# --- money --------------------------------------------------------------------------------

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ((1_000_000, "triệu"), (1_000, "nghìn"), (1, ""))
_BILLION = 1_000_000_000


def format_money(amount: int) -> str:
    """Whole đồng with dots between thousands: "75.000 đồng"."""
    return f"{amount:,}".replace(",", ".") + " đồng"


def amount_in_words(amount: int) -> str:
    """Whole đồng as a receipt writes them: "Bảy mươi lăm nghìn đồng".

    Raises ValueError below zero.
    """
    if amount < 0:
        raise ValueError(N_("Số tiền viết bằng chữ không thể âm."))
    words = _number(amount) if amount else _DIGITS[0]
    return f"{words[0].upper()}{words[1:]} đồng"


def _number(number: int) -> str:
    """A number above zero; a group after a higher one says its empty hundreds."""
    words: list[str] = []
    if number >= _BILLION:
        billions, number = divmod(number, _BILLION)
        words.append(f"{_number(billions)} tỷ")
    for scale, name in _SCALES:
        group, number = divmod(number, scale)
        if group:
            words.append(f"{_group(group, follows=bool(words))} {name}".rstrip())
    return " ".join(words)


def _group(group: int, follows: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or follows else []
    if tens > 1:
        words.append(f"{_DIGITS[tens]} mươi")
    elif tens == 1:
        words.append("mười")
    elif words and ones:
        words.append("linh")
    if ones:
        words.append(_ones(ones, tens))
    return " ".join(words)


def _ones(ones: int, tens: int) -> str:
    if ones == 5 and tens:
        return "lăm"
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 4 and tens > 1:
        return "tư"
    return _DIGITS[ones]


# --- personal number ----------------------------------------------------------------------


class BadPersonalNumber(ValueError):
    """Not a personal number; the message is a Vietnamese sentence."""


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


# Where the birth was registered, as numbered before 1/7/2025 (TT 59/2021/TT-BCA, Phụ lục I);
# numbers given out keep the code of a province that has since been merged.
PROVINCE_OF_BIRTH = {
    "001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn",
    "008": "Tuyên Quang", "010": "Lào Cai", "011": "Điện Biên", "012": "Lai Châu",
    "014": "Sơn La", "015": "Yên Bái", "017": "Hòa Bình", "019": "Thái Nguyên",
    "020": "Lạng Sơn", "022": "Quảng Ninh", "024": "Bắc Giang", "025": "Phú Thọ",
    "026": "Vĩnh Phúc", "027": "Bắc Ninh", "030": "Hải Dương", "031": "Hải Phòng",
    "033": "Hưng Yên", "034": "Thái Bình", "035": "Hà Nam", "036": "Nam Định",
    "037": "Ninh Bình", "038": "Thanh Hóa", "040": "Nghệ An", "042": "Hà Tĩnh",
    "044": "Quảng Bình", "045": "Quảng Trị", "046": "Thừa Thiên Huế", "048": "Đà Nẵng",
    "049": "Quảng Nam", "051": "Quảng Ngãi", "052": "Bình Định", "054": "Phú Yên",
    "056": "Khánh Hòa", "058": "Ninh Thuận", "060": "Bình Thuận", "062": "Kon Tum",
    "064": "Gia Lai", "066": "Đắk Lắk", "067": "Đắk Nông", "068": "Lâm Đồng",
    "070": "Bình Phước", "072": "Tây Ninh", "074": "Bình Dương", "075": "Đồng Nai",
    "077": "Bà Rịa - Vũng Tàu", "079": "Thành phố Hồ Chí Minh", "080": "Long An",
    "082": "Tiền Giang", "083": "Bến Tre", "084": "Trà Vinh", "086": "Vĩnh Long",
    "087": "Đồng Tháp", "089": "An Giang", "091": "Kiên Giang", "092": "Cần Thơ",
    "093": "Hậu Giang", "094": "Sóc Trăng", "095": "Bạc Liêu", "096": "Cà Mau",
}  # fmt: skip

# Codes above the provinces' are countries: births registered abroad (same circular, Phụ lục II).
FIRST_COUNTRY_CODE = "101"


@dataclass(frozen=True)
class PersonalNumber:
    """Số định danh cá nhân, twelve digits, taken apart. `province` is "" for a birth abroad."""

    number: str
    province_code: str
    province: str
    sex: Sex
    birth_year: int

    def __str__(self) -> str:
        return self.number


def check_personal_number(text: str) -> PersonalNumber:
    """Twelve ASCII digits PPP G YY NNNNNN; spaces between them are forgiven.

    G is the century and the sex: 0/1 for 1900–1999 (male/female), 2/3 for 2000–2099, and so on
    (NĐ 137/2015/NĐ-CP, Điều 13). There is no check digit. Raises BadPersonalNumber.
    """
    number = _without_spaces(text)
    if not re.fullmatch(r"[0-9]{12}", number):
        raise BadPersonalNumber(N_("Số định danh cá nhân phải gồm đúng 12 chữ số."))
    code = number[:3]
    if code not in PROVINCE_OF_BIRTH and code < FIRST_COUNTRY_CODE:
        raise BadPersonalNumber(
            N_(
                "Ba chữ số đầu của số định danh cá nhân không phải mã của tỉnh, thành phố nào. "
                "Hãy kiểm tra lại."
            )
        )
    century, is_female = divmod(int(number[3]), 2)
    return PersonalNumber(
        number=number,
        province_code=code,
        province=PROVINCE_OF_BIRTH.get(code, ""),
        sex=Sex.FEMALE if is_female else Sex.MALE,
        birth_year=1900 + 100 * century + int(number[4:6]),
    )


def personal_number_warnings(
    number: PersonalNumber, birth_date: date | None = None, sex: Sex | None = None
) -> list[str]:
    """What disagrees with the birth date and sex stated; never a reason to refuse."""
    warnings = []
    if birth_date is not None and birth_date.year != number.birth_year:
        warnings.append(N_("Năm sinh theo số định danh khác với ngày sinh đã khai."))
    if sex is not None and sex is not number.sex:
        warnings.append(N_("Giới tính theo số định danh khác với giới tính đã khai."))
    return warnings


def check_old_identity_number(text: str) -> str:
    """The nine digits of an old identity card (CMND). Raises BadPersonalNumber."""
    number = _without_spaces(text)
    if not re.fullmatch(r"[0-9]{9}", number):
        raise BadPersonalNumber(N_("Số chứng minh nhân dân phải gồm đúng 9 chữ số."))
    return number


def mask_personal_number(number: str) -> str:
    """The last three characters only, for lists and logs: "*********321"."""
    shown = 3 if len(number) > 6 else 0
    return "*" * (len(number) - shown) + number[len(number) - shown :]


def mask_contact(number: str) -> str:
    """A personal number or telephone number where the whole is not needed: "•••••••321"."""
    return mask_personal_number(number).replace("*", "•")


def mask_email(address: str) -> str:
    """An e-mail address where the whole is not needed: "l••@dan.example". The house stays, because it
    tells which of their addresses a person gave."""
    name, at, house = address.rpartition("@")
    return f"{name[:1]}{'•' * max(len(name) - 1, 2)}{at}{house}" if at and name else address


# --- tax code, phone ----------------------------------------------------------------------


class BadTaxCode(ValueError):
    """Not a tax code; the message is a Vietnamese sentence."""


class BadPhone(ValueError):
    """Not a phone number; the message is a Vietnamese sentence."""


def check_tax_code(text: str) -> str:
    """Mã số thuế: ten digits, or ten and a branch, "0100109106-001". Raises BadTaxCode."""
    code = _without_spaces(text)
    if not re.fullmatch(r"[0-9]{10}(-?[0-9]{3})?", code):
        raise BadTaxCode(N_("Mã số thuế phải gồm 10 chữ số, hoặc 10 chữ số, dấu gạch và 3 chữ số."))
    try:
        digits = mst.validate(code)
    except stdnum.exceptions.ValidationError as error:
        raise BadTaxCode(N_("Mã số thuế không đúng. Hãy kiểm tra lại từng chữ số.")) from error
    return mst.format(digits)


def normalise_phone(text: str) -> str:
    """A phone number in E.164, "+84905123456"; without a country it is Vietnamese.

    Raises BadPhone.
    """
    sentence = N_("Số điện thoại không đúng. Hãy nhập như 0905 123 456.")
    if re.search(r"[^\d\s.()+-]", text):
        raise BadPhone(sentence)
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException as error:
        raise BadPhone(sentence) from error
    if not phonenumbers.is_valid_number(number):
        raise BadPhone(sentence)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(phone: str) -> str:
    """As people in Vietnam write it, "0905 123 456"; a foreign number keeps its country.

    `phone` as `normalise_phone` gave it; anything else comes back as it is.
    """
    try:
        number = phonenumbers.parse(phone, "VN")
    except phonenumbers.NumberParseException:
        return phone
    is_vietnamese = number.country_code == phonenumbers.country_code_for_region("VN")
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(
        number, style.NATIONAL if is_vietnamese else style.INTERNATIONAL
    )


def _without_spaces(text: str) -> str:
    return "".join(text.split())
