"""Patterns that publishers write for an answer, matched in time proportional to its length.

RE2 has no backtracking, so that no pattern runs for ever; what needs it (references back, looking
ahead) and what would need too much memory is refused with a sentence. Pure.
"""

from __future__ import annotations

import functools

import re2

from portal.vietnam import N_

LONGEST = 300


class BadPattern(ValueError):
    """Not a pattern we can match safely; the message is a Vietnamese sentence."""


def check(pattern: str) -> None:
    """Raises BadPattern when the pattern cannot be used."""
    if len(pattern) > LONGEST:
        raise BadPattern(N_("Mẫu dài quá 300 ký tự. Hãy viết gọn lại."))
    try:
        _compiled(pattern)
    except re2.error:
        raise BadPattern(
            N_(
                "Mẫu này không dùng được: sai cú pháp, hoặc dùng tham chiếu ngược, nhìn trước, "
                "nhìn sau, hoặc lặp quá lớn."
            )
        ) from None


def matches(pattern: str, text: str) -> bool:
    """Does the whole text have this form? An unusable pattern, which only an old version can
    hold, stops nobody."""
    try:
        return _compiled(pattern).fullmatch(text) is not None
    except re2.error:
        return True


@functools.lru_cache(maxsize=256)
def _compiled(pattern: str) -> re2._Regexp:
    options = re2.Options()
    options.max_mem = 1 << 20
    options.log_errors = False
    return re2.compile(pattern, options)
