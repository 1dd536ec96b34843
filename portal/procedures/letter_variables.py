"""What the template of a result, or the wording of a letter, may name, with a sample of each. Pure.

The dossier's room fills the same names with the real ones (`dossiers.slips`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from portal.i18n import lazy_
from portal.procedures.blocks import leaves
from portal.procedures.definitions import Field, FieldKind, Form

# Name, what it is, sample.
OF_THE_DOSSIER: tuple[tuple[str, Any, str], ...] = (
    ("dossier.code", lazy_("Mã hồ sơ"), "H99.11-260318-0007"),
    ("dossier.title", lazy_("Tên thủ tục"), "Tên thủ tục"),
    ("dossier.applicant_name", lazy_("Chủ hồ sơ"), "Nguyễn Thị Lan"),
    ("dossier.applicant_identity", lazy_("Số định danh của chủ hồ sơ"), "999190000001"),
    ("dossier.applicant_address", lazy_("Nơi ở của chủ hồ sơ"), "Số 5, phố Gốm, phường Bến Nguyệt"),
    ("dossier.received_on", lazy_("Ngày tiếp nhận"), "18/03/2026"),
    ("unit.name", lazy_("Cơ quan giải quyết"), "Ủy ban nhân dân phường Bến Nguyệt"),
    ("unit.place", lazy_("Địa danh"), "Bến Nguyệt"),
    ("today", lazy_("Ngày hôm nay"), "20/03/2026"),
    ("remark", lazy_("Ý kiến của người thẩm định"), ""),
)
# The same of the letters beside the result, by the field of ResultDefinition.
OF_LETTERS: dict[str, tuple[tuple[str, Any, str], ...]] = {
    "supplement": (
        ("reason", lazy_("Lý do phải bổ sung"), "Giấy chứng sinh bị mờ."),
        ("contact", lazy_("Cán bộ hướng dẫn"), "Nguyễn Văn Minh"),
        ("phone", lazy_("Số điện thoại nơi tiếp nhận"), "0236 000 0000"),
    ),
    "decline": (("reason", lazy_("Lý do từ chối tiếp nhận"), "Không thuộc thẩm quyền."),),
    "apology": (
        ("reason", lazy_("Lý do trả kết quả muộn"), "Phải xác minh tại nơi cư trú cũ."),
        ("due", lazy_("Hẹn trả lần trước"), "17 giờ 00 phút, ngày 20/03/2026"),
        ("new_due", lazy_("Hẹn trả lần này"), "17 giờ 00 phút, ngày 25/03/2026"),
    ),
}
# What each must say, or the letter would not do what the law wants of it.
MUST_SAY = {"decline": ("reason",), "apology": ("reason", "new_due")}
SAMPLES = {
    FieldKind.NUMBER: "2",
    FieldKind.MONEY: "15.000.000 đồng",
    FieldKind.DATE: "02/03/2026",
    FieldKind.YES_NO: "Có",
    FieldKind.PERSONAL_NUMBER: "999190000001",
    FieldKind.TAX_CODE: "0100109106",
    FieldKind.PHONE: "090 123 45 67",
    FieldKind.EMAIL: "lan@dan.example",
    FieldKind.ADDRESS: "Số 5, phố Gốm, phường Bến Nguyệt, tỉnh Sông Lam",
}


@dataclass(frozen=True)
class Variable:
    """`name` as it is written between the braces."""

    name: str
    label: str
    sample: str


def variables(form: Form, letter: str = "") -> list[Variable]:
    """Every declared variable: the answers first, in the order of the form. `letter` is the field
    of ResultDefinition whose own ones come with them."""
    answers = [
        Variable(f"answers.{field.key}", field.label, sample(field))
        for field in leaves(form.fields())
        if field.kind is not FieldKind.EXPLANATION
    ]
    own = OF_LETTERS.get(letter, ())
    common = [one for one in OF_THE_DOSSIER if not own or one[0] != "remark"]
    return answers + [Variable(name, str(label), text) for name, label, text in (*own, *common)]


def missing_words(letter: str, source: str) -> list[str]:
    """Names the wording of a letter must hold and does not."""
    return [name for name in MUST_SAY.get(letter, ()) if source and name not in _named(source)]


def sample_values(form: Form, title: str, letter: str = "") -> dict[str, Any]:
    """The samples as a template receives them."""
    values: dict[str, Any] = {"answers": {}}
    for variable in variables(form, letter):
        room, _dot, name = variable.name.partition(".")
        if name:
            values.setdefault(room, {})[name] = variable.sample
        else:
            values[room] = variable.sample
    values["dossier"]["title"] = title
    return values


def _named(source: str) -> set[str]:
    return set(re.findall(r"\{\{-?\s*([a-z_]+)", source))


def sample(field: Field) -> str:
    """An answer in words, as a reader would expect one."""
    if field.choices:
        return field.choices[0].label
    if field.example:
        return field.example
    if field.kind in SAMPLES:
        return SAMPLES[field.kind]
    if "họ" in field.label.casefold() and "tên" in field.label.casefold():
        return "Nguyễn Thị Lan"
    return f"[{field.label}]"
