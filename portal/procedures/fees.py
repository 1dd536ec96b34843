"""What a dossier costs (domain reference: FeeItem). Pure; sums are whole đồng."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.procedures.conditions import holds
from portal.procedures.definitions import Channel, FeeItem, Fees, FeeTier, Waiver


@dataclass(frozen=True)
class FeeLine:
    """One line of what is due. `amount` None: the source states no sum; the desk tells it.
    `times` is how often the whole is taken: so many copies of so many pages. `waiver` is why it is
    less than the full sum, and already taken off."""

    item: FeeItem
    quantity: int
    amount: int | None
    times: int = 1
    waiver: Waiver | None = None


def lines(
    fees: Fees, channel: Channel, answers: Mapping[str, Any], on: date | None = None
) -> list[FeeLine]:
    """Every fee that applies to this channel and these answers (those to questions that are asked:
    `asked.shown_answers`), with its quantity taken from them. `on` is the day by which ages and
    days are counted; without it no condition on them holds."""
    return [
        _line(item, answers, on)
        for item in fees.items
        if (not item.channels or channel in item.channels) and holds(item.only_if, answers, on)
    ]


def total(fees: Fees, channel: Channel, answers: Mapping[str, Any], on: date | None = None) -> int:
    """The sum of all lines with a stated sum."""
    return sum(line.amount or 0 for line in lines(fees, channel, answers, on))


def _line(item: FeeItem, answers: Mapping[str, Any], on: date | None) -> FeeLine:
    quantity = _counted(item.quantity_field, answers)
    times = _counted(item.times_field, answers)
    once = amount(item, quantity)
    waiver = max(
        (waiver for waiver in item.waivers if holds(waiver.only_if, answers, on)),
        key=lambda waiver: waiver.percent,
        default=None,
    )
    if once is None:
        return FeeLine(item, quantity, None, times, waiver)
    share = 100 - (waiver.percent if waiver else 0)
    return FeeLine(item, quantity, once * times * max(share, 0) // 100, times, waiver)


def amount(item: FeeItem, quantity: int) -> int | None:
    """What `quantity` units of one fee cost, never above the cap."""
    if item.amount is None and not item.tiers:
        return None
    cost = sum(count * price for count, price in priced(item, quantity))
    return cost if item.cap is None else min(cost, item.cap)


def priced(item: FeeItem, quantity: int) -> list[tuple[int, int]]:
    """(how many units, đồng each) by the tiers they fall into; before the first tier the item's
    own sum holds. Empty when the source states no sum."""
    if not item.tiers:
        return [] if item.amount is None else [(quantity, item.amount)]
    tiers = sorted(item.tiers, key=lambda tier: tier.start)
    if tiers[0].start > 1 and item.amount is not None:
        tiers.insert(0, FeeTier(1, item.amount))
    ends = [*(tier.start for tier in tiers[1:]), quantity + 1]
    parts = [
        (min(quantity + 1, end) - tier.start, tier.amount)
        for tier, end in zip(tiers, ends, strict=True)
    ]
    return [part for part in parts if part[0] > 0]


def _counted(field_key: str, answers: Mapping[str, Any]) -> int:
    """The number in that answer, nothing where nobody was asked for; one where there is no such
    question."""
    if not field_key:
        return 1
    value = answers.get(field_key)
    return value if isinstance(value, int) and value > 0 else 0
