"""The list under the search box by keyboard: Enter searches, or goes to what was chosen."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser, Route, expect

SCRIPT = Path(__file__).parents[2] / "assets" / "js" / "suggesting.mjs"
PAGE = (
    '<!doctype html><meta charset=utf-8><script type="module">import {suggestWhileTyping} from "/suggesting.mjs";'
    'suggestWhileTyping();</script><form action="/thu-tuc" data-suggest="/goi-y" '
    'data-suggest-many="{} gợi ý"><div class="cat-search__row">'
    '<input type="search" id="q" name="q"><button>Tìm</button></div></form>'
)
FOUND = [
    {"title": f"Đăng ký {words}", "sector": "Hộ tịch", "address": f"/thu-tuc/{number}"}
    for number, words in enumerate(("khai sinh", "kết hôn"), 1)
]


def test_enter_searches_until_a_suggestion_is_chosen(chromium: Browser) -> None:
    page = chromium.new_page()

    def answer(route: Route) -> None:
        if route.request.url.endswith("suggesting.mjs"):
            route.fulfill(body=SCRIPT.read_text("utf-8"), content_type="text/javascript")
        elif "/goi-y?" in route.request.url:
            route.fulfill(body=json.dumps(FOUND), content_type="application/json")
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    page.route("http://search.example/**", answer)
    page.goto("http://search.example/")
    box = page.get_by_role("combobox")
    box.press_sequentially("dang ky")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(page.get_by_role("status")).to_have_text("2 gợi ý")
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "q-suggestions-1")
    box.press("Enter")
    page.wait_for_url("**/thu-tuc/2")

    page.goto("http://search.example/")
    box.press_sequentially("dang ky")
    expect(options).to_have_count(2)
    box.press("ArrowDown")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    box.press("Enter")
    page.wait_for_url("**/thu-tuc?q=dang+ky")
    page.close()
