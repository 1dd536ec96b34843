"""A procedure as open data: one plain record, and what each of its fields means.

The names are Vietnamese words without marks, as in the national catalogue; a field is added, never
renamed (`VERSION` grows when one is).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from portal.procedures.definitions import Channel
from portal.procedures.models import Procedure, ProcedureVersion

VERSION = "1.1"
LICENCE = "CC-BY-4.0"

# name, type, what it says; of a list the inner names stand after the dot.
FIELDS: tuple[tuple[str, str, str], ...] = (
    ("ma", "string", "Mã thủ tục"),
    ("ten", "string", "Tên thủ tục"),
    ("linh_vuc", "string", "Lĩnh vực"),
    ("muc_do", "integer", "Mức độ trực tuyến: 2 thông tin, 3 một phần, 4 toàn trình"),
    ("cap_thuc_hien", "string", "ministry, province, district, commune hoặc other"),
    ("doi_tuong", "array", "Đối tượng thực hiện, nguyên văn"),
    ("co_quan_thuc_hien", "string", "Cơ quan thực hiện theo quyết định công bố"),
    ("don_vi", "array", "Mã các đơn vị nhận hồ sơ của thủ tục này"),
    ("thoi_han", "array", "Thời hạn giải quyết"),
    ("thoi_han.han", "string", "3wd ngày làm việc, 15d ngày, 8wh giờ làm việc, 2m tháng, 0wd trong ngày"),
    ("thoi_han.kenh", "array", "Kênh: 1 trực tiếp, 2 trực tuyến, 3 bưu chính; trống là mọi kênh"),
    ("thoi_han.truong_hop", "string", "Trường hợp áp dụng"),
    ("thoi_han.mo_ta", "string", "Nguyên văn"),
    ("phi_le_phi", "array", "Phí, lệ phí"),
    ("phi_le_phi.ten", "string", "Tên khoản thu"),
    ("phi_le_phi.loai", "string", "fee (phí) hoặc charge (lệ phí)"),
    ("phi_le_phi.so_tien", "integer", "Số tiền, đồng; không có khi nguồn không nêu số"),
    ("phi_le_phi.don_vi", "string", "Tính theo (trang, bản…); trống là mỗi hồ sơ"),
    ("phi_le_phi.kenh", "array", "Kênh; trống là mọi kênh"),
    ("phi_le_phi.mien_giam", "string", "Trường hợp miễn, giảm"),
    ("phi_le_phi.can_cu", "string", "Căn cứ thu"),
    ("thanh_phan_ho_so", "array", "Giấy tờ cần có"),
    ("thanh_phan_ho_so.ten", "string", "Tên giấy tờ"),
    ("thanh_phan_ho_so.ban_chinh", "integer", "Số bản chính; không có khi nguồn không nêu"),
    ("thanh_phan_ho_so.ban_sao_chung_thuc", "integer", "Số bản sao chứng thực"),
    ("thanh_phan_ho_so.ban_chup", "integer", "Số bản chụp"),
    ("thanh_phan_ho_so.bat_buoc", "boolean", "Bắt buộc hay tuỳ trường hợp"),
    ("thanh_phan_ho_so.dieu_kien", "string", "Khi nào cần"),
    ("so_bo", "integer", "Số bộ hồ sơ"),
    ("ket_qua", "array", "Kết quả nhận được"),
    ("can_cu_phap_ly", "array", "Văn bản làm căn cứ"),
    ("can_cu_phap_ly.so", "string", "Số, ký hiệu"),
    ("can_cu_phap_ly.ten", "string", "Tên văn bản"),
    ("can_cu_phap_ly.ngay", "string", "Ngày ban hành, YYYY-MM-DD"),
    ("hoi_dap", "array", "Câu hỏi thường gặp"),
    ("hoi_dap.hoi", "string", "Câu hỏi"),
    ("hoi_dap.dap", "string", "Câu trả lời"),
    ("quyet_dinh_cong_bo", "string", "Số quyết định công bố"),
    ("hieu_luc_tu", "string", "Có hiệu lực từ ngày, YYYY-MM-DD"),
    ("phien_ban", "integer", "Số phiên bản công bố trên cổng này"),
    ("dia_chi", "string", "Trang của thủ tục trên cổng này"),
)  # fmt: skip


def record(procedure: Procedure, version: ProcedureVersion, address: str) -> dict[str, Any]:
    """The record of a procedure; what the source does not say is left out."""
    parts = version.parts
    guidance = parts.guidance
    whole: dict[str, Any] = {
        "ma": procedure.code,
        "ten": version.title,
        "linh_vuc": version.sector_name,
        "muc_do": int(version.level),
        "cap_thuc_hien": version.authority_level.value,
        "doi_tuong": list(guidance.applicants),
        "co_quan_thuc_hien": guidance.performing_authority,
        "don_vi": sorted(offering.unit.code for offering in procedure.offerings),
        "thoi_han": [
            _said(han=x.limit, kenh=_channels(x.channels), truong_hop=x.case, mo_ta=x.text)
            for x in parts.limits.items
        ],
        "phi_le_phi": [
            _said(
                ten=x.name,
                loai=x.kind.value,
                so_tien=x.amount,
                don_vi=x.per,
                kenh=_channels(x.channels),
                mien_giam=x.exemptions,
                can_cu=x.legal_basis,
            )
            for x in parts.fees.items
        ],
        "thanh_phan_ho_so": [
            _said(
                ten=x.name,
                ban_chinh=x.originals,
                ban_sao_chung_thuc=x.certified_copies,
                ban_chup=x.photocopies,
                bat_buoc=x.required,
                dieu_kien=x.condition,
            )
            for x in parts.documents.items
        ],
        "so_bo": parts.documents.sets,
        "ket_qua": list(parts.result.names),
        "can_cu_phap_ly": [
            _said(so=x.number, ten=x.title, ngay=x.issued_on.isoformat() if x.issued_on else "")
            for x in parts.legal_bases.items
        ],
        "hoi_dap": [_said(hoi=x.question, dap=x.answer) for x in guidance.asked],
        "quyet_dinh_cong_bo": version.decision_number,
        "hieu_luc_tu": version.effective_from.isoformat() if version.effective_from else "",
        "phien_ban": version.number,
        "dia_chi": address,
    }
    return _said(**whole)


def json_schema() -> dict[str, Any]:
    """The schema of the whole JSON file (JSON Schema 2020-12)."""
    properties: dict[str, Any] = {}
    for name, kind, words in FIELDS:
        outer, _dot, inner = name.partition(".")
        if inner:
            items = properties[outer].setdefault("items", {"type": "object", "properties": {}})
            if "properties" not in items:
                items = properties[outer]["items"] = {"type": "object", "properties": {}}
            items["properties"][inner] = _property(kind, words)
        else:
            properties[name] = _property(kind, words)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Danh mục thủ tục hành chính",
        "type": "object",
        "required": ["phien_ban_mau", "giay_phep", "ngay", "thu_tuc"],
        "properties": {
            "phien_ban_mau": {"type": "string", "description": "Phiên bản của mẫu dữ liệu này"},
            "giay_phep": {"type": "string", "description": "Giấy phép sử dụng dữ liệu"},
            "ngay": {"type": "string", "format": "date", "description": "Ngày xuất dữ liệu"},
            "thu_tuc": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["ma", "ten", "linh_vuc", "muc_do", "phien_ban", "dia_chi"],
                    "additionalProperties": False,
                    "properties": properties,
                },
            },
        },
    }


def as_csv(records: Iterable[dict[str, Any]]) -> bytes:
    """One row a procedure; lists are joined line by line, inner records as "name: value". UTF-8
    with the mark by which spreadsheets know it; no cell begins a formula."""
    out = io.StringIO()
    names = [name for name, _kind, _words in FIELDS if "." not in name]
    writer = csv.writer(out)
    writer.writerow(names)
    for one in records:
        writer.writerow([_cell(one.get(name, "")) for name in names])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _property(kind: str, words: str) -> dict[str, Any]:
    found: dict[str, Any] = {"type": kind, "description": words}
    if kind == "array":
        found["items"] = {"type": ["string", "integer"]}
    return found


def _said(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _channels(channels: Iterable[Channel]) -> list[int]:
    return [int(channel) for channel in channels]


def _cell(value: Any) -> str:
    if isinstance(value, list):
        text = "\n".join(_line(one) for one in value)
    else:
        text = str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_line(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
