"""The application form on paper, read back from the PDF."""

from __future__ import annotations

import io
import subprocess
from datetime import date
from pathlib import Path

import pikepdf

from portal.documents.application import ApplicationPaper, render_application

PAPER = ApplicationPaper(
    name="Tờ khai đăng ký khai sinh",
    addressee="Ủy ban nhân dân phường Bến Nguyệt",
    sections=[
        ("Người yêu cầu", [("Họ và tên", "Nguyễn Thị Lan"), ("Có con riêng?", "Không")]),
        ("Trẻ", [("Tên của trẻ", ""), ("Anh, chị", "Tên: An\nTên: <b>Bình</b>")]),
    ],
    applicant="Nguyễn Thị Lan",
    place="Bến Nguyệt",
    day=date(2026, 2, 5),
    reference="H99.11-260205-0001",
)


def text_of(content: bytes, folder: Path) -> str:
    path = folder / "a.pdf"
    path.write_bytes(content)
    run = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())


def test_the_form_is_printed_with_its_answers_and_gaps_to_fill(tmp_path: Path) -> None:
    text = text_of(render_application(PAPER), tmp_path)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "TỜ KHAI ĐĂNG KÝ KHAI SINH",
        "Kính gửi: Ủy ban nhân dân phường Bến Nguyệt",
        "1. Người yêu cầu",
        "Họ và tên: Nguyễn Thị Lan",
        "Có con riêng? Không",
        "Tên của trẻ: …",
        "Tên: <b>Bình</b>",
        "Bến Nguyệt, ngày 05 tháng 02 năm 2026",
        "NGƯỜI LÀM ĐƠN",
    ):
        assert words in text, words
    assert "BẢN NHÁP" not in text


def test_the_same_answers_give_the_same_file_in_archive_quality() -> None:
    content = render_application(PAPER)
    assert content == render_application(PAPER)
    with pikepdf.open(io.BytesIO(content)) as file, file.open_metadata() as about:
        assert about["pdfaid:part"] == "2"
        assert file.Root.MarkInfo.Marked
