"""Time limits as sources write them → "3wd", "15d", "8wh", "2m" (working_time.Limit).

Only a statement understood to its last word becomes a limit; all else stays text and is flagged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.procedures.definitions import Channel, Limits, TimeLimit
from portal.procedures.importing.levels import CHANNELS
from portal.procedures.importing.outcome import Flag
from portal.procedures.importing.words import is_empty, without_bullet, without_number

FIELD = "thoi_han"

_UNIT = r"(?P<unit>ngày làm việc|giờ làm việc|ngày|giờ|tháng)"
_AMOUNT = r"(?P<amount>\d{1,4}(?:[.,]\d+)?)"
_CELL = re.compile(rf"{_AMOUNT}\s*{_UNIT}?", re.IGNORECASE)
_CODES = {
    "ngày làm việc": "wd",
    "giờ làm việc": "wh",
    "ngày": "d",
    "giờ": "wh",
    "tháng": "m",
}

# "kể từ ngày nhận đủ hồ sơ hợp lệ theo quy định": where every limit begins by law, so the words
# add nothing. Any other beginning ("kể từ ngày kết thúc kiểm tra") is not understood.
_FROM_RECEIPT = (
    r"(?:,?\s*\(?\s*(?:tính\s+)?(?:kể\s+)?từ\s+(?:ngày|khi)\s+(?:ghi trên phiếu tiếp nhận hồ sơ"
    r"|(?:nhận|tiếp nhận)(?:\s+khi)?(?:\s+được)?(?:\s+đầy)?(?:\s+đủ)?\s+hồ sơ"
    r"(?:[\s,]+(?:và\s+)?(?:đầy đủ|hợp lệ|đúng quy định))*(?:\s+theo quy định)?)\s*\)?)?"
)
_CHANNEL_NAME = "|".join(sorted(CHANNELS, key=len, reverse=True))
_CASE = r"(?:đối với|trường hợp|cấp mới|cấp lại|cấp đổi|gia hạn)[^:;.()\d]{0,160}"
_CASE_AFTER = r"đối với [^:;.()\d]{3,160}?"
_STATEMENT = re.compile(
    rf"(?:(?:nộp hồ sơ\s+)?(?P<channel>{_CHANNEL_NAME})\s*:?\s+|(?P<case>{_CASE}):\s*)?"
    r"(?:thời hạn giải quyết\s*:?\s*)?(?:trong thời hạn|trong|không quá|tối đa)?\s*"
    rf"(?:[^\W\d_]+(?: [^\W\d_]+){{0,3}} \()?{_AMOUNT}\)?"
    rf"\s*(?:\([^()\d]{{2,20}}\)\s*)?{_UNIT}"
    rf"(?:\s*\((?P<channel_after>{_CHANNEL_NAME})\))?{_FROM_RECEIPT}"
    rf"(?:,?\s*\(?(?P<case_after>{_CASE_AFTER})\)?)?{_FROM_RECEIPT}\s*[.;]?",
    re.IGNORECASE,
)
_MENTIONED = re.compile(r"(\d{1,4})\s*(?:\([^)]{1,20}\)\s*)?(?:ngày(?: làm việc)?|giờ|tháng)\b")

NO_LIMIT = "Nguồn không nêu thời hạn giải quyết"
NO_UNIT = "Thời hạn không có đơn vị (ngày, ngày làm việc, giờ hay tháng)"
NOT_WHOLE = "Thời hạn không phải số nguyên"
NOT_UNDERSTOOD = "Không hiểu thời hạn; giữ nguyên văn"
OUT_OF_RANGE = "Thời hạn ngoài khoảng cho phép (1 đến 999)"
PLAIN_HOURS = "Nguồn chỉ ghi “giờ”; đang hiểu là giờ làm việc"
SEVERAL = "Có nhiều thời hạn khác nhau cho cùng một cách nộp; cần chọn theo trường hợp"
OTHER_IN_NOTE = "Phần mô tả nêu thời hạn khác với thời hạn trong bảng"


@dataclass(frozen=True)
class LimitReading:
    """`limit` in working_time's notation or empty; `problem` a reason for review or empty."""

    limit: str
    problem: str = ""


def read_cell(text: str) -> LimitReading:
    """One cell of a table: "5 Ngày làm việc", "1", "Không quy định", "10-15 ngày"."""
    if is_empty(text):
        return LimitReading("", NO_LIMIT)
    match = _CELL.fullmatch(text.strip())
    if match is None:
        return LimitReading("", NOT_UNDERSTOOD)
    return _reading(match["amount"], match["unit"])


def read_statements(lines: Sequence[str]) -> tuple[Limits, list[Flag]]:
    """A list of sentences. Where one of them is not understood it may qualify the others
    ("không quá 10 ngày; trường hợp …"), so then all of them stay text."""
    stated = [line for line in lines if not is_empty(line)]
    if not stated:
        return Limits(), [Flag(FIELD, NO_LIMIT, "\n".join(lines))]
    items: list[TimeLimit] = []
    problems: list[str] = []
    for line in stated:
        match = _STATEMENT.fullmatch(without_number(without_bullet(line)))
        reading = _reading(match["amount"], match["unit"]) if match else LimitReading("")
        if match is None or not reading.limit:
            reason = reading.problem or NOT_UNDERSTOOD
            texts = tuple(TimeLimit(text=text) for text in stated)
            return Limits(texts), [Flag(FIELD, reason, "\n".join(stated))]
        if reading.problem:
            problems.append(reading.problem)
        name = (match["channel"] or match["channel_after"] or "").casefold()
        channels = (CHANNELS[name],) if name else ()
        items.append(TimeLimit(reading.limit, channels, case=_case(match), text=line))
    flags = [Flag(FIELD, problem, "\n".join(stated)) for problem in dict.fromkeys(problems)]
    if has_several(items):
        flags.append(Flag(FIELD, SEVERAL, "\n".join(stated)))
    return Limits(tuple(items)), flags


def _case(match: re.Match[str]) -> str:
    return (match["case"] or match["case_after"] or "").strip()


def has_several(items: Sequence[TimeLimit]) -> bool:
    """Would one channel get two different limits?"""
    return any(
        len({t.limit for t in items if t.limit and (not t.channels or channel in t.channels)}) > 1
        for channel in Channel
    )


def contradicts(limit: str, note: str) -> bool:
    """The note speaks of time limits, and none of them is this one."""
    mentioned = {int(match[1]) for match in _MENTIONED.finditer(note.casefold())}
    return bool(mentioned) and int(re.sub(r"\D", "", limit)) not in mentioned


def _reading(amount: str, unit: str | None) -> LimitReading:
    if unit is None:
        return LimitReading("", NO_UNIT)
    whole, _, fraction = amount.replace(",", ".").partition(".")
    if fraction.strip("0"):
        return LimitReading("", NOT_WHOLE)
    if not 1 <= int(whole) <= 999:
        return LimitReading("", OUT_OF_RANGE)
    unit = unit.casefold()
    return LimitReading(f"{int(whole)}{_CODES[unit]}", PLAIN_HOURS if unit == "giờ" else "")
