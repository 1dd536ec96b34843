"""The fee engine against tables made by hand, and against counting page by page."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.procedures.conditions import Condition, Op, equals, one_of
from portal.procedures.definitions import Channel, FeeItem, Fees, FeeTier, Waiver
from portal.procedures.fees import lines, total

# 2,000 a page, from the third page 1,000, at most 200,000 a copy; times the copies.
CERTIFIED = FeeItem(
    "copy",
    "Phí chứng thực bản sao",
    tiers=(FeeTier(1, 2000), FeeTier(3, 1000)),
    cap=200_000,
    quantity_field="pages",
    times_field="copies",
    waivers=(
        Waiver("Hộ nghèo", equals("poor", True), 100, "Điều 9"),
        Waiver("Người từ 60 tuổi", Condition(Op.AGE_AT_LEAST, "born", 60), 50, "Điều 10"),
    ),
)
URGENT = FeeItem("urgent", "Làm nhanh", amount=15_000, only_if=one_of("speed", "fast", "today"))
FEES = Fees((CERTIFIED, URGENT))
TODAY = date(2026, 3, 18)
TABLE = [
    # pages, copies, poor, born, speed → đồng
    (1, 1, False, "1990-01-01", "", 2_000),
    (2, 1, False, "1990-01-01", "", 4_000),
    (3, 1, False, "1990-01-01", "", 5_000),
    (197, 1, False, "1990-01-01", "", 199_000),
    (198, 1, False, "1990-01-01", "", 200_000),
    (199, 1, False, "1990-01-01", "", 200_000),
    (3, 2, False, "1990-01-01", "fast", 25_000),
    (3, 2, True, "1990-01-01", "today", 15_000),
    (3, 1, False, "1966-03-18", "", 2_500),
    (3, 1, False, "1966-03-19", "", 5_000),
    (3, 1, True, "1950-01-01", "", 0),
    (0, 1, False, "1990-01-01", "", 0),
]


@pytest.mark.parametrize(("pages", "copies", "poor", "born", "speed", "dong"), TABLE)
def test_the_sums_are_those_of_the_table(
    pages: int, copies: int, poor: bool, born: str, speed: str, dong: int
) -> None:
    told = {"pages": pages, "copies": copies, "poor": poor, "born": born, "speed": speed}
    assert total(FEES, Channel.ONLINE, told, TODAY) == dong


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 400),
    st.integers(0, 5),
    st.lists(
        st.tuples(st.integers(2, 300), st.integers(0, 3000)), max_size=3, unique_by=lambda t: t[0]
    ),
    st.one_of(st.none(), st.integers(0, 300_000)),
    st.sampled_from([0, 30, 50, 100]),
)
def test_counted_page_by_page_it_comes_to_the_same(
    pages: int, copies: int, steps: list[tuple[int, int]], cap: int | None, percent: int
) -> None:
    tiers = tuple(FeeTier(start, price) for start, price in [(1, 2000), *steps])
    waivers = (Waiver("x", equals("free", True), percent),)
    item = FeeItem(
        "x", "X", tiers=tiers, cap=cap, quantity_field="p", times_field="c", waivers=waivers
    )
    cost = 0
    for page in range(1, pages + 1):
        begun = [tier for tier in tiers if tier.start <= page]
        cost += max(begun, key=lambda tier: tier.start).amount
    if cap is not None and cost > cap:
        cost = cap
    cost = sum(cost for _copy in range(copies))
    told = {"p": pages, "c": copies, "free": True}
    assert total(Fees((item,)), Channel.DESK, told) == cost * (100 - percent) // 100
    assert total(Fees((item,)), Channel.DESK, {**told, "free": False}) == cost


def test_a_waived_fee_stays_a_line_that_says_why() -> None:
    told = {"pages": 3, "copies": 1, "poor": True, "born": "1950-01-01"}
    [line] = lines(FEES, Channel.DESK, told, TODAY)
    assert (line.amount, line.waiver) == (0, CERTIFIED.waivers[0])


def test_a_fee_whose_condition_does_not_hold_is_no_line() -> None:
    told = {"pages": 1, "copies": 1, "speed": "slow"}
    assert [line.item.key for line in lines(FEES, Channel.DESK, told, TODAY)] == ["copy"]


@pytest.mark.parametrize(
    ("area", "dong"),
    [(30, 0), (30.5, 0), (30.51, 50_000), (99.99, 50_000), (100, 100_000), (100.01, 100_000)],
)
def test_a_fee_goes_by_a_number_with_a_comma(area: float, dong: int) -> None:
    below = Condition(Op.LESS, "area", 100)
    item = FeeItem(
        "x",
        "X",
        amount=100_000,
        waivers=(
            Waiver("small", below, 50),
            Waiver("tiny", Condition(Op.AT_MOST, "area", 30.5), 100),
        ),
    )
    assert total(Fees((item,)), Channel.DESK, {"area": area}) == dong


def test_a_number_with_a_comma_is_no_count_of_pages() -> None:
    item = FeeItem("x", "X", amount=2000, quantity_field="p")
    assert total(Fees((item,)), Channel.DESK, {"p": 2.5}) == 0
    assert total(Fees((item,)), Channel.DESK, {"p": 2}) == 4000
