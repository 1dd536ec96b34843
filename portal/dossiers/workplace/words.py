"""The words of lists, tabs, columns and wishes, in the reader's language."""

from __future__ import annotations

from portal.dossiers.workplace.models import BatchAct, Colour
from portal.dossiers.workplace.wanted import Worklist
from portal.i18n import lazy_

TITLES = {
    Worklist.DESK: lazy_("Bộ phận Một cửa"),
    Worklist.SPECIALIST: lazy_("Việc thẩm định"),
    Worklist.LEADER: lazy_("Chờ phê duyệt"),
    Worklist.CLERK: lazy_("Chờ cấp số, đóng dấu"),
}
TABS = {
    "cho-tiep-nhan": lazy_("Chờ tiếp nhận"),
    "dang-xu-ly": lazy_("Đang giải quyết"),
    "den-han": lazy_("Đến hạn hôm nay"),
    "qua-han": lazy_("Quá hạn"),
    "cho-cong-dan": lazy_("Chờ công dân"),
    "cho-tra": lazy_("Chờ trả kết quả"),
    "da-tiep-nhan": lazy_("Đã tiếp nhận"),
    "tat-ca": lazy_("Tất cả việc"),
    "cua-toi": lazy_("Việc của tôi"),
    "chua-ai-nhan": lazy_("Mới, chưa ai nhận"),
    "chi-dao": lazy_("Có chỉ đạo"),
    "cho-noi-khac": lazy_("Đang chờ người khác"),
    "viec-don-vi": lazy_("Việc cả đơn vị"),
    "ho-so-don-vi": lazy_("Hồ sơ của đơn vị"),
}
COLUMNS = {
    "thu-tuc": lazy_("Thủ tục"),
    "chu-ho-so": lazy_("Chủ hồ sơ"),
    "cach-nop": lazy_("Cách nộp"),
    "luc": lazy_("Lúc"),
    "han-tra": lazy_("Hạn trả"),
    "buoc": lazy_("Bước"),
    "nguoi": lazy_("Người xử lý"),
    "han-buoc": lazy_("Hạn của bước"),
    "don-vi": lazy_("Đơn vị giải quyết"),
    "trang-thai": lazy_("Trạng thái"),
    "dien-thoai": lazy_("Điện thoại"),
}
MOMENTS = {  # what "luc" is called where it can be said
    "cho-tiep-nhan": lazy_("Nộp lúc"),
    "dang-xu-ly": lazy_("Nộp lúc"),
    "den-han": lazy_("Nộp lúc"),
    "qua-han": lazy_("Nộp lúc"),
    "cho-cong-dan": lazy_("Nộp lúc"),
    "cho-tra": lazy_("Có kết quả lúc"),
}
RECEIVED_AT = lazy_("Tiếp nhận lúc")
DUE = {
    "qua-han": lazy_("Đã quá hạn"),
    "hom-nay": lazy_("Đến hết hôm nay"),
    "3": lazy_("Trong 3 ngày tới"),
    "7": lazy_("Trong 7 ngày tới"),
}
SORTS = {
    "han": lazy_("Hạn trả gần nhất trước"),
    "cu": lazy_("Đến trước đứng trước"),
    "moi": lazy_("Mới nhất trước"),
    "ma": lazy_("Theo mã hồ sơ"),
}
COLOURS = {
    Colour.GREY: lazy_("Xám"),
    Colour.BLUE: lazy_("Xanh dương"),
    Colour.TEAL: lazy_("Xanh ngọc"),
    Colour.GREEN: lazy_("Xanh lá"),
    Colour.YELLOW: lazy_("Vàng"),
    Colour.ORANGE: lazy_("Cam"),
    Colour.RED: lazy_("Đỏ"),
    Colour.PURPLE: lazy_("Tím"),
    Colour.MAGENTA: lazy_("Hồng"),
}
BATCH_BUTTONS = {
    BatchAct.RECEIVE: lazy_("Tiếp nhận hồ sơ đã chọn"),
    BatchAct.TAKE: lazy_("Nhận việc"),
    BatchAct.ASSIGN: lazy_("Phân công"),
    BatchAct.SIGN: lazy_("Ký"),
    BatchAct.ISSUE: lazy_("Cấp số, đóng dấu"),
    BatchAct.HAND_OVER: lazy_("Trả kết quả"),
}
BATCH_ACTS = {
    BatchAct.RECEIVE: lazy_("Tiếp nhận các hồ sơ đã chọn"),
    BatchAct.TAKE: lazy_("Nhận các việc đã chọn"),
    BatchAct.ASSIGN: lazy_("Phân công các việc đã chọn"),
    BatchAct.SIGN: lazy_("Ký các kết quả đã chọn"),
    BatchAct.ISSUE: lazy_("Cấp số, đóng dấu các kết quả đã chọn"),
    BatchAct.HAND_OVER: lazy_("Trả kết quả cho một người nộp"),
}

# Which tabs offer which acts; a tab that is not named offers those of its list.
BATCHES: dict[Worklist, dict[str, tuple[BatchAct, ...]]] = {
    Worklist.DESK: {
        "cho-tiep-nhan": (BatchAct.RECEIVE,),
        "cho-tra": (BatchAct.HAND_OVER,),
        "": (),
    },
    Worklist.SPECIALIST: {"": (BatchAct.TAKE,)},
    Worklist.LEADER: {
        "viec-don-vi": (BatchAct.ASSIGN,),
        "": (BatchAct.SIGN, BatchAct.ASSIGN),
    },
    Worklist.CLERK: {"": (BatchAct.ISSUE, BatchAct.TAKE)},
}
_NO_BATCH = frozenset({"cho-cong-dan", "cho-noi-khac", "da-tiep-nhan", "ho-so-don-vi"})


def batches_of(worklist: Worklist, tab: str) -> tuple[BatchAct, ...]:
    """What may be done to many of a tab at once."""
    if tab in _NO_BATCH:
        return ()
    return BATCHES[worklist].get(tab, BATCHES[worklist][""])
