"""Files that are not what the importer reads get one clear answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy.orm import Session

from portal.procedures import queries
from portal.procedures.importing.outcome import Rejected
from portal.procedures.importing.records import read_file
from portal.procedures.importing.run import import_files

HEAD = ["Mã thủ tục", "Tên thủ tục", "Lĩnh vực", "Mức độ", "Thời hạn", "Thành phần hồ sơ"]
ROW = ["9.000100", "Đăng ký thử", "Hộ tịch", "Toàn trình", "03 ngày làm việc", "Tờ khai\nGiấy A"]


def reasons(path: Path) -> list[tuple[int, str]]:
    found = [line.outcome for line in read_file(path)]
    return [(x.line, x.reason) for x in found if isinstance(x, Rejected)]


def sheet(path: Path, *rows: list[Any], merge: str = "") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    for row in rows:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    book.save(path)
    return path


def test_a_spreadsheet_is_read_row_by_row(session: Session, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", HEAD, ROW, ["9.000101", *ROW[1:]])
    report = import_files([path], session=session)
    assert (report.imported, report.rejected) == (2, [])
    found = queries.procedure_by_code(session, "9.000100")
    assert found is not None
    parts = found.current.parts
    assert [x.limit for x in parts.limits.items] == ["3wd"]
    assert [x.name for x in parts.documents.items] == ["Tờ khai", "Giấy A"]


def test_merged_cells_are_named_and_the_other_rows_are_read(tmp_path: Path) -> None:
    others = [[f"9.{n:06d}", *ROW[1:]] for n in range(4)]
    path = sheet(tmp_path / "a.xlsx", HEAD, *others, merge="C3:C4")
    assert reasons(path) == [
        (n, "Có ô gộp C3:C4; hãy bỏ gộp ô và điền đủ từng dòng") for n in (3, 4)
    ]
    assert len(list(read_file(path))) == 4


@pytest.mark.parametrize(
    ("rows", "merge", "words"),
    [
        ([HEAD], "A1:B1", "tiêu đề có ô gộp"),
        ([["Mã", "Tên", "Màu sắc"], ROW], "", "Không hiểu tiêu đề cột: Màu sắc"),
        ([["Mã", "Mã thủ tục", "Tên"], ROW], "", "lặp lại: ma"),
        ([ROW], "", "Không hiểu tiêu đề cột"),
        ([["Lĩnh vực"], ["Hộ tịch"]], "", "phải là tiêu đề cột"),
    ],
)
def test_a_head_that_says_nothing_is_one_refusal(
    tmp_path: Path, rows: list[list[Any]], merge: str, words: str
) -> None:
    found = reasons(sheet(tmp_path / "a.xlsx", *rows, merge=merge))
    assert len(found) == 1 and words in found[0][1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (json.dumps({"ma": "1"}).encode("utf-16"), "UTF-16"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, ".xls"),
        (b"%PDF-1.7\n" + b"x\n" * 100, "PDF"),
        (b"\x1f\x8b\x08" + b"\n" * 100, "giải nén"),
        (b"PK\x03\x04" + b"\n" * 100, "Không mở được bảng tính"),
    ],
)
def test_a_file_of_another_kind_is_one_refusal(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    found = reasons(path)
    assert len(found) == 1 and words in found[0][1]


def test_another_encoding_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes('{"ten": "Đăng ký"}'.encode("cp1258", "replace") + b"\n")
    assert "UTF-8" in reasons(path)[0][1]


def test_fifty_megabytes_in_one_line_are_refused_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as out:
        out.write(b'{"ten": "')
        for _ in range(50):
            out.write(b"x" * 1_048_576)
        out.write(b'"}\n')
    assert [reason for _line, reason in reasons(path)] == ["Dòng dài quá 2 MB"]


def test_a_spreadsheet_of_fifty_megabytes_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as out:
        out.write(b"PK\x03\x04")
        out.truncate(50 * 1_048_576)
    assert "50 MB" in reasons(path)[0][1]
