"""The differences of two versions as a person reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.i18n import _, lazy_, money
from portal.procedures.condition_words import in_words
from portal.procedures.conditions import Condition
from portal.procedures.definitions import Parts, from_json, to_json
from portal.procedures.differences import MISSING, Change, of_parts
from portal.procedures.presentation import CHANNELS, limit_label

THINGS = {
    "sections": lazy_("Phần"),
    "fields": lazy_("Câu hỏi"),
    "members": lazy_("Câu hỏi"),
    "choices": lazy_("Lựa chọn"),
    "exclusions": lazy_("Điều kiện loại trừ"),
    "documents": lazy_("Giấy tờ"),
    "fees": lazy_("Khoản thu"),
    "route": lazy_("Bước"),
    "steps": lazy_("Bước"),
    "outcomes": lazy_("Cách kết thúc"),
}
NAMES = {
    "label": lazy_("nhãn"),
    "title": lazy_("tên"),
    "name": lazy_("tên"),
    "names": lazy_("giấy tờ nhận được"),
    "kind": lazy_("loại"),
    "required": lazy_("bắt buộc"),
    "hint": lazy_("gợi ý"),
    "decimals": lazy_("số chữ số sau dấu phẩy"),
    "minimum": lazy_("nhỏ nhất"),
    "maximum": lazy_("lớn nhất"),
    "profile": lazy_("lấy từ tài khoản"),
    "only_if": lazy_("điều kiện"),
    "required_if": lazy_("bắt buộc khi"),
    "pattern": lazy_("khuôn mẫu"),
    "originals": lazy_("số bản chính"),
    "certified_copies": lazy_("số bản sao chứng thực"),
    "photocopies": lazy_("số bản chụp"),
    "condition": lazy_("khi nào cần"),
    "case": lazy_("trường hợp"),
    "form_name": lazy_("mẫu đơn"),
    "note": lazy_("ghi chú"),
    "from_store": lazy_("lấy từ kho giấy tờ"),
    "result_of": lazy_("là kết quả của thủ tục"),
    "sets": lazy_("số bộ hồ sơ"),
    "amount": lazy_("mức thu"),
    "per": lazy_("tính cho mỗi"),
    "tiers": lazy_("bậc thang"),
    "cap": lazy_("nhiều nhất"),
    "channels": lazy_("cách nộp"),
    "exemptions": lazy_("miễn, giảm"),
    "waivers": lazy_("miễn, giảm"),
    "legal_basis": lazy_("căn cứ"),
    "is_free": lazy_("không thu tiền"),
    "quantity_field": lazy_("số lượng theo câu hỏi"),
    "times_field": lazy_("nhân với câu hỏi"),
    "hours": lazy_("số giờ"),
    "role": lazy_("người làm"),
    "at_receiver": lazy_("làm tại nơi tiếp nhận"),
    "to": lazy_("đi tới bước"),
    "symbol": lazy_("ký hiệu văn bản"),
    "template": lazy_("mẫu văn bản kết quả"),
    "refusal": lazy_("mẫu thông báo từ chối"),
    "supplement": lazy_("lời phiếu yêu cầu bổ sung"),
    "decline": lazy_("lời phiếu từ chối tiếp nhận"),
    "apology": lazy_("lời thư xin lỗi"),
    "signer_title": lazy_("chức danh người ký"),
    "valid_for": lazy_("thời hạn giá trị của kết quả"),
    "certifies_copies": lazy_("chứng thực bản sao điện tử"),
    "summary": lazy_("thủ tục để làm gì"),
    "cases": lazy_("các bước thực hiện"),
    "applicants": lazy_("ai được làm"),
    "conditions": lazy_("yêu cầu, điều kiện"),
    "keywords": lazy_("từ hay tìm"),
    "least_level": lazy_("mức độ xác thực"),
    "asked": lazy_("hỏi đáp"),
    "example": lazy_("ví dụ"),
    "message": lazy_("lời báo lỗi"),
    "default": lazy_("giá trị có sẵn"),
    "parts": lazy_("các mục"),
    "optional": lazy_("các mục không bắt buộc"),
    "choices": lazy_("các lựa chọn"),
    "not_after_today": lazy_("không được sau hôm nay"),
}
# Of these only that they changed is said: they are too long to be put side by side in a line.
TOO_LONG = frozenset({"template", "refusal", "supplement", "decline", "apology"})
SUMS = frozenset({"amount", "cap"})
LONGEST = 300


@dataclass(frozen=True)
class Difference:
    """One line: in which part, of what, how. `before` and `after` are "" where there is nothing."""

    part: str
    what: str
    how: str
    before: str = ""
    after: str = ""


def explained(old: Parts, new: Parts) -> list[Difference]:
    """Every difference, in the order of the parts."""
    found: list[Difference] = []
    for change in of_parts(old, new):
        found += _explained(change, old, new)
    return found


def _explained(change: Change, old: Parts, new: Parts) -> list[Difference]:
    part, what = change.path[0], _what(change, old, new)
    if change.is_order:
        return [Difference(part, what, _("đổi thứ tự"))]
    if change.before is MISSING and _is_thing(change.after):
        return [Difference(part, what, _("thêm"))]
    if change.after is MISSING and _is_thing(change.before):
        return [Difference(part, what, _("bỏ"))]
    if part in ("limits", "legal_bases") and change.path[-1] == "items":
        return _of_wholes(part, change)
    if part == "guidance" and change.path[-1] == "asked":
        return _of_asked(change)
    name = change.path[-1]
    label = str(NAMES.get(name, name))
    if name in TOO_LONG:
        return [Difference(part, what, _("%(name)s đã sửa", name=label))]
    return [
        Difference(
            part,
            what,
            label,
            _value(name, change.before, old),
            _value(name, change.after, new),
        )
    ]


def _of_wholes(part: str, change: Change) -> list[Difference]:
    """Limits and laws have no keys: each is named that came or went."""
    before = [] if change.before is MISSING else change.before
    after = [] if change.after is MISSING else change.after
    say = _limit if part == "limits" else _law
    gone = [Difference(part, say(one), _("bỏ")) for one in before if one not in after]
    come = [Difference(part, say(one), _("thêm")) for one in after if one not in before]
    return [*gone, *come] or [Difference(part, "", _("đổi thứ tự"))]


def _of_asked(change: Change) -> list[Difference]:
    """Questions that came, went, or are answered otherwise."""
    before, after = (
        {} if value is MISSING else {one["question"]: one["answer"] for one in value}
        for value in (change.before, change.after)
    )
    every = dict.fromkeys([*before, *after])
    found = []
    for question in every:
        what = _("Hỏi đáp “%(question)s”", question=question)
        if question not in after:
            found.append(Difference("guidance", what, _("bỏ")))
        elif question not in before:
            found.append(Difference("guidance", what, _("thêm")))
        elif before[question] != after[question]:
            answers = (_value("", one[question], Parts()) for one in (before, after))
            found.append(Difference("guidance", what, _("câu trả lời"), *answers))
    return found or [Difference("guidance", _("Hỏi đáp"), _("đổi thứ tự"))]


def _limit(body: dict[str, Any]) -> str:
    channels = ", ".join(str(CHANNELS[channel]) for channel in body.get("channels", []))
    words = (
        limit_label(body.get("limit", "")),
        channels,
        body.get("case", ""),
        body.get("text", ""),
    )
    return " · ".join(word for word in words if word)


def _law(body: dict[str, Any]) -> str:
    return " ".join(word for word in (body.get("title", ""), body.get("number", "")) if word)


def _what(change: Change, old: Parts, new: Parts) -> str:
    """The thing changed, by its kind and its name in the newer version that has it."""
    name = change.path[0]
    ways = [_named(change.path, to_json(getattr(version, name))) for version in (new, old)]
    longest = max(ways, key=len)
    return " › ".join(longest) or str(THINGS.get(name, ""))


def _named(path: tuple[str, ...], body: Any) -> list[str]:
    """The things on the way to the change, as far as this version has them."""
    found: list[str] = []
    here, room = body, path[0]
    for step in path[1:]:
        if isinstance(here, dict):
            room = room if step == "items" else step
            here = here.get(step, MISSING)
        elif isinstance(here, list):
            things = (one for one in here if isinstance(one, dict) and one.get("key") == step)
            here = next(things, MISSING)
            if here is not MISSING:
                words = here.get("label") or here.get("title") or here.get("name") or step
                found.append(f"{THINGS.get(room, '')} “{words}”".strip())
        if here is MISSING:
            break
    return found


def _is_thing(value: Any) -> bool:
    return isinstance(value, dict) and "key" in value


def _value(name: str, value: Any, parts: Parts) -> str:
    if value is MISSING:
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if name in SUMS and isinstance(value, int):
        return money(value)
    if name in ("only_if", "required_if"):
        return in_words(from_json(Condition, value), parts.form)
    if name == "channels" and value and isinstance(value[0], int):
        return ", ".join(str(CHANNELS[one]) for one in value)
    if isinstance(value, list):
        return "; ".join(_value("", one, parts) for one in value)[:LONGEST]
    if isinstance(value, dict):
        return ", ".join(_value(key, one, parts) for key, one in value.items())[:LONGEST]
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
