"""Stored files on their way to a browser."""

from __future__ import annotations

import hashlib
import tracemalloc
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.http import parse_options_header

from portal import config
from portal.downloads import send_stored
from portal.files import open_store

# What may be opened is asked of the database.
pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def key(app: Flask) -> str:
    return open_store(config.current()).put([b"%PDF-1.7 content"])[0]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Giấy khai sinh Đỗ Đức.pdf", "Giay khai sinh Do Duc.pdf"),
        ('a"b\\c%41.pdf', "a_b_c_41.pdf"),
        ("đơn\r\nSet-Cookie: x=1.pdf", "donSet-Cookie: x=1.pdf"),
        ("日本.pdf", "__.pdf"),
    ],
)
def test_the_name_comes_whole_and_once_more_in_plain_letters(
    app: Flask, key: str, name: str, plain: str
) -> None:
    header = send_stored(key, name, "application/pdf").headers["Content-Disposition"]
    assert "\r" not in header and "\n" not in header
    assert header.startswith(f'attachment; filename="{plain}"; ')
    kind, options = parse_options_header(header)  # werkzeug's reading, RFC 8187 decoded
    assert kind == "attachment"
    assert options["filename"] in (plain, name.replace("\r", "").replace("\n", ""))
    encoded = header.partition("filename*=UTF-8''")[2]
    from urllib.parse import unquote

    assert unquote(encoded) == name.replace("\r", "").replace("\n", "")


@pytest.mark.parametrize("content_type", ["application/pdf", "image/jpeg", "image/png"])
def test_papers_and_pictures_may_be_shown_in_the_page(
    app: Flask, key: str, content_type: str
) -> None:
    answer = send_stored(key, "a.pdf", content_type, inline=True)
    assert answer.headers["Content-Disposition"].startswith("inline;")
    assert answer.content_type == content_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.get_data() == b"%PDF-1.7 content"


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/xhtml+xml"])
def test_anything_else_is_only_saved_and_boxed_in(app: Flask, key: str, content_type: str) -> None:
    answer = send_stored(key, "a.html", content_type, inline=True)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")


def test_a_large_file_goes_out_piece_by_piece_with_its_length(app: Flask) -> None:
    blocks = [bytes([number]) * 1_000_000 for number in range(30)]
    key, size = open_store(config.current()).put(blocks)
    answer = send_stored(key, "bản vẽ.pdf", "application/pdf")
    assert answer.is_streamed and answer.content_length == size == 30_000_000
    tracemalloc.start()
    try:
        digest = hashlib.sha256()
        for chunk in answer.iter_encoded():
            digest.update(chunk)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        answer.close()
    assert digest.hexdigest() == key and most < 2_000_000


def test_a_file_that_is_gone_or_altered_is_a_fault_and_never_sent(app: Flask, key: str) -> None:
    with pytest.raises(FileNotFoundError):
        send_stored("0" * 64, "a.pdf", "application/pdf")
    with pytest.raises(FileNotFoundError):
        send_stored("../../secret-key", "a.pdf", "application/pdf")
    path = Path(config.current().files_url) / key[:2] / key
    good = path.read_bytes()
    try:
        path.write_bytes(b"altered")
        with pytest.raises(OSError, match="altered"):
            send_stored(key, "a.pdf", "application/pdf")
    finally:
        path.write_bytes(good)
