"""The demonstration province's units, officers and citizens."""

from __future__ import annotations

import re
from collections import Counter

import phonenumbers
import pytest

from portal.accounts.roles import Role
from portal.demonstration.citizens import BINH, CITIZENS, LAN
from portal.demonstration.officers import OFFICERS, personal_number
from portal.demonstration.province import BEN_NGUYET, POLICE, PROVINCE_NAME, UNITS, unit
from portal.working_time import Calendar

# The 63 provinces until 30/6/2025; the 34 of today bear names out of these.
PROVINCES = """An Giang, Bà Rịa - Vũng Tàu, Bạc Liêu, Bắc Giang, Bắc Kạn, Bắc Ninh, Bến Tre, Bình
Dương, Bình Định, Bình Phước, Bình Thuận, Cà Mau, Cao Bằng, Cần Thơ, Đà Nẵng, Đắk Lắk, Đắk Nông,
Điện Biên, Đồng Nai, Đồng Tháp, Gia Lai, Hà Giang, Hà Nam, Hà Nội, Hà Tĩnh, Hải Dương, Hải Phòng,
Hậu Giang, Hòa Bình, Hồ Chí Minh, Hưng Yên, Khánh Hòa, Kiên Giang, Kon Tum, Lai Châu, Lạng Sơn, Lào
Cai, Lâm Đồng, Long An, Nam Định, Nghệ An, Ninh Bình, Ninh Thuận, Phú Thọ, Phú Yên, Quảng Bình,
Quảng Nam, Quảng Ngãi, Quảng Ninh, Quảng Trị, Sóc Trăng, Sơn La, Tây Ninh, Thái Bình, Thái Nguyên,
Thanh Hóa, Thừa Thiên Huế, Tiền Giang, Trà Vinh, Tuyên Quang, Vĩnh Long, Vĩnh Phúc, Yên Bái"""

PEOPLE = [*OFFICERS, *CITIZENS]


def test_the_province_is_none_of_the_real_ones():
    real = [name.replace("\n", " ").strip() for name in PROVINCES.split(",")]

    assert len(real) == 63
    assert PROVINCE_NAME.removeprefix("tỉnh ") not in real


def test_there_are_a_province_four_departments_and_six_communes_with_their_police():
    assert Counter(u.kind for u in UNITS) == {"province": 1, "department": 10, "commune": 6}
    assert len({u.code for u in UNITS}) == 17
    for u in UNITS:
        assert re.fullmatch(r"H99(\.[0-9]{2}){0,2}", u.code)
        assert u.parent_code == u.code.rpartition(".")[0]
        assert u.place and u.address and u.phone and u.name and u.short_name


def test_every_unit_has_a_desk_of_its_own():
    desks = [code for u in UNITS for code, _name in u.desks]

    assert all(u.desks for u in UNITS)
    assert len(desks) == len(set(desks))


def test_every_calendar_can_be_read_and_the_police_work_on_saturday_morning():
    for u in UNITS:
        Calendar.from_dict(u.calendar)

    saturday = Calendar.from_dict(unit(POLICE).calendar).weekly[5]
    assert [(str(start), str(end)) for start, end in saturday] == [("07:30:00", "11:30:00")]
    assert Calendar.from_dict(unit(BEN_NGUYET).calendar).weekly[5] == ()


def test_every_unit_has_its_receptionist_specialist_leader_and_clerk():
    held = {role for officer in OFFICERS for role in officer.roles}
    for u in UNITS:
        for role in (Role.RECEPTIONIST, Role.SPECIALIST, Role.LEADER, Role.CLERK):
            assert (role, u.code) in held, (role, u.code)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("minh", Role.RECEPTIONIST),
        ("hoa", Role.SPECIALIST),
        ("tuan", Role.LEADER),
        ("dung", Role.CLERK),
        ("quynh", Role.PUBLISHER),
    ],
)
def test_the_cast_works_in_one_ward(name: str, role: Role):
    officer = next(o for o in OFFICERS if o.email == f"{name}@h99.example")

    assert officer.roles == ((role, BEN_NGUYET),)


def test_about_sixty_officers_with_an_administrator_and_an_auditor():
    roles = {role for officer in OFFICERS for role, _unit in officer.roles}

    assert 58 <= len(OFFICERS) <= 70
    assert roles == set(Role)


def test_lan_and_binh_live_in_different_wards_among_thirty_others():
    assert LAN.full_name.endswith("Lan") and BINH.full_name.endswith("Bình")
    assert LAN.commune_code != BINH.commune_code
    assert len(CITIZENS) >= 32


def test_nobody_shares_an_address_a_number_or_a_phone():
    for datum in ("email", "personal_number", "phone"):
        values = [getattr(person, datum) for person in PEOPLE]
        assert len(values) == len(set(values)), datum
    assert len({p.full_name for p in PEOPLE}) == len(PEOPLE)


def test_phones_are_well_formed_and_personal_numbers_plainly_nobodys():
    for person in PEOPLE:
        assert phonenumbers.is_valid_number(phonenumbers.parse(person.phone, "VN"))
        assert re.fullmatch(r"999[0-3][0-9]{2}000[0-9]{3}", person.personal_number)


def test_a_citizens_personal_number_says_sex_and_year_of_birth():
    for citizen in CITIZENS:
        digit, year = int(citizen.personal_number[3]), int(citizen.personal_number[4:6])
        assert digit % 2 == (0 if citizen.sex == "male" else 1)
        assert 1900 + 100 * (digit // 2) + year == citizen.birth_date.year


def test_a_personal_number_is_composed_as_the_decree_says():
    assert personal_number("male", 1987, 7) == "999087000007"
    assert personal_number("female", 1987, 7) == "999187000007"
    assert personal_number("male", 2004, 7) == "999204000007"
    assert personal_number("female", 2004, 7) == "999304000007"
