"""What every queue reads from its address: `trang` (page, from 1) and `q` (text)."""

from __future__ import annotations

from flask import abort, request

from portal.vietnam import nfc

MOST_PAGES = 100_000


def page_number() -> int:
    text = request.args.get("trang", "1")
    if not (text.isascii() and text.isdigit() and 0 < int(text[:7]) <= MOST_PAGES):
        abort(404)
    return int(text)


def searched_text() -> str:
    """What is searched for, trimmed; over-long or unprintable text finds nothing anyway."""
    return nfc(request.args.get("q", "")).replace("\x00", "").strip()[:100]
