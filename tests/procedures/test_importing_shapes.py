"""One record of each shape, taken apart; and whatever is in a record is found again."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.procedures.definitions import (
    PART_TYPES,
    AuthorityLevel,
    Channel,
    ServiceLevel,
    from_json,
    to_json,
)
from portal.procedures.importing import fees, limits, national_pages
from portal.procedures.importing.fields import UNKNOWN_FIELD
from portal.procedures.importing.outcome import NotAProcedure, ParsedProcedure
from portal.procedures.importing.records import parse_line, parse_record
from tests.procedures.catalogue_records import (
    ALL_SHAPES,
    line,
    national_page,
    national_table,
    provincial,
)


def test_a_province_s_record() -> None:
    parsed = parse_record(provincial())
    parts = parsed.parts
    assert (parsed.code, parsed.national_code) == ("1.900001.000.00.00.H99", "1.900001")
    assert (parsed.level, parsed.authority_level) == (ServiceLevel.FULL, AuthorityLevel.COMMUNE)
    assert (parsed.decision.number, parsed.decision.effective_from) == (
        "14/QĐ-UBND",
        date(2025, 7, 4),
    )
    assert parsed.is_in_force
    assert [item.limit for item in parts.limits.items] == ["5wd"]
    assert [(item.name, item.amount, item.per) for item in parts.fees.items] == [
        ("Lệ phí", 20_000, "giấy phép")
    ]
    assert [(p.name, p.originals, p.required) for p in parts.documents.items] == [
        ("Đơn đề nghị", 1, True),
        ("Ảnh chuồng (nếu có)", None, False),
    ]
    assert parts.documents.sets == 1
    assert parts.guidance.cases[0].steps == ("Nộp hồ sơ", "Nhận kết quả")
    assert parts.guidance.applicants == ("Công dân Việt Nam", "Doanh nghiệp")
    assert [note.channel for note in parts.guidance.channels] == [
        Channel.ONLINE,
        Channel.ONLINE,
        None,
    ]
    assert parsed.flags == ()


def test_a_ministry_s_export() -> None:
    parsed = parse_record(national_table())
    parts = parsed.parts
    assert (parsed.code, parsed.decision.number) == ("1.900002", "77/QĐ-BQP")
    assert parsed.authority_level is AuthorityLevel.PROVINCE
    assert [(item.limit, item.channels) for item in parts.limits.items] == [("10d", ())]
    assert parts.fees.is_free
    paper = parts.documents.items[0]
    assert (paper.name, paper.originals, paper.photocopies, paper.form_name) == (
        "Đơn xin cấp phép",
        2,
        1,
        "Mau 1.docx; Mau 2.docx",
    )
    basis = parts.legal_bases.items[0]
    assert (basis.number, basis.issued_on, basis.issuer) == (
        "08/2024/TT-BQP",
        date(2024, 1, 31),
        "Bộ Quốc phòng",
    )
    assert parts.guidance.applicants == ("Tổ chức (không gồm HTX, hội)", "Người nước ngoài")
    assert parts.guidance.cases[0].steps == ("Bước 1: Khai.", "Bước 2: Kiểm tra.")
    assert {flag.field for flag in parsed.flags} == {"muc_do", "cap_thuc_hien"}


def test_a_page_of_the_national_portal() -> None:
    parsed = parse_record(national_page())
    parts = parsed.parts
    assert (parsed.level, parsed.authority_level) == (
        ServiceLevel.INFORMATION,
        AuthorityLevel.COMMUNE,
    )
    assert [(item.limit, item.channels) for item in parts.limits.items] == [
        ("3wd", (Channel.ONLINE, Channel.DESK)),
        ("5wd", (Channel.POST,)),
    ]
    assert [(item.amount, item.per, item.channels) for item in parts.fees.items] == [
        (8_000, "bản", (Channel.ONLINE, Channel.POST)),
        (0, "", (Channel.DESK,)),
    ]
    assert not parts.fees.is_free
    assert [(n.channel, n.text) for n in parts.guidance.channels] == [
        (Channel.ONLINE, "Nộp qua mạng: xem b) Mục 2"),
        (Channel.POST, ""),
        (Channel.DESK, "- Trực tiếp tại trụ sở"),
    ]
    assert parts.result.names == (
        "Giấy tên rồng (KQ.G99.000001)",
        "Bản sao giấy tên (KQ.G99.000002)",
    )
    assert parts.guidance.keywords.splitlines()[0] == "rồng"
    assert [(flag.field, flag.reason) for flag in parsed.flags] == [
        ("muc_do", national_pages.LEVEL_NOT_STATED)
    ]


def test_a_number_and_a_sum_that_touch_are_both_left_alone() -> None:
    cell = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tuyến1200 VNĐ(một bản)"
    parts = parse_record(national_page(cach_thuc_thuc_hien=cell)).parts
    assert [(item.limit, item.text) for item in parts.limits.items] == [("", "1200 VNĐ")]
    assert [(item.amount, item.note) for item in parts.fees.items] == [(None, "1200 VNĐ (một bản)")]


def test_a_number_without_a_unit_is_kept_and_flagged() -> None:
    cell = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp1Miễn phí"
    parsed = parse_record(national_page(cach_thuc_thuc_hien=cell))
    assert [(item.limit, item.text) for item in parsed.parts.limits.items] == [("", "1")]
    assert parsed.parts.fees.is_free
    assert limits.NO_UNIT in {flag.reason for flag in parsed.flags}


def test_a_list_s_number_in_brackets_belongs_to_the_description() -> None:
    cell = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp3 NgàyMiễn phí(1) Nộp đơn"
    parts = parse_record(national_page(cach_thuc_thuc_hien=cell)).parts
    assert parts.fees.is_free
    assert parts.guidance.channels[0].text == "(1) Nộp đơn"


def test_nothing_stated_gives_nothing_but_flags() -> None:
    parsed = parse_record(
        national_page(
            cach_thuc_thuc_hien="Hình thức nộpThời gianPhí, lệ phíMô tả"
            "Trực tiếpKhông có thông tinKhông có thông tin",
            thanh_phan_ho_so="--",
            can_cu_phap_ly="Không có thông tin",
            ket_qua_xu_ly="",
            linh_vuc="",
        )
    )
    parts = parsed.parts
    assert (parts.limits.items, parts.fees.items, parts.documents.items) == ((), (), ())
    assert not parts.fees.is_free
    assert {flag.field for flag in parsed.flags} == {
        "muc_do",
        "linh_vuc",
        limits.FIELD,
        fees.FIELD,
        "thanh_phan_ho_so",
        "can_cu_phap_ly",
        "ket_qua",
    }


def test_a_field_nobody_knows_is_kept_and_flagged() -> None:
    for make in ALL_SHAPES:
        parsed = parse_record({**make(), "bi_chu": {"màu": ["xanh", 3]}})
        assert '{"màu": ["xanh", 3]}' in parsed.parts.guidance.related
        assert UNKNOWN_FIELD in {flag.reason for flag in parsed.flags}


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (provincial(ma=""), "Thiếu mã"),
        (provincial(ma="1.9 00;--"), "không hợp lệ"),
        (provincial(ma="9" * 61), "không hợp lệ"),
        (provincial(ten=None), "Thiếu tên"),
        (provincial(linh_vuc="x" * 201), "lĩnh vực"),
        (national_page(ten_thu_tuc="Không có thông tin"), "Thiếu tên"),
        (national_table(metadata=[]), "metadata"),
        ({}, "Không nhận ra"),
        ({"a": 1}, "Không nhận ra"),
    ],
)
def test_a_record_without_its_essentials_is_refused(record: dict[str, Any], reason: str) -> None:
    with pytest.raises(NotAProcedure, match=reason):
        parse_record(record)


# --- whatever the values are ---

_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.text(), _JSON, max_size=5))
def test_any_object_is_a_procedure_or_refused(record: dict[str, Any]) -> None:
    _accepted_or_refused(record)


@pytest.mark.parametrize("make", ALL_SHAPES)
@given(data=st.data())
def test_any_value_in_any_field_is_kept_or_refused(make: Any, data: st.DataObject) -> None:
    record = make()
    for name in data.draw(st.lists(st.sampled_from(sorted(record)), min_size=1, max_size=3)):
        record[name] = data.draw(_JSON)
    if make is national_table and isinstance(record["tables"], dict):
        name = data.draw(st.sampled_from(sorted(record["tables"]) or ["x"]))
        record["tables"][name] = data.draw(
            _JSON
            | st.lists(
                st.dictionaries(
                    st.sampled_from(["hinh_thuc", "ten_giay_to", "so_ky_hieu", "x"]), _JSON
                )
            )
        )
    parsed = _accepted_or_refused(record)
    if parsed:
        for name, kind in PART_TYPES.items():
            part = getattr(parsed.parts, name)
            assert from_json(kind, json.loads(json.dumps(to_json(part)))) == part


def _accepted_or_refused(record: dict[str, Any]) -> ParsedProcedure | None:
    try:
        return parse_line(line(record))
    except NotAProcedure as error:
        assert str(error)
        return None
