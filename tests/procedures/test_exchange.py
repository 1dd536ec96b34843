"""Procedures move between portals: the exchange file loses nothing, the national shape what it has
no place for."""

from __future__ import annotations

import json
from dataclasses import fields as dc_fields
from dataclasses import is_dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.procedures import exporting, queries
from portal.procedures.conditions import Condition, Op
from portal.procedures.definitions import (
    PART_TYPES,
    AuthorityLevel,
    Channel,
    ChannelNote,
    Choice,
    Documents,
    FeeItem,
    FeeKind,
    Fees,
    Field,
    FieldKind,
    Guidance,
    LegalBases,
    LegalBasis,
    Limits,
    Parts,
    ProcedureCase,
    RequiredDocument,
    ResultDefinition,
    ServiceLevel,
    TimeLimit,
    to_json,
)
from portal.procedures.importing import exchange, national_portal
from portal.procedures.importing.outcome import Decision, Flag, NotAProcedure, ParsedProcedure
from portal.procedures.importing.records import parse_line
from portal.procedures.importing.run import import_files
from tests.factories import PARTS, make_procedure

PARTIAL = ParsedProcedure(
    code="1.001193.H99",
    national_code="1.001193",
    title="Đăng ký khai sinh",
    sector="Hộ tịch",
    level=ServiceLevel.FULL,
    authority_level=AuthorityLevel.COMMUNE,
    decision=Decision("12/QĐ-UBND", date(2026, 1, 2), date(2026, 2, 1), date(2027, 1, 1)),
    is_in_force=True,
    parts=PARTS,
    flags=(Flag("phi_le_phi", "Không hiểu", "8.000 đ"),),
    is_whole=True,
)

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
decimals = st.decimals(-(10**6), 10**6, places=3).map(float).filter(lambda x: not x.is_integer())
scalars = texts | st.integers(-(10**9), 10**9) | st.booleans() | decimals
bare_conditions = st.builds(
    Condition,
    op=st.sampled_from(Op),
    field=texts,
    value=st.none() | scalars,
    values=st.lists(scalars, max_size=2).map(tuple),
    of=st.just(()),
)
conditions = bare_conditions | st.builds(
    Condition, op=st.sampled_from(Op), of=st.lists(bare_conditions, max_size=2).map(tuple)
)
bare_fields = st.builds(
    Field,
    key=texts,
    label=texts,
    kind=st.sampled_from(FieldKind),
    choices=st.lists(st.builds(Choice, texts, texts), max_size=2).map(tuple),
    only_if=st.none() | conditions,
    members=st.just(()),
)
fields = bare_fields | st.builds(Field, members=st.lists(bare_fields, max_size=2).map(tuple))
st.register_type_strategy(str, texts)
st.register_type_strategy(int, st.integers(-(10**12), 10**12))
st.register_type_strategy(Condition, conditions)
st.register_type_strategy(Field, fields)
parts = st.builds(Parts, **{name: st.from_type(kind) for name, kind in PART_TYPES.items()})
values = st.builds(
    replace,
    st.just(PARTIAL),
    title=texts.filter(str.strip),
    level=st.sampled_from(ServiceLevel),
    authority_level=st.sampled_from(AuthorityLevel),
    is_in_force=st.booleans(),
    decision=st.builds(
        Decision, texts, st.none() | st.dates(), st.none() | st.dates(), st.none() | st.dates()
    ),
    flags=st.lists(st.builds(Flag, texts, texts, texts), max_size=2).map(tuple),
    parts=parts,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(values)
def test_what_is_written_is_read_as_it_was(procedure: ParsedProcedure) -> None:
    line = json.dumps(exchange.write(procedure), ensure_ascii=False)
    assert parse_line(line.encode()) == procedure


def full(kind: Any, default: Any = None, inside: tuple[type, ...] = ()) -> Any:
    """A value of the type in which nothing stands at its default, however deep; what may hold its
    own kind (a group's questions, joined conditions) holds one that holds none."""
    origin, within = get_origin(kind), get_args(kind)
    if origin is tuple:
        return () if inside.count(within[0]) > 1 else (full(within[0], None, inside),)
    if within:  # one of several types
        return full(next(one for one in within if one is not type(None)), default, inside)
    if is_dataclass(kind):
        hints, here = get_type_hints(kind), (*inside, kind)
        told = {one.name: full(hints[one.name], one.default, here) for one in dc_fields(kind)}
        for name, value in told.items():
            is_end = value == () and inside.count(kind)
            assert is_end or value != kind.__dataclass_fields__[name].default, (kind, name)
        return kind(**told)
    if issubclass(kind, Enum):
        return next(one for one in kind if one is not default)
    return {bool: default is not True, int: 7, str: "chữ", date: date(2026, 1, 2)}[kind]


def test_every_field_there_is_moves_even_one_added_later(session: Session, tmp_path: Path) -> None:
    whole = full(Parts)
    moved = replace(PARTIAL, parts=whole)
    line = json.dumps(exchange.write(moved), ensure_ascii=False)
    assert parse_line(line.encode()) == moved
    file = tmp_path / "mot.jsonl"
    file.write_text(line + "\n", encoding="utf-8")
    assert import_files([file], session=session).imported == 1
    found = queries.procedure_by_code(session, moved.code)
    assert found is not None
    assert found.versions[-1].parts == whole
    assert import_files([file], session=session).unchanged == 1


def test_a_catalogue_moves_to_another_portal_and_back(session: Session, tmp_path: Path) -> None:
    make_procedure(code="9.000001", parts=PARTS)
    make_procedure(code="9.000002", title="Khác", level=ServiceLevel.PARTIAL, parts=Parts())
    session.flush()
    file = tmp_path / "danh-muc.jsonl"
    first = list(exporting.lines(session))
    file.write_text("".join(first), encoding="utf-8")
    assert import_files([file], session=session).unchanged == 2  # it is all there already
    for procedure in [queries.procedure_by_code(session, "9.000002")]:
        assert procedure is not None
        procedure.code = "9.000003"  # as if this portal had never known it
    session.flush()
    report = import_files([file], session=session)
    assert (report.imported, report.unchanged, report.rejected) == (1, 1, [])
    again = [line for line in exporting.lines(session) if '"9.000003"' not in line]
    assert again == first


def changed(**values: Any) -> bytes:
    return json.dumps({**exchange.write(PARTIAL), **values}, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"version": 3}, "phiên bản 3"),
        ({"version": None}, "không nêu phiên bản"),
        ({"colour": "red"}, "trường lạ: colour"),
        ({"level": 5}, "giá trị sai"),
        ({"title": "  "}, "title"),
        ({"title": 7}, "title"),
        ({"parts": {"form": []}}, "form"),
        ({"parts": {"form": {"sections": [{"key": "a"}]}}}, "form"),
        ({"parts": {"fees": {"items": [{"key": "a", "name": "b", "amonut": 1}]}}}, "không hiểu"),
        ({"parts": {"ghost": {}}}, "trường lạ: ghost"),
        ({"decision": {"signed_on": "hôm qua"}}, "giá trị sai"),
    ],
)
def test_what_is_not_understood_to_the_last_word_is_refused(
    values: dict[str, Any], words: str
) -> None:
    with pytest.raises(NotAProcedure, match=words):
        parse_line(changed(**values))


NATIONAL = replace(
    PARTIAL,
    level=ServiceLevel.INFORMATION,
    is_whole=False,
    code="1.001193",
    decision=Decision(),
    flags=(),
    parts=Parts(
        documents=Documents(
            (
                RequiredDocument("TP01", "Giấy chứng sinh", case="Trong nước"),
                RequiredDocument("TP02", "Tờ khai", case="Trong nước", form_name="TK.docx"),
            ),
            sets=None,
        ),
        fees=Fees((FeeItem("LP1", "Lệ phí hộ tịch", FeeKind.CHARGE, 8000, "bản"),)),
        limits=Limits((TimeLimit("3wd", (Channel.DESK,)), TimeLimit("2m", (Channel.ONLINE,)))),
        result=ResultDefinition(names=("Giấy khai sinh",)),
        legal_bases=LegalBases((LegalBasis("60/2014/QH13", "Luật Hộ tịch"),)),
        guidance=Guidance(
            cases=(ProcedureCase("Trong nước", ("Nộp hồ sơ", "Nhận kết quả")),),
            channels=(ChannelNote(Channel.DESK, ""), ChannelNote(Channel.ONLINE, "")),
            applicants=("Công dân Việt Nam",),
            conditions="Không",
            performing_authority="Uỷ ban nhân dân cấp xã",
        ),
    ),
)


def test_the_national_shape_is_written_as_the_portal_has_it() -> None:
    written = national_portal.write(NATIONAL)
    assert written["CACHTHUCTHUCHIEN"] == [
        {
            "KENH": "Trực tiếp",
            "THOIGIAN": [
                {
                    "THOIGIANGIAIQUYET": "3",
                    "DONVITINH": "Ngày làm việc",
                    "MOTA": "",
                    "PHILEPHI": [
                        {
                            "MAPHILEPHI": "LP1",
                            "SOTIEN": "8000",
                            "DONVI": "Đồng/bản",
                            "MOTA": "Lệ phí hộ tịch",
                        }
                    ],
                }
            ],
        },
        {
            "KENH": "Trực tuyến",
            "THOIGIAN": [
                {
                    "THOIGIANGIAIQUYET": "2",
                    "DONVITINH": "Tháng",
                    "MOTA": "",
                    "PHILEPHI": written["CACHTHUCTHUCHIEN"][0]["THOIGIAN"][0]["PHILEPHI"],
                }
            ],
        },
    ]
    assert written["THANHPHANHOSO"][0]["GIAYTO"][1]["TENMAUDON"] == "TK.docx"
    assert written["TRINHTUTHUCHIEN"] == [
        {
            "TRUONGHOP": "Trong nước",
            "TRINHTU": [{"TENTRINHTU": "Nộp hồ sơ"}, {"TENTRINHTU": "Nhận kết quả"}],
        }
    ]


def test_what_the_national_shape_can_say_comes_back() -> None:
    line = json.dumps(national_portal.write(NATIONAL), ensure_ascii=False).encode()
    found = parse_line(line)
    assert to_json(found.parts) == to_json(NATIONAL.parts)
    assert (found.title, found.sector, found.authority_level) == (
        NATIONAL.title,
        NATIONAL.sector,
        AuthorityLevel.COMMUNE,
    )
    assert [flag.field for flag in found.flags] == ["muc_do"]  # it says no level: to be looked at


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"TENTTHC": "x"}, "MATTHC"),
        ({"TENTTHC": "x", "MATTHC": "1", "THANHPHANHOSO": "không"}, "danh sách"),
        ({"TENTTHC": "x", "MATTHC": "1", "THANHPHANHOSO": ["không"]}, "không đúng kiểu"),
        ({"TENTTHC": {"a": 1}, "MATTHC": "1"}, "ô chữ"),
    ],
)
def test_a_national_record_of_another_build_is_refused(record: Any, words: str) -> None:
    with pytest.raises(NotAProcedure, match=words):
        parse_line(json.dumps(record).encode())


def test_a_limit_or_a_sum_not_understood_is_kept_and_flagged() -> None:
    record = national_portal.write(NATIONAL)
    time = record["CACHTHUCTHUCHIEN"][0]["THOIGIAN"][0]
    time["THOIGIANGIAIQUYET"], time["PHILEPHI"][0]["SOTIEN"] = "ba", "theo biểu"
    found = parse_line(json.dumps(record).encode())
    assert {flag.field for flag in found.flags} == {"muc_do", "thoi_han", "phi_le_phi"}
    assert any(limit.text == "ba Ngày làm việc" for limit in found.parts.limits.items)


def test_a_poorer_source_changes_what_it_says_and_keeps_the_rest(
    session: Session, tmp_path: Path
) -> None:
    """A full catalogue out in the national shape and in again loses nothing."""
    procedure = make_procedure(code="9.000001", parts=PARTS)
    session.flush()
    before = procedure.current
    file = tmp_path / "LayThuTuc.jsonl"
    lines = list(exporting.lines(session, "LayThuTuc"))
    file.write_text("".join(lines), encoding="utf-8")
    import_files([file], session=session)
    now = queries.procedure_by_code(session, "9.000001")
    assert now is not None
    kept = now.current.parts
    assert (kept.form, kept.route, kept.result) == (PARTS.form, PARTS.route, PARTS.result)
    assert [d.key for d in kept.documents.items] == [d.key for d in PARTS.documents.items]
    assert [f.key for f in kept.fees.items] == [f.key for f in PARTS.fees.items]
    assert (now.current.level, now.current.authority_level) == (
        before.level,
        before.authority_level,
    )
    said = {flag["field"] for flag in now.current.flags if "giữ như" in flag["reason"]}
    assert said == {"to_khai", "quy_trinh", "ket_qua"}
    assert import_files([file], session=session).unchanged == 1

    record = json.loads(lines[0])
    record["TENTTHC"] = "Tên mới"
    file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    assert import_files([file], session=session).changed == 1
    session.expire_all()
    again = queries.procedure_by_code(session, "9.000001")
    assert again is not None and again.current.title == "Tên mới"
    assert again.current.parts.form == PARTS.form
