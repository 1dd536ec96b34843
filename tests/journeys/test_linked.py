"""A child is born: one form, three dossiers, each with its unit and its clock, one timeline."""

from __future__ import annotations

import re

from tests.journeys.portal_server import Portal
from tests.journeys.test_walk import Enter, approve, draft_and_propose, issue, receive
from tests.journeys.visitor import Visitor


def test_one_form_becomes_three_dossiers_and_a_stop_holds_no_other(
    enter: Enter, portal: Portal
) -> None:
    citizen = enter("linked-citizen")
    reference, email = portal.given[f"linked-{citizen.width}"]
    citizen.sign_in(email)
    citizen.go(f"/ho-so/{reference}/kiem-tra")
    citizen.page.check("[name=is_true]")
    citizen.press("Nộp hồ sơ", exact=True)
    citizen.go(f"/ho-so/{reference}")
    assert item(citizen, "thường trú").endswith("không phải làm gì.")  # it waits for the birth
    birth, card = (member(citizen, name) for name in ("khai sinh", "bảo hiểm"))

    minh = enter("linked-desk")
    receive(minh, birth)
    minh.go(f"/can-bo/ho-so/{card}", status=404)  # each unit its own part
    insurance = enter("linked-insurance")
    insurance.sign_in("quyen.bh@h99.example")
    insurance.go(f"/can-bo/ho-so/{birth}", status=404)
    insurance.go(f"/can-bo/ho-so/{card}")
    assert "Đơn vị chỉ thấy phần của mình" in insurance.text()
    assert "Mẹ của trẻ" not in insurance.text()
    insurance.press("Tiếp nhận và chuyển xử lý")

    leader = enter("linked-leader")
    leader.sign_in("hoai.bh@h99.example")
    leader.go(f"/can-bo/ho-so/{card}")
    leader.follow("Dừng giải quyết")
    leader.page.fill("[name=ground]", "Trẻ đã có thẻ bảo hiểm y tế.")
    leader.press("Ký thông báo và dừng hồ sơ")

    draft_and_propose(enter("linked-specialist"), birth)
    approve(enter("linked-ward"), birth)
    issue(enter("linked-clerk"), birth)

    citizen.go(f"/ho-so/{reference}")
    residence = member(citizen, "thường trú")
    minh.go(f"/can-bo/ho-so/{residence}", status=404)
    police = enter("linked-police")
    police.sign_in("nhan.ca11@h99.example")
    police.go(f"/can-bo/ho-so/{residence}")
    police.press("Tiếp nhận và chuyển xử lý")
    insurance.go(f"/can-bo/ho-so/{residence}", status=404)
    citizen.go(f"/ho-so/{reference}")
    assert "Dừng xử lý" in item(citizen, "bảo hiểm")
    assert "Đã trả kết quả" in item(citizen, "khai sinh")
    assert "Hẹn:" in item(citizen, "thường trú")
    timeline = citizen.page.get_by_role("main").inner_text().split("Quá trình giải quyết")[1]
    assert re.search("Cơ quan dừng giải quyết hồ sơ", timeline)
    for place in ("khai sinh", "bảo hiểm", "thường trú"):
        assert place in timeline.casefold()


def item(citizen: Visitor, title: str) -> str:
    found = citizen.page.locator(".dos-item").filter(
        has=citizen.page.locator(".dos-item__title", has_text=re.compile(title, re.IGNORECASE))
    )
    return found.first.inner_text().strip()


def member(citizen: Visitor, title: str) -> str:
    link = citizen.page.locator(".dos-item__title a", has_text=re.compile(title, re.IGNORECASE))
    found = re.search(r"NHAP-\w{4}-\w{4}", link.first.get_attribute("href") or "")
    assert found
    return found[0]
