"""Gateways that take money online, behind one small interface. They know no models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Forged(Exception):
    """A notice the gateway did not write, or that cannot be read. Nothing in it is believed."""


class Unreachable(Exception):
    """A gateway did not take an order: it is not there, or it refuses. Nothing was paid."""


@dataclass(frozen=True)
class Bill:
    """What a gateway prints on a receipt of its own. `lines` are (kind, key, name, đồng)."""

    service: str
    procedure: str
    unit: str
    dossier: str
    account: str
    bank: str
    payer: str
    payer_identity: str
    lines: tuple[tuple[str, str, str, int], ...]


@dataclass(frozen=True)
class Order:
    """What is to be paid. `amount` in đồng; `return_address` is where the payer's browser comes
    back to; `payer_address` is the browser's IP address."""

    reference: str
    amount: int
    description: str
    created_at: datetime
    return_address: str
    payer_address: str
    bill: Bill | None = None


@dataclass(frozen=True)
class Notice:
    """A gateway's signed word on one order. `amount` in đồng, None if it is not a whole number of
    them. `transaction` is the gateway's number, never empty when `succeeded`."""

    gateway: str
    reference: str
    amount: int | None
    succeeded: bool
    transaction: str
    fields: dict[str, str]


class Gateway(Protocol):
    """`name` is the `Way` its money comes in."""

    @property
    def name(self) -> str: ...

    def pay_address(self, order: Order) -> str:
        """Where the payer's browser is sent. Raises Unreachable."""
        ...

    def read_notice(self, params: Mapping[str, str]) -> Notice:
        """What the gateway says. Raises Forged."""
        ...
