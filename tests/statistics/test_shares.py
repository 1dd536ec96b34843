from __future__ import annotations

from fractions import Fraction

import pytest

from portal.procedures.definitions import Channel, ServiceLevel
from portal.statistics.labels import share_text
from portal.statistics.shares import Count, Light, Received, Service, figures, light

PARTIAL, FULL = ServiceLevel.PARTIAL, ServiceLevel.FULL


def test_the_share_of_several_units_is_sum_over_sum_and_not_the_mean_of_their_shares() -> None:
    together = figures(
        [
            Count(1, FULL, Channel.ONLINE, 1),  # the first alone: 1/1
            Count(2, FULL, Channel.ONLINE, 9),  # the second alone: 9/99
            Count(2, FULL, Channel.DESK, 80),
            Count(2, FULL, Channel.POST, 10),
        ]
    )
    assert together.received[None].share == Fraction(1, 10)


def test_levels_stand_apart_and_level_two_counts_only_in_all() -> None:
    found = figures(
        [
            Count(1, ServiceLevel.INFORMATION, Channel.DESK, 5),
            Count(1, PARTIAL, Channel.ONLINE, 3),
            Count(1, FULL, Channel.POST, 2),
        ]
    ).received
    assert found[None] == Received(online=3, desk=5, post=2)
    assert found[PARTIAL] == Received(online=3)
    assert found[FULL] == Received(post=2)


def test_without_dossiers_there_is_no_share_and_no_light() -> None:
    assert Received().share is None
    assert light(None, 20) is Light.NONE
    assert share_text(None) == "–"
    assert share_text(Received(desk=3).share) == "0,0 %"


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


def test_a_service_of_two_units_is_one_service_of_both() -> None:
    offered = [Service(1, 7, FULL), Service(2, 7, FULL), Service(2, 8, PARTIAL)]
    found = figures([], offered, used=[Service(2, 8, PARTIAL)])
    assert [found.services[level].offered for level in (None, PARTIAL, FULL)] == [2, 1, 1]
    assert [found.services[level].used for level in (None, PARTIAL, FULL)] == [1, 1, 0]
    assert found.full_level_share == Fraction(1, 2)
    assert figures([]).full_level_share is None
