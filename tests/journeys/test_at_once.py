"""Two officers press on one dossier at once: one wins, the other is told."""

from __future__ import annotations

from tests.journeys.portal_server import Portal
from tests.journeys.test_walk import Enter


def test_of_two_who_press_at_once_one_wins_and_the_other_is_told(
    enter: Enter, portal: Portal
) -> None:
    minh, yen = enter("at-once-first"), enter("at-once-second")
    reference = portal.given[f"pressed-{minh.width}"].reference
    for officer, email in ((minh, "minh@h99.example"), (yen, "yen@h99.example")):
        officer.sign_in(email)
        officer.go(f"/can-bo/ho-so/{reference}")
    yen.follow("Từ chối tiếp nhận")
    yen.page.fill("[name=reason]", "Không thuộc địa bàn của phường.")

    minh.press("Tiếp nhận và chuyển xử lý")
    yen.press("Từ chối tiếp nhận", exact=True)
    said = yen.page.get_by_role("main").inner_text()
    assert "Không tìm thấy" not in said and "vừa" in said, said  # what happened, not an error
    yen.go(f"/can-bo/ho-so/{reference}")
    assert "Từ chối tiếp nhận" not in yen.text() and "Đang xử lý" in yen.text()
    minh.go(f"/can-bo/ho-so/{reference}")
    assert "Đang xử lý" in minh.text()
