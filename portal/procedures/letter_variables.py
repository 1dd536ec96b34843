"""What the template of a result may name, with a sample of each. Pure.

The dossier's room fills the same names with the real ones (`dossiers.slips.result`).
"""

from __future__ import annotations

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


def variables(form: Form) -> list[Variable]:
    """Every declared variable: the answers first, in the order of the form."""
    answers = [
        Variable(f"answers.{field.key}", field.label, sample(field))
        for field in leaves(form.fields())
        if field.kind is not FieldKind.EXPLANATION
    ]
    return answers + [Variable(name, str(label), text) for name, label, text in OF_THE_DOSSIER]


def sample_values(form: Form, title: str) -> dict[str, Any]:
    """The samples as a template receives them."""
    values: dict[str, Any] = {"answers": {}}
    for variable in variables(form):
        room, _dot, name = variable.name.partition(".")
        if name:
            values.setdefault(room, {})[name] = variable.sample
        else:
            values[room] = variable.sample
    values["dossier"]["title"] = title
    return values


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
