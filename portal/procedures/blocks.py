"""Blocks of questions that belong together: a person, an organisation. Pure.

A block is written once in the form and asked as several plain questions, whose keys are the
block's and the part's: the block "mother" gives "mother_full_name", "mother_birth_date", … Answers,
conditions, results and statistics know these keys only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from portal.procedures.definitions import Choice, Field, FieldKind
from portal.vietnam import lower_first

SEXES = (Choice("male", "Nam"), Choice("female", "Nữ"))

# Part → what it asks; the label is followed by "của" and the block's own.
PERSON: Mapping[str, Field] = MappingProxyType(
    {
        "full_name": Field("", "Họ, chữ đệm và tên", maximum=120),
        "birth_date": Field("", "Ngày sinh", FieldKind.DATE, not_after_today=True),
        "sex": Field("", "Giới tính", FieldKind.ONE_OF, choices=SEXES),
        "ethnicity": Field("", "Dân tộc", maximum=50),
        "nationality": Field("", "Quốc tịch", maximum=50, default="Việt Nam"),
        "personal_number": Field(
            "", "Số định danh cá nhân", FieldKind.PERSONAL_NUMBER, hint="12 chữ số"
        ),
        "document": Field(
            "",
            "Giấy tờ tùy thân khác",
            hint="Loại, số, ngày và nơi cấp, nếu không có số định danh cá nhân",
            required=False,
            maximum=200,
        ),
        "address": Field("", "Nơi cư trú", FieldKind.ADDRESS),
        "phone": Field("", "Số điện thoại", FieldKind.PHONE),
        "email": Field("", "Thư điện tử", FieldKind.EMAIL, required=False),
    }
)
USUAL_OF_PERSON = (
    "full_name",
    "birth_date",
    "sex",
    "nationality",
    "personal_number",
    "document",
)

ORGANISATION: Mapping[str, Field] = MappingProxyType(
    {
        "name": Field("", "Tên", maximum=200),
        "tax_code": Field(
            "", "Mã số thuế", FieldKind.TAX_CODE, hint="10 chữ số, chi nhánh thêm 3 chữ số"
        ),
        "registration": Field(
            "",
            "Số giấy đăng ký hoặc quyết định thành lập",
            required=False,
            maximum=100,
        ),
        "address": Field("", "Địa chỉ trụ sở", FieldKind.ADDRESS),
        "representative": Field("", "Người đại diện theo pháp luật", maximum=120),
        "position": Field("", "Chức vụ người đại diện", required=False, maximum=100),
        "phone": Field("", "Số điện thoại", FieldKind.PHONE),
        "email": Field("", "Thư điện tử", FieldKind.EMAIL, required=False),
    }
)
USUAL_OF_ORGANISATION = ("name", "tax_code", "address", "representative", "phone")

PARTS: Mapping[FieldKind, Mapping[str, Field]] = MappingProxyType(
    {FieldKind.PERSON: PERSON, FieldKind.ORGANISATION: ORGANISATION}
)
USUAL: Mapping[FieldKind, tuple[str, ...]] = MappingProxyType(
    {FieldKind.PERSON: USUAL_OF_PERSON, FieldKind.ORGANISATION: USUAL_OF_ORGANISATION}
)
# Data of an account that fit a part of a block with profile "person".
_OF_PROFILE = frozenset(
    {"full_name", "birth_date", "sex", "personal_number", "address", "phone", "email"}
)


def is_block(field: Field) -> bool:
    return field.kind in PARTS


def parts_of(field: Field) -> tuple[str, ...]:
    """The names of the parts a block asks, in the order they are asked."""
    offered = PARTS[field.kind]
    chosen = field.parts or USUAL[field.kind]
    return tuple(part for part in offered if part in chosen)


def expand(field: Field) -> tuple[Field, ...]:
    """The plain questions of a block; any other field is its own only one."""
    if not is_block(field):
        return (field,)
    return tuple(_part(field, part) for part in parts_of(field))


def leaves(fields: Iterable[Field]) -> Iterator[Field]:
    """All plain questions and groups, blocks taken apart. The members of a group stay in it."""
    for field in fields:
        yield from expand(field)


def _part(block: Field, part: str) -> Field:
    asked = PARTS[block.kind][part]
    return replace(
        asked,
        key=f"{block.key}_{part}",
        label=f"{asked.label} của {lower_first(block.label)}",
        required=block.required and asked.required and part not in block.optional,
        profile=part if block.profile == "person" and part in _OF_PROFILE else "",
    )
