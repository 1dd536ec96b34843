"""Somebody in front of a browser. Every page they see is checked before they go on."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Response

from portal.procedures import blocks
from portal.procedures.definitions import Field, FieldKind
from portal.seeding.accounts import PASSWORD

WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"runOnly": {"type": "tag", "values": WCAG_22_AA}, "resultTypes": ["violations"]}
SCREENSHOTS = os.environ.get("PORTAL_TEST_SCREENSHOTS")
_axe = Axe()
_sessions: dict[tuple[str, str], Any] = {}

# What decides accessibility, without the words: a page built of the same elements in the same
# places was checked, however many rows it had.
SKELETON = """() => [...new Set([...document.querySelectorAll('body, body *')].map(element => [
  element.parentElement.tagName, element.parentElement.className,
  element.tagName, element.className, element.getAttributeNames().sort().join(' '),
  element.getAttribute('role'), element.getAttribute('aria-expanded'),
  Boolean(element.firstChild),
].join('|')))].join('\\n')"""


class Visitor:
    """`look` is called by every step: no sideways scroll, no accessibility violation at WCAG 2.2
    AA, nothing refused by the content policy, no script error."""

    def __init__(self, context: BrowserContext, address: str, name: str) -> None:
        self.page: Page = context.new_page()
        self.context, self.address, self.name = context, address, name
        self.width = (self.page.viewport_size or {"width": 0})["width"]
        self.complaints: list[str] = []
        self.seen = 0
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str, status: int = 200) -> Response:
        response = self.page.goto(self.address + path)
        assert response is not None and response.status == status, f"{path}: {response}"
        self.look()
        return response

    def press(self, name: str, *, kind: str = "button", exact: bool = False) -> None:
        """Press a button, or follow a link, by what is written on it."""
        target = self.page.get_by_role(kind, name=name, exact=exact).first  # type: ignore[arg-type]
        folded = self.page.locator("[data-more-acts]:not([open]) > summary")
        if not target.count() and folded.count():
            folded.click()  # a rare act
        with self.page.expect_navigation():
            target.click()
        self.look()

    def follow(self, name: str) -> None:
        self.press(name, kind="link")

    def sign_in(self, email: str) -> None:
        """Through the page the first time; who has signed in at this portal brings the session."""
        signed_in = _sessions.get((self.address, email))
        if signed_in is not None:
            self.context.add_cookies(signed_in)
            return
        self.go("/dang-nhap")
        self.page.fill("[name=identifier]", email)
        self.page.fill("[name=password]", PASSWORD)
        self.press("Đăng nhập", exact=True)
        _sessions[self.address, email] = self.context.cookies()

    def answer(self, field: Field, answers: Mapping[str, Any]) -> None:
        """Fill in one question of a procedure's form as a person would; of a block every part."""
        for question in blocks.expand(field):
            self._answer(question, answers.get(question.key))

    def _answer(self, field: Field, value: Any) -> None:
        key = field.key
        if value in (None, "", []):
            return
        if field.kind is FieldKind.DATE:
            year, month, day = value.split("-")
            for part, text in (("day", day), ("month", month), ("year", year)):
                self.page.fill(f"[name={key}-{part}]", text)
        elif field.kind is FieldKind.ADDRESS:
            self._answer_address(key, value)
        elif field.kind in (FieldKind.ONE_OF, FieldKind.YES_NO):
            wanted = value if isinstance(value, str) else "yes" if value else "no"
            radio = self.page.locator(f"input[type=radio][name={key}][value='{wanted}']")
            if radio.count():
                radio.check()
            else:
                self.page.select_option(f"select[name={key}]", wanted)
        elif field.kind is FieldKind.MANY_OF:
            for one in value:
                self.page.check(f"input[name={key}][value='{one}']")
        else:
            self.page.fill(f"[name={key}]", str(value))

    def _answer_address(self, key: str, written: str) -> None:
        """An address in one line: its end names the commune and the province."""
        detail, commune, province = (part.strip() for part in written.rsplit(",", 2))
        choice = self.page.locator(f"select[name={key}-province]")
        choice.select_option(label=province[0].upper() + province[1:])
        self.page.fill(f"[name={key}-commune]", commune)
        self.page.fill(f"[name={key}-detail]", detail)

    def text(self) -> str:
        return self.page.inner_text("body")

    def look(self) -> None:
        self.seen += 1
        where = f"{self.name}, {self.width} px, {self.page.url}"
        if SCREENSHOTS:
            folder = Path(SCREENSHOTS)
            folder.mkdir(parents=True, exist_ok=True)
            name = f"{self.width}-{self.name}-{self.seen:02d}.png"
            self.page.screenshot(path=str(folder / name), full_page=True)
        assert not self.complaints, f"{where}: {self.complaints}"
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{where}: {wide} px wide"
        mark = _checked(f"{self.width}\n{self.page.evaluate(SKELETON)}")
        if mark.exists():
            return
        found = _axe.run(self.page, options=AXE)
        assert found.violations_count == 0, f"{where}:\n{found.generate_report()}"
        mark.touch()

    def _hear(self, message: Any) -> None:
        # A page that answers 4xx on purpose, or a network cut on purpose, is also reported there.
        on_purpose = ("the server responded with a status of 4", "ERR_INTERNET_DISCONNECTED")
        if message.type == "error" and not any(words in message.text for words in on_purpose):
            self.complaints.append(message.text)


def _checked(skeleton: str) -> Path:
    """The mark that says a page of this skeleton passed in this run, in whichever process."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"portal-accessibility-{run}"
    folder.mkdir(exist_ok=True)
    return folder / hashlib.sha256(skeleton.encode()).hexdigest()
