"""Invented people, places and days for the answers of past dossiers.

Every function takes its source of chance, so that the same seed gives the same province.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from portal.demonstration.model import Sex
from portal.demonstration.officers import personal_number

_FAMILY_NAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý",
    "Lò", "Giàng",
)  # fmt: skip
_MALE_NAMES = (
    "Đức Anh", "Gia Bảo", "Minh Quang", "Hữu Thắng", "Tiến Dũng", "Quốc Khánh", "Thành Nam",
    "Văn Hải", "Hoàng Phúc", "Tuấn Kiệt", "Đình Phong", "Công Hậu",
)  # fmt: skip
_FEMALE_NAMES = (
    "Thị Hằng", "Ngọc Ánh", "Bảo Châu", "Khánh Linh", "Thu Phương", "Minh Thư", "Hồng Vân",
    "Thanh Trúc", "Mỹ Duyên", "Thị Thơm", "Hải Đường", "Diệu Linh",
)  # fmt: skip
_PLACES = (
    "Số 15 phố Đò Xưa, phường Bến Nguyệt", "Số 40 phố Chợ Đêm, phường Bến Nguyệt",
    "Số 6 ngõ Ao Sen, phường Đồng Sen", "Số 122 đường Lũy Tre, phường Đồng Sen",
    "Số 19 đường Bờ Kè, phường Cửa Lam", "Thôn Trúc Hạ, xã Suối Trúc",
    "Bản Khe Sương, xã Mây Sơn", "Thôn Bến Lở, xã Vạn Bưởi",
)  # fmt: skip
HOSPITALS = (
    "Bệnh viện Sản - Nhi tỉnh Sông Lam",
    "Bệnh viện Đa khoa tỉnh Sông Lam",
    "Trung tâm Y tế khu vực Mây Sơn",
)


def name(rng: random.Random, sex: Sex, family: str = "") -> str:
    """A full name; `family` fixes the family name."""
    given = rng.choice(_MALE_NAMES if sex == "male" else _FEMALE_NAMES)
    return f"{family or rng.choice(_FAMILY_NAMES)} {given}"


def family_name(full_name: str) -> str:
    return full_name.split()[0]


def number(rng: random.Random, sex: Sex, birth_year: int) -> str:
    """A personal number apart from those of officers and citizens, which stay below 1000."""
    return personal_number(sex, birth_year, rng.randint(1000, 999_999))


def address(rng: random.Random) -> str:
    return f"{rng.choice(_PLACES)}, tỉnh Sông Lam"


def day_before(rng: random.Random, day: date, least: int, most: int) -> date:
    """A day from `least` to `most` days before `day`."""
    return day - timedelta(days=rng.randint(least, most))


def day_after(rng: random.Random, day: date, least: int, most: int) -> date:
    """A day from `least` to `most` days after `day`."""
    return day + timedelta(days=rng.randint(least, most))


def years_before(rng: random.Random, day: date, least: int, most: int) -> date:
    """The birth date of somebody who is at least `least` and below `most` + 1 years old."""
    return day - timedelta(days=rng.randint(least * 366, most * 365))


def age(born: date, day: date) -> int:
    """Whole years lived on `day`."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def tax_code(rng: random.Random) -> str:
    """A tax code of ten digits with a valid check digit (Thông tư 86/2024/TT-BTC)."""
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    while True:
        digits = [9, 9, *(rng.randint(0, 9) for _ in range(7))]  # 99: no tax office has it
        check = 10 - sum(w * d for w, d in zip(weights, digits, strict=True)) % 11
        if check < 10:
            return "".join(map(str, [*digits, check]))
