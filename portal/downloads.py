"""Handing a stored file to a browser, so that nothing in it can act as a page of ours."""

from __future__ import annotations

import io
import unicodedata
from typing import BinaryIO
from urllib.parse import quote

from flask import Response
from werkzeug.wsgi import FileWrapper

from portal import config, quarantine
from portal.files import open_store

AT_ONCE_BYTES = 1024 * 1024
CHUNK_BYTES = 64 * 1024

# Shown in the page; everything else is only ever saved.
SHOWN_INLINE = frozenset({"application/pdf", "image/jpeg", "image/png"})

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
# A browser's own PDF reader does not start inside a sandbox; it runs no script of the page's.
PDF_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)


def send_stored(sha256: str, name: str, content_type: str, *, inline: bool = False) -> Response:
    """The stored bytes under the name they are to be saved as (RFC 6266, RFC 8187).

    Shown in the browser only when `inline` is wanted and the type is one of SHOWN_INLINE.
    Raises FileNotFoundError for a key that is not stored, OSError for bytes that were altered,
    Conflict for what waits for the virus scanner.
    """
    quarantine.expect_open(sha256)
    is_shown = inline and content_type in SHOWN_INLINE
    response = _carrying(open_store(config.current()).stream(sha256), content_type)
    response.headers["Content-Disposition"] = _disposition(
        "inline" if is_shown else "attachment", name
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = (
        PDF_POLICY if is_shown and content_type == "application/pdf" else SANDBOX
    )
    return response


def _carrying(content: BinaryIO, content_type: str) -> Response:
    """Small files at once; large ones piece by piece, the file closed with the response."""
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    if size <= AT_ONCE_BYTES:
        with content:
            return Response(content.read(), content_type=content_type)
    response = Response(FileWrapper(content, CHUNK_BYTES), content_type=content_type)
    response.content_length = size
    return response


def _disposition(kind: str, name: str) -> str:
    """The name twice: in plain letters for old readers, and whole."""
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cs"))
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(
        c if 32 <= ord(c) < 127 and c not in '"\\%' else "_"
        for c in bare
        if unicodedata.category(c) != "Mn"
    )
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
