"""A draft loses nothing: the network is cut, the session ends, a second device takes part."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.test_applying import begin
from tests.journeys.test_walk import PAPER, PASSWORD, Enter, sign_up
from tests.journeys.visitor import Visitor

SECTION = "/khai/child"


def test_a_draft_is_continued_on_a_telephone_after_the_network_was_cut(enter: Enter) -> None:
    at_home = enter("drafts at home")
    email = sign_up(at_home)
    draft = begin(at_home)
    at_home.go(draft + SECTION)
    page = at_home.page
    page.fill("[name=child_full_name]", "Nguyễn Gia Hân")
    said(page, "Đã lưu lúc")

    at_home.context.set_offline(True)
    page.fill("[name=child_full_name]", "Nguyễn Gia Khánh")
    page.fill("[name=child_birth_date-day]", "2")
    said(page, "Mất mạng")
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    said(page, "Mất mạng")  # still here, nothing is lost to an error page
    at_home.look()
    at_home.context.set_offline(False)
    said(page, "Đã lưu lúc")

    telephone = enter("drafts on a telephone")
    telephone.go("/dang-nhap")
    sign_in(telephone, email)
    telephone.go("/nop-ho-so/9.000001")
    assert "Ông/Bà đang khai dở" in telephone.text()
    telephone.go(draft + SECTION)
    expect(telephone.page.locator("[name=child_full_name]")).to_have_value("Nguyễn Gia Khánh")
    expect(telephone.page.locator("[name=child_birth_date-day]")).to_have_value("2")
    telephone.page.fill("[name=child_full_name]", "Nguyễn Gia Bảo")
    said(telephone.page, "Đã lưu lúc")

    page.fill("[name=child_full_name]", "Nguyễn Gia Minh")  # at home nobody knows of it
    said(page, "máy khác")
    at_home.look()
    expect(page.locator(".dos-compare")).to_contain_text("Nguyễn Gia Bảo")
    page.get_by_role("button", name="Giữ bản trên máy này").click()
    said(page, "Đã lưu lúc")
    telephone.go(draft + SECTION)
    expect(telephone.page.locator("[name=child_full_name]")).to_have_value("Nguyễn Gia Minh")

    the_session_ends(at_home, email)
    files_go_up_by_themselves(telephone, draft)


def the_session_ends(visitor: Visitor, email: str) -> None:
    page = visitor.page
    visitor.context.clear_cookies()
    page.fill("[name=child_full_name]", "Nguyễn Gia Phúc")
    said(page, "Phiên đăng nhập đã hết")
    visitor.look()
    page.reload()  # and the page itself is gone
    sign_in(visitor, email)
    said(page, "Đã lấy lại")
    expect(page.locator("[name=child_full_name]")).to_have_value("Nguyễn Gia Phúc")
    # It reached the portal, the device forgets it.
    page.wait_for_function(
        "!Object.keys(localStorage).some((key) => key.startsWith('cmc-draft'))", timeout=10_000
    )


def sign_in(visitor: Visitor, email: str) -> None:
    visitor.page.fill("[name=identifier]", email)
    visitor.page.fill("[name=password]", PASSWORD)
    visitor.press("Đăng nhập", exact=True)


def files_go_up_by_themselves(visitor: Visitor, draft: str) -> None:
    page = visitor.page
    visitor.go(f"{draft}/giay-to")
    visitor.context.set_offline(True)
    page.set_input_files("[data-upload-paper] input[type=file] >> nth=0", str(PAPER))
    expect(page.locator(".dos-upload")).to_contain_text("Mất mạng", timeout=30_000)
    visitor.context.set_offline(False)
    expect(page.locator(".dos-file").first).to_contain_text("paper.pdf", timeout=30_000)
    visitor.look()


def said(page: Page, words: str) -> None:
    expect(page.locator("[data-draft-state]")).to_contain_text(words, timeout=20_000)
