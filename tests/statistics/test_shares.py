from __future__ import annotations

from fractions import Fraction

import pytest

from portal.statistics.labels import share_text
from portal.statistics.shares import Light, light


def test_without_dossiers_there_is_no_share_and_no_light() -> None:
    assert light(None, 20) is Light.NONE
    assert share_text(None) == "–"
    assert share_text(Fraction(0)) == "0,0 %"


@pytest.mark.parametrize(
    ("online", "total", "target", "colour"),
    [
        (20, 100, 20, Light.GREEN),
        (19_999, 100_000, 20, Light.AMBER),
        (10, 100, 20, Light.AMBER),
        (9_999, 100_000, 20, Light.RED),
        (0, 1, 20, Light.RED),
        (0, 1, 0, Light.GREEN),
        (3, 40, 15, Light.AMBER),  # 7,5 % is half of 15 %, exactly
        (1, 1, 100, Light.GREEN),
    ],
)
def test_green_from_the_target_amber_from_half_of_it(
    online: int, total: int, target: int, colour: Light
) -> None:
    assert light(Fraction(online, total), target) is colour


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(1, 16), "6,3 %"),  # 6,25: up, as spreadsheets do
        (Fraction(2, 3), "66,7 %"),
        (Fraction(1), "100,0 %"),
        (Fraction(2004, 10_000), "20,0 %"),
        # Never up to a whole percent: a target missed must not read as reached.
        (Fraction(9996, 10_000), "99,96 %"),
        (Fraction(1995, 10_000), "19,95 %"),
        (Fraction(19_996, 100_000), "19,99 %"),
    ],
)
def test_percent_has_one_decimal_and_a_comma(share: Fraction, text: str) -> None:
    assert share_text(share) == text
