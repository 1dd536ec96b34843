"""The national portal's own shape of a procedure (service LayThuTuc), read and written.

Its cells hold what a person reads; forms, conditions and routes have no place in it. What is read is
understood to the last word or kept as text and flagged, as in the other shapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from portal.procedures.definitions import (
    AuthorityLevel,
    Channel,
    ChannelNote,
    Documents,
    FeeItem,
    FeeKind,
    Fees,
    Form,
    Guidance,
    LegalBases,
    LegalBasis,
    Limits,
    Parts,
    ProcedureCase,
    RequiredDocument,
    ResultDefinition,
    ServiceLevel,
    TimeLimit,
)
from portal.procedures.importing import levels
from portal.procedures.importing.outcome import (
    Decision,
    Flag,
    NotAProcedure,
    ParsedProcedure,
    merged,
)

CHANNELS = {
    Channel.DESK: "Trực tiếp",
    Channel.ONLINE: "Trực tuyến",
    Channel.POST: "Dịch vụ bưu chính",
}
UNITS = {
    "wd": "Ngày làm việc",
    "d": "Ngày",
    "wh": "Giờ làm việc",
    "m": "Tháng",
}
_CODES = {words.casefold(): code for code, words in UNITS.items()}

NO_LEVEL = "Nguồn không nêu mức độ trực tuyến"
NOT_A_CHANNEL = "Không hiểu kênh thực hiện; giữ nguyên văn"
NOT_A_LIMIT = "Không hiểu thời hạn; giữ nguyên văn"
NOT_A_SUM = "Không hiểu mức phí, lệ phí; giữ nguyên văn"


def is_shape(record: dict[str, Any]) -> bool:
    return "TENTTHC" in record


def parse(record: dict[str, Any]) -> ParsedProcedure:
    """The procedure of a LayThuTuc result. Raises NotAProcedure."""
    title, code = _said(record.get("TENTTHC")), _said(record.get("MATTHC"))
    if not title or not code:
        raise NotAProcedure("Bản ghi không có mã hoặc tên thủ tục (MATTHC, TENTTHC)")
    flags: list[Flag] = []
    sectors = [_said(x) for x in _list(record, "LINHVUCTHUCHIEN")]
    if not sectors:
        flags.append(Flag("linh_vuc", "Nguồn không nêu lĩnh vực", ""))
    agencies = [_said(x) for x in _list(record, "COQUANTHUCHIEN")]
    found = levels.authority_levels_by_name("\n".join(agencies))
    if not found:
        flags.append(Flag("cap_thuc_hien", "Nguồn không nêu cấp thực hiện", "\n".join(agencies)))
    flags.append(Flag("muc_do", NO_LEVEL, ""))
    limits, fees, notes = _ways(_list(record, "CACHTHUCTHUCHIEN"), flags)
    return ParsedProcedure(
        code=code,
        national_code=code,
        title=title,
        sector=sectors[0] if sectors else "Chưa phân loại",
        level=ServiceLevel.INFORMATION,
        authority_level=found[0] if found else AuthorityLevel.OTHER,
        decision=Decision(),
        is_in_force=True,
        parts=Parts(
            form=Form(),
            documents=Documents(tuple(_papers(_list(record, "THANHPHANHOSO"))), sets=None),
            fees=fees,
            limits=limits,
            result=ResultDefinition(
                names=tuple(_said(x.get("TENKETQUA")) for x in _list(record, "KETQUATHUCHIEN"))
            ),
            legal_bases=LegalBases(
                tuple(
                    LegalBasis(_said(x.get("SOVANBAN")), _said(x.get("TENVANBAN")))
                    for x in _list(record, "CANCUPHAPLY")
                )
            ),
            guidance=Guidance(
                cases=tuple(
                    ProcedureCase(
                        _said(x.get("TRUONGHOP")),
                        tuple(_said(step.get("TENTRINHTU")) for step in _list(x, "TRINHTU")),
                    )
                    for x in _list(record, "TRINHTUTHUCHIEN")
                ),
                channels=notes,
                applicants=tuple(
                    line.strip() for line in _said(record.get("DOITUONGTHUCHIEN")).splitlines()
                ),
                conditions=_said(record.get("YEUCAU")),
                performing_authority="\n".join(agencies),
            ),
        ),
        flags=merged(flags),
    )


def write(procedure: ParsedProcedure) -> dict[str, Any]:
    """The record as the national portal shows it; what has no place in it is left out."""
    parts, guidance = procedure.parts, procedure.parts.guidance
    return {
        "MATTHC": procedure.code,
        "TENTTHC": procedure.title,
        "LINHVUCTHUCHIEN": [procedure.sector],
        "TRINHTUTHUCHIEN": [
            {"TRUONGHOP": x.name, "TRINHTU": [{"TENTRINHTU": step} for step in x.steps]}
            for x in guidance.cases
        ],
        "CACHTHUCTHUCHIEN": [
            {"KENH": CHANNELS[channel], "THOIGIAN": list(_times(parts, channel))}
            for channel in Channel
            if _is_offered(procedure, channel)
        ],
        "THANHPHANHOSO": [
            {
                "TRUONGHOP": case,
                "GIAYTO": [
                    {
                        "MAGIAYTO": x.key,
                        "TENGIAYTO": x.name,
                        "TENMAUDON": x.form_name,
                        "URL": "",
                    }
                    for x in parts.documents.items
                    if x.case == case
                ],
            }
            for case in dict.fromkeys(x.case for x in parts.documents.items)
        ],
        "KETQUATHUCHIEN": [{"MAKETQUA": "", "TENKETQUA": name} for name in parts.result.names],
        "CANCUPHAPLY": [
            {"SOVANBAN": x.number, "TENVANBAN": x.title} for x in parts.legal_bases.items
        ],
        "COQUANTHUCHIEN": [x for x in guidance.performing_authority.split("\n") if x],
        "DOITUONGTHUCHIEN": "\n".join(guidance.applicants),
        "YEUCAU": guidance.conditions,
    }


def _is_offered(procedure: ParsedProcedure, channel: Channel) -> bool:
    stated = {note.channel for note in procedure.parts.guidance.channels}
    if channel in stated:
        return True
    return not stated and (
        channel is not Channel.ONLINE or procedure.level > ServiceLevel.INFORMATION
    )


def _times(parts: Parts, channel: Channel) -> Iterator[dict[str, Any]]:
    """A row for each limit of the channel; the fees stand in the first."""
    note = "\n".join(x.text for x in parts.guidance.channels if x.channel is channel)
    fees = [_fee(x) for x in parts.fees.items if not x.channels or channel in x.channels]
    limits = [x for x in parts.limits.items if not x.channels or channel in x.channels]
    for position, limit in enumerate(limits or [TimeLimit()]):
        code = limit.limit.lstrip("0123456789")
        yield {
            "THOIGIANGIAIQUYET": limit.limit.removesuffix(code),
            "DONVITINH": UNITS.get(code, ""),
            "MOTA": "\n".join(x for x in (limit.case, limit.text, note) if x),
            "PHILEPHI": [] if position else fees,
        }


def _fee(item: FeeItem) -> dict[str, Any]:
    return {
        "MAPHILEPHI": item.key,
        "SOTIEN": "" if item.amount is None else str(item.amount),
        "DONVI": "Đồng" + (f"/{item.per}" if item.per else ""),
        "MOTA": "\n".join(x for x in (item.name, item.note, item.exemptions) if x),
    }


def _ways(
    rows: Sequence[dict[str, Any]], flags: list[Flag]
) -> tuple[Limits, Fees, tuple[ChannelNote, ...]]:
    """Equal limits and fees of several channels become one; those of every channel name none."""
    limits: dict[TimeLimit, list[Channel]] = {}
    fees: dict[FeeItem, list[Channel]] = {}
    notes: dict[ChannelNote, None] = {}
    channels: list[Channel] = []
    for row in rows:
        channel = levels.channel(_said(row.get("KENH")))
        if channel is None:
            flags.append(Flag("cach_thuc_thuc_hien", NOT_A_CHANNEL, _said(row.get("KENH"))))
            continue
        channels.append(channel)
        for time in _list(row, "THOIGIAN"):
            note = _said(time.get("MOTA"))
            notes[ChannelNote(channel, note)] = None
            limit = _limit(time, flags)
            if limit is not None:
                limits.setdefault(limit, []).append(channel)
            for number, fee in enumerate(_list(time, "PHILEPHI"), 1):
                fees.setdefault(_read_fee(fee, number, flags), []).append(channel)

    def only(found: list[Channel]) -> tuple[Channel, ...]:
        return () if {*found} == {*channels} else tuple(dict.fromkeys(found))

    return (
        Limits(tuple(TimeLimit(x.limit, only(c), text=x.text) for x, c in limits.items())),
        Fees(
            tuple(
                FeeItem(x.key, x.name, x.kind, x.amount, x.per, channels=only(c), note=x.note)
                for x, c in fees.items()
            )
        ),
        tuple(notes),
    )


def _limit(time: dict[str, Any], flags: list[Flag]) -> TimeLimit | None:
    amount, unit = _said(time.get("THOIGIANGIAIQUYET")), _said(time.get("DONVITINH"))
    code = _CODES.get(unit.casefold())
    if not amount:
        return None
    if code and amount.isascii() and amount.isdigit() and 0 < int(amount) < 1000:
        return TimeLimit(f"{int(amount)}{code}")
    if amount == "0" and code == "wd":
        return TimeLimit("0wd")
    text = f"{amount} {unit}".strip()
    flags.append(Flag("thoi_han", NOT_A_LIMIT, text))
    return TimeLimit(text=text)


def _read_fee(fee: dict[str, Any], number: int, flags: list[Flag]) -> FeeItem:
    amount, unit, words = (_said(fee.get(x)) for x in ("SOTIEN", "DONVI", "MOTA"))
    name, _line, note = words.partition("\n")
    plain = amount.replace(".", "").replace(",", "")
    is_sum = plain.isascii() and plain.isdigit() and len(plain) < 12
    if amount and not is_sum:
        flags.append(Flag("phi_le_phi", NOT_A_SUM, f"{amount} {unit}\n{words}".strip()))
    kind = FeeKind.CHARGE if "lệ phí" in words.casefold() else FeeKind.FEE
    return FeeItem(
        key=_said(fee.get("MAPHILEPHI")) or f"fee_{number}",
        name=name or "Phí, lệ phí",
        kind=kind,
        amount=int(plain) if is_sum else None,
        per=unit.partition("/")[2].strip(),
        note=note if is_sum or not amount else "\n".join(x for x in (amount, unit, note) if x),
    )


def _papers(groups: Iterable[dict[str, Any]]) -> Iterator[RequiredDocument]:
    used: set[str] = set()
    for group in groups:
        for paper in _list(group, "GIAYTO"):
            key = _said(paper.get("MAGIAYTO")) or f"paper_{len(used) + 1}"
            while key in used:
                key += "_2"
            used.add(key)
            yield RequiredDocument(
                key=key[:60],
                name=_said(paper.get("TENGIAYTO")),
                case=_said(group.get("TRUONGHOP")),
                form_name=_said(paper.get("TENMAUDON")),
            )


def _list(record: dict[str, Any], name: str) -> list[Any]:
    """The list under `name`; one that is missing is empty, one of something else a refusal."""
    value = record.get(name) or []
    if not isinstance(value, list):
        raise NotAProcedure(f"Trường {name} phải là một danh sách")
    is_of_texts = name in ("LINHVUCTHUCHIEN", "COQUANTHUCHIEN")
    if not all(isinstance(x, str if is_of_texts else dict) for x in value):
        raise NotAProcedure(f"Trường {name} có phần tử không đúng kiểu")
    return value


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        raise NotAProcedure("Một ô chữ lại chứa danh sách hoặc đối tượng")
    text = str(value).strip()
    return "" if text == "Không có thông tin" else text
