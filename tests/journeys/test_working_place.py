"""An officer's list by keys alone, what follows in its order, a colleague named in a note, the wall."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.portal_server import Portal
from tests.journeys.test_walk import Enter


def test_the_list_of_work_is_walked_by_keys(enter: Enter, portal: Portal) -> None:
    minh = enter("keys")
    page = minh.page
    minh.sign_in("minh@h99.example")
    minh.go("/quay?muc=cho-tiep-nhan&kenh=2")
    rows = page.locator("[data-row]")
    assert rows.count() >= 3
    second = rows.nth(1).locator("[data-open]").inner_text()
    third = rows.nth(2).locator("[data-open]").inner_text()
    for key in "jjx":
        page.keyboard.press(key)
    expect(rows.nth(1)).to_have_attribute("data-at", "")
    expect(rows.nth(1).locator("input[name=hs]")).to_be_checked()
    expect(page.locator(".cmc-batch__hint")).to_contain_text("1")
    page.keyboard.press("?")
    minh.look()
    expect(page.get_by_role("dialog", name="Phím tắt")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("jx")  # typing is no shortcut
    expect(page.locator("#q")).to_have_value("jx")
    page.locator("#q").fill("")
    page.locator("#q").blur()

    with page.expect_navigation():
        page.keyboard.press("k")
        page.keyboard.press("j")
        page.keyboard.press("o")
    minh.look()
    assert second in minh.text()
    with page.expect_navigation():
        page.keyboard.press("j")  # the following one in the filtered order
    minh.look()
    assert third in minh.text()
    with page.expect_navigation():
        page.keyboard.press("k")
    assert second in minh.text()
    with page.expect_navigation():
        page.keyboard.press("a")
    assert "Đã tiếp nhận hồ sơ" in minh.text() and "Đã ra khỏi danh sách" in minh.text()
    with page.expect_navigation():
        page.keyboard.press("j")  # what moved up into its place
    assert third in minh.text()
    with page.expect_navigation():
        page.keyboard.press("u")
    assert second not in page.locator(".cmc-worklist").inner_text()


def test_a_colleague_is_named_by_a_button_and_the_wall_shows_figures_alone(
    enter: Enter, portal: Portal
) -> None:
    minh = enter("mentions")
    reference, email = portal.given[f"pressed-{minh.width}"]
    page = minh.page
    minh.sign_in("minh@h99.example")
    minh.go(f"/can-bo/ho-so/{reference}")
    page.keyboard.press("n")
    page.keyboard.type("Nhờ xem giúp")
    page.get_by_role("button", name="@Trần Thị Hoa").click()
    expect(page.locator("#note")).to_have_value("Nhờ xem giúp @Trần Thị Hoa ")
    expect(page.locator("#note")).to_be_focused()
    minh.press("Ghi chú", exact=True)
    assert "báo cho Trần Thị Hoa" in minh.text()
    hoa = enter("mentioned")
    hoa.sign_in("hoa@h99.example")
    for _look in range(30):  # the worker brings the notice a moment later
        hoa.go("/thong-bao")
        if "Nguyễn Văn Minh" in hoa.text():
            break
        hoa.page.wait_for_timeout(500)
    assert "Nguyễn Văn Minh" in hoa.text()

    minh.go("/quay")
    minh.follow("Màn hình quầy")
    assert "Chờ tiếp nhận" in minh.text() and "Nguyễn" not in page.get_by_role("main").inner_text()
