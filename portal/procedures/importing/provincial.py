"""A province's catalogue: one object a procedure, cells as lists of sentences."""

from __future__ import annotations

import re
from typing import Any

from portal.procedures.definitions import (
    AuthorityLevel,
    Channel,
    ChannelNote,
    Documents,
    FeeKind,
    Guidance,
    Parts,
    ProcedureCase,
    ResultDefinition,
    ServiceLevel,
)
from portal.procedures.importing import fees, legal_bases, limits, papers
from portal.procedures.importing.fields import (
    Fields,
    decision_of,
    labelled_lines,
    pick_level,
    sector_of,
)
from portal.procedures.importing.levels import (
    CHANNELS,
    authority_levels,
    authority_levels_by_name,
    service_level,
)
from portal.procedures.importing.national_pages import LEVEL_NOT_STATED, NO_RESULT
from portal.procedures.importing.outcome import Decision, Flag, ParsedProcedure, merged
from portal.procedures.importing.words import (
    is_empty,
    said,
    split_outside_brackets,
    without_bullet,
    without_number,
)

NOT_IN_FORCE_CLEARLY = "Không hiểu tình trạng hiệu lực; giữ nguyên văn"
MORE_THAN_A_STATUS = "Ô hiệu lực còn có nội dung khác; giữ nguyên văn"
LEVEL_WITH_MORE = "Mức độ trực tuyến kèm điều kiện; cần xem lại"
CODES_DIFFER = "Mã gốc khác với mã của bản ghi"
ATTACHMENTS = "Có đường dẫn tài liệu đính kèm; cần tải về và đưa lên lại"

_FULL_TITLE = re.compile(
    r"(?P<title>.*?)[\s•🔹.]*(?P<level>Cấp thực hiện\W.*?)?"
    r"(?:[\s•🔹o]*Loại thủ tục(?: TTHC)?\s*:?\s*(?P<kind>.*))?",
    re.DOTALL,
)
_ONLY_CHANNEL = re.compile(
    r"(?:hình thức nộp:\s*|nộp(?: hồ sơ)?\s+)?(?P<name>"
    + "|".join(sorted(CHANNELS, key=len, reverse=True))
    + r")\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_OTHER_CHANNELS = {
    Channel.DESK: re.compile(r"trực tiếp", re.IGNORECASE),
    Channel.ONLINE: re.compile(r"trực tuyến", re.IGNORECASE),
    Channel.POST: re.compile(r"bưu (?:chính|điện)", re.IGNORECASE),
}


def is_shape(record: dict[str, Any]) -> bool:
    return {"ten", "ma", "trinh_tu"} <= record.keys()


def parse(record: dict[str, Any]) -> ParsedProcedure:
    """Raises NotAProcedure where the code or the title is missing or impossible."""
    fields = Fields(record)
    fields.drop("stt")
    code, title = fields.code("ma"), fields.title("ten")
    flags: list[Flag] = []
    national_code = said(fields.take("ma_qg"))
    sector = sector_of(fields.take("linh_vuc"), flags)
    full_title, level_text, kind = _full_title(fields.take("ten_day_du"))
    performing, deciding = said(fields.take("co_quan")), said(fields.take("co_quan_quyet_dinh"))
    authority = _authority(level_text, performing, flags)
    level_stated = fields.take("muc_truc_tuyen")
    level = _level(level_stated, flags)
    online = _sentences((fields.take("nop_truc_tuyen"), *_more_than_a_level(level_stated)))
    decision = _decision(code, fields.take("cong_bo"), fields.take("ma_goc"), flags)
    in_force, status = _in_force(fields.take("hieu_luc"), flags)
    limit_part, limit_flags = limits.read_statements(fields.take_lines("thoi_han"))
    fee_part, fee_flags = fees.join_statements(
        fees.read_statements("Lệ phí", FeeKind.CHARGE, fields.take_lines("le_phi")),
        fees.read_statements("Phí", FeeKind.FEE, fields.take_lines("phi")),
    )
    documents, sets_text, paper_flags = _documents(
        fields.take_lines("thanh_phan"), fields.take("so_bo")
    )
    bases, links, base_flags = legal_bases.read_list(fields.take_lines("can_cu"))
    if links:
        base_flags.append(Flag(legal_bases.FIELD, ATTACHMENTS, "\n".join(links)))
    results = _sentences(fields.take_lines("ket_qua"))
    if not results:
        flags.append(Flag("ket_qua", NO_RESULT, ""))
    steps = _sentences(fields.take_lines("trinh_tu"))
    ways = fields.take_lines("cach_thuc")
    guidance = Guidance(
        summary=labelled_lines(
            ("", full_title if full_title != title else ""),
            ("Cấp thực hiện", level_text),
            ("Loại thủ tục", kind),
        ),
        cases=(ProcedureCase(steps=steps),) if steps else (),
        channels=(
            *(ChannelNote(Channel.ONLINE, text) for text in online),
            *(_channel_note(way) for way in ways if not is_empty(way)),
        ),
        applicants=_applicants(fields.take_lines("doi_tuong")),
        conditions="\n".join(line for line in fields.take_lines("dieu_kien") if not is_empty(line)),
        addresses=_sentences(fields.take_lines("dia_chi")),
        performing_authority=performing,
        deciding_authority=deciding,
        related=labelled_lines(
            ("Số bộ hồ sơ", sets_text),
            ("Văn bản quy định phí", said(fields.take("van_ban_phi"))),
            ("Mẫu đơn, tờ khai", _joined(fields.take_lines("mau_don"))),
            ("Tài liệu đính kèm", _joined((*links, *fields.take_lines("tep")))),
            ("Hiệu lực", status),
        ),
        keywords="" if not national_code or national_code in code else national_code,
    )
    flags += [*limit_flags, *fee_flags, *paper_flags, *base_flags]
    guidance = fields.keep_the_rest(guidance, flags)
    return ParsedProcedure(
        code=code,
        national_code=national_code,
        title=title,
        sector=sector,
        level=level,
        authority_level=authority,
        decision=decision,
        is_in_force=in_force,
        parts=Parts(
            documents=documents,
            fees=fee_part,
            limits=limit_part,
            result=ResultDefinition(names=results),
            legal_bases=bases,
            guidance=guidance,
        ),
        flags=merged(flags),
    )


def _full_title(text: str) -> tuple[str, str, str]:
    """ "… • Cấp thực hiện: Cấp Tỉnh • Loại thủ tục: …" → title, levels, kind."""
    match = _FULL_TITLE.fullmatch(text)
    if match is None:
        return text, "", ""
    level = re.sub(r"^Cấp thực hiện\s*:?\s*|[\s•🔹o]+$", "", match["level"] or "")
    return match["title"].strip(), level.strip(), (match["kind"] or "").strip()


def _authority(stated: str, performing: str, flags: list[Flag]) -> AuthorityLevel:
    if levels := authority_levels(stated):
        return pick_level(levels, stated, flags)
    return pick_level(authority_levels_by_name(performing), performing, flags)


def _level(text: str, flags: list[Flag]) -> ServiceLevel:
    level = service_level(text)
    if level is None:
        flags.append(Flag("muc_do", LEVEL_NOT_STATED, text))
        return ServiceLevel.INFORMATION
    if "trong một số" in text.casefold():
        flags.append(Flag("muc_do", LEVEL_WITH_MORE, text))
    return level


def _more_than_a_level(text: str) -> tuple[str, ...]:
    """The cell where it explains the level rather than only naming it."""
    is_bare = len(without_bullet(text).split()) <= 4
    return () if is_bare else (text,)


def _decision(code: str, published: str, original_code: str, flags: list[Flag]) -> Decision:
    """The decision from its own cell, else from behind the code: "1.000894 Số quyết định …"."""
    rest = original_code
    if original_code.startswith(code):
        rest = original_code[len(code) :].lstrip(" ,;•")
    if said(published):
        decision = decision_of(published, flags)
        if rest and decision.number not in rest:
            flags.append(Flag("ma_goc", CODES_DIFFER, original_code))
        return decision
    if rest and "quyết định" not in rest.casefold():
        flags.append(Flag("ma_goc", CODES_DIFFER, original_code))
        return Decision()
    return decision_of(rest, flags)


def _in_force(text: str, flags: list[Flag]) -> tuple[bool, str]:
    """Whether it is in force, and what else the cell says."""
    stated = without_bullet(text)
    if is_empty(stated):
        return True, ""
    match = re.match(r"(?P<no>hết hiệu lực|không còn hiệu lực)|còn hiệu lực", stated, re.IGNORECASE)
    if match is None:
        flags.append(Flag("hieu_luc", NOT_IN_FORCE_CLEARLY, text))
        return True, text
    rest = stated[match.end() :].strip(" .")
    if rest:
        flags.append(Flag("hieu_luc", MORE_THAN_A_STATUS, text))
    return match["no"] is None, rest


def _documents(lines: tuple[str, ...], sets: str) -> tuple[Documents, str, list[Flag]]:
    documents, flags = papers.read_list(lines)
    count, flag = papers.read_sets(sets)
    if flag:
        flags.append(flag)
    return Documents(documents.items, count), flag.text if flag else "", flags


def _channel_note(text: str) -> ChannelNote:
    """The channel only where the sentence begins with it and speaks of no other."""
    plain = without_number(without_bullet(text))
    match = _ONLY_CHANNEL.fullmatch(plain)
    if match is None:
        return ChannelNote(None, plain)
    way = CHANNELS[match["name"].casefold()]
    others = (pattern for other, pattern in _OTHER_CHANNELS.items() if other is not way)
    return ChannelNote(None if any(p.search(plain) for p in others) else way, plain)


def _applicants(lines: tuple[str, ...]) -> tuple[str, ...]:
    """One a line; a single line may list them with commas."""
    texts = _sentences(lines)
    if len(texts) == 1 and "Công dân Việt Nam," in texts[0]:
        return split_outside_brackets(texts[0])
    return texts


def _sentences(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(without_number(without_bullet(line)) for line in lines if not is_empty(line))


def _joined(lines: tuple[str, ...]) -> str:
    return "\n".join(line for line in lines if not is_empty(line))
