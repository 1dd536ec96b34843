"""For whom a procedure is, told from the words of its publication. Pure."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable

from portal.vietnam import fold


class Audience(enum.StrEnum):
    """Đối tượng thực hiện, as people look for it."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    ORGANISATION = "organisation"


_EXCEPT = re.compile(r"\((?:khong bao gom|tru)[^)]*\)")
_WORDS = {
    Audience.CITIZEN: re.compile(r"\b(cong dan|ca nhan|nguoi|ho gia dinh)\b"),
    Audience.BUSINESS: re.compile(r"\b(doanh nghiep|hop tac xa|htx|ho kinh doanh|cong ty)\b"),
    Audience.ORGANISATION: re.compile(r"\b(to chuc|co quan|don vi|hoi|doan the)\b"),
}


def audiences_of(applicants: Iterable[str]) -> list[Audience]:
    """Who is meant by the lines of "Đối tượng thực hiện"; nobody when they say nothing known."""
    said = _EXCEPT.sub("", fold("\n".join(applicants)))
    return [audience for audience, words in _WORDS.items() if words.search(said)]
