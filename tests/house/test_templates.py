"""Templates: they compile, they obey the content policy, and what they say can be translated."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import meta, nodes

from portal.config import ROOT
from portal.documents import papers
from portal.statistics.reports import paper as report_paper

FOLDERS = sorted((ROOT / "portal").glob("**/templates"))
TEMPLATES = {
    str(path.relative_to(folder)): path for folder in FOLDERS for path in folder.rglob("*.html")
}
# Statutory papers stay Vietnamese and carry their own style; the kit is for who builds pages.
PRINTED = {
    "print/": papers._environment,
    "statistics/print/": report_paper._environment,
}
PAGES = [name for name in TEMPLATES if not name.startswith(tuple(PRINTED))]
# The preview shows a paper's head.
VIETNAMESE_ONLY = {"kit.html", "documents/result_preview.html", "documents/letter_preview.html"}
TRANSLATED = [name for name in PAGES if name not in VIETNAMESE_ONLY]
OWN_NAMES = {"Tiếng Việt"}  # a language is offered under its own name
MARKS = {"_", "gettext", "ngettext", "pgettext", "npgettext", "n_"}
INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=|javascript:|<script\b(?![^>]*\ssrc\s*=)|<script[^>]*>\s*[^<\s]""",
    re.I,
)


def is_vietnamese(text: str) -> bool:
    return any(c in "đĐ" or unicodedata.normalize("NFD", c) != c for c in text)


def parsed(app: Flask, name: str) -> nodes.Template:
    return app.jinja_env.parse(TEMPLATES[name].read_text("utf-8"), name, str(TEMPLATES[name]))


def test_no_two_rooms_have_a_template_of_the_same_name() -> None:
    assert len(TEMPLATES) == sum(1 for folder in FOLDERS for _path in folder.rglob("*.html"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles_and_what_it_leans_on_is_there(app: Flask, name: str) -> None:
    printed = (theirs for folder, theirs in PRINTED.items() if name.startswith(folder))
    environment = next(printed, app.jinja_env)
    assert environment.get_template(name).name == name
    for other in meta.find_referenced_templates(parsed(app, name)):
        assert other is None or environment.get_template(other)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_leads_only_to_pages_that_exist(app: Flask, name: str) -> None:
    for call in parsed(app, name).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "url_for":
            endpoint = call.args[0]
            if isinstance(endpoint, nodes.Const):
                assert endpoint.value in app.view_functions, f"{name}:{call.lineno}"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_inline_style_or_script(name: str) -> None:
    """The content policy would silently drop it."""
    text = re.sub(r"{#.*?#}|{{.*?}}|{%.*?%}", "", TEMPLATES[name].read_text("utf-8"), flags=re.S)
    assert INLINE.findall(text) == []


@pytest.mark.parametrize("name", TRANSLATED)
def test_what_a_page_says_is_marked_for_translation(app: Flask, name: str) -> None:
    unmarked = [
        (line, text)
        for line, text in _unmarked(parsed(app, name))
        if is_vietnamese(text) and text not in OWN_NAMES
    ]
    assert unmarked == []


def _unmarked(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """Text and string constants under `node` that no call of gettext surrounds."""
    is_call = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name)
    if is_call and node.node.name in MARKS:
        return
    if isinstance(node, nodes.TemplateData):
        yield node.lineno, node.data
    elif isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.lineno, node.value
    for child in node.iter_child_nodes():
        yield from _unmarked(child)


def test_the_eye_for_unmarked_text_sees(app: Flask) -> None:
    source = """{# Chú thích #}{{ _("Được") }}{% trans n=2 %}Có {{ n }} hồ sơ{% endtrans %}
    <p>Chưa đánh dấu</p>{{ "Cũng chưa" }}{{ field(label="Đây nữa") }}"""
    found = [t for _line, t in _unmarked(app.jinja_env.parse(source)) if is_vietnamese(t)]
    assert [t.strip() for t in found] == ["<p>Chưa đánh dấu</p>", "Cũng chưa", "Đây nữa"]
