"""Taking a record's fields one by one, so that what nobody took can be kept and flagged."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from portal.procedures.definitions import AuthorityLevel, Guidance
from portal.procedures.importing.levels import authority_levels
from portal.procedures.importing.outcome import Decision, Flag, NotAProcedure
from portal.procedures.importing.words import as_lines, as_text, clean, date_in, is_empty, said

# As in procedures.models: a longer value has no room in the catalogue.
LONGEST_CODE, LONGEST_SECTOR, LONGEST_DECISION = 60, 200, 200
NO_SECTOR = "Chưa phân loại"

_CODE = re.compile(r"[A-Za-z0-9Đđ](?:[A-Za-z0-9Đđ._-]*[A-Za-z0-9Đđ])?")
_DECISION = re.compile(r"(?<!\d)(\d{1,6}\.?\s?(?:/\d{4})?/\s?Q[ĐD]\s?-\s?[A-ZĐ][A-ZĐ0-9_-]*)")
_LABELS = re.compile(r"(?:\bo\s+)?(?:Số (?:QĐ|quyết định)|Ngày hiệu lực)\s*:", re.IGNORECASE)
_NOT_YET = re.compile(r"\W*chưa có\W*", re.IGNORECASE)

SECTOR_NOT_STATED = "Nguồn không nêu lĩnh vực"
LEVELS_SEVERAL = "Nhiều cấp thực hiện; đang ghi cấp gần người dân nhất"
LEVELS_NOT_STATED = "Nguồn không nêu cấp thực hiện"
DECISION_UNCLEAR = "Không hiểu số quyết định công bố; giữ nguyên văn"
UNKNOWN_FIELD = "Trường này không có trong mẫu đã biết; giữ nguyên văn"


class Fields:
    """A record's fields as text, each taken once."""

    def __init__(self, record: dict[str, Any]) -> None:
        self._left = dict(record)

    def take(self, name: str) -> str:
        return as_text(self._left.pop(name, None))

    def take_lines(self, name: str) -> tuple[str, ...]:
        return as_lines(self._left.pop(name, None))

    def drop(self, *names: str) -> None:
        """Fields about the file, not about the procedure."""
        for name in names:
            self._left.pop(name, None)

    def left(self) -> list[str]:
        """What was not taken, as text."""
        texts = ((name, as_text(value)) for name, value in self._left.items())
        return [f"{name}: {text}" for name, text in texts if not is_empty(text)]

    def code(self, name: str) -> str:
        code = self.take(name)
        if not code:
            raise NotAProcedure("Thiếu mã thủ tục")
        if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
            raise NotAProcedure(f"Mã thủ tục không hợp lệ: “{code[:80]}”")
        return code

    def title(self, name: str) -> str:
        title = " ".join(self.take(name).split())
        if is_empty(title):
            raise NotAProcedure("Thiếu tên thủ tục")
        return title

    def keep_the_rest(self, guidance: Guidance, flags: list[Flag]) -> Guidance:
        """What no parser asked for is kept in `related` and flagged."""
        kept = [guidance.related] if guidance.related else []
        for name, value in self._left.items():
            text = as_text(value)
            if not is_empty(text):
                kept.append(f"{name}: {text}")
                flags.append(Flag(name, UNKNOWN_FIELD, text))
        return replace(guidance, related="\n".join(kept))


def labelled_lines(*pairs: tuple[str, str]) -> str:
    """One line for each text that says something, after its label if it has one."""
    return "\n".join(f"{label}: {text}" if label else text for label, text in pairs if text)


def sector_of(text: str, flags: list[Flag]) -> str:
    """Lĩnh vực. Raises NotAProcedure where it is too long to be one."""
    sector = " ".join(said(text).split())
    if not sector or sector.casefold() == "không có":
        flags.append(Flag("linh_vuc", SECTOR_NOT_STATED, text))
        return NO_SECTOR
    if len(sector) > LONGEST_SECTOR:
        raise NotAProcedure(f"Tên lĩnh vực dài quá {LONGEST_SECTOR} ký tự")
    return sector


def authority_of(text: str, flags: list[Flag]) -> AuthorityLevel:
    """Cấp thực hiện; of several the one nearest to the citizen, with a flag."""
    return pick_level(authority_levels(text), text, flags)


def pick_level(levels: tuple[AuthorityLevel, ...], text: str, flags: list[Flag]) -> AuthorityLevel:
    if not levels:
        flags.append(Flag("cap_thuc_hien", LEVELS_NOT_STATED, text))
        return AuthorityLevel.OTHER
    if len(levels) > 1:
        flags.append(Flag("cap_thuc_hien", LEVELS_SEVERAL, text))
    return levels[0]


def decision_of(text: str, flags: list[Flag]) -> Decision:
    """ "Số QĐ: 1404/QĐ-UBND Ngày hiệu lực: 2023-07-04" → number, days of signing and of effect."""
    text = clean(text)
    if all(is_empty(part) or _NOT_YET.fullmatch(part) for part in _LABELS.split(text)):
        return Decision()
    match = _DECISION.search(text)
    number = match[1] if match else text
    if len(number) > LONGEST_DECISION:
        flags.append(Flag("so_quyet_dinh", DECISION_UNCLEAR, text))
        return Decision()
    if match is None:
        flags.append(Flag("so_quyet_dinh", DECISION_UNCLEAR, text))
        return Decision(number)
    head, _, effect = text.partition("Ngày hiệu lực")
    signed = date_in(head[match.end() :]) if "ngày" in head[match.end() :] else None
    beyond = re.sub(
        r"(?:Quyết định|Số (?:QĐ|quyết định))\s*(?:số)?\s*:?|ngày|[\W\d_]+|(?:^|\s)o(?=\s)|\bo\b",
        "",
        head[: match.start()] + head[match.end() :] + effect,
        flags=re.IGNORECASE,
    )
    if beyond:
        flags.append(Flag("so_quyet_dinh", DECISION_UNCLEAR, text))
    return Decision(number, signed, date_in(effect))
