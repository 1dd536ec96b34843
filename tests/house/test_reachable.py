"""Every page is linked from another: one that is only in the address table is nobody's page."""

from __future__ import annotations

import re

from flask import Flask
from werkzeug.routing import Rule

from portal.config import ROOT

# Asked for by programs, or by an address that stands on paper, in a letter or in the page's script.
NOT_LINKED = {
    "static": "files of the pages",
    "public.health": "asked by whoever watches over the portal",
    "open_data.robots": "asked by search engines",
    "public.communes": "asked by the script of addresses",
    "citizen.saved": "asked by the script that saves a draft",
    "paying.notified": "called by the gateway",
    "paying.trial_gateway": "the gateway's own page, where its setting leads",
    "paying.trial_platform": "the platform's own page, where its setting leads",
    "publisher.history": "a tab, whose name is put together",
    "public.kit": "for who builds pages; development only",
}
MENTION = re.compile(r"""["']([a-z_]*\.?[a-z_0-9]+)["']""")


def is_former(app: Flask, rule: Rule) -> bool:
    """An address of old, kept to lead on to the new one."""
    return app.view_functions[rule.endpoint].__module__.endswith(".former")


def test_every_page_is_mentioned_by_another(app: Flask) -> None:
    files = [*(ROOT / "portal").rglob("*.html"), *(ROOT / "portal").rglob("*.py")]
    mentioned = {found for path in files for found in MENTION.findall(path.read_text("utf-8"))}
    unreachable = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint not in mentioned
        and not is_former(app, rule)
        and f".{rule.endpoint.partition('.')[2]}" not in mentioned
    }
    assert unreachable - NOT_LINKED.keys() == set()
