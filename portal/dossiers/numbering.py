"""Codes of dossiers (domain reference §5). Pure."""

from __future__ import annotations

import secrets
from datetime import date

# No 0/O, 1/I/L, U/V: read aloud at a desk and typed on a phone without mistakes.
UNAMBIGUOUS = "23456789ABCDEFGHJKMNPQRSTWXYZ"

DEFAULT_PATTERN = "{unit}-{day:%y%m%d}-{sequence:04d}"


def dossier_code(unit_code: str, day: date, sequence: int, pattern: str = DEFAULT_PATTERN) -> str:
    """`H99.11-261122-0001`: four digits at least, growing past 9999."""
    return pattern.format(unit=unit_code, day=day, sequence=sequence)


def series(unit_code: str, day: date) -> str:
    """The counter the sequence comes from: one per unit and day of reception."""
    return f"dossier/{unit_code}/{day.isoformat()}"


def new_reference() -> str:
    """The temporary code of a draft, kept for life in addresses: `NHAP-7K2M-9QXC`.

    About 39 bits, not a secret: who may see a dossier is asked of the query, not of its address.
    """
    return f"NHAP-{_letters(4)}-{_letters(4)}"


def new_visit_reference() -> str:
    """Of a visit at the desk, in addresses: `LUOT-7K2M-9QXC`."""
    return f"LUOT-{_letters(4)}-{_letters(4)}"


def new_lookup_code() -> str:
    """Printed on the receipt; with the dossier's code it opens the public timeline. 49 bits."""
    return _letters(10)


def _letters(count: int) -> str:
    return "".join(secrets.choice(UNAMBIGUOUS) for _ in range(count))
