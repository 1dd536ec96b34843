"""Căn cứ pháp lý as sources write them → number, title, date, issuer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from portal.procedures.definitions import LegalBases, LegalBasis
from portal.procedures.importing.outcome import Flag
from portal.procedures.importing.words import (
    LOWER,
    UPPER,
    clean,
    date_in,
    is_empty,
    without_bullet,
    without_number,
)

FIELD = "can_cu_phap_ly"
HEADER = "Tên văn bản pháp lýMã văn bản"

# Known endings come first, so that the capital of the next title is not taken for theirs:
# "77/2024/TT-BCAThông tư …".
_ISSUERS = (
    "BNNPTNT|BNNMT|BNN|BTNMT|BTC|BXD|BGTVT|BCA|BTP|BYT|BQP|BNV|BKHĐT|BCT|BLĐTBXH|BTTTT|BKHCN"
    "|BVHTTDL|BGDĐT|BNG|NHNN|TTCP|VPCP|UBDT|VKSNDTC|TANDTC|VPQH|TTg|CP|HĐND|UBND|CTN|UBTVQH"
)
_KIND = (
    r"(?:NQ-)?QH\d{1,2}|(?:NQ-)?UBTVQH\d{1,2}|PL-UBTVQH\d{1,2}|L-CTN|TT-TTCP"
    rf"|(?:NĐ|NQ|QĐ|CT|TTLT|TT|VBHN|CĐ|TB)\s?[-–/]\s?(?:{_ISSUERS})"
    rf"(?:\s?[-/]\s?(?:[A-ZĐ]{{2,8}}(?![{LOWER}{UPPER}])|[A-ZĐ]{{2,7}}(?=[{UPPER}][{LOWER}])|C\d\d))*"
    rf"|[A-ZĐ]{{1,5}}-[A-ZĐ]{{2,9}}(?![{LOWER}])"
)
NUMBER = re.compile(rf"(?<!\d)\d{{1,5}}(?:\.\d+)?/(?:\d{{4}}/)?(?:{_KIND})")
# Glued behind a number ("QH1421/2017/QH14") the digits of the two run into each other: a kind
# that ends in two digits leaves the rest to the next number.
_GLUED = re.compile(rf"\d{{1,5}}(?:\.\d+)?/(?:\d{{4}}/)?(?:{_KIND})")
# The number's cell may say the kind again: "Luật Thú y" + "Luật 79/2015/QH13".
_KIND_BEFORE_NUMBER = re.compile(
    r"(?<=[^\W\d_A-ZĐ]|[.;)])(?:(?:Luật|Nghị định|Thông tư|Nghị quyết|Quyết định)(?: số)?|số|NĐ)\s*$"
)
_EXPORTED = re.compile(
    r"Số ký hiệu:\s*(?P<number>.*?),\s*Trích yếu:\s*(?P<title>.*?)"
    r"(?:,\s*Ngày ban hành:\s*(?P<date>[\d\s/-]+))?"
    r"(?:,\s*Cơ quan ban hành:\s*(?P<issuer>.*))?",
    re.DOTALL,
)
_ISSUER_AFTER = re.compile(
    r"\s*của\s+(?P<issuer>Chính phủ|Quốc hội|Thủ tướng Chính phủ"
    r"|(?:Bộ trưởng\s+)?Bộ (?:Văn hóa, Thể thao và Du lịch|Lao động, Thương binh và Xã hội"
    r"|[A-ZĐ][^,;:.()]{2,60}?))"
    r"(?=\s+(?i:quy định|hướng dẫn|ban hành|sửa đổi|bãi bỏ|về|ngày)\b|[,;:.()]|\s*$)"
)

_SEAM = re.compile(rf"[\d{LOWER}][{UPPER}][{LOWER}]")

TWO_IN_ONE = "Tên văn bản có vẻ gồm nhiều văn bản dính liền; cần tách lại"
NO_NUMBER = "Không tách được số hiệu văn bản; giữ nguyên văn"
NOT_STATED = "Nguồn không nêu căn cứ pháp lý"


def read_page(cell: str) -> tuple[LegalBases, list[Flag]]:
    """The glued cell of a page: header title number title number …"""
    text = cell.removeprefix(HEADER).strip()
    if is_empty(text):
        return LegalBases(), [Flag(FIELD, NOT_STATED, "")]
    items: list[LegalBasis] = []
    start = 0
    unnumbered: list[str] = []
    for begin, end, number in _number_cells(text):
        title = _KIND_BEFORE_NUMBER.sub("", text[start:begin]).strip()
        if number:
            items.append(_basis(number, title or number))
        else:
            unnumbered.append(text[start:end].strip())
            items.append(LegalBasis(title=unnumbered[-1]))
        start = end
    if rest := text[start:].strip(" \n.;"):
        items.append(LegalBasis(title=rest))
        unnumbered.append(rest)
    flags = [Flag(FIELD, NO_NUMBER, text) for text in unnumbered]
    flags += [Flag(FIELD, TWO_IN_ONE, b.title) for b in items if b.number and _SEAM.search(b.title)]
    return LegalBases(tuple(items)), flags


def read_list(lines: Sequence[str]) -> tuple[LegalBases, tuple[str, ...], list[Flag]]:
    """A province's list, one instrument a line: the bases, the links found among them, flags."""
    items: list[LegalBasis] = []
    links: list[str] = []
    unnumbered: list[str] = []
    for line in lines:
        text = without_number(without_bullet(line))
        if is_empty(text):
            continue
        if text.startswith("http"):
            links.append(text)
            continue
        if exported := _EXPORTED.fullmatch(text):
            items.append(
                LegalBasis(
                    number=exported["number"].strip(),
                    title=exported["title"].strip(),
                    issued_on=date_in(exported["date"] or ""),
                    issuer=(exported["issuer"] or "").strip(),
                )
            )
            continue
        numbers = NUMBER.findall(text)
        basis = _basis(numbers[0], text) if numbers else LegalBasis(title=text)
        if len(set(numbers)) > 1 and not re.match(r"[^\d]{0,40}" + re.escape(numbers[0]), text):
            basis = LegalBasis(title=text)
        items.append(basis)
        if not basis.number:
            unnumbered.append(text)
    flags = [Flag(FIELD, NO_NUMBER, "\n".join(unnumbered))] if unnumbered else []
    if not items:
        flags.append(Flag(FIELD, NOT_STATED, ""))
    return LegalBases(tuple(items)), tuple(links), flags


def read_table_row(number: str, title: str, issued_on: str, issuer: str) -> LegalBasis:
    """A row of a national export; the number may carry the kind of instrument before it."""
    found = NUMBER.findall(number)
    kept = found[0] if len(found) == 1 and _is_prefixed(number, found[0]) else number
    return LegalBasis(kept, title, date_in(issued_on), issuer)


def _is_prefixed(text: str, number: str) -> bool:
    rest = text.replace(number, "").strip().casefold()
    return rest in {"", "số", "luật", "luật số", "thông tư số", "nghị định số", "quyết định số"}


def _number_cells(text: str) -> Iterator[tuple[int, int, str]]:
    """Begin, end and number of each cell of the number column. Within a title a number stands
    between blanks; a cell touches the title before it, or the title behind it, or the end."""
    start = place = 0
    while match := _GLUED.search(text, place):
        floor = place
        begin, end = match.span()
        place = end
        if text.startswith(match[0], end):
            continue  # the title ends in the number that its own cell repeats
        after = text[end : end + 1]
        touches_next = not after or after.isalnum() or after in '-–“"+*'
        if not (touches_next or _touches_title(text[start:begin]) or not text[end:].strip(" .;")):
            continue
        while begin > floor and text[begin - 1].isdigit():
            begin -= 1
        digits = text[begin:end].partition("/")[0]
        if digits.isdigit() and len(digits) > 4 and begin > start:
            # "… năm 202610/2026/TT-BKHCN": a year has four digits, so the rest is the number.
            if text[begin - 1] in " /" and digits[:2] in ("19", "20"):
                begin += 4
            else:
                yield begin, end, ""
                start = end
                continue
        yield begin, end, text[begin:end]
        start = end


def _touches_title(title: str) -> bool:
    return bool(title) and not title[-1].isspace() and not re.search(r"(?:số|[(/“\"])$", title)


def _basis(number: str, title: str) -> LegalBasis:
    """Date and issuer only where they stand directly behind the number they belong to."""
    title = clean(title)
    _, found, after = title.partition(number)
    if not found:
        return LegalBasis(number, title)
    dated = re.match(
        r"\s*(?:\(\s*)?(?:,?\s*ngày(?: ban hành:?)?)\s*(\d{1,2}\s*[-/]\s*\d{1,2}\s*[-/]\s*\d{4}"
        r"|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})",
        after,
        re.IGNORECASE,
    )
    issued_by = _ISSUER_AFTER.match(after[dated.end() :] if dated else after)
    return LegalBasis(
        number,
        title,
        date_in(dated[1]) if dated else None,
        issued_by["issuer"] if issued_by else "",
    )
