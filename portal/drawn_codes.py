"""Codes drawn at random that people read aloud, copy from paper and type on a phone. Pure."""

from __future__ import annotations

import secrets

# No 0/O, 1/I/L, U/V: read aloud at a desk and typed on a phone without mistakes.
UNAMBIGUOUS = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def drawn(groups: int, letters: int = 4) -> str:
    """`7K2M-9QXC`: groups of unguessable letters, 4.86 bits each."""
    return "-".join(
        "".join(secrets.choice(UNAMBIGUOUS) for _letter in range(letters))
        for _group in range(groups)
    )
