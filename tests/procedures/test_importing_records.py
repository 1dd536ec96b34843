"""Files as they come: broken, huge, in another encoding. Every line has its outcome."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.procedures.importing import records
from portal.procedures.importing.outcome import NotAProcedure, ParsedProcedure, Rejected
from portal.procedures.importing.records import parse_line, read_file
from tests.procedures.catalogue_records import (
    line,
    national_page,
    national_table,
    provincial,
    write,
)


def reasons(path: Path) -> list[tuple[int, str]]:
    found = [item.outcome for item in read_file(path)]
    return [(o.line, o.reason) for o in found if isinstance(o, Rejected)]


def test_shapes_are_told_by_content_whatever_the_file_is_called(tmp_path: Path) -> None:
    path = write(tmp_path / "mixed.txt", provincial(), national_table(), national_page())
    outcomes = [item.outcome for item in read_file(path)]
    assert [o.code for o in outcomes if isinstance(o, ParsedProcedure)] == [
        "1.900001.000.00.00.H99",
        "1.900002",
        "1.900003",
    ]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b'{"ten": \n', "JSON sai ở ký tự"),
        (b"[1, 2]\n", "không phải là một đối tượng"),
        (b'"text"\n', "không phải là một đối tượng"),
        (b"null\n", "không phải là một đối tượng"),
        (b"{}\n", "Không nhận ra mẫu"),
        (line(provincial()).decode().encode("utf-16"), "UTF-8"),
        ("{'tên': 'Đăng ký'}\n".encode("cp1258", errors="replace"), ""),
        (b'{"ten": "\xff"}\n', "byte thứ 10"),
        (b'{"ma": 1, "ma": 2}\n', "hai lần"),
        (b'{"ten": NaN}\n', "NaN"),
        (b'{"ten": "\\ud800", "ma": "1", "trinh_tu": []}\n', "thay thế"),
        (b'{"ten": "a\\u0000", "ma": "1", "trinh_tu": []}\n', "ký tự rỗng"),
        (b"[" * 100_000 + b"\n", "quá sâu"),
        (b'{"ten": ' + b"9" * 5000 + b"}\n", "số quá dài"),
    ],
)
def test_a_broken_line_is_refused_with_its_number_and_the_next_is_read(
    tmp_path: Path, broken: bytes, reason: str
) -> None:
    broken = broken.replace(b"\n", b" ") + b"\n"
    path = write(tmp_path / "a.jsonl", provincial(), broken, national_page())
    lines = list(read_file(path))
    refused = [item.outcome for item in lines if isinstance(item.outcome, Rejected)]
    assert [(o.file, o.line) for o in refused] == [(str(path), 2)]
    assert reason in refused[0].reason
    assert len(lines) == 3


def test_a_mark_of_byte_order_blank_lines_and_windows_line_ends_are_no_matter(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.jsonl"
    first, second = line(provincial()).strip(), line(national_page()).strip()
    path.write_bytes(b"\xef\xbb\xbf" + first + b"\r\n\r\n  \n" + second)
    assert [(item.number, type(item.outcome)) for item in read_file(path)] == [
        (1, ParsedProcedure),
        (4, ParsedProcedure),
    ]


def test_letters_written_in_two_pieces_become_one(tmp_path: Path) -> None:
    parsed = parse_line(line(provincial(ten="Đăng ky\u0301")))
    assert parsed.title == "Đăng ký"


def test_a_line_too_long_is_refused_without_being_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "LONGEST_LINE", 10_000)
    path = write(tmp_path / "a.jsonl", provincial(ten="x" * 50_000), national_page(), b"x" * 30_000)
    lines = list(read_file(path))
    assert [type(item.outcome) for item in lines] == [Rejected, ParsedProcedure, Rejected]
    assert [item.number for item in lines] == [1, 2, 3]
    assert max(item.size for item in lines) <= 10_001


def test_a_file_that_cannot_be_read_is_one_refusal(tmp_path: Path) -> None:
    assert reasons(tmp_path / "missing.jsonl")[0][1].startswith("Không đọc được tệp")
    assert reasons(tmp_path)[0][1].startswith("Không đọc được tệp")


def test_ten_thousand_broken_lines_are_ten_thousand_refusals(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", *(b'{"ten": %d,\n' % n for n in range(10_000)))
    found = reasons(path)
    assert [number for number, _ in found] == list(range(1, 10_001))


@given(st.binary())
def test_any_bytes_are_a_procedure_or_refused(raw: bytes) -> None:
    with pytest.raises(NotAProcedure):
        parse_line(raw)


@given(st.integers(0, 2000), st.integers(0, 255))
def test_one_spoiled_byte_never_ends_in_an_error(place: int, byte: int) -> None:
    raw = bytearray(line(national_page()))
    raw[place % len(raw)] = byte
    try:
        assert parse_line(bytes(raw)).code
    except NotAProcedure as error:
        assert json.dumps(str(error))


@pytest.mark.parametrize("repeated", ["Từ khóa", "(", "Mã: 1", "12/2024/NĐ-CP", "đối với a", "1 "])
def test_a_cell_of_the_same_words_over_and_over_takes_no_time(repeated: str) -> None:
    text = repeated * (400_000 // len(repeated))
    page = national_page(ket_qua_xu_ly=text, can_cu_phap_ly=text, cach_thuc_thuc_hien=text)
    began = time.process_time()
    parse_line(line(page))
    parse_line(line(provincial(thoi_han=[text], le_phi=[text], thanh_phan=[text])))
    assert time.process_time() - began < 5
