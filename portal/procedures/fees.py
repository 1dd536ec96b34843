"""What a dossier costs (domain reference: FeeItem). Pure; sums are whole đồng."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.procedures.definitions import Channel, FeeItem, Fees


@dataclass(frozen=True)
class FeeLine:
    """One line of what is due. `amount` None: the source states no sum; the desk tells it."""

    item: FeeItem
    quantity: int
    amount: int | None


def lines(fees: Fees, channel: Channel, answers: Mapping[str, Any]) -> list[FeeLine]:
    """Every fee that applies to this channel, with its quantity taken from the answers."""
    found = []
    for item in fees.items:
        if item.channels and channel not in item.channels:
            continue
        quantity = _quantity(item, answers)
        found.append(FeeLine(item, quantity, amount(item, quantity)))
    return found


def total(fees: Fees, channel: Channel, answers: Mapping[str, Any]) -> int:
    """The sum of all lines with a stated sum."""
    return sum(line.amount or 0 for line in lines(fees, channel, answers))


def amount(item: FeeItem, quantity: int) -> int | None:
    """What `quantity` units of one fee cost: each unit at the price of the tier it falls into,
    never above the cap."""
    if item.tiers:
        tiers = sorted(item.tiers, key=lambda tier: tier.start)
        cost = 0
        for position, tier in enumerate(tiers):
            end = tiers[position + 1].start if position + 1 < len(tiers) else quantity + 1
            cost += max(0, min(quantity + 1, end) - tier.start) * tier.amount
    elif item.amount is None:
        return None
    else:
        cost = item.amount * quantity
    return cost if item.cap is None else min(cost, item.cap)


def _quantity(item: FeeItem, answers: Mapping[str, Any]) -> int:
    if not item.quantity_field:
        return 1
    value = answers.get(item.quantity_field)
    return value if isinstance(value, int) and value > 0 else 1
