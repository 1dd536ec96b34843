"""Whoever moves a question or a section with the arrow keys finds the focus on it again after the
page came back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

SCRIPT = Path(__file__).parents[2] / "assets" / "js" / "designer.mjs"
ROW = (
    '<li class="pub-outline__row" id="cau-{0}" data-field="{0}"><div class="pub-outline__line">'
    '<a href="/{0}">{0}</a><button name="do" value="len:{0}">up</button></div></li>'
)
SECTION = (
    '<section id="phan-{0}" data-section="{0}"><div class="pub-section__head"><h3>{0}</h3>'
    '<button name="do" value="phan-len:{0}">up</button></div></section>'
)
PAGE = (
    '<!doctype html><script type="module">import {startDesigner} from "/designer.mjs";'
    "startDesigner();</script><form method=post action=/move data-designer><ol data-fields>"
    + ROW.format("one")
    + ROW.format("two")
    + "</ol>"
    + SECTION.format("first")
    + SECTION.format("second")
    + "</form>"
)


@pytest.mark.parametrize(
    ("row", "sent"), [("cau-two", "do=len%3Atwo"), ("phan-second", "do=phan-len%3Asecond")]
)
def test_the_focus_returns_to_the_handle_of_what_was_moved(
    chromium: Browser, row: str, sent: str
) -> None:
    page = chromium.new_page()
    moves: list[str | None] = []

    def answer(route: Route) -> None:
        if route.request.url.endswith("designer.mjs"):
            route.fulfill(body=SCRIPT.read_text("utf-8"), content_type="text/javascript")
        elif route.request.method == "POST":
            moves.append(route.request.post_data)
            back = f'<!doctype html><meta http-equiv="refresh" content="0;url=/form#{row}">'
            route.fulfill(body=back, content_type="text/html")
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    page.route("http://form.example/**", answer)
    page.goto("http://form.example/form")
    page.locator(f"#{row} .pub-handle").press("ArrowUp")
    page.wait_for_url(f"**/form#{row}")
    page.wait_for_timeout(150)
    expect(page.locator(f"#{row} .pub-handle")).to_be_focused(timeout=1000)
    assert moves == [sent]
    page.close()
