"""A unit's difference as people read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from portal.i18n import _, day, money
from portal.procedures.definitions import FeeTier, Parts
from portal.procedures.local_rules import FEE
from portal.procedures.models import LocalDifference
from portal.procedures.presentation import fee_tiers, limit_label


def in_words(row: LocalDifference, parts: Parts) -> str:
    """ "Lệ phí: 5.000 đ (Nghị quyết 12/2026/NQ-HĐND, từ 01/04/2026)"."""
    if row.kind == FEE:
        item = next((one for one in parts.fees.items if one.key == row.key), None)
        name = item.name if item else row.key
        tiers = tuple(FeeTier(start, amount) for start, amount in row.body.get("tiers", ()))
        if tiers and item:
            changed = replace(item, tiers=tiers, cap=row.body.get("cap"), amount=row.body["amount"])
            what = "; ".join(fee_tiers(changed)[:-1])
        else:
            what = money(row.body["amount"])
        said = f"{name}: {what}"
    else:
        said = _("Thời hạn: nhiều nhất %(limit)s", limit=limit_label(row.body["limit"]))
    return f"{said} ({row.decision}, " + _("từ %(day)s", day=day(row.valid_from)) + ")"


def by_unit(rows: Iterable[LocalDifference], parts: Parts) -> dict[int, list[str]]:
    """Unit identifier → its differences in words."""
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.unit_id, []).append(in_words(row, parts))
    return found
