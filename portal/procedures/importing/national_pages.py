"""A page of the national portal kept as text: cells glued together without separators, page
furniture at the end of the last field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from portal.procedures.definitions import (
    ChannelNote,
    Fees,
    Guidance,
    Limits,
    Parts,
    ResultDefinition,
    ServiceLevel,
)
from portal.procedures.importing import fees, legal_bases, limits, papers
from portal.procedures.importing.channel_rows import ChannelRow, ChannelTable, read_table
from portal.procedures.importing.fields import (
    Fields,
    authority_of,
    decision_of,
    labelled_lines,
    sector_of,
)
from portal.procedures.importing.levels import CHANNELS
from portal.procedures.importing.outcome import Flag, ParsedProcedure, merged
from portal.procedures.importing.steps import one_case
from portal.procedures.importing.words import clean, said, split_outside_brackets

LEVEL_NOT_STATED = "Nguồn không nêu mức độ dịch vụ công trực tuyến"
NO_TABLE = "Cách thức thực hiện không ở dạng bảng; giữ nguyên văn"
RUN_TOGETHER = "Thời gian và mức phí dính liền nhau; chưa tách được"
NO_RESULT = "Nguồn không nêu kết quả"

_TABLE_HEADER = "Hình thức nộpThời gianPhí, lệ phíMô tả"
_SUM = r"\d[\d,.]* ?(?:Việt Nam Đồng|VNĐ|USD|EUR)"
_NOTHING = "Không có thông tin"
# A row begins where a channel is directly followed by a time and a fee: the same words in a
# description are followed by a blank or a colon.
_ROW = re.compile(
    r"(?P<channel>Trực tuyến|Dịch vụ bưu chính|Trực tiếp)"
    r"(?:(?P<time>\d{1,4}(?:[.,]\d{1,2})? (?:Ngày làm việc|Giờ làm việc|Ngày|Giờ|Tháng|Tuần|Năm)"
    rf"|{_NOTHING}|\d{{1,4}}(?=Miễn phí|{_NOTHING}))"
    rf"(?P<fee>Miễn phí|{_NOTHING}|{_SUM})|(?P<glued>{_SUM}))"
)
_ENUMERATOR = re.compile(r"(?:^|[\s;.(-])[a-zđ0-9]{1,2}$")
_FURNITURE = re.compile(
    r"Chọn cơ quan thực hiệnTỉnh/ Thành phốBộ ngành"
    r"(?:-- Chọn Tỉnh/ Thành phố --Phường/ XãSở-- Chọn Phường/ Xã --Hệ thống chỉ hiển thị những"
    r" cơ quan đã áp dụng dịch vụ công trực tuyến|-- Chọn Bộ ngành --Đơn vị-- Chọn Cơ sở --)?"
    r"Nộp hồ sơ\s*$"
)
_RESULT_CODE = re.compile(r"Mã: (?P<code>KQ[.-][A-Z0-9]+[.-](?:KQ-)?\d{6}|[A-Z0-9][A-Z0-9.-]*\d)")
_RELATED = re.compile(r"#Tên thủ tục1(?P<name>.+)#1Tên thủ tục(?P=name)", re.DOTALL)


def is_shape(record: dict[str, Any]) -> bool:
    return {"ma_thu_tuc", "ten_thu_tuc", "cach_thuc_thuc_hien"} <= record.keys()


def parse(record: dict[str, Any]) -> ParsedProcedure:
    """Raises NotAProcedure where the code or the title is missing or impossible."""
    fields = Fields(record)
    code, title = fields.code("ma_thu_tuc"), fields.title("ten_thu_tuc")
    flags: list[Flag] = [Flag("muc_do", LEVEL_NOT_STATED, "")]
    sector = sector_of(fields.take("linh_vuc"), flags)
    authority = authority_of(fields.take("cap_thuc_hien"), flags)
    decision = decision_of(fields.take("so_quyet_dinh"), flags)
    table = _channel_table(fields.take("cach_thuc_thuc_hien"))
    documents, paper_flags = papers.read_page(fields.take("thanh_phan_ho_so"))
    bases, base_flags = legal_bases.read_page(fields.take("can_cu_phap_ly"))
    conditions, about = _cut_about(fields.take("yeu_cau_dieu_kien"))
    result, about_result, result_flags = _results(fields.take("ket_qua_xu_ly"), about)
    keywords, summary = about_result
    kind = said(fields.take("loai_thu_tuc"))
    guidance = Guidance(
        summary=labelled_lines(("", summary), ("Loại thủ tục", kind)),
        cases=one_case(said(fields.take("trinh_tu_thuc_hien"))),
        channels=table.notes,
        applicants=split_outside_brackets(said(fields.take("doi_tuong_thuc_hien"))),
        conditions=conditions,
        addresses=tuple(filter(None, [said(fields.take("dia_chi_tiep_nhan"))])),
        performing_authority=said(fields.take("co_quan_thuc_hien")),
        deciding_authority=said(fields.take("co_quan_co_tham_quyen")),
        authorised_body=said(fields.take("co_quan_duoc_uy_quyen")),
        coordinating_body=said(fields.take("co_quan_phoi_hop")),
        related=labelled_lines(("", _related(fields.take("thu_tuc_lien_quan")))),
        keywords=labelled_lines(("", keywords), ("Bộ, ngành", said(fields.take("bo_nganh")))),
    )
    flags += [*table.flags, *paper_flags, *base_flags, *result_flags]
    guidance = fields.keep_the_rest(guidance, flags)
    return ParsedProcedure(
        code=code,
        national_code=code,
        title=title,
        sector=sector,
        level=ServiceLevel.INFORMATION,
        authority_level=authority,
        decision=decision,
        is_in_force=True,
        parts=Parts(
            documents=documents,
            fees=table.fees,
            limits=table.limits,
            result=result,
            legal_bases=bases,
            guidance=guidance,
        ),
        flags=merged(flags),
    )


def _channel_table(cell: str) -> ChannelTable:
    text = cell.removeprefix(_TABLE_HEADER)
    heads = list(_ROW.finditer(text))
    if not heads:
        flags = [
            Flag(limits.FIELD, limits.NO_LIMIT, ""),
            Flag(fees.FIELD, fees.NOT_STATED, ""),
        ]
        notes: tuple[ChannelNote, ...] = ()
        if said(text):
            flags.append(Flag("cach_thuc_thuc_hien", NO_TABLE, text))
            notes = (ChannelNote(None, text),)
        return ChannelTable(Limits(), Fees(), notes, tuple(flags))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    rows = [_row(head, text[head.end() : end]) for head, end in zip(heads, ends, strict=True)]
    table = read_table(rows)
    if before := text[: heads[0].start()].strip():
        table = ChannelTable(
            table.limits,
            table.fees,
            (ChannelNote(None, before), *table.notes),
            (*table.flags, Flag("cach_thuc_thuc_hien", NO_TABLE, before)),
        )
    return table


def _row(head: re.Match[str], rest: str) -> ChannelRow:
    channel = CHANNELS[head["channel"].casefold()]
    remark, note = _cut_brackets(rest)
    if head["glued"]:
        reading = fees.kept_as_text(f"{head['glued']} {remark}".strip(), RUN_TOGETHER)
        return ChannelRow(channel, head["glued"], (reading,), note, problem=RUN_TOGETHER)
    reading = fees.read_page_fee(head["fee"], remark, note)
    if reading.item is None and remark:
        # No sum, yet something in brackets: a remark on the fee that must not get lost.
        reading = fees.kept_as_text(remark, fees.NOT_UNDERSTOOD)
    return ChannelRow(channel, head["time"], (reading,), note)


def _cut_brackets(text: str) -> tuple[str, str]:
    """ "(đồng/lần)Nộp tại …" → ("(đồng/lần)", "Nộp tại …"). A number of a list, "(1) Nộp …",
    belongs to the description; brackets that never close take everything."""
    if not text.startswith("("):
        return "", clean(text)
    depth = 0
    for place, mark in enumerate(text):
        if mark == "(":
            depth += 1
        elif mark == ")" and not (depth == 1 and _lists(text, place)):
            depth -= 1
            if depth == 0:
                inner = text[1:place]
                if re.fullmatch(r"\d{1,2}|[ivx]{1,4}|[a-zđ]", inner):
                    return "", clean(text)
                return clean(text[: place + 1]), clean(text[place + 1 :])
    return clean(text), ""


def _lists(text: str, place: int) -> bool:
    """Is the bracket at `place` that of "a)" or "1)" in a list, rather than a closing one?"""
    match = _ENUMERATOR.search(text[max(0, place - 4) : place])
    return match is not None and not match[0].startswith("(") and text[place + 1 : place + 2] == " "


def _cut_about(cell: str) -> tuple[str, tuple[str, str]]:
    """Where a page states no result, keywords and description follow the conditions."""
    if not _FURNITURE.search(cell):
        return said(cell), ("", "")
    before, keywords, summary = _about(_FURNITURE.sub("", cell))
    return said(before), (keywords, summary)


def _results(
    cell: str, about: tuple[str, str]
) -> tuple[ResultDefinition, tuple[str, str], list[Flag]]:
    text = _FURNITURE.sub("", cell)
    before, keywords, summary = _about(text)
    names = tuple(_names(before))
    flags = [] if names else [Flag("ket_qua", NO_RESULT, "")]
    return ResultDefinition(names=names), (keywords or about[0], summary or about[1]), flags


def _names(text: str) -> Iterator[str]:
    """Each result's name with its code in the national catalogue."""
    start = 0
    for match in _RESULT_CODE.finditer(text):
        name = clean(text[start : match.start()])
        yield f"{name} ({match['code']})" if name else match["code"]
        start = match.end()
    if rest := said(text[start:]):
        yield rest


def _about(text: str) -> tuple[str, str, str]:
    """ "… Từ khóa … Mô tả …" → what stands before, the keywords, the description."""
    begin = text.rfind("Từ khóa", 0, max(text.rfind("Mô tả"), 0))
    if begin < 0:
        return clean(text), "", ""
    keywords, _, summary = text[begin + len("Từ khóa") :].partition("Mô tả")
    return clean(text[:begin]), said(keywords), said(summary)


def _related(cell: str) -> str:
    text = said(cell)
    match = _RELATED.fullmatch(text)
    return match["name"].strip() if match else text
