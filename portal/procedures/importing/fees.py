"""Phí, lệ phí as sources write them → whole đồng. A sum that is plainly wrong is not used: its
text stays in the item's note and is flagged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.procedures.definitions import Channel, FeeItem, FeeKind, Fees
from portal.procedures.importing.outcome import Flag
from portal.procedures.importing.words import is_empty, without_bullet, without_number

FIELD = "phi_le_phi"

# The smallest fee in force is above this; sources that print "50 VNĐ" mean thousands, or not.
SMALLEST_PLAUSIBLE = 1_000

_SUM = r"(?:\d{1,3}(?:[.,]\d{3})+|\d+)"
_DONG = r"(?:việt nam đồng|đồng|vnđ|vnd|đ)"
_PAGE_SUM = re.compile(rf"(?P<sum>{_SUM})\s*{_DONG}", re.IGNORECASE)
_SUMS_IN_TEXT = re.compile(
    rf"(?<![\d.,/])(?:({_SUM})\s*(?:\([^()\d]{{3,60}}\)\s*)?{_DONG}(?![^\W\d_])"
    r"|(\d{1,3}(?:[.,]\d{3})+)\s*/(?!\d))",
    re.IGNORECASE,
)
_LAW_ON_FEES = re.compile(r"/TT-BTC|/NQ-HĐND", re.IGNORECASE)
_NAMED = re.compile(r"(?P<kind>lệ phí|phí)\s*:\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_NO_SUM = re.compile(r"(?:không|0)\s+đồng", re.IGNORECASE)
_TABLE_SUM = re.compile(rf"(?P<sum>{_SUM})\s+đồng\s*(?P<note>\(.*\))?", re.IGNORECASE | re.DOTALL)
_SAYS_FREE = re.compile(
    r"(?:không|không có|không thu|miễn)(?: (?:phí|lệ phí|phí, lệ phí))?|không quy định|chưa quy định",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:áp dụng theo |theo |• ?)?(?:văn bản quy định(?: lệ phí)?|có văn bản quy định lệ phí)"
    r"|mô tả trực tiếp|phí, lệ phí mô tả trực tiếp|\d+",
    re.IGNORECASE,
)
_UNLABELLED = r"(?!tối đa|tối thiểu|từ\b|đến\b|trên\b|dưới\b|khoảng)"
_STATEMENT = re.compile(
    rf"(?:{_UNLABELLED}(?P<name>[^:;\d]{{2,160}}?)\s*:\s*)?"
    rf"(?P<sum>{_SUM})\s*(?:\([^()\d]{{3,60}}\)\s*)?{_DONG}"
    r"(?P<per>(?:\s*/\s*(?:01\s+|1\s+)?[^\d/().,;:]{1,40}){0,2})"
    r"(?P<note>\s*\((?:[^()]|\([^()]*\))*\))?\s*[.;]?",
    re.IGNORECASE,
)
# Words that change a sum; a sentence without them and without figures is a mere remark.
_QUALIFIES = re.compile(
    r"\d|%|miễn|giảm|thêm|cộng|tối đa|tối thiểu|trừ|không quá|riêng|theo", re.IGNORECASE
)
_PER = re.compile(
    rf"(?:{_SUM}\s*)?{_DONG}?\s*/\s*(?:01\s+|1\s+)?(?P<per>[^\W\d_][^\d/().,;:]{{0,30}}?)\s*\.?",
    re.IGNORECASE,
)
_WHOLE_DOSSIER = re.compile(r"lần\b.*|hồ sơ|trường hợp|thủ tục", re.IGNORECASE)
_CONDITIONS = re.compile(
    r"\bmiễn\b|\bgiảm\b|\d\s*%|áp dụng (?:mức|đến|từ|kể)|(?:đến|từ) (?:hết )?ngày \d", re.IGNORECASE
)

NOT_STATED = "Nguồn không nêu phí, lệ phí"
NOT_UNDERSTOOD = "Không hiểu mức phí, lệ phí; giữ nguyên văn"
TOO_SMALL = "Số tiền nhỏ bất thường, nhiều khả năng sai; không dùng cho tới khi được kiểm tra"
FREE_BUT = "Ghi “Miễn phí” nhưng kèm quy định về mức thu; không coi là miễn phí"
DIFFERENT_SUM = "Số tiền khác với phần ghi chú; không dùng cho tới khi được kiểm tra"
CONDITIONAL = "Ghi chú nêu mức khác, miễn, giảm hoặc thời gian áp dụng; cần xem lại số tiền"
FOREIGN = "Mức thu bằng ngoại tệ; giữ nguyên văn"
SEVERAL = "Có nhiều mức thu cho cùng một cách nộp; cần chọn theo trường hợp"
PARTLY = "Chỉ một phần cách nộp nêu phí, lệ phí"
ONLY_ONE_KIND = "Nguồn nói không thu lệ phí (hoặc phí) nhưng không nói về khoản còn lại"


@dataclass(frozen=True)
class FeeReading:
    """One stated fee. `item` is None where nothing is stated; `is_free` where it is said so."""

    item: FeeItem | None
    is_free: bool = False
    problem: str = ""


def read_page_fee(text: str, note: str, row_note: str = "") -> FeeReading:
    """A fee of the national portal's pages: "Miễn phí", "10,000 Việt Nam Đồng", "10 USD", with
    the remark that stands in brackets behind it (`note`, brackets kept) and the description of
    the row, which may name a sum too."""
    remark = note.strip()
    inner = remark.removeprefix("(").removesuffix(")").strip()
    kind, name = _kind_of(inner)
    item = FeeItem(key="", name=name, kind=kind, note=remark)
    if is_empty(text):
        return FeeReading(None)
    if text.casefold() == "miễn phí":
        if not inner or _SAYS_FREE.fullmatch(inner.rstrip(".")):
            if _SUMS_IN_TEXT.search(row_note) or _LAW_ON_FEES.search(row_note):
                return FeeReading(replace(item, note="Miễn phí " + remark), problem=FREE_BUT)
            return FeeReading(replace(item, amount=0), is_free=True)
        # The portal prints "Miễn phí" for every fee whose sum was left at zero: what stands in
        # the brackets is the fee.
        return FeeReading(replace(item, note=f"Miễn phí {remark}"), problem=FREE_BUT)
    match = _PAGE_SUM.fullmatch(text)
    if match is None:
        return FeeReading(replace(item, note=f"{text} {remark}".strip()), problem=FOREIGN)
    return _with_sum(item, match["sum"], raw=f"{text} {remark}".strip(), inner=inner)


def kept_as_text(text: str, problem: str) -> FeeReading:
    """A fee of which nothing but its words is known."""
    return FeeReading(FeeItem(key="", name="Phí, lệ phí", note=text), problem=problem)


def read_table_fees(text: str) -> list[FeeReading]:
    """The fees of one cell of a national export: lines "Phí : 50.000 Đồng (…)"."""
    if is_empty(text):
        return [FeeReading(None)]
    lines: list[str] = []
    for line in text.split("\n"):
        if _NAMED.match(line) or not lines:
            lines.append(line)
        else:
            lines[-1] += "\n" + line
    return [_read_table_fee(line) for line in lines]


def read_statements(name: str, kind: FeeKind, lines: Sequence[str]) -> FeeStatements:
    """The lines of a province's `phi` or `le_phi`. Where one line is not understood it may
    qualify the others ("từ trang thứ 3 trở đi: …"), so then all of them stay text."""
    stated = [
        line
        for line in lines
        if not is_empty(line) and not _LABEL.fullmatch(without_bullet(line).rstrip(" ."))
    ]
    if not stated:
        return FeeStatements(FeeAnswer.NOTHING)
    texts = [without_number(without_bullet(line)) for line in stated]
    if all(_SAYS_FREE.fullmatch(text.rstrip(". ")) for text in texts):
        return FeeStatements(FeeAnswer.FREE)
    items: list[FeeItem] = []
    for text in texts:
        match = _STATEMENT.fullmatch(text)
        if match is None and items and not _QUALIFIES.search(text):
            items[-1] = replace(items[-1], note=f"{items[-1].note}\n{text}")
            continue
        if match is None:
            break
        item = FeeItem(
            key="",
            name=(match["name"] or name).strip(),
            kind=kind,
            per=_per_unit(match["per"]),
            note=text,
        )
        reading = _with_sum(item, match["sum"], raw=text, inner="")
        if reading.problem or reading.item is None:
            break
        items.append(reading.item)
    else:
        conditional = [text for text in texts if _CONDITIONS.search(text)]
        flag = Flag(FIELD, CONDITIONAL, "\n".join(conditional)) if conditional else None
        return FeeStatements(FeeAnswer.SUMS, tuple(items), flag)
    kept = tuple(FeeItem(key="", name=name, kind=kind, note=line) for line in stated)
    return FeeStatements(FeeAnswer.TEXT, kept, Flag(FIELD, NOT_UNDERSTOOD, "\n".join(stated)))


class FeeAnswer:
    NOTHING = "nothing"
    FREE = "free"
    SUMS = "sums"
    TEXT = "text"


@dataclass(frozen=True)
class FeeStatements:
    answer: str
    items: tuple[FeeItem, ...] = ()
    flag: Flag | None = None


def join_statements(charges: FeeStatements, fees: FeeStatements) -> tuple[Fees, list[Flag]]:
    """A province's two columns, lệ phí and phí, as one part."""
    flags = [s.flag for s in (charges, fees) if s.flag]
    items = charges.items + fees.items
    answers = {charges.answer, fees.answer}
    if answers == {FeeAnswer.FREE}:
        return Fees(is_free=True), []
    if answers == {FeeAnswer.NOTHING}:
        return Fees(), [Flag(FIELD, NOT_STATED, "")]
    if answers == {FeeAnswer.FREE, FeeAnswer.NOTHING}:
        free_one = "Lệ phí" if charges.answer == FeeAnswer.FREE else "Phí"
        kind = FeeKind.CHARGE if charges.answer == FeeAnswer.FREE else FeeKind.FEE
        item = FeeItem(key="f1", name=free_one, kind=kind, amount=0)
        return Fees((item,)), [Flag(FIELD, ONLY_ONE_KIND, f"{free_one}: không thu")]
    if len(items) > 1 and not flags:
        flags.append(Flag(FIELD, SEVERAL, "\n".join(item.note for item in items)))
    return Fees(_numbered(items)), flags


def join_rows(rows: Sequence[tuple[Channel, Sequence[FeeReading]]]) -> tuple[Fees, list[Flag]]:
    """The fees of a table whose rows are channels, as one part: equal fees become one item."""
    channels = tuple(dict.fromkeys(channel for channel, _ in rows))
    readings = [(channel, reading) for channel, found in rows for reading in found]
    stated = [(channel, r.item) for channel, r in readings if r.item is not None]
    if not stated:
        return Fees(), [Flag(FIELD, NOT_STATED, "")]
    flags = [
        Flag(FIELD, reason, text)
        for reason, text in dict.fromkeys(
            (r.problem, r.item.note) for _, r in readings if r.item is not None and r.problem
        )
    ]
    if {channel for channel, _ in stated} != set(channels):
        flags.append(Flag(FIELD, PARTLY, ""))
    elif all(r.is_free for _, r in readings if r.item is not None):
        notes = dict.fromkeys(item.note for _, item in stated if item.note)
        kept = [FeeItem(key="", name="Phí, lệ phí", amount=0, note=note) for note in notes]
        return Fees(_numbered(kept), is_free=True), flags
    where: dict[FeeItem, list[Channel]] = {}
    for channel, item in stated:
        if channel not in where.setdefault(item, []):
            where[item].append(channel)
    items = [
        replace(item, channels=() if set(found) == set(channels) else tuple(found))
        for item, found in where.items()
    ]
    if any(
        sum(not item.channels or channel in item.channels for item in items) > 1
        for channel in channels
    ):
        flags.append(Flag(FIELD, SEVERAL, "\n".join(filter(None, (i.note for i in items)))))
    return Fees(_numbered(items)), flags


def _read_table_fee(line: str) -> FeeReading:
    named = _NAMED.fullmatch(line.strip())
    if named is None:
        item = FeeItem(key="", name="Phí, lệ phí", note=line.strip())
        return FeeReading(item, problem=NOT_UNDERSTOOD)
    is_charge = named["kind"].casefold() == "lệ phí"
    item = FeeItem(
        key="",
        name="Lệ phí" if is_charge else "Phí",
        kind=FeeKind.CHARGE if is_charge else FeeKind.FEE,
    )
    rest = named["rest"].strip()
    if _NO_SUM.fullmatch(rest):
        return FeeReading(replace(item, amount=0), is_free=True)
    match = _TABLE_SUM.fullmatch(rest)
    if match is None:
        foreign = re.match(r"[\d.,]+\s*USD", rest)
        return FeeReading(
            replace(item, note=line.strip()), problem=FOREIGN if foreign else NOT_UNDERSTOOD
        )
    note = (match["note"] or "").strip()
    return _with_sum(
        replace(item, note=note), match["sum"], raw=line.strip(), inner=note[1:-1].strip()
    )


def _with_sum(item: FeeItem, digits: str, *, raw: str, inner: str) -> FeeReading:
    amount = int(re.sub(r"\D", "", digits))
    # A sum of fifteen digits is no fee, and would not fit the column of a payment either.
    if (0 < amount < SMALLEST_PLAUSIBLE) or amount > 10**12:
        return FeeReading(replace(item, note=raw), problem=TOO_SMALL)
    sums = {int(re.sub(r"\D", "", m[1] or m[2])) for m in _SUMS_IN_TEXT.finditer(inner)}
    if sums and amount not in sums:
        return FeeReading(replace(item, note=raw), problem=DIFFERENT_SUM)
    per = _PER.fullmatch(inner) if inner else None
    if per:
        item = replace(item, per=_per_unit(per["per"]))
    doubtful = len(sums) > 1 or _CONDITIONS.search(inner)
    return FeeReading(replace(item, amount=amount), problem=CONDITIONAL if doubtful else "")


def _per_unit(text: str | None) -> str:
    units = [re.sub(r"^(?:01|1)\s+", "", unit.strip()) for unit in (text or "").split("/")]
    return "/".join(unit for unit in units if unit and not _WHOLE_DOSSIER.fullmatch(unit))


def _kind_of(remark: str) -> tuple[FeeKind, str]:
    folded = remark.lstrip("(-+ ").casefold()
    if folded.startswith("lệ phí"):
        return FeeKind.CHARGE, "Lệ phí"
    if folded.startswith("phí"):
        return FeeKind.FEE, "Phí"
    return FeeKind.CHARGE, "Phí, lệ phí"


def _numbered(items: Sequence[FeeItem]) -> tuple[FeeItem, ...]:
    return tuple(replace(item, key=f"f{n}") for n, item in enumerate(items, 1))
