"""What every queue reads from its address: `trang` (page, from 1) and `q` (text)."""

from __future__ import annotations

from flask import abort, request, url_for

from portal.vietnam import nfc

MOST_PAGES = 100_000


def page_number() -> int:
    text = request.args.get("trang", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 7 and 0 < int(text) <= MOST_PAGES):
        abort(404)
    return int(text)


def page_address(number: int) -> str:
    """The address of another page of the list being read."""
    return url_for(
        request.endpoint or "",
        muc=request.args.get("muc"),
        q=searched_text() or None,
        trang=number,
    )


def searched_text() -> str:
    """What is searched for, trimmed; over-long or unprintable text finds nothing anyway."""
    return nfc(request.args.get("q", "")).replace("\x00", "").strip()[:100]
