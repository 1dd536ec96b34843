"""Text as sources write it: empty phrases, bullets, lists, dates."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

# For character classes of patterns: À-Ỹ as a range would hold small letters too.
UPPER = "".join(filter(str.isupper, map(chr, range(0x41, 0x1EFA))))
LOWER = "".join(filter(str.islower, map(chr, range(0x61, 0x1EFA))))

_EMPTY = re.compile(
    r"[\W_]*(?:"
    r"(?:không|chưa) có(?: các)? thông tin(?: (?:cụ thể|chi tiết|rõ ràng))?(?: về [^.:;\n\d]{1,60})?"
    r"|thông tin không có|(?:chưa|đang) cập nhật"
    r")?[\W_]*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"(?:[•▪🔹●\-+*–]|o(?=\s))+\s*")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")
_NUMERIC_DATE = re.compile(r"(\d{1,2})\s*[-/]\s*(\d{1,2})\s*[-/]\s*(\d{4})")
_ISO_DATE = re.compile(r"(\d{4})\s*-\s*(\d{1,2})\s*-\s*(\d{1,2})")
_WORDED_DATE = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)


def clean(text: str) -> str:
    """NFC, plain line ends, no blanks around."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\u00a0", " ").replace("\ufeff", "").strip()


def is_empty(text: str) -> bool:
    """Nothing said: blank, dashes, "Không có thông tin", "(chưa cập nhật)" and their kin."""
    return _EMPTY.fullmatch(text) is not None


def said(text: str) -> str:
    """The text, or "" where it only says that nothing is known."""
    text = clean(text)
    return "" if is_empty(text) else text


def as_text(value: Any) -> str:
    """Any JSON value as text; lists line by line, other structures as JSON, so none is lost."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return clean("\n".join(as_text(part) for part in value))
    return clean(json.dumps(value, ensure_ascii=False))


def as_lines(value: Any) -> tuple[str, ...]:
    """The statements of a cell that is a list (or should have been), without empty ones."""
    parts = value if isinstance(value, list) else [value]
    return tuple(text for text in (as_text(part) for part in parts) if text)


def without_bullet(text: str) -> str:
    """ "- Đơn đề nghị" → "Đơn đề nghị". A bullet alone stays what it is."""
    return _BULLET.sub("", text, count=1).strip() if _BULLET.match(text) else text


def without_number(text: str) -> str:
    """ "3. Bản sao" → "Bản sao": the place in a list, which the list itself already tells."""
    return _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text


def split_outside_brackets(text: str) -> tuple[str, ...]:
    """ "A (b, c), D" → ("A (b, c)", "D")."""
    parts: list[str] = []
    depth = start = 0
    for place, mark in enumerate(text):
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth = max(0, depth - 1)
        elif mark == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    return tuple(part.strip() for part in parts if part.strip())


def unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def date_in(text: str) -> date | None:
    """The first day written in the text as d/m/yyyy, d-m-yyyy, yyyy-mm-dd or in words.

    None where there is none or where it is no day of the calendar (31/02/2024)."""
    found: list[tuple[int, tuple[str, str, str]]] = []
    for pattern in (_NUMERIC_DATE, _WORDED_DATE):
        if match := pattern.search(text):
            found.append((match.start(), (match[3], match[2], match[1])))
    if match := _ISO_DATE.search(text):
        found.append((match.start(), (match[1], match[2], match[3])))
    if not found:
        return None
    year, month, day = min(found)[1]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
