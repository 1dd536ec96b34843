"""A ministry's export: `metadata`, `content` and `tables` with real columns, except that
`so_luong` holds the form's file name and `ghi_chu` the numbers of originals and copies."""

from __future__ import annotations

from typing import Any

from portal.procedures.definitions import (
    ChannelNote,
    Documents,
    Guidance,
    LegalBases,
    LegalBasis,
    Parts,
    RequiredDocument,
    ResultDefinition,
    ServiceLevel,
)
from portal.procedures.importing import legal_bases, papers
from portal.procedures.importing.channel_rows import ChannelRow, ChannelTable, read_table
from portal.procedures.importing.fees import read_table_fees
from portal.procedures.importing.fields import (
    Fields,
    authority_of,
    decision_of,
    labelled_lines,
    sector_of,
)
from portal.procedures.importing.levels import channel
from portal.procedures.importing.national_pages import LEVEL_NOT_STATED, NO_RESULT
from portal.procedures.importing.outcome import Flag, NotAProcedure, ParsedProcedure, merged
from portal.procedures.importing.papers import numbered
from portal.procedures.importing.steps import one_case
from portal.procedures.importing.words import as_text, said, split_outside_brackets

UNKNOWN_CHANNEL = "Không hiểu hình thức nộp; giữ nguyên văn"
NOT_A_ROW = "Dòng của bảng không đúng mẫu; giữ nguyên văn"


def is_shape(record: dict[str, Any]) -> bool:
    return {"metadata", "content", "tables"} <= record.keys()


def parse(record: dict[str, Any]) -> ParsedProcedure:
    """Raises NotAProcedure where the code or the title is missing or impossible."""
    outer = Fields(record)
    outer.drop("thu_tuc_id", "source_file", "metadata", "content", "tables")
    metadata = Fields(_object(record, "metadata"))
    content = Fields(_object(record, "content"))
    tables = _object(record, "tables")
    code, title = metadata.code("mã_thủ_tục"), metadata.title("tên_thủ_tục")
    flags: list[Flag] = [Flag("muc_do", LEVEL_NOT_STATED, "")]
    sector = sector_of(metadata.take("lĩnh_vực"), flags)
    authority = authority_of(metadata.take("cấp_thực_hiện"), flags)
    decision = decision_of(metadata.take("số_quyết_định"), flags)
    kind = said(metadata.take("loại_thủ_tục"))
    table, other_notes = _channel_table(tables, flags)
    how = said(content.take("cách_thức_thực_hiện"))
    result = said(content.take("kết_quả_thực_hiện"))
    if not result:
        flags.append(Flag("ket_qua", NO_RESULT, ""))
    guidance = Guidance(
        summary=labelled_lines(("", said(content.take("mô_tả"))), ("Loại thủ tục", kind)),
        cases=one_case(said(content.take("trình_tự_thực_hiện"))),
        channels=(*([ChannelNote(None, how)] if how else []), *table.notes, *other_notes),
        applicants=split_outside_brackets(said(content.take("đối_tượng_thực_hiện"))),
        conditions=said(content.take("yêu_cầu_điều_kiện_thực_hiện")),
        addresses=tuple(filter(None, [said(content.take("địa_chỉ_tiếp_nhận_hs"))])),
        performing_authority=said(content.take("cơ_quan_thực_hiện")),
        deciding_authority=said(content.take("cơ_quan_có_thẩm_quyền")),
        authorised_body=said(content.take("cơ_quan_được_ủy_quyền")),
        coordinating_body=said(content.take("cơ_quan_phối_hợp")),
        keywords=said(content.take("từ_khóa")),
    )
    flags += table.flags
    documents = _documents(tables, flags)
    bases = _bases(tables, flags)
    rest = {k: v for k, v in tables.items() if k not in _TABLES}
    for fields in (outer, metadata, content, Fields(rest)):
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
            result=ResultDefinition(names=(result,) if result else ()),
            legal_bases=bases,
            guidance=guidance,
        ),
        flags=merged(flags),
    )


_TABLES = ("hinh_thuc_nop", "thanh_phan_ho_so", "can_cu_phap_ly")


def _object(record: dict[str, Any], name: str) -> dict[str, Any]:
    value = record.get(name)
    if not isinstance(value, dict):
        raise NotAProcedure(f"“{name}” không phải là một đối tượng")
    return value


def _rows(tables: dict[str, Any], name: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The table's rows, and as text what stands among them without being a row."""
    value = tables.get(name)
    parts = value if isinstance(value, list) else [] if value is None else [value]
    rows = [part for part in parts if isinstance(part, dict)]
    return rows, [as_text(part) for part in parts if not isinstance(part, dict)]


def _channel_table(
    tables: dict[str, Any], flags: list[Flag]
) -> tuple[ChannelTable, list[ChannelNote]]:
    rows, strays = _rows(tables, "hinh_thuc_nop")
    known: list[ChannelRow] = []
    for row in rows:
        fields = Fields(row)
        name = fields.take("hinh_thuc")
        if (way := channel(name)) is None:
            strays.append(as_text(row))
            continue
        known.append(
            ChannelRow(
                way,
                limit=fields.take("thoi_han_giai_quyet"),
                fees=tuple(read_table_fees(fields.take("phi_le_phi"))),
                note=said(fields.take("mo_ta")),
            )
        )
        strays += fields.left()
    flags += [Flag("hinh_thuc_nop", UNKNOWN_CHANNEL, text) for text in strays]
    return read_table(known), [ChannelNote(None, text) for text in strays]


def _documents(tables: dict[str, Any], flags: list[Flag]) -> Documents:
    rows, strays = _rows(tables, "thanh_phan_ho_so")
    items: list[RequiredDocument] = []
    for row in rows:
        fields = Fields(row)
        name, files = fields.take("ten_giay_to"), fields.take("so_luong")
        items.append(papers.read_table_row(name, files, fields.take("ghi_chu"), flags))
        strays += fields.left()
    if not items:
        flags.append(Flag(papers.FIELD, papers.NOT_STATED, ""))
    for text in strays:
        flags.append(Flag(papers.FIELD, NOT_A_ROW, text))
        items.append(RequiredDocument(key="", name=text, required=False))
    return Documents(numbered(items), sets=None)


def _bases(tables: dict[str, Any], flags: list[Flag]) -> LegalBases:
    rows, strays = _rows(tables, "can_cu_phap_ly")
    items: list[LegalBasis] = []
    for row in rows:
        fields = Fields(row)
        number, title = fields.take("so_ky_hieu"), fields.take("trich_yeu")
        issued_on = fields.take("ngay_ban_hanh")
        basis = legal_bases.read_table_row(
            number, title, issued_on, said(fields.take("co_quan_ban_hanh"))
        )
        if issued_on and basis.issued_on is None:
            strays.append(issued_on)
        items.append(basis)
        strays += fields.left()
    for text in strays:
        flags.append(Flag(legal_bases.FIELD, NOT_A_ROW, text))
        items.append(LegalBasis(title=text))
    if not items:
        flags.append(Flag(legal_bases.FIELD, legal_bases.NOT_STATED, ""))
    return LegalBases(tuple(items))
