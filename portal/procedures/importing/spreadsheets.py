"""A catalogue written in a spreadsheet (.xlsx): one procedure a row, headings in the first row, as
the provincial shape names them; lists stand line by line in their cell.

Nothing is guessed: what a merged cell means for the rows under it is not known, so those rows are
refused with the place named.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from portal.procedures.importing.outcome import NotAProcedure
from portal.vietnam import fold

MOST_BYTES = 20 * 1024 * 1024  # a catalogue of two thousand procedures has a tenth of this
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 20_000

# Headings as people write them → the provincial shape's names.
HEADINGS = {
    "ma": "ma", "ma thu tuc": "ma", "ma tthc": "ma",
    "ten": "ten", "ten thu tuc": "ten", "ten thu tuc hanh chinh": "ten",
    "ma quoc gia": "ma_qg", "linh vuc": "linh_vuc", "muc do": "muc_truc_tuyen",
    "muc do truc tuyen": "muc_truc_tuyen", "thoi han": "thoi_han",
    "thoi han giai quyet": "thoi_han", "le phi": "le_phi", "phi": "phi",
    "co quan thuc hien": "co_quan", "co quan quyet dinh": "co_quan_quyet_dinh",
    "doi tuong": "doi_tuong", "doi tuong thuc hien": "doi_tuong", "cach thuc": "cach_thuc",
    "cach thuc thuc hien": "cach_thuc", "so bo": "so_bo", "so bo ho so": "so_bo",
    "thanh phan": "thanh_phan", "thanh phan ho so": "thanh_phan", "trinh tu": "trinh_tu",
    "trinh tu thuc hien": "trinh_tu", "ket qua": "ket_qua", "ket qua thuc hien": "ket_qua",
    "can cu": "can_cu", "can cu phap ly": "can_cu", "quyet dinh cong bo": "cong_bo",
    "hieu luc": "hieu_luc", "stt": "stt",
}  # fmt: skip
_LISTS = frozenset(
    {"thoi_han", "le_phi", "phi", "doi_tuong", "cach_thuc", "thanh_phan", "trinh_tu", "ket_qua"}
) | {"can_cu"}


def is_spreadsheet(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def rows(path: Path) -> Iterator[tuple[int, dict[str, Any] | NotAProcedure]]:
    """(row as the spreadsheet counts it, the record or why it is none). Row 0 is the whole file."""
    try:
        sheet = _sheet(path)
    except NotAProcedure as refusal:
        yield 0, refusal
        return
    names, fault = _names(sheet)
    if fault is not None:
        yield 1, fault
        return
    merged = _merged(sheet)
    for row in sheet.iter_rows(min_row=2, max_row=MOST_ROWS + 1):
        number = row[0].row
        if number in merged:
            yield (
                number,
                NotAProcedure(f"Có ô gộp {merged[number]}; hãy bỏ gộp ô và điền đủ từng dòng"),
            )
            continue
        record = {
            name: _value(name, cell.value) for name, cell in zip(names, row, strict=False) if name
        }
        if any(value not in ("", []) for value in record.values()):
            yield number, {"trinh_tu": [], **record}
    if sheet.max_row > MOST_ROWS + 1:
        yield (
            MOST_ROWS + 2,
            NotAProcedure(f"Bảng dài quá {MOST_ROWS} dòng; hãy chia thành nhiều tệp"),
        )


def _sheet(path: Path) -> Any:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise NotAProcedure(
            f"Bảng tính lớn {size // 1_048_576} MB, nhiều hơn {MOST_BYTES // 1_048_576} MB; hãy chia "
            "thành nhiều tệp hoặc xuất ra JSONL"
        )
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise NotAProcedure("Bảng tính giải nén ra quá lớn nên không mở")
        return openpyxl.load_workbook(path, data_only=True).worksheets[0]
    except NotAProcedure:
        raise
    except Exception:  # whatever the reader stumbles over: it is no spreadsheet one can open
        raise NotAProcedure("Không mở được bảng tính; hãy lưu lại dạng .xlsx") from None


def _names(sheet: Any) -> tuple[list[str], NotAProcedure | None]:
    """The names of the columns, "" for one without heading."""
    said = [str(cell.value or "").strip() for cell in sheet[1]]
    names = [HEADINGS.get(fold(text.replace("_", " ")), "" if not text else "?") for text in said]
    unknown = [text for text, name in zip(said, names, strict=True) if name == "?"]
    twice = {name for name in names if name not in ("", "?") and names.count(name) > 1}
    if 1 in _merged(sheet):
        return [], NotAProcedure(f"Dòng tiêu đề có ô gộp {_merged(sheet)[1]}; hãy bỏ gộp ô")
    if unknown:
        return [], NotAProcedure(f"Không hiểu tiêu đề cột: {', '.join(unknown)[:200]}")
    if twice:
        return [], NotAProcedure(f"Tiêu đề cột lặp lại: {', '.join(sorted(twice))}")
    if not {"ma", "ten"} <= {*names}:
        return [], NotAProcedure(
            "Dòng đầu phải là tiêu đề cột, có ít nhất “Mã thủ tục” và “Tên thủ tục”"
        )
    return names, None


def _merged(sheet: Any) -> dict[int, str]:
    """Row → the merged cells it has part in."""
    return {
        row: str(area)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, min(area.max_row, MOST_ROWS + 1) + 1)
    }


def _value(name: str, value: Any) -> Any:
    if isinstance(value, datetime | date):
        value = value.strftime("%d/%m/%Y")
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value).strip()
    return [line.strip() for line in text.splitlines() if line.strip()] if name in _LISTS else text
