"""The kit's page in a real browser: readable by everybody, on a desk and on a small telephone."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response, flash, render_template
from flask_wtf import CSRFProtect
from playwright.sync_api import Browser, Page
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server

import portal
from portal import i18n, interface
from portal.kit_examples import KitForm, examples
from tests.conftest import CHROMIUM

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCREENSHOTS = os.environ.get("PORTAL_TEST_SCREENSHOTS")

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium on this machine")


def kit_app() -> Flask:
    """The frame and the kit alone, so that they are tested before and apart from any page."""
    app = Flask("portal", root_path=str(Path(portal.__file__).parent))
    app.config.update(
        SECRET_KEY="kit",
        PORTAL_PROVINCE="Tỉnh Sông Lam",
        PORTAL_HOTLINE="1900 0000",
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    i18n.init_app(app)
    interface.init_app(app)
    CSRFProtect(app)
    for address, endpoint in (
        ("/trang-chu", "procedures.home"),
        ("/ngon-ngu", "public.language"),
        ("/dang-nhap", "accounts.sign_in"),
        ("/dang-ky", "accounts.sign_up"),
        ("/dang-xuat", "accounts.sign_out"),
        ("/tai-khoan", "accounts.profile"),
    ):
        app.add_url_rule(address, endpoint, lambda: "")

    @app.context_processor
    def frame() -> dict[str, object]:
        titles = ["Hồ sơ chờ tiếp nhận", "Việc của tôi", "Tra cứu hồ sơ", "Thủ tục", "Thống kê"]
        return {
            "navigation": [(title, "#", number == 0) for number, title in enumerate(titles)],
            "account": {"full_name": "Lê Quang Minh"},
            "account_note": "Cán bộ tiếp nhận, Phường Bến Thủy",
            "account_links": [("Thông báo", "#")],
            "phase_notice": "Đây là tỉnh trình diễn: mọi người và hồ sơ đều không có thật.",
            "footer_links": [("Trợ giúp", "#"), ("Bảo vệ dữ liệu cá nhân", "#")],
        }

    @app.get("/")
    def kit() -> str:
        flash("Đã tiếp nhận hồ sơ H99.11-261122-0001.", "success")
        flash("Hồ sơ này vừa được người khác xử lý. Xin tải lại trang.", "error")
        flash("Từ 1/12 bộ phận Một cửa làm việc cả sáng thứ Bảy.", "info")
        return render_template("kit.html", **examples(NOW))

    @app.get("/loi")
    def failure() -> str:
        return render_template(
            "error.html",
            status_code=500,
            title="Có lỗi ở phía chúng tôi",
            sentence="Trang này chưa làm được việc Ông/Bà yêu cầu. Chưa có gì bị thay đổi.",
            advice="Ông/Bà hãy thử lại sau ít phút.",
            reference="K7QD-20MX",
        )

    @app.get("/khach")
    def stranger() -> str:
        return render_template("error.html", account=None, phase_notice=None)

    @app.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        return response

    return app


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, kit_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def opened(chromium: Browser, url: str, width: int, **options: object) -> tuple[Page, list[str]]:
    """The page at that width, and the complaints of its console as they come."""
    page = chromium.new_page(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
    complaints: list[str] = []
    page.on(
        "console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.goto(url, wait_until="networkidle")
    return page, complaints


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("path", ["/", "/loi", "/khach", "/khach?lang=en"])
def test_a_page_fits_the_screen_is_accessible_and_breaks_no_content_policy(
    chromium: Browser, address: str, path: str, width: int
) -> None:
    page, complaints = opened(chromium, address + path, width)
    try:
        if SCREENSHOTS:
            name = path.strip("/").replace("?", "-") or "kit"
            page.screenshot(path=f"{SCREENSHOTS}/{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG_22_AA}})
        assert found.violations_count == 0, found.generate_report()
        assert complaints == []
    finally:
        page.close()


def test_the_page_is_whole_without_javascript(chromium: Browser, address: str) -> None:
    page, _ = opened(chromium, address, 360, java_script_enabled=False)
    try:
        assert page.get_by_role("link", name="Tra cứu hồ sơ").is_visible()
        assert page.get_by_label("Giấy tờ kèm theo").first.is_visible()
        assert page.get_by_role("button", name="Hiện mật khẩu").count() == 0
    finally:
        page.close()


def test_what_one_touches_is_at_least_44_pixels_high(chromium: Browser, address: str) -> None:
    page, _ = opened(chromium, address, 360)
    try:
        small = page.evaluate(
            """() => [...document.querySelectorAll(
                'button, .govuk-button, input:not([type=hidden]):not([type=file]), select, summary, .cmc-nav__link, .cmc-header a'
            )].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)
              .map(e => e.className + ' ' + e.getBoundingClientRect().height)"""
        )
        assert small == []
    finally:
        page.close()


def test_a_line_of_the_error_summary_leads_to_its_input(chromium: Browser, address: str) -> None:
    page, _ = opened(chromium, address, 1280)
    try:
        for link in page.locator(".govuk-error-summary__list a").all():
            target = link.get_attribute("href") or ""
            assert page.locator(f"[id='{target[1:]}']").count() == 1, target
        page.get_by_role("link", name=re.compile("không có ngày 31")).click()
        assert page.evaluate("document.activeElement.id") == "wrong-born-day"
    finally:
        page.close()


def test_the_navigation_folds_behind_a_button_on_a_small_screen(
    chromium: Browser, address: str
) -> None:
    page, _ = opened(chromium, address, 360)
    try:
        link = page.locator(".cmc-nav__link").first
        assert not link.is_visible()
        page.get_by_role("button", name="Các mục chính").click()
        assert link.is_visible()
    finally:
        page.close()


def test_the_account_menu_closes_on_escape(chromium: Browser, address: str) -> None:
    page, _ = opened(chromium, address, 1280)
    try:
        page.locator(".cmc-account__summary").click()
        assert page.get_by_role("button", name="Đăng xuất").is_visible()
        page.keyboard.press("Escape")
        assert not page.get_by_role("button", name="Đăng xuất").is_visible()
    finally:
        page.close()


def test_letters_with_marks_are_drawn_in_the_portals_own_font(
    chromium: Browser, address: str
) -> None:
    page, _ = opened(chromium, address, 1280)
    try:
        assert page.evaluate(
            "Promise.all([400, 600, 700].map(w => document.fonts.load(w + ' 16px \"Be Vietnam Pro\"', 'ữặẫ'))).then(f => f.every(x => x.length > 0))"
        )
    finally:
        page.close()


def test_paper_shows_no_navigation(chromium: Browser, address: str) -> None:
    page, _ = opened(chromium, address, 1280)
    try:
        page.emulate_media(media="print")
        assert not page.locator(".cmc-nav").is_visible()
        assert not page.locator(".cmc-header__tools").is_visible()
        assert page.get_by_role("heading", name="Bộ giao diện").is_visible()
    finally:
        page.close()


def test_the_stylesheet_asks_for_nothing_that_is_not_beside_it() -> None:
    static = Path(portal.__file__).parent / "static"
    style = (static / "css" / "portal.css").read_text()
    asked = re.findall(r"""url\(["']?([^"')]+)""", style)
    assert asked and all((static / "css" / address).resolve().is_file() for address in asked)
    assert "Transport" not in style
    assert (static / "fonts" / "LICENSE").is_file()


def test_due_tags_count_calendar_days_of_vietnam() -> None:
    app = kit_app()
    with app.test_request_context():
        macro = app.jinja_env.get_template("macros/status.html").module.due_tag  # type: ignore[attr-defined]
        evening = datetime(2026, 11, 22, 16, 59, tzinfo=UTC)  # 23:59 on the 22nd in Vietnam
        midnight = datetime(2026, 11, 22, 17, 1, tzinfo=UTC)  # 00:01 on the 23rd
        due = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
        assert "Còn 2 ngày" in macro(due, evening)
        assert "Còn 1 ngày" in macro(due, midnight)
        assert "Đến hạn hôm nay" in macro(due, datetime(2026, 11, 24, 16, 0, tzinfo=UTC))
        assert "Quá hạn 3 ngày" in macro(due, datetime(2026, 11, 27, 1, 0, tzinfo=UTC))
        assert "Xong đúng hạn" in macro(due, midnight, datetime(2026, 11, 24, 16, 0, tzinfo=UTC))
        assert macro(None, midnight) == ""


def test_what_people_type_is_shown_as_text_never_as_markup() -> None:
    app = kit_app()
    with app.test_request_context():
        form = KitForm(
            MultiDict({"name": '"><script>x</script>', "fee": "<b>1</b>"}), meta={"csrf": False}
        )
        form.validate()
        macros = app.jinja_env.get_template("macros/forms.html").module
        page = "".join(str(macros.field(one)) for one in form)  # type: ignore[attr-defined]
        assert "<script>" not in page and "<b>1" not in page
        assert "&lt;script&gt;" in page
