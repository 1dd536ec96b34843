"""What is missing is asked for, answered point by point and compared; the clock waits meanwhile."""

from __future__ import annotations

import re

from tests.journeys.portal_server import Portal
from tests.journeys.test_walk import PAPER, Enter, receive
from tests.journeys.visitor import Visitor

PLACE = "Trạm y tế phường Bến Nguyệt"


def test_the_desk_asks_before_reception_and_compares_old_and_new(
    enter: Enter, portal: Portal
) -> None:
    minh = enter("supplement-desk")
    given = portal.given[f"supplement-{minh.width}"]
    minh.sign_in("minh@h99.example")
    minh.go(f"/can-bo/ho-so/{given.reference}")
    minh.follow("Yêu cầu bổ sung")
    minh.press("Gửi yêu cầu bổ sung")  # empty: everything is said
    assert "Có mục cần xem lại" in minh.text()
    minh.page.get_by_label("Giấy chứng sinh").first.check()
    minh.page.locator("[name^=text-]:visible").first.fill("chụp cả hai mặt")
    minh.page.get_by_text("Mục của tờ khai cần khai lại").first.click()
    minh.page.get_by_label(re.compile("– Nơi sinh")).check()
    minh.page.fill("[name=reason]", "Ảnh bị mờ, nơi sinh chưa ghi tên cơ sở y tế.")
    minh.press("Gửi yêu cầu bổ sung")
    assert "Đã gửi yêu cầu bổ sung (Mẫu 02)" in minh.text()

    citizen = enter("supplement-citizen")
    citizen.sign_in(given.email)
    answer_supplement(citizen, given.reference, {"child_birth_place": PLACE})
    assert "Đang kiểm tra" in citizen.text() or "đang kiểm tra hồ sơ" in citizen.text()

    minh.go(f"/can-bo/ho-so/{given.reference}")
    compared = minh.page.get_by_role("table", name="So sánh trước và sau khi bổ sung")
    assert PLACE in compared.inner_text() and "paper.pdf" in compared.inner_text()
    receive(minh, given.reference)


def test_the_clock_waits_for_the_citizen_and_a_further_request_needs_the_leader(
    enter: Enter, portal: Portal
) -> None:
    citizen = enter("supplement-paused")
    given = portal.given[f"paused-{citizen.width}"]
    hoa, tuan = enter("supplement-specialist"), enter("supplement-leader")
    hoa.sign_in("hoa@h99.example")
    hoa.go(f"/can-bo/ho-so/{given.reference}")
    assert "Thời hạn đang tạm dừng" in hoa.text()
    citizen.sign_in(given.email)
    citizen.go(f"/ho-so/{given.reference}")
    assert "Thời gian chờ không tính vào thời hạn" in citizen.text()
    first_due = appointment(citizen)

    answer_supplement(citizen, given.reference, {})
    new_due = appointment(citizen)
    assert new_due != first_due
    hoa.go(f"/can-bo/ho-so/{given.reference}")
    assert "So sánh trước và sau khi bổ sung" in hoa.text()
    day = re.search(r"(\d+) tháng (\d+), (\d{4})", new_due)
    assert day and f"{int(day[1]):02d}/{int(day[2]):02d}/{day[3]}" in hoa.text()

    hoa.follow("Đề nghị yêu cầu bổ sung thêm")
    hoa.page.locator("input[name=documents]").first.check()
    hoa.page.fill("[name=reason]", "Bản chụp lại vẫn thiếu trang có dấu.")
    hoa.press("Trình lãnh đạo")  # without its ground
    assert "Có mục cần xem lại" in hoa.text()
    hoa.page.fill("[name=ground]", "Nghị định 118/2025/NĐ-CP")
    hoa.press("Trình lãnh đạo")
    tuan.sign_in("tuan@h99.example")
    tuan.go("/phe-duyet")
    assert "Chờ Ông/Bà quyết định" in tuan.text()
    tuan.go(f"/can-bo/ho-so/{given.reference}")
    tuan.follow("Quyết định yêu cầu bổ sung thêm")
    tuan.page.get_by_label("Đồng ý yêu cầu bổ sung").check()
    tuan.press("Quyết định", exact=True)
    assert "Đã gửi yêu cầu bổ sung (Mẫu 02)" in tuan.text()
    citizen.go(f"/ho-so/{given.reference}")
    assert "thiếu trang có dấu" in citizen.text()


def answer_supplement(citizen: Visitor, reference: str, corrected: dict[str, str]) -> None:
    """Each asked answer anew, each asked paper again."""
    citizen.go(f"/ho-so/{reference}")
    citizen.follow("Xem từng mục và gửi bổ sung")
    citizen.press("Gửi bổ sung", exact=True)  # nothing is there yet
    assert "Có mục cần xem lại" in citizen.text()
    for key, text in corrected.items():
        citizen.page.fill(f"[name=sua-{key}]", text)
    citizen.page.set_input_files("input[type=file] >> nth=0", str(PAPER))
    citizen.page.locator(".dos-file").first.wait_for()
    citizen.press("Gửi bổ sung", exact=True)
    assert "Đã gửi bổ sung" in citizen.text()


def appointment(citizen: Visitor) -> str:
    return citizen.page.locator(".dos-due").inner_text()
