"""Handing a stored file to a browser, so that nothing in it can act as a page of ours."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from flask import Response

from portal import config
from portal.files import LocalStore

# Shown in the page; everything else is only ever saved.
SHOWN_INLINE = frozenset({"application/pdf", "image/jpeg", "image/png"})

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
# A browser's own PDF reader does not start inside a sandbox; it runs no script of the page's.
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def send_stored(
    sha256: str, name: str, content_type: str, *, inline: bool = False
) -> Response:
    """The stored bytes under the name they are to be saved as (RFC 6266, RFC 8187).

    Shown in the browser only when `inline` is wanted and the type is one of SHOWN_INLINE.
    Raises FileNotFoundError for a key that is not stored, OSError for bytes that were altered.
    """
    content = LocalStore(config.current().files_dir).read(sha256)
    is_shown = inline and content_type in SHOWN_INLINE
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = _disposition("inline" if is_shown else "attachment", name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = (
        PDF_POLICY if is_shown and content_type == "application/pdf" else SANDBOX
    )
    return response


def _disposition(kind: str, name: str) -> str:
    """The name twice: in plain letters for old readers, and whole."""
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cs"))
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(c if 32 <= ord(c) < 127 and c not in '"\\%' else "_" for c in bare
                    if unicodedata.category(c) != "Mn")
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
