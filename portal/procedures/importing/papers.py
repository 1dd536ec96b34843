"""Thành phần hồ sơ as sources write it → papers with the numbers asked of each kind.

"Bản sao" is a certified copy where the paper's name says so, otherwise a photocopy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from portal.procedures.definitions import Documents, RequiredDocument
from portal.procedures.importing.outcome import Flag
from portal.procedures.importing.words import (
    LOWER,
    is_empty,
    unique,
    without_bullet,
    without_number,
)

FIELD = "thanh_phan_ho_so"
HEADER = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"

# A row of a page ends in its count, glued to the name: "…khai sinh1 bản chính,1 bản sao". In
# running text ("kèm 01 bản chính giấy phép") a blank and a small letter or a bracket follow.
_COUNT = re.compile(
    r"(?P<digits>\d+) bản chính(?:,(?P<copies>\d+) bản sao)?"
    rf"(?!\)|/|\s*(?:hoặc|và|kèm)\b|\s+[{LOWER}])"
)
_YEAR_AND_COUNT = re.compile(r"(?<=[/\s-])((?:19|20)\d\d)(\d)$")
_FILE_END = re.compile(
    r"\.(?:docx?|xlsx?|pdf|rtf|rar|zip|jpe?g|png|odt)(?!(?-i:[a-z]))", re.IGNORECASE
)
_IF_ANY = re.compile(r"[^;\n]*\((?:nếu có)\)[\s.;,]*", re.IGNORECASE)
_CERTIFIED = re.compile(r"chứng thực|công chứng", re.IGNORECASE)
_SETS = re.compile(
    r"(?:[-*•+]\s*)?(?:số lượng(?: hồ sơ)?\s*:?\s*)?(?:một\s*)?\(?(?P<sets>\d{1,2})\)?"
    r"\s*(?:\([^\W\d]{2,10}\)\s*)?(?:\(?bộ\)?)(?:\s+hồ sơ)?\s*\.?",
    re.IGNORECASE,
)
_STATED_COUNTS = re.compile(
    r"\(?\s*Bản chính:\s*(\d{1,3})(?:\s*bản)?(?:[,;\n]\s*Bản sao:\s*(\d{1,3})(?:\s*bản)?)?\s*\)?\s*[.;]?$",
    re.IGNORECASE,
)
_LABELS = {
    "loại giấy tờ",
    "loại giấy tờ mẫu đơn, tờ khai",
    "loại giấy tờ | mẫu đơn, tờ khai",
    "thành phần hồ sơ",
    "bao gồm",
    "gồm",
}
_CASE_LINE = re.compile(r"(?:đối với|trường hợp|hồ sơ (?:đề nghị|đối với))", re.IGNORECASE)
_CONTINUES = re.compile(r"(?:o|[-+▪])\s")

NOT_STATED = "Nguồn không nêu thành phần hồ sơ"
NO_TABLE = "Thành phần hồ sơ không ở dạng bảng; giữ nguyên văn"
UNCLEAR_COUNT = "Số bản dính liền với số ở cuối tên giấy tờ; chưa tách được"
UNCLEAR_FORM = "Tên tệp mẫu đơn dính liền với tên giấy tờ; chưa tách được"
ZERO = "Dòng có số lượng 0: có thể là tiêu đề hoặc ghi chú, không phải giấy tờ"
LEFT_OVER = "Phần còn lại sau bảng giấy tờ"
SETS_UNCLEAR = "Không hiểu số bộ hồ sơ; giữ nguyên văn"


def read_page(cell: str) -> tuple[Documents, list[Flag]]:
    """The glued cell of a page: [case] header row row … [case] header row …"""
    if not cell.strip(" -\n"):
        return Documents(sets=None), [Flag(FIELD, NOT_STATED, cell)]
    if HEADER not in cell:
        item = RequiredDocument(key="p1", name=cell, required=False)
        return Documents((item,), sets=None), [Flag(FIELD, NO_TABLE, cell)]
    flags: list[Flag] = []
    items: list[RequiredDocument] = []
    sets: int | None = None
    case, *chunks = cell.split(HEADER)
    for chunk in chunks:
        rows, rest = _rows(chunk)
        for row in rows:
            if row.originals == 0 and not row.copies and (found := _SETS.fullmatch(row.name)):
                sets = int(found["sets"])
                continue
            items.append(_document(row, _case(case), flags))
        case = rest
    if _case(case):
        flags.append(Flag(FIELD, LEFT_OVER, case.strip()))
        items.append(RequiredDocument(key="", name=case.strip(), required=False))
    if not items:
        flags.append(Flag(FIELD, NOT_STATED, ""))
    return Documents(numbered(items), sets), flags


def read_table_row(name: str, files: str, counts: str, flags: list[Flag]) -> RequiredDocument:
    """A row of a national export: `files` holds the form's file names, `counts` the numbers
    "Bản chính: 1\\nBản sao: 0"."""
    match = _STATED_COUNTS.match(counts.strip())
    note = ""
    if match is None:
        row = _Row(name, files=tuple(files.split("\n")) if files else ())
        if not is_empty(counts):
            note = counts
            flags.append(Flag(FIELD, UNCLEAR_COUNT, counts))
    else:
        row = _Row(
            name,
            originals=int(match[1]),
            copies=int(match[2]) if match[2] else None,
            files=tuple(files.split("\n")) if files else (),
        )
    return replace(_document(row, "", flags), note=note)


def read_list(lines: Sequence[str]) -> tuple[Documents, list[Flag]]:
    """A province's list: one paper a line, headings ending in a colon with their papers below
    as "o …". Numbers only where written as "(Bản chính: 1, Bản sao: 1)"."""
    stated = [line for line in lines if not is_empty(line) and not _is_label(line)]
    if not stated:
        return Documents(), [Flag(FIELD, NOT_STATED, "\n".join(lines))]
    items: list[RequiredDocument] = []
    heading = ""
    for line, following in zip(stated, [*stated[1:], ""], strict=True):
        is_below = bool(_CONTINUES.match(line))
        if not is_below:
            heading = ""
        name = without_number(without_bullet(line))
        opens = name.endswith(":") and (
            bool(_CONTINUES.match(following)) or bool(_CASE_LINE.match(name))
        )
        if opens:
            heading = name
            continue
        match = _STATED_COUNTS.search(name)
        row = _Row(
            name[: match.start()].rstrip(" :") if match else name,
            originals=int(match[1]) if match else None,
            copies=int(match[2]) if match and match[2] else None,
        )
        items.append(_document(row, heading, []))
    headings = unique(without_number(without_bullet(line)) for line in stated if line.endswith(":"))
    # A heading nothing stands under would be lost: it is kept as a line of its own.
    used = {item.case for item in items} | {item.name for item in items}
    items += [
        RequiredDocument(key="", name=text, required=False) for text in headings if text not in used
    ]
    return Documents(numbered(items)), []


def read_sets(text: str) -> tuple[int | None, Flag | None]:
    """ "01 bộ" → 1. What is said beyond a number is a matter for review."""
    if is_empty(text):
        return None, None
    if match := _SETS.fullmatch(text.strip()):
        return int(match["sets"]), None
    return None, Flag("so_bo", SETS_UNCLEAR, text)


@dataclass(frozen=True)
class _Row:
    name: str
    originals: int | None = None
    copies: int | None = None
    files: tuple[str, ...] = ()
    problem: str = ""


def _rows(chunk: str) -> tuple[list[_Row], str]:
    rows: list[_Row] = []
    start = 0
    for match in _COUNT.finditer(chunk):
        rows.append(_row(chunk[start : match.start()], match))
        start = match.end()
    return rows, chunk[start:]


def _row(before: str, match: re.Match[str]) -> _Row:
    digits = match["digits"]
    copies = int(match["copies"]) if match["copies"] else None
    if len(digits) > 1:
        year = _YEAR_AND_COUNT.search(before[-1:] + digits)
        if year is None:
            return _Row((before + match[0]).strip(), problem=UNCLEAR_COUNT)
        before, digits = before + year[1], year[2]
    name, files, problem = _take_files(before.strip())
    return _Row(name, int(digits), copies, files, problem)


def _take_files(text: str) -> tuple[str, tuple[str, ...], str]:
    """ "…theo mẫu;Mau 01.docx" → the name and the file's name, where the seam is beyond doubt."""
    ends = [match.end() for match in _FILE_END.finditer(text)]
    if not ends or ends[-1] != len(text):
        return text, (), ""
    first = text[: ends[0]]
    seams = list(_seams(first))
    last_word = max(first.rfind(" "), first.rfind("\n"), first.rfind("\t")) + 1
    if len(seams) == 1 or (seams and seams[0] >= last_word):
        start = seams[0]
        pieces = [first[start:]]
        pieces += [text[a:b] for a, b in zip(ends, ends[1:], strict=False)]
        return text[:start].strip(), tuple(piece.strip() for piece in pieces), ""
    return text, (), UNCLEAR_FORM


def _seams(text: str) -> Iterator[int]:
    """Where two cells touch: a small letter or a closing mark directly before a capital or a
    digit, or capitals before a capitalised word ("NĐ-CPMẫu")."""
    stop = len(text) - 5
    for place in range(1, stop):
        before, here = text[place - 1], text[place]
        if before in '.;:)”"!,' or before.islower():
            starts = here.isupper() or (here.isdigit() and not before.isdigit())
            within_number = before in ".,:" and place > 1 and text[place - 2].isdigit()
            if starts and not within_number:
                yield place
        elif (
            before.isupper()
            and here.isupper()
            and text[place + 1].islower()
            and place > 1
            and not text[place - 2].isspace()
        ):
            yield place


def _document(row: _Row, case: str, flags: list[Flag]) -> RequiredDocument:
    name = without_bullet(row.name)
    if row.problem:
        flags.append(Flag(FIELD, row.problem, row.name))
    asks_nothing = row.originals == 0 and not row.copies
    if asks_nothing:
        flags.append(Flag(FIELD, ZERO, row.name))
    if_any = _IF_ANY.fullmatch(name) is not None
    certified = row.copies if _CERTIFIED.search(name) else None
    return RequiredDocument(
        key="",
        name=name or row.name or "(không có tên)",
        originals=row.originals,
        certified_copies=certified,
        photocopies=None if certified is not None else row.copies,
        required=not (if_any or asks_nothing),
        condition="nếu có" if if_any else "",
        case=case,
        form_name="; ".join(file for file in row.files if file),
    )


def _case(text: str) -> str:
    return "" if not text.strip(" -\n\t") else text.strip()


def _is_label(line: str) -> bool:
    return without_bullet(line).rstrip(" :.").casefold() in _LABELS


def numbered(items: Sequence[RequiredDocument]) -> tuple[RequiredDocument, ...]:
    """The papers with their keys p1, p2, … in the order of the source."""
    return tuple(replace(item, key=f"p{n}") for n, item in enumerate(items, 1))
