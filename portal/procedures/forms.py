"""What a person asks of the catalogue, read from the address of the page.

A filter that cannot be understood is left out and named in `Wanted.ignored`, so that the page can say
so: an address copied from elsewhere must show something, and must not pretend.
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.procedures.audiences import Audience
from portal.procedures.definitions import AuthorityLevel, ServiceLevel
from portal.procedures.search import Wanted
from portal.web_forms import clean_text

LONGEST_TEXT = 200
LAST_PAGE = 100_000


def read_wanted(args: Mapping[str, str]) -> Wanted:
    """The search in `args` (a query string's values). Raises nothing."""
    ignored = []
    level = next((x for x in ServiceLevel if str(int(x)) == _text(args, "level")), None)
    if level is None and _text(args, "level"):
        ignored.append("level")
    authority = next((x for x in AuthorityLevel if x.value == _text(args, "authority")), None)
    if authority is None and _text(args, "authority"):
        ignored.append("authority")
    audience = next((x for x in Audience if x.value == _text(args, "audience")), None)
    if audience is None and _text(args, "audience"):
        ignored.append("audience")
    return Wanted(
        text=_text(args, "q")[:LONGEST_TEXT],
        sector=_text(args, "sector"),
        level=level,
        authority=authority,
        audience=audience,
        unit=_text(args, "unit"),
        online=_text(args, "online") == "1",
        page=read_page(args),
        ignored=tuple(ignored),
    )


def read_page(args: Mapping[str, str]) -> int:
    """The page number, 1 for anything that is none; the query holds it to the last one."""
    text = _text(args, "page")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return 1
    return max(1, min(int(text), LAST_PAGE))


def _text(args: Mapping[str, str], name: str) -> str:
    # A filter is at most as long as what it names; the text may be cut later.
    return " ".join((clean_text(args.get(name, "")[:2000]) or "").split())
