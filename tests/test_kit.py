"""The kit's page in a real browser: readable by everybody, on a desk and on a small telephone."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response, flash, render_template
from flask_wtf import CSRFProtect
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server
from wtforms import (
    BooleanField,
    PasswordField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length

import portal
from portal import i18n, interface
from portal.web_forms import (
    DateField,
    EmailField,
    MoneyField,
    MultipleUpload,
    PersonalNumberField,
    PhoneField,
    PortalForm,
    Required,
    WholeNumberField,
    choices,
)

CHROMIUM = "/usr/bin/chromium"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DELIVERY = choices(
    [("desk", "Nhận tại quầy"), ("post", "Nhận qua bưu chính"), ("online", "Nhận trực tuyến")]
)
WARDS = choices([("", "Chọn xã, phường"), ("1", "Phường Bến Thủy"), ("2", "Xã Nam Đàn")])
SCREENSHOTS = os.environ.get("PORTAL_TEST_SCREENSHOTS")

pytestmark = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium on this machine")


class KitForm(PortalForm):
    name = StringField("Họ và tên", [Required()], render_kw={"autocomplete": "name"})
    born = DateField("Ngày sinh", [Required()], description="Ví dụ: 5 3 1990")
    number = PersonalNumberField(
        "Số định danh cá nhân", [Required()], description="12 chữ số trên thẻ căn cước"
    )
    phone = PhoneField("Số điện thoại")
    email = EmailField("Email")
    password = PasswordField("Mật khẩu", [Required()], render_kw={"autocomplete": "new-password"})
    copies = WholeNumberField("Số bản sao", [Required()], minimum=1, maximum=50)
    fee = MoneyField("Lệ phí đã nộp")
    ward = SelectField("Xã, phường", [Required()], choices=WARDS)
    delivery = RadioField("Cách nhận kết quả", [Required()], choices=DELIVERY)
    papers = SelectMultipleField(
        "Giấy tờ đã có",
        choices=choices([("a", "Giấy chứng sinh"), ("b", "Giấy chứng nhận kết hôn")]),
    )
    note = TextAreaField("Nội dung đề nghị", [Length(max=200)])
    files = MultipleUpload(
        "Giấy tờ kèm theo", [Required()], description="Tệp PDF hoặc ảnh, mỗi tệp nhiều nhất 10 MB"
    )
    promise = BooleanField("Tôi cam đoan những lời khai trên là đúng sự thật", [Required()])


class SearchForm(PortalForm):
    q = SearchField("Tìm hồ sơ")
    unit = SelectField("Xã, phường", choices=WARDS)


REFUSED = {
    "wrong-born-day": "31", "wrong-born-month": "2", "wrong-born-year": "1990",
    "wrong-number": "12345", "wrong-phone": "12", "wrong-email": "lan@", "wrong-copies": "99",
    "wrong-fee": "75,5", "wrong-note": "dài " * 60,
}  # fmt: skip


def kit_app() -> Flask:
    app = Flask("portal", root_path=str(Path(portal.__file__).parent))
    app.config.update(
        SECRET_KEY="kit", PORTAL_PROVINCE="Tỉnh Sông Lam", PORTAL_HOTLINE="1900 0000",
        WTF_CSRF_CHECK_DEFAULT=False,
    )  # fmt: skip
    i18n.init_app(app)
    interface.init_app(app)
    CSRFProtect(app)

    @app.context_processor
    def frame() -> dict[str, object]:
        return {
            "navigation": [
                ("Hồ sơ chờ tiếp nhận", "#", True), ("Việc của tôi", "#", False),
                ("Tra cứu hồ sơ", "#", False), ("Thủ tục", "#", False), ("Thống kê", "#", False),
            ],
            "account": {
                "name": "Lê Quang Minh", "note": "Cán bộ tiếp nhận, Phường Bến Thủy",
                "links": [("Tài khoản", "#")], "sign_out_url": "/thoat",
            },
            "phase_notice": "Đây là tỉnh trình diễn: mọi người và hồ sơ đều không có thật.",
            "footer_links": [("Trợ giúp", "#"), ("Bảo vệ dữ liệu cá nhân", "#")],
        }  # fmt: skip

    @app.get("/")
    def kit() -> str:
        flash("Đã tiếp nhận hồ sơ H99.11-261122-0001.", "success")
        flash("Hồ sơ này vừa được người khác xử lý. Xin tải lại trang.", "error")
        flash("Từ 1/12 bộ phận Một cửa làm việc cả sáng thứ Bảy.", "info")
        wrong = KitForm(MultiDict(REFUSED), prefix="wrong-", meta={"csrf": False})
        wrong.validate()
        return render_template(
            "kit.html", form=KitForm(formdata=None), wrong=wrong, now=NOW,
            search=SearchForm(formdata=None), one_day=timedelta(days=1), wide=True,
        )  # fmt: skip

    @app.get("/loi")
    def failure() -> str:
        return render_template(
            "error.html", status=500, title="Có lỗi ở phía chúng tôi", reference="K7QD-20MX",
            sentence="Trang này chưa làm được việc Ông/Bà yêu cầu. Chưa có gì bị thay đổi.",
            advice="Ông/Bà hãy thử lại sau ít phút.",
        )  # fmt: skip

    @app.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        return response

    app.add_url_rule("/trang-chu", "public.home", lambda: "")
    app.add_url_rule("/ngon-ngu", "public.language", lambda: "", methods=["POST"])
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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


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
@pytest.mark.parametrize("path", ["/", "/loi"])
def test_a_page_fits_the_screen_is_accessible_and_breaks_no_content_policy(
    chromium: Browser, address: str, path: str, width: int
) -> None:
    page, complaints = opened(chromium, address + path, width)
    try:
        if SCREENSHOTS:
            name = "kit" if path == "/" else "error"
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
