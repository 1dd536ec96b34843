"""Styles and scripts are packed and kept by browsers until they change; pages are neither."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

STATIC = Path("portal/static")


def address_of(client: FlaskClient, name: str) -> str:
    found = re.search(rf'(/static/{name}[^"]*)"', client.get("/dang-nhap").text)
    assert found
    return found[1]


@pytest.mark.parametrize("name", ["css/portal.css", "js/portal.js"])
def test_a_style_is_packed_and_kept_until_it_changes(client: FlaskClient, name: str) -> None:
    address = address_of(client, name)
    whole = (STATIC / name).read_bytes()
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == whole
    assert len(packed.data) < len(whole) / 2
    assert "immutable" in packed.headers["Cache-Control"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert plain.data == whole
    packed.close()
    plain.close()


def test_a_mark_of_another_content_is_not_kept(client: FlaskClient) -> None:
    for wrong in ("/static/css/portal.css?v=0123456789", "/static/css/portal.css"):
        answer = client.get(wrong)
        assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-cache"
        answer.close()


def test_a_part_of_a_style_is_a_part_of_its_plain_bytes(client: FlaskClient) -> None:
    whole = (STATIC / "css/portal.css").read_bytes()
    headers = {"Accept-Encoding": "zstd, br, gzip", "Range": "bytes=1000-9999"}
    with client.get("/static/css/portal.css", headers=headers) as part:
        assert part.status_code == 206 and "Content-Encoding" not in part.headers
        assert part.headers["Content-Range"] == f"bytes 1000-9999/{len(whole)}"
        assert part.data == whole[1000:10000]
        assert "Accept-Encoding" in part.headers["Vary"]


def test_a_page_is_neither_packed_nor_kept(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_fonts_have_one_address_for_styles_and_pages(app: Flask, client: FlaskClient) -> None:
    preloaded = set(re.findall(r'href="(/static/fonts/[^"]+)"', client.get("/").text))
    style = (STATIC / "css/portal.css").read_text()
    named = {
        f"/static/fonts/{Path(one).name}" for one in re.findall(r"url\(\"?([^)\"]+\.woff2)", style)
    }
    assert preloaded and preloaded <= named
    font = client.get(next(iter(preloaded)))
    assert "max-age=604800" in font.headers["Cache-Control"]
    font.close()
