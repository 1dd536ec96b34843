"""What a unit does otherwise than the version says, laid over the version's parts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.procedures.definitions import FeeItem, FeeTier, Parts, TimeLimit
from portal.procedures.route_rules import limit_hours

FEE, LIMIT = "fee", "limit"


@dataclass(frozen=True)
class Local:
    """`kind` FEE: the fee item `key` costs `body["amount"]`, or by `body["tiers"]`, at most
    `body["cap"]`. LIMIT: every limit longer than `body["limit"]` becomes that."""

    kind: str
    key: str
    body: Mapping[str, Any]


def localised(parts: Parts, differences: Iterable[Local]) -> Parts:
    """The parts with the differences laid over them; a fee that is no longer there is passed
    over."""
    for one in differences:
        if one.kind == FEE:
            items = tuple(_fee(item, one) for item in parts.fees.items)
            parts = replace(parts, fees=replace(parts.fees, items=items))
        elif one.kind == LIMIT:
            limits = tuple(_limit(item, one.body["limit"]) for item in parts.limits.items)
            parts = replace(parts, limits=replace(parts.limits, items=limits))
    return parts


def shortens(parts: Parts, limit: str) -> bool:
    """Is some limit of the version longer than `limit`?"""
    return any(_limit(item, limit) != item for item in parts.limits.items)


def _fee(item: FeeItem, one: Local) -> FeeItem:
    if item.key != one.key:
        return item
    tiers = tuple(FeeTier(start, amount) for start, amount in one.body.get("tiers", ()))
    return replace(item, amount=one.body["amount"], tiers=tiers, cap=one.body.get("cap"))


def _limit(item: TimeLimit, limit: str) -> TimeLimit:
    now, wanted = limit_hours(item.limit), limit_hours(limit)
    return item if now is None or wanted is None or now <= wanted else replace(item, limit=limit)
