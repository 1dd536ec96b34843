"""Provinces, communes and addresses in them."""

from __future__ import annotations

import unicodedata

import pytest

from portal import divisions


def test_thirty_four_provinces_and_3321_communes_each_code_once_in_nfc() -> None:
    real = divisions.provinces()
    communes = [commune for province in real for commune in province.communes]
    names = [province.name for province in real] + [commune.name for commune in communes]
    assert (len(real), len(communes)) == (34, 3321)
    assert len({commune.code for commune in communes}) == 3321
    assert [n for n in names if n != unicodedata.normalize("NFC", n) or n != n.strip()] == []
    kinds = {name.rsplit(" ", 1)[0].split(" ")[0] for name in names}
    assert kinds <= {"Tỉnh", "Thành", "Xã", "Phường", "Đặc"}


def test_ones_own_province_comes_first_and_the_invented_one_only_at_home() -> None:
    assert divisions.provinces("Thành phố Đà Nẵng")[0].name == "Thành phố Đà Nẵng"
    assert divisions.provinces("Tỉnh Sông Lam")[0].name == "Tỉnh Sông Lam"
    assert "Tỉnh Sông Lam" not in [p.name for p in divisions.provinces("Hà Nội")]
    assert len(divisions.provinces("Bộ Công Thương")) == 34


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Phường Ba Đình", ["00004"]),
        ("ba đình", ["00004"]),
        ("phuong ba dinh", ["00004"]),
        ("BA DINH", ["00004"]),
        ("Ba", []),
        ("", []),
    ],
)
def test_a_commune_is_found_as_people_type_it(typed: str, found: list[str]) -> None:
    hanoi = divisions.province("01")
    assert hanoi is not None
    codes = [commune.code for commune in divisions.find(typed, hanoi.communes)]
    assert codes == found


def test_two_places_of_one_name_are_told_apart_by_their_marks_only() -> None:
    city = divisions.province("79")
    assert city is not None
    assert len(divisions.find("thanh an", city.communes)) == 2
    assert [c.name for c in divisions.find("thạnh an", city.communes)] == ["Xã Thạnh An"]


def test_an_address_in_one_line_is_taken_apart_and_written_again() -> None:
    line = "Số 15 phố Đò Xưa, tổ 3, phường Bến Nguyệt, tỉnh Sông Lam"
    parts = divisions.parse(line)
    assert parts == {
        "province": "H99",
        "commune": "H99.11",
        "detail": "Số 15 phố Đò Xưa, tổ 3",
    }
    assert divisions.in_words(parts) == line


@pytest.mark.parametrize(
    "line", ["", "Số 9, phố Gốm", "Ba Đình", "Sư đoàn 5, quân khu 7", "phường Lạ, tỉnh Sông Lam"]
)
def test_what_names_no_commune_and_province_is_left_as_it_is(line: str) -> None:
    assert divisions.parse(line) is None
