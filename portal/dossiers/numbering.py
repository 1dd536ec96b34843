"""Codes of dossiers (domain reference §5). Pure."""

from __future__ import annotations

import re
from datetime import date

from portal.drawn_codes import drawn

DEFAULT_PATTERN = "{unit}-{yymmdd}-{seq:4}"
LONGEST_CODE = 60
_TOKEN = re.compile(r"\{(unit|yymmdd|yyyymmdd|seq)(?::([1-9]))?\}")
_LITERAL = re.compile(r"[A-Z0-9./-]*")


def dossier_code(unit_code: str, day: date, sequence: int, pattern: str = DEFAULT_PATTERN) -> str:
    """`H99.11-261122-0001`: four digits at least unless the pattern says otherwise, growing past
    them."""

    def written(token: re.Match[str]) -> str:
        name, digits = token.groups()
        if name == "seq":
            return f"{sequence:0{digits or 4}d}"
        return {
            "unit": unit_code,
            "yymmdd": f"{day:%y%m%d}",
            "yyyymmdd": f"{day:%Y%m%d}",
        }[name]

    return _TOKEN.sub(written, pattern)


def pattern_fault(pattern: str) -> str:
    """What keeps a pattern from numbering without duplicates: "unit", "day" or "seq" is missing or
    there twice, "letters" other than capitals, digits and . - /, "long"; "" when it is sound."""
    names = [token.group(1) for token in _TOKEN.finditer(pattern)]
    if not _LITERAL.fullmatch(_TOKEN.sub("", pattern)):
        return "letters"
    for wanted, among in (("unit", {"unit"}), ("day", {"yymmdd", "yyyymmdd"}), ("seq", {"seq"})):
        if sum(name in among for name in names) != 1:
            return wanted
    # A sequence that runs into digits would say one code for two dossiers.
    if re.search(r"\}\{seq|\{seq[^}]*\}[0-9{]|[0-9]\{seq", pattern):
        return "apart"
    longest = dossier_code("000.00.00.00.H99", date(2026, 12, 31), 9_999_999, pattern)
    return "long" if len(longest) > LONGEST_CODE else ""


def series(unit_code: str, day: date) -> str:
    """The counter the sequence comes from: one per unit and day of reception."""
    return f"dossier/{unit_code}/{day.isoformat()}"


def new_reference() -> str:
    """The temporary code of a draft, kept for life in addresses: `NHAP-7K2M-9QXC`.

    About 39 bits, not a secret: who may see a dossier is asked of the query, not of its address.
    """
    return f"NHAP-{drawn(2)}"


def new_visit_reference() -> str:
    """Of a visit at the desk, in addresses: `LUOT-7K2M-9QXC`."""
    return f"LUOT-{drawn(2)}"


def new_lookup_code() -> str:
    """Printed on the receipt; with the dossier's code it opens the public timeline. 49 bits."""
    return drawn(1, letters=10)
