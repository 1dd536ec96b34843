"""Late: the unit apologises once and promises a new day; the first appointment stays."""

from __future__ import annotations

from datetime import date, timedelta

from portal import clock
from portal.demonstration.announced_days import ANNOUNCED_DAYS
from tests.journeys.portal_server import Portal
from tests.journeys.test_walk import Enter
from tests.journeys.visitor import Visitor


def test_the_apology_keeps_the_first_appointment_and_is_sent_once(
    enter: Enter, portal: Portal
) -> None:
    hoa, tuan, citizen = enter("late-specialist"), enter("late-leader"), enter("late-citizen")
    reference, email = portal.given[f"late-{hoa.width}"]
    case = f"/can-bo/ho-so/{reference}"
    citizen.sign_in(email)
    citizen.go(f"/ho-so/{reference}")
    assert "Cơ quan đã quá hẹn, xin Ông/Bà thông cảm" in citizen.text()
    first = citizen.page.locator(".dos-due").inner_text()

    hoa.sign_in("hoa@h99.example")
    hoa.go(case)
    assert "Quá hạn" in hoa.text()
    hoa.follow("Xin lỗi, hẹn lại ngày trả")
    hoa.page.fill("[name=reason]", "Phải xác minh thêm tại nơi sinh.")
    enter_day(hoa, clock.today() - timedelta(days=3))  # past: said beside the day
    hoa.press("Trình lãnh đạo")
    assert "Có mục cần xem lại" in hoa.text()
    day = next_working_day(clock.today() + timedelta(days=5))
    enter_day(hoa, day)
    hoa.press("Trình lãnh đạo")

    tuan.sign_in("tuan@h99.example")
    tuan.go(case)
    tuan.follow("Ký văn bản xin lỗi, hẹn lại")
    tuan.press("Ký số và gửi người nộp")
    assert "Đã gửi văn bản xin lỗi" in tuan.text()
    hoa.go(case)  # once only
    assert "Xin lỗi, hẹn lại ngày trả" not in hoa.text()
    hoa.go(f"/tham-dinh/{reference}/xin-loi", status=409)

    citizen.go(f"/ho-so/{reference}")
    shown = citizen.page.locator(".dos-due").inner_text()
    assert f"Hẹn trả lần đầu: {first}" in shown and "Hẹn lại" in shown
    assert f"{day.day} tháng {day.month}, {day.year}" in shown
    letter = citizen.page.get_by_role("link", name="Văn bản xin lỗi").first
    answer = citizen.context.request.get(portal.address + (letter.get_attribute("href") or ""))
    assert answer.body().startswith(b"%PDF-")


def enter_day(visitor: Visitor, day: date) -> None:
    for part in ("day", "month", "year"):
        visitor.page.fill(f"[name=new_due_on-{part}]", str(getattr(day, part)))


def next_working_day(day: date) -> date:
    off = {announced.day for announced in ANNOUNCED_DAYS}
    while day.weekday() > 4 or day in off:
        day += timedelta(days=1)
    return day
