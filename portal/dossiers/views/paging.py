"""What is searched for, and which page of what was found: `q` and `page` in the address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from flask import request

from portal.vietnam import nfc

T = TypeVar("T")


def searched_text() -> str:
    """What is searched for, trimmed; over-long or unprintable text finds nothing anyway."""
    return nfc(request.args.get("q", "")).replace("\x00", "").strip()[:100]


def page_of(found: Sequence[T], size: int) -> tuple[Sequence[T], int, int]:
    """The rows of the page asked for, its number from 1, and how many pages there are; a number
    beyond the last is the last."""
    pages = max(1, -(-len(found) // size))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return found[(number - 1) * size : number * size], number, pages
