"""Reading files of one JSON object a line, as streams, and spreadsheets of one procedure a row: what
each is, or why it is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from portal.procedures.importing import (
    exchange,
    national_pages,
    national_portal,
    national_tables,
    provincial,
    spreadsheets,
)
from portal.procedures.importing.outcome import NotAProcedure, ParsedProcedure, Rejected

# The longest record of the known sources is under 100 KiB.
LONGEST_LINE = 2 * 1024 * 1024

# How files of other kinds begin, and what to do with them.
NOT_OURS = (
    (b"\xff\xfe", "Tệp mã hoá UTF-16; hãy lưu lại với mã hoá UTF-8"),
    (b"\xfe\xff", "Tệp mã hoá UTF-16; hãy lưu lại với mã hoá UTF-8"),
    (b"\xd0\xcf\x11\xe0", "Tệp Excel đời cũ (.xls); hãy lưu lại dạng .xlsx"),
    (b"%PDF-", "Tệp PDF không nhập được; cần JSONL hoặc bảng tính .xlsx"),
    (b"\x1f\x8b", "Tệp nén; hãy giải nén rồi nhập"),
)

SHAPES = (exchange, national_portal, provincial, national_tables, national_pages)


@dataclass(frozen=True)
class Line:
    """One line that is not blank: its number from 1, its size in bytes, what it gave."""

    number: int
    size: int
    outcome: ParsedProcedure | Rejected


def read_file(path: Path) -> Iterator[Line]:
    """Every line of the file, one after the other; never more than one line in memory.

    A file that cannot be read on ends with one refusal; nothing is raised."""
    name = str(path)
    number = 0
    try:
        if spreadsheets.is_spreadsheet(path):
            yield from _rows(path)
            return
        refusal = _unreadable(path)
        if refusal:
            yield Line(number, path.stat().st_size, Rejected(name, number, refusal))
            return
        with path.open("rb") as stream:
            for number, raw, is_whole in _lines(stream):
                if is_whole and not raw.strip(b"\xef\xbb\xbf \t\r\n"):
                    continue
                yield Line(number, len(raw), _outcome(name, number, raw, is_whole))
    except OSError as error:
        reason = f"Không đọc được tệp: {error.strerror or error}"
        yield Line(number, 0, Rejected(name, number, reason))


def _rows(path: Path) -> Iterator[Line]:
    """The rows of a spreadsheet; the bytes are shared out, as it is read at once."""
    for number, record in spreadsheets.rows(path):
        outcome: ParsedProcedure | Rejected
        try:
            if isinstance(record, NotAProcedure):
                raise record
            outcome = parse_record(record)
        except NotAProcedure as error:
            outcome = Rejected(str(path), number, str(error))
        yield Line(number, 0, outcome)


def _unreadable(path: Path) -> str:
    """Why the whole file is of another kind; one answer instead of one a line. "" if it is not."""
    with path.open("rb") as stream:
        beginning = stream.read(8)
    for mark, reason in NOT_OURS:
        if beginning.startswith(mark):
            return reason
    return ""


def parse_line(raw: bytes) -> ParsedProcedure:
    """One line. Raises NotAProcedure, whose message is the reason, whatever the bytes are."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotAProcedure(
            f"Dòng không phải mã hoá UTF-8 (byte thứ {error.start + 1} không hợp lệ)"
        ) from None
    return parse_record(_object(text))


def parse_record(record: dict[str, Any]) -> ParsedProcedure:
    """The procedure in a record of any known shape, told by its content. Raises NotAProcedure."""
    for shape in SHAPES:
        if shape.is_shape(record):
            return shape.parse(record)
    fields = ", ".join(sorted(record)[:6])[:200]
    raise NotAProcedure(f"Không nhận ra mẫu dữ liệu (các trường: {fields or 'không có'})")


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """Number, bytes, and whether the line is whole; of a line too long only the beginning."""
    number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        number += 1
        is_whole = len(raw) <= LONGEST_LINE
        if not is_whole:
            rest = raw
            while rest and not rest.endswith(b"\n"):
                rest = stream.readline(LONGEST_LINE)
        yield number, raw, is_whole


def _outcome(name: str, number: int, raw: bytes, is_whole: bool) -> ParsedProcedure | Rejected:
    if not is_whole:
        limit = LONGEST_LINE // (1024 * 1024)
        return Rejected(name, number, f"Dòng dài quá {limit} MB")
    try:
        return parse_line(raw)
    except NotAProcedure as error:
        return Rejected(name, number, str(error))


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_constant)
        # Half a surrogate pair and the null character are legal JSON and no text: no database
        # would take them.
        written = json.dumps(value, ensure_ascii=False)
        written.encode()
    except json.JSONDecodeError as error:
        raise NotAProcedure(f"JSON sai ở ký tự {error.pos + 1}") from None
    except UnicodeEncodeError:
        raise NotAProcedure("Có ký tự không hợp lệ (nửa cặp thay thế)") from None
    except RecursionError:
        raise NotAProcedure("JSON lồng nhau quá sâu") from None
    except NotAProcedure:
        raise
    except ValueError:
        raise NotAProcedure("JSON có số quá dài") from None
    if not isinstance(value, dict):
        raise NotAProcedure("Dòng không phải là một đối tượng JSON")
    if "\\u0000" in written:
        raise NotAProcedure("Có ký tự không hợp lệ (ký tự rỗng)")
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise NotAProcedure("Một trường xuất hiện hai lần trong cùng một đối tượng")
    return value


def _no_constant(name: str) -> NoReturn:
    raise NotAProcedure(f"JSON có giá trị không hợp lệ ({name})")
