"""Sổ theo dõi hồ sơ (Mẫu 07): what a desk received in a period, as a spreadsheet and as paper."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter

from portal import clock
from portal.documents.papers import PaperHead, RegisterLine, RegisterPaper
from portal.dossiers import register_queries, slips
from portal.dossiers.models import Dossier
from portal.dossiers.workflow import Action
from portal.units.models import Desk
from portal.vietnam import format_phone

MOST_PRINTED = 500
MOST_LINES = 20_000

# Column titles of the spreadsheet, in the order of the form; statutory, so Vietnamese.
COLUMNS = (
    ("STT", 6), ("Mã hồ sơ", 26), ("Tên thủ tục hành chính", 34), ("Số lượng hồ sơ (bộ)", 9),
    ("Tên cá nhân, tổ chức", 24), ("Địa chỉ, số điện thoại", 34),
    ("Cơ quan chủ trì giải quyết", 28), ("Nhận hồ sơ", 17), ("Hẹn trả kết quả", 17),
    ("Chuyển hồ sơ đến cơ quan giải quyết", 17), ("Nhận kết quả từ cơ quan giải quyết", 17),
    ("Trả kết quả: ngày, tháng, năm", 17), ("Phương thức nhận kết quả", 20), ("Ký nhận", 20),
    ("Ghi chú", 30),
)  # fmt: skip


@dataclass(frozen=True)
class Register:
    """`start` and `end` are days in Vietnam, both included. `total` may be more than the lines;
    `references` are the dossiers of the lines, in their order."""

    desk: Desk
    start: date
    end: date
    lines: list[RegisterLine]
    total: int
    references: tuple[str, ...] = ()


def register(desk: Desk, start: date, end: date, *, most: int = MOST_LINES) -> Register:
    """The dossiers the desk received, in the order of reception; at most `most` lines."""
    dossiers, total = register_queries.received_between(desk, start, end, most=most)
    lines = [_line(number, dossier) for number, dossier in enumerate(dossiers, 1)]
    references = tuple(dossier.reference for dossier in dossiers)
    return Register(desk, start, end, lines, total, references)


def paper(found: Register, *, at: datetime) -> RegisterPaper:
    unit = found.desk.unit
    return RegisterPaper(
        head=PaperHead(
            superior_unit=unit.superior_name,
            unit=unit.name,
            place=unit.place,
            date=clock.local(at).date(),
        ),
        desk=found.desk.name,
        start=found.start,
        end=found.end,
        lines=found.lines,
    )


def to_xlsx(found: Register) -> bytes:
    """One sheet: whose and when, then the lines under a frozen head. All text is text: nothing a
    citizen wrote becomes a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Sổ theo dõi hồ sơ")
    font = {"font_name": "Times New Roman", "font_size": 12}
    title = book.add_format({**font, "bold": True, "font_size": 14})
    plain = book.add_format(font)
    frame = {**font, "border": 1, "text_wrap": True, "valign": "top"}
    head = book.add_format({**frame, "bold": True, "align": "center", "bg_color": "#e3eef5"})
    body = book.add_format(frame)
    sheet.write_string(0, 0, "SỔ THEO DÕI HỒ SƠ", title)
    sheet.write_string(
        1, 0, f"{found.desk.name} – từ {found.start:%d/%m/%Y} đến {found.end:%d/%m/%Y}", plain
    )
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, name, head)
    for row, line in enumerate(found.lines, 4):
        sheet.write_number(row, 0, line.number, body)
        for column, text in enumerate(_cells(line), 1):
            if isinstance(text, int):
                sheet.write_number(row, column, text, body)
            else:
                sheet.write_string(row, column, text, body)
    sheet.freeze_panes(4, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(3)
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _cells(line: RegisterLine) -> list[str | int]:
    return [
        line.code, line.title, line.sets, line.name, line.contact, line.unit,
        _minute(line.received_at), _minute(line.due_at), _minute(line.handed_on_at),
        _minute(line.resolved_at), _minute(line.returned_at), line.delivery, line.signed_by,
        line.note,
    ]  # fmt: skip


def _line(number: int, dossier: Dossier) -> RegisterLine:
    phone = format_phone(dossier.submitter_phone) if dossier.submitter_phone else ""
    assert dossier.received_at is not None
    return RegisterLine(
        number=number,
        code=dossier.label,
        title=dossier.procedure_version.title,
        sets=dossier.sets,
        name=dossier.applicant_name,
        contact="; ".join(part for part in (dossier.applicant_address, phone) if part),
        unit=dossier.unit.name,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        handed_on_at=next((e.at for e in dossier.events if e.action is Action.HAND_ON), None),
        resolved_at=dossier.resolved_at,
        returned_at=dossier.returned_at,
        delivery=slips.DELIVERY_WORDS[dossier.delivery_method],
        signed_by=dossier.delivered_to,
        note=_note(dossier),
    )


def _note(dossier: Dossier) -> str:
    notes = []
    if dossier.extended_to is not None:
        notes.append(f"Hẹn lại {clock.local(dossier.extended_to):%d/%m/%Y}")
    if dossier.supplements_after_reception:
        notes.append(f"Bổ sung {dossier.supplements_after_reception} lần")
    ended = {"withdrawn": "Đã rút hồ sơ", "stopped": "Dừng giải quyết"}.get(dossier.state)
    return "; ".join([*notes, *([ended] if ended else [])])


def _minute(moment: datetime | None) -> str:
    return clock.local(moment).strftime("%H:%M %d/%m/%Y") if moment else ""
