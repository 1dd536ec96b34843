"""Sổ đăng ký văn bản đi (NĐ 30/2020/NĐ-CP, Điều 15 and annex IV): the numbered papers of a unit, as a
page, as paper and as a spreadsheet."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

from portal import clock
from portal.documents import queries as documents
from portal.documents.issuing import CERTIFIED
from portal.documents.models import Document, DocumentState
from portal.documents.papers import IssuedBookPaper, IssuedLine, PaperHead
from portal.dossiers import issued_book_queries
from portal.dossiers.issued_book_queries import Wanted
from portal.dossiers.models import Dossier

MOST_PRINTED = 500
MOST_LINES = 20_000

# Column titles of the spreadsheet, as annex IV has them; statutory, so Vietnamese.
COLUMNS = (
    ("Số, ký hiệu văn bản", 20), ("Ngày tháng văn bản", 14),
    ("Tên loại và trích yếu nội dung văn bản", 44), ("Người ký", 24), ("Nơi nhận văn bản", 26),
    ("Đơn vị, người nhận bản lưu", 30), ("Số lượng bản", 9), ("Ghi chú", 34),
)  # fmt: skip
# Those of the book of certified copies (NĐ 23/2015/NĐ-CP, Điều 13; TT 01/2020/TT-BTP).
CERTIFIED_COLUMNS = (
    ("Số thứ tự/số chứng thực", 26), ("Ngày, tháng, năm chứng thực", 14),
    ("Họ tên của người yêu cầu chứng thực", 26), ("Tên của bản chính giấy tờ, văn bản", 36),
    ("Họ tên, chức danh người ký chứng thực", 28), ("Số bản sao đã được chứng thực", 12),
    ("Phí chứng thực", 12), ("Ghi chú", 34),
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One paper of the book; `dossier` is what it was issued for."""

    line: IssuedLine
    document: Document
    dossier: Dossier


@dataclass(frozen=True)
class Book:
    """`total` may be more than the entries."""

    wanted: Wanted
    entries: list[Entry]
    total: int


def book(wanted: Wanted, *, most: int = MOST_LINES, skip: int = 0) -> Book:
    """The papers the unit numbered in the period, in the order they were issued."""
    rows, total = issued_book_queries.issued_between(wanted, most=most, skip=skip)
    entries = [Entry(_line(document, dossier), document, dossier) for document, dossier in rows]
    return Book(wanted, entries, total)


def paper(found: Book, *, at: datetime) -> IssuedBookPaper:
    unit = found.wanted.unit
    return IssuedBookPaper(
        head=PaperHead(
            superior_unit=unit.superior_name,
            unit=unit.name,
            place=unit.place,
            date=clock.local(at).date(),
        ),
        name=found.wanted.symbol,
        start=found.wanted.start,
        end=found.wanted.end,
        lines=[entry.line for entry in found.entries],
    )


def to_xlsx(found: Book) -> bytes:
    """One sheet: whose and when, then the lines under a frozen head. All text is text: nothing a
    citizen wrote becomes a formula."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = workbook.add_worksheet("Sổ văn bản đi")
    font = {"font_name": "Times New Roman", "font_size": 12}
    is_certified = found.wanted.symbol == CERTIFIED
    title = workbook.add_format({**font, "bold": True, "font_size": 14})
    plain = workbook.add_format(font)
    frame = {**font, "border": 1, "text_wrap": True, "valign": "top"}
    head = workbook.add_format({**frame, "bold": True, "align": "center", "bg_color": "#e3eef5"})
    body = workbook.add_format(frame)
    wanted = found.wanted
    name = "SỔ CHỨNG THỰC BẢN SAO TỪ BẢN CHÍNH" if is_certified else "SỔ ĐĂNG KÝ VĂN BẢN ĐI"
    sheet.write_string(0, 0, name, title)
    about = f"{wanted.unit.name} – từ {wanted.start:%d/%m/%Y} đến {wanted.end:%d/%m/%Y}"
    sheet.write_string(
        1, 0, f"{about} – ký hiệu {wanted.symbol}" if wanted.symbol else about, plain
    )
    columns = CERTIFIED_COLUMNS if is_certified else COLUMNS
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, name, head)
    for row, entry in enumerate(found.entries, 4):
        cells = certified_cells(entry) if is_certified else _cells(entry.line)
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, body)
            else:
                sheet.write_string(row, column, cell, body)
    sheet.freeze_panes(4, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(3)
    sheet.fit_to_pages(1, 0)
    workbook.close()
    return out.getvalue()


def certified_cells(entry: Entry) -> tuple[str | int, ...]:
    """A line of the book of certifications, under `CERTIFIED_COLUMNS`."""
    document, dossier = entry.document, entry.dossier
    assert document.issued_at is not None
    day = clock.local(document.issued_at)
    title = dossier.procedure_version.parts.result.signer_title.capitalize()
    return (
        f"{(document.number or '').partition('/')[0]}, quyển số 01/{day.year}-{CERTIFIED}",
        f"{day:%d/%m/%Y}",
        dossier.applicant_name,
        document.content.get("scan", {}).get("name", ""),
        f"{document.signer_name}, {title}" if title else document.signer_name,
        1,
        dossier.fee_due,
        "; ".join(
            text for text in ("Bản sao điện tử", f"Hồ sơ {dossier.label}", _note(document)) if text
        ),
    )


def _cells(line: IssuedLine) -> tuple[str | int, ...]:
    day = f"{clock.local(line.issued_at):%d/%m/%Y}"
    return (
        line.number, day, line.title, line.signer, line.recipient, line.keeper, line.copies, line.note,
    )  # fmt: skip


def _line(document: Document, dossier: Dossier) -> IssuedLine:
    assert document.number is not None
    assert document.issued_at is not None
    return IssuedLine(
        number=document.number,
        issued_at=document.issued_at,
        title=document.title,
        signer=document.signer_name,
        recipient="; ".join(document.content.get("recipients", ()))
        if document.copy_form
        else dossier.applicant_name,
        keeper=f"Hồ sơ {dossier.label}",
        note=_note(document),
        copies=document.content["copies"] if document.copy_form else 1,
    )


def _note(document: Document) -> str:
    if document.copy_form:
        source = documents.source_of(document)
        return f"Sao từ số {source.number}" if source else ""
    if document.state is not DocumentState.REVOKED:
        return ""
    newer = documents.replacement_of(document)
    day = f" ngày {clock.local(document.revoked_at):%d/%m/%Y}" if document.revoked_at else ""
    instead = f", thay bằng {newer.number}" if newer and newer.number else ""
    return f"Đã thu hồi{day}{instead}"
