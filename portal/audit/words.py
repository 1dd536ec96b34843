"""The words of the log, in the reader's language."""

from __future__ import annotations

from portal.accounts.labels import ROLE_NAMES
from portal.audit.models import Purpose, Verb
from portal.audit.reach import Reach
from portal.i18n import lazy_

VERBS = {Verb.READ: lazy_("Xem"), Verb.ACT: lazy_("Thao tác")}
PURPOSES = {
    Purpose.RECEPTION: lazy_("Tiếp nhận, trả kết quả"),
    Purpose.PROCESSING: lazy_("Giải quyết hồ sơ"),
    Purpose.FEES: lazy_("Thu phí, đối soát"),
    Purpose.OPINION: lazy_("Cho ý kiến phối hợp"),
    Purpose.SUPERVISION: lazy_("Giám sát, báo cáo"),
    Purpose.ADMINISTRATION: lazy_("Quản trị hệ thống"),
    Purpose.LOOKUP: lazy_("Tra cứu bằng mã trên giấy tiếp nhận"),
    Purpose.OWN: lazy_("Việc của chính mình"),
}
# Who may stand in the log beside the officers' roles.
PARTIES = {
    **{role.value: name for role, name in ROLE_NAMES.items()},
    "citizen": lazy_("Công dân, tổ chức"),
    "public": lazy_("Người tra cứu, không đăng nhập"),
    "officer": lazy_("Cán bộ"),
}
REACHES = {
    Reach.NONE: lazy_("không"),
    Reach.OWN: lazy_("của mình"),
    Reach.DESK: lazy_("quầy"),
    Reach.UNIT: lazy_("đơn vị"),
    Reach.UNITS_BELOW: lazy_("đơn vị và cấp dưới"),
    Reach.PROVINCE: lazy_("toàn tỉnh"),
}
# Rooms of pages, by the name of their blueprint: every one has words (tests/audit/test_matrix.py).
GROUPS = {
    "accounts": lazy_("Tài khoản cán bộ"),
    "access": lazy_("Ma trận quyền"),
    "certificates": lazy_("Chứng thư số"),
    "citizen": lazy_("Hồ sơ của người dân"),
    "documents": lazy_("Kiểm tra văn bản"),
    "feedback": lazy_("Đánh giá"),
    "identity": lazy_("Email, mật khẩu, định danh"),
    "open_data": lazy_("Dữ liệu mở"),
    "privacy": lazy_("Dữ liệu của tôi"),
    "public": lazy_("Trang chung"),
    "rectifying": lazy_("Đính chính dữ liệu"),
    "retention": lazy_("Thời hạn lưu dữ liệu"),
    "signing_waits": lazy_("Chờ ký số từ xa"),
    "tracking": lazy_("Tra cứu hồ sơ"),
    "application": lazy_("Tờ khai trên giấy"),
    "asking_again": lazy_("Yêu cầu bổ sung thêm"),
    "audit": lazy_("Nhật ký truy cập"),
    "batch": lazy_("Làm hàng loạt"),
    "calendars": lazy_("Lịch làm việc"),
    "case": lazy_("Xem hồ sơ"),
    "charging": lazy_("Tính phí"),
    "clerk": lazy_("Cấp số, đóng dấu, phát hành"),
    "code_patterns": lazy_("Mẫu mã hồ sơ"),
    "consulting": lazy_("Cho ý kiến phối hợp"),
    "desk": lazy_("Tiếp nhận, trả kết quả"),
    "extending": lazy_("Xin lỗi, hẹn lại"),
    "form_preview": lazy_("Xem thử tờ khai"),
    "handing_on": lazy_("Bàn giao"),
    "issued_book": lazy_("Sổ văn bản đã ban hành"),
    "keeping": lazy_("Lưu giữ kết quả, hồ sơ trùng"),
    "leader": lazy_("Phê duyệt, ký"),
    "letter_samples": lazy_("Mẫu thư"),
    "money": lazy_("Ca thu, biên lai, hoàn trả"),
    "notifications": lazy_("Thư không gửi được"),
    "owing": lazy_("Nghĩa vụ tài chính"),
    "own_work": lazy_("Danh sách riêng, vắng mặt"),
    "worklist": lazy_("Tìm trong danh sách việc"),
    "paper_templates": lazy_("Biểu mẫu"),
    "paying": lazy_("Thu phí tại quầy"),
    "payments": lazy_("Sổ thu, đối soát"),
    "procedures": lazy_("Danh mục cần xem lại"),
    "publisher": lazy_("Danh mục thủ tục"),
    "register": lazy_("Sổ theo dõi hồ sơ"),
    "rescheduling": lazy_("Đổi ngày hẹn hàng loạt"),
    "result_samples": lazy_("Mẫu kết quả"),
    "revoking": lazy_("Thu hồi, thay thế kết quả"),
    "copying": lazy_("Bản sao văn bản"),
    "scanning": lazy_("Số hoá giấy tờ"),
    "store": lazy_("Kho giấy tờ"),
    "specialist": lazy_("Thẩm định"),
    "statistics": lazy_("Số liệu, báo cáo"),
    "stopping": lazy_("Dừng giải quyết"),
    "leaving": lazy_("Điều chuyển cán bộ"),
    "teamwork": lazy_("Phân công, nhãn, chỉ đạo"),
    "unit_changes": lazy_("Cơ cấu đơn vị"),
    "verifying": lazy_("Xác minh thực địa"),
    "visits": lazy_("Lượt tiếp tại quầy"),
}


def page_name(endpoint: str) -> str:
    """What the log calls a page: its room. A page that is no more keeps the name it had."""
    group = endpoint.partition(".")[0]
    return str(GROUPS.get(group, endpoint))
