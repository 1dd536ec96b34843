"""How a share stands to its target. A share of several units is Σ over Σ: the mean of their shares
would let a commune with one dossier weigh as much as one with a thousand. Pure."""

from __future__ import annotations

import enum
from fractions import Fraction


class Light(enum.StrEnum):
    """How a share stands to its target; NONE when there is nothing to divide by."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NONE = "none"


def light(share: Fraction | None, target: int) -> Light:
    """Green from the target (percent) on, amber from half of it on, red below."""
    if share is None:
        return Light.NONE
    if share * 100 >= target:
        return Light.GREEN
    return Light.AMBER if share * 200 >= target else Light.RED
