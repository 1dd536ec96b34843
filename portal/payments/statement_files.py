"""Reading the statement of a bank or a gateway: CSV or XLSX, columns known by their heads."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from portal import clock
from portal.errors import Invalid
from portal.i18n import _
from portal.payments.gateways.vietqr import reference_in
from portal.vietnam import fold

HEADS = {
    "at": {"ngay giao dich", "ngay", "thoi gian", "thoi gian giao dich", "ngay hach toan"},
    "transaction": {"so giao dich", "ma giao dich", "so but toan", "so ct", "ma gd"},
    "amount": {"ghi co", "so tien", "so tien ghi co", "phat sinh co"},
    "content": {"noi dung", "dien giai", "mo ta", "noi dung giao dich"},
    "reference": {"ma don", "ma don hang", "ma tham chieu", "ma thanh toan"},
}
NEEDED = ("at", "transaction", "amount")
_TIMES = (
    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d", "%Y%m%d%H%M%S",
)  # fmt: skip
MOST_ROWS = 50_000


@dataclass(frozen=True)
class StatementRow:
    """Money that came, as the other side tells it. `amount` in đồng."""

    transaction: str
    amount: int
    at: datetime
    content: str
    reference: str


def read(content: bytes) -> list[StatementRow]:
    """Every row with money that came; what went out is left out. Raises Invalid, naming the row."""
    table = _xlsx(content) if content.startswith(b"PK") else _csv(content)
    columns: dict[str, int] = {}
    found: list[StatementRow] = []
    for number, cells in enumerate(table, 1):
        if number > MOST_ROWS:
            raise _wrong(_("Sao kê dài quá 50.000 dòng. Hãy chia theo ngày."))
        if not columns:
            columns = _columns(cells)
            continue
        row = _row(cells, columns, number)
        if row is not None:
            found.append(row)
    if not columns:
        raise _wrong(
            _("Không tìm thấy dòng tiêu đề có các cột: ngày giao dịch, số giao dịch, số tiền.")
        )
    if not found:
        raise _wrong(_("Sao kê không có khoản tiền vào nào."))
    return found


def _row(cells: list[Any], columns: dict[str, int], number: int) -> StatementRow | None:
    def cell(name: str) -> Any:
        place = columns.get(name)
        return cells[place] if place is not None and place < len(cells) else ""

    transaction = _text(cell("transaction"))
    amount = _amount(cell("amount"))
    if not transaction or amount == 0:
        return None  # a sum below the table, or money that went out
    at = _moment(cell("at"))
    if amount is None or at is None:
        raise _wrong(_("Dòng %(number)d: không đọc được số tiền hoặc ngày.", number=number))
    words = _text(cell("content"))
    reference = _text(cell("reference")).upper() or reference_in(words)
    return StatementRow(transaction[:100], amount, at, words[:500], reference[:100])


def _columns(cells: list[Any]) -> dict[str, int]:
    """Where each column stands, if this row is the head of the table; else nothing."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        words = re.sub(r"[^a-z ]", "", fold(_text(cell))).strip()
        for name, heads in HEADS.items():
            if words in heads:
                found.setdefault(name, place)
    return found if all(name in found for name in NEEDED) else {}


def _amount(value: Any) -> int | None:
    """Whole đồng; 0 for nothing and for money that went out, None if it cannot be read."""
    if isinstance(value, int | float):
        return max(int(value), 0) if float(value).is_integer() else None
    text = re.sub(r"\s|đ|₫|vnd", "", _text(value).lower()).lstrip("+")
    if text in ("", "-") or text.startswith("-"):
        return 0
    text = re.sub(r"[.,](?=[0-9]{3}(?:[^0-9]|$))", "", text)
    text = re.sub(r"[.,]00?$", "", text)
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=clock.VIETNAM)
    for form in _TIMES:
        try:
            return datetime.strptime(_text(value), form).replace(tzinfo=clock.VIETNAM)
        except ValueError:
            continue
    return None


def _csv(content: bytes) -> Iterable[list[Any]]:
    try:
        text = content.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        raise _wrong(_("Tệp CSV phải viết bằng UTF-8.")) from None
    first = text[:4000]
    separator = max(";,\t", key=first.count)
    return csv.reader(io.StringIO(text), delimiter=separator)


def _xlsx(content: bytes) -> Iterable[list[Any]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return [list(row) for row in sheet.iter_rows(max_row=MOST_ROWS + 1, values_only=True)]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError):
        raise _wrong(_("Không đọc được bảng tính này. Hãy lưu lại dạng XLSX hoặc CSV.")) from None


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _wrong(sentence: str) -> Invalid:
    return Invalid(sentence, {"file": sentence})
