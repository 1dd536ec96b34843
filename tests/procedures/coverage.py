"""Is every word of a record found again in what was made of it?

An oracle that knows nothing of the parsers: what was kept (parts, flags, title, …) is crossed
out of the record, then the furniture and the units that turned into numbers; no letter may
remain.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from portal.procedures.definitions import to_json
from portal.procedures.importing.outcome import ParsedProcedure

# Headings, labels and empty phrases of the sources, which say nothing about the procedure.
_FURNITURE = (
    "Hình thức nộpThời gianPhí, lệ phíMô tả",
    "Tên giấy tờMẫu đơn, tờ khaiSố lượng",
    "Tên văn bản pháp lýMã văn bản",
    "Chọn cơ quan thực hiệnTỉnh/ Thành phốBộ ngành",
    "-- Chọn Tỉnh/ Thành phố --Phường/ XãSở-- Chọn Phường/ Xã --",
    "Hệ thống chỉ hiển thị những cơ quan đã áp dụng dịch vụ công trực tuyến",
    "-- Chọn Bộ ngành --Đơn vị-- Chọn Cơ sở --",
    "Nộp hồ sơ",
    "#Tên thủ tục",
    "Tên thủ tục",
    "Không có thông tin",
    "Từ khóa",
    "Mô tả",
    "Mã:",
)
# Words that became a number, a channel, a level, a kind, a day, or an empty field.
_UNDERSTOOD = (
    "Ngày làm việc", "Ngày", "Giờ", "Tháng", "Trực tuyến", "Trực tiếp", "Dịch vụ bưu chính",
    "Việt Nam Đồng", "Đồng", "VNĐ", "Miễn phí", "Miễn lệ phí", "Không thu phí", "Không có lệ phí",
    "Lệ phí", "Phí", "Không quy định", "Không có", "Không", "bản chính", "bản sao",
    "Số lượng hồ sơ", "Số lượng", "bộ hồ sơ", "bộ", "một", "hai",
    "Cấp thực hiện", "Cấp", "Bộ", "Tỉnh", "Xã", "Cơ quan khác",
    "Loại thủ tục TTHC", "Loại thủ tục", "Toàn trình", "Một phần", "Cung cấp thông tin",
    "Còn hiệu lực", "Hết hiệu lực", "Ngày hiệu lực", "Số QĐ", "Số quyết định", "Quyết định số",
    "Số ký hiệu", "Trích yếu", "Ngày ban hành", "Cơ quan ban hành",
    "Luật", "Nghị định", "Thông tư", "Nghị quyết", "Quyết định", "NĐ", "số",
    "Áp dụng theo văn bản quy định lệ phí", "Áp dụng theo văn bản quy định",
    "Theo văn bản quy định lệ phí", "Có văn bản quy định lệ phí", "Văn bản quy định lệ phí",
    "Phí, lệ phí Mô tả Trực tiếp", "Mô tả Trực tiếp", "Loại giấy tờ", "Mẫu đơn, tờ khai",
    "Thông tin không có", "Chưa có thông tin", "chưa cập nhật", "Đang cập nhật", "Chưa có",
    "cụ thể", "chi tiết", "rõ ràng", "bản",
)  # fmt: skip
_BULLET = re.compile(r"^(?:[o•▪🔹\-+*]|\d{1,2}[.)])\s+")
_SAYS_NOTHING = re.compile(r"\W*(?:không|chưa) có (?:các )?thông tin[^.:;\d]*\W*", re.IGNORECASE)
# About the file, not the procedure.
_BOOKKEEPING = {"stt", "thu_tuc_id", "source_file"}


def uncovered(record: dict[str, Any], parsed: ParsedProcedure) -> dict[str, str]:
    """For each field what is left of it, where letters are left."""
    pieces = _kept(parsed)
    left: dict[str, str] = {}
    for name, text in _texts(record):
        if name in _BOOKKEEPING or _SAYS_NOTHING.fullmatch(text):
            continue
        whole = _squeezed(text)
        bullet = _BULLET.match(text.strip())
        mark = len(_squeezed(bullet[0])) if bullet else 0
        covered = [place < mark for place in range(len(whole))]
        for piece in pieces:
            if len(piece) > 3 or piece == whole[mark:]:
                _cover(whole, piece, covered)
        for word in (*_FURNITURE, *_UNDERSTOOD):
            _cover(whole.casefold(), _squeezed(word).casefold(), covered)
        rest = "".join(
            "|" if is_covered else letter for letter, is_covered in zip(whole, covered, strict=True)
        )
        # A lone "o" is a bullet in the middle of a cell.
        if re.search(r"[^\W\d_]", re.sub(r"(?<=\|)o(?=\||$)|^o(?=\|)", "", rest)):
            left[name] = re.sub(r"\|+", "|", rest)
    return left


def _cover(whole: str, piece: str, covered: list[bool]) -> None:
    start = whole.find(piece)
    while start >= 0:
        covered[start : start + len(piece)] = [True] * len(piece)
        start = whole.find(piece, start + 1)


def _kept(parsed: ParsedProcedure) -> set[str]:
    texts = {parsed.title, parsed.sector, parsed.code, parsed.national_code}
    texts |= {parsed.decision.number, *(flag.text for flag in parsed.flags)}
    texts |= {text for _, text in _texts(to_json(parsed.parts))}
    for text in list(texts):
        # The few texts that are put together: labels, several forms, a result and its code.
        texts |= {line.partition(": ")[2] for line in text.split("\n")} | set(text.split("\n"))
        texts |= set(text.split("; "))
        texts.add(text.removeprefix("Miễn phí "))
        if match := re.fullmatch(r"(.*) \(([^()]*)\)", text, re.DOTALL):
            texts |= {match[1], match[2]}
    return {_squeezed(text) for text in texts} - {""}


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, name)


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).replace("\ufeff", "").split())
