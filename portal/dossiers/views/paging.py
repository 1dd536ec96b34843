"""What is searched for on pages of officers: `q` in the address."""

from __future__ import annotations

from flask import request

from portal.vietnam import nfc


def searched_text() -> str:
    """What is searched for, trimmed; over-long or unprintable text finds nothing anyway."""
    return nfc(request.args.get("q", "")).replace("\x00", "").strip()[:100]
