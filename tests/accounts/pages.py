"""Pages compared with each other."""

from __future__ import annotations

import re


def without_tokens(page: str) -> str:
    """The page without what differs by the second: the tokens against forged requests."""
    return re.sub(r'(name="csrf_token" value=)"[^"]*"', r"\1", page)
