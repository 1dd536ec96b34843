"""English is a full catalogue: everything marked in the source, and nothing else, in good order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import nodes

from portal.config import ROOT
from tests.house.test_templates import MARKS, TRANSLATED, is_vietnamese, parsed

KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_": None, "n_": (1, 2), "N_": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[-+ 0#]*\d*(?:\.\d+)?[a-z]|%%|\{\w*\}|</?\w+[^>]*>")

# What has no other name in English.
KEPT = {"Cổng Một cửa", "đồng"}


@cache
def marked() -> dict[str, str]:
    """Every text marked in the source, and the file it stands in."""
    with (ROOT / "translations" / "babel.cfg").open(encoding="utf-8") as text:
        methods, options = parse_mapping_cfg(text)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=_is_ours)
    return {
        message if isinstance(message, str) else message[0]: f"{path}:{line}"
        for path, line, message, _comments, _context in found
    }


def _is_ours(folder: str) -> bool:
    return "/." not in folder and not folder.endswith(("/var", "/node_modules", "/tests"))


@cache
def english() -> Catalog:
    with (ROOT / "translations/en/LC_MESSAGES/messages.po").open("rb") as text:
        return read_po(text, locale="en")


def translated() -> Iterator[tuple[Message, list[str], list[str]]]:
    """Each message of the catalogue with its forms in Vietnamese and in English."""
    for message in english():
        if message.id:
            source = [message.id] if isinstance(message.id, str) else list(message.id)
            target = [message.string] if isinstance(message.string, str) else list(message.string)
            yield message, source, target


def test_the_catalogue_has_what_the_source_has_and_no_more() -> None:
    kept = {source[0] for _message, source, _target in translated()}
    assert len(marked()) > 300  # the extractor found the source
    assert {text: place for text, place in marked().items() if text not in kept} == {}
    assert kept - set(marked()) == set()


def test_everything_is_translated_and_sure() -> None:
    wrong = [s[0] for m, s, t in translated() if m.fuzzy or not all(form.strip() for form in t)]
    assert wrong == []


def test_both_languages_fill_in_the_same_values() -> None:
    for _message, source, target in translated():
        wanted = sorted(PLACEHOLDER.findall(source[-1]))
        for form in filter(None, target):  # what is empty fails above
            found = sorted(PLACEHOLDER.findall(form))
            # "One dossier" may leave its number out.
            assert found == wanted or (len(target) > 1 and form is target[0]), (source, form)


def test_english_is_english() -> None:
    """Proper names and the country's own words may stay; a whole sentence may not."""
    wrong = [
        source[0]
        for _message, source, target in translated()
        if is_vietnamese(source[0]) and source[0] == target[0] and source[0] not in KEPT
    ]
    assert wrong == []


def test_a_form_for_each_number_that_english_tells_apart() -> None:
    assert [s for m, s, t in translated() if m.pluralizable and len(t) != 2] == []


@pytest.mark.parametrize("name", TRANSLATED)
def test_what_a_template_asks_for_at_run_time_is_in_the_catalogue(app: Flask, name: str) -> None:
    """Spaces and lines around a {% trans %} text are part of what is looked up."""
    for call in parsed(app, name).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS:
            text = call.args[0]
            if isinstance(text, nodes.Const):
                assert text.value in english() or text.value in marked(), f"{name}:{call.lineno}"
