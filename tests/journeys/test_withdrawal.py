"""Paid, then taken back: the fee is owed back, and the cashier sees to whom."""

from __future__ import annotations

from tests.journeys.portal_server import Portal
from tests.journeys.test_paying import start_paying
from tests.journeys.test_walk import Enter


def test_a_paid_dossier_is_withdrawn_and_its_fee_is_owed_back(enter: Enter, portal: Portal) -> None:
    citizen = enter("withdrawing")
    reference, email = portal.given[f"refunded-{citizen.width}"]
    citizen.sign_in(email)
    citizen.go(f"/ho-so/{reference}")
    start_paying(citizen)
    citizen.press("Trả tiền")
    citizen.follow("Về hồ sơ")
    code = citizen.page.locator(".govuk-caption-l").inner_text().split()[-1]
    citizen.follow("Rút hồ sơ này")
    citizen.press("Rút hồ sơ", exact=True)  # without a reason
    if "Có mục cần xem lại" in citizen.text():
        citizen.page.fill("[name=reason]", "Gia đình chuyển đi nơi khác.")
        citizen.press("Rút hồ sơ", exact=True)
    assert "Đã rút hồ sơ" in citizen.text()
    assert "Tiền phải hoàn trả Ông/Bà" in citizen.text()

    hoa = enter("withdrawn-specialist")
    hoa.sign_in("hoa@h99.example")
    hoa.go(f"/can-bo/ho-so/{reference}")
    assert "Khoản phải hoàn trả" in hoa.text() and "Soạn kết quả" not in hoa.text()
    cashier = enter("withdrawn-cashier")
    cashier.sign_in("thuy@h99.example")
    cashier.go("/thu-phi")
    cashier.follow("Hoàn trả")
    assert code in cashier.text()
