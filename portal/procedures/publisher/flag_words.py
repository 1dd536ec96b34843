"""What the portal understood of the field a remark is about, in words; and where it is edited."""

from __future__ import annotations

from typing import Any

from portal.i18n import day
from portal.procedures.models import ProcedureVersion
from portal.procedures.presentation import (
    AUTHORITIES,
    LEVELS,
    channel_notes,
    fee_facts,
)
from portal.procedures.publisher.item_words import lines

# Field of a remark → endpoint of the tab and its arguments.
WHERE: dict[str, tuple[str, dict[str, Any]]] = {
    "phi_le_phi": ("items", {"tab": "phi"}),
    "thoi_han": ("items", {"tab": "thoi-han"}),
    "thanh_phan_ho_so": ("items", {"tab": "giay-to"}),
    "so_bo": ("items", {"tab": "giay-to"}),
    "can_cu_phap_ly": ("items", {"tab": "can-cu"}),
    "ket_qua": ("result", {}),
    "to_khai": ("form_tab", {}),
    "quy_trinh": ("items", {"tab": "quy-trinh"}),
    "cach_thuc_thuc_hien": ("guidance", {}),
}
ELSEWHERE: tuple[str, dict[str, Any]] = ("general", {})


def understood(version: ProcedureVersion, field: str) -> list[tuple[str, list[str]]]:
    """(title, further lines) of everything the portal holds for the field now."""
    parts = version.parts
    items: dict[str, tuple[Any, ...]] = {
        "phi_le_phi": parts.fees.items,
        "thoi_han": parts.limits.items,
        "thanh_phan_ho_so": parts.documents.items,
        "can_cu_phap_ly": parts.legal_bases.items,
    }
    if items.get(field):
        return [lines(item, parts) for item in items[field]]
    plain: dict[str, list[str]] = {
        "phi_le_phi": fee_facts(parts.fees),
        "ket_qua": list(parts.result.names),
        "to_khai": [section.title for section in parts.form.sections],
        "quy_trinh": [step.title for step in parts.route.steps],
        "so_bo": [str(parts.documents.sets)] if parts.documents.sets else [],
        "muc_do": [str(LEVELS[version.level][0])],
        "linh_vuc": [version.sector_name],
        "cap_thuc_hien": [str(AUTHORITIES[version.authority_level])],
        "so_quyet_dinh": [version.decision_number] if version.decision_number else [],
        "hieu_luc": [day(version.effective_from)] if version.effective_from else [],
        "ma_goc": [version.procedure.code],
        "cach_thuc_thuc_hien": [
            str(label) for label, _text in channel_notes(parts.guidance.channels)
        ],
    }
    return [(text, []) for text in plain.get(field, [])]
