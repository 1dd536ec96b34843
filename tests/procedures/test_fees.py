"""What a dossier costs: sums worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.procedures.definitions import Channel, FeeItem, Fees, FeeTier
from portal.procedures.fees import amount, lines, priced, total

# Thông tư 226/2016/TT-BTC: two pages at 2.000 đồng, 1.000 đồng from the third, 200.000 at most.
COPY = FeeItem(
    "copy",
    "Phí chứng thực",
    amount=2000,
    per="trang",
    quantity_field="pages",
    tiers=(FeeTier(1, 2000), FeeTier(3, 1000)),
    cap=200_000,
)


@pytest.mark.parametrize(
    ("pages", "dong"),
    [(1, 2000), (2, 4000), (3, 5000), (10, 12_000), (198, 200_000), (199, 200_000), (500, 200_000)],
)
def test_each_page_is_paid_at_its_tier_and_never_more_than_the_cap(pages: int, dong: int) -> None:
    assert amount(COPY, pages) == dong


def test_tiers_may_be_written_in_any_order() -> None:
    turned = FeeItem("x", "x", tiers=(FeeTier(3, 1000), FeeTier(1, 2000)))
    assert amount(turned, 5) == 2 * 2000 + 3 * 1000


def test_units_before_the_first_tier_cost_the_items_own_sum() -> None:
    late = FeeItem("x", "x", amount=8000, tiers=(FeeTier(3, 5000),))
    assert amount(late, 2) == 16_000
    assert amount(late, 4) == 2 * 8000 + 2 * 5000


def test_priced_says_how_many_units_cost_how_much() -> None:
    assert priced(COPY, 5) == [(2, 2000), (3, 1000)]
    assert priced(COPY, 2) == [(2, 2000)]
    assert priced(FeeItem("x", "x"), 3) == []


def test_a_fee_without_a_stated_sum_has_no_amount_and_adds_nothing() -> None:
    fees = Fees((FeeItem("a", "A"), FeeItem("b", "B", amount=8000)))
    assert [line.amount for line in lines(fees, Channel.ONLINE, {})] == [None, 8000]
    assert total(fees, Channel.ONLINE, {}) == 8000


def test_only_the_fees_of_the_channel_are_due() -> None:
    fees = Fees(
        (
            FeeItem("desk", "Tại quầy", amount=10_000, channels=(Channel.DESK, Channel.POST)),
            FeeItem("online", "Trực tuyến", amount=5000, channels=(Channel.ONLINE,)),
        )
    )
    assert total(fees, Channel.ONLINE, {}) == 5000
    assert total(fees, Channel.DESK, {}) == 10_000


@pytest.mark.parametrize("answer", [None, "", "4", 0, -3, 2.5, [1]])
def test_a_quantity_that_is_no_count_costs_nothing(answer: object) -> None:
    assert total(Fees((COPY,)), Channel.ONLINE, {"pages": answer}) == 0


def test_copies_of_so_many_pages_cost_each_its_pages() -> None:
    copies = replace(COPY, times_field="copies")
    assert total(Fees((copies,)), Channel.ONLINE, {"pages": 4, "copies": 3}) == 3 * 6000
    assert total(Fees((copies,)), Channel.ONLINE, {"pages": 300, "copies": 2}) == 2 * 200_000
    assert total(Fees((copies,)), Channel.ONLINE, {"pages": 4}) == 0


def test_the_quantity_comes_from_the_named_answer() -> None:
    assert total(Fees((COPY,)), Channel.ONLINE, {"pages": 4, "other": 9}) == 6000


def test_no_fees_cost_nothing() -> None:
    assert total(Fees(is_free=True), Channel.ONLINE, {}) == 0
