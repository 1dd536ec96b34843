"""The words of the publishers' pages for states, acts and parts."""

from __future__ import annotations

from portal.accounts.roles import Role
from portal.i18n import lazy_
from portal.procedures.definitions import FeeKind, StepKind
from portal.procedures.models import VersionAction, VersionState
from portal.procedures.version_queries import Stand

# Words and the colour of the tag.
STATES = {
    VersionState.DRAFT: (lazy_("Đang soạn"), "yellow"),
    VersionState.IN_REVIEW: (lazy_("Chờ duyệt"), "orange"),
    VersionState.PUBLISHED: (lazy_("Đã công bố"), "green"),
    VersionState.SUPERSEDED: (lazy_("Đã thay thế"), "grey"),
    VersionState.ABOLISHED: (lazy_("Đã bãi bỏ"), "red"),
    VersionState.DISCARDED: (lazy_("Đã bỏ"), "grey"),
}
COMING = (lazy_("Sắp có hiệu lực"), "blue")
STANDS = {
    Stand.DRAFT: lazy_("Đang soạn"),
    Stand.IN_REVIEW: lazy_("Chờ duyệt"),
    Stand.COMING: lazy_("Sắp có hiệu lực"),
    Stand.IN_FORCE: lazy_("Đang có hiệu lực"),
    Stand.ENDED: lazy_("Không còn hiệu lực"),
}
ACTIONS = {
    VersionAction.BEGIN: lazy_("Lập bản nháp"),
    VersionAction.CHANGE: lazy_("Sửa"),
    VersionAction.SUBMIT: lazy_("Trình duyệt"),
    VersionAction.SEND_BACK: lazy_("Trả lại để sửa"),
    VersionAction.PUBLISH: lazy_("Công bố"),
    VersionAction.SCHEDULE_END: lazy_("Hẹn ngày bãi bỏ"),
    VersionAction.SUPERSEDE: lazy_("Bị phiên bản mới thay thế"),
    VersionAction.ABOLISH: lazy_("Bãi bỏ"),
    VersionAction.DISCARD: lazy_("Bỏ bản nháp"),
}
PARTS = {
    "general": lazy_("Thông tin chung"),
    "form": lazy_("Tờ khai"),
    "documents": lazy_("Giấy tờ"),
    "fees": lazy_("Phí, lệ phí"),
    "limits": lazy_("Thời hạn"),
    "route": lazy_("Quy trình"),
    "result": lazy_("Kết quả, mẫu văn bản"),
    "legal_bases": lazy_("Căn cứ pháp lý"),
    "guidance": lazy_("Hướng dẫn"),
    "units": lazy_("Cơ quan thực hiện"),
    "checks": lazy_("Kiểm tra, công bố"),
    "history": lazy_("Lịch sử"),
}
LETTERS = {
    "supplement": lazy_("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    "decline": lazy_("Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    "apology": lazy_("Thư xin lỗi và hẹn lại ngày trả kết quả"),
}
FEE_KINDS = {FeeKind.FEE: lazy_("Phí"), FeeKind.CHARGE: lazy_("Lệ phí")}
STEP_KINDS = {
    StepKind.RECEIVE: lazy_("Tiếp nhận"),
    StepKind.ASSESS: lazy_("Thẩm định"),
    StepKind.CONSULT: lazy_("Lấy ý kiến song song"),
    StepKind.VERIFY: lazy_("Xác minh tại chỗ"),
    StepKind.DRAFT: lazy_("Dự thảo kết quả"),
    StepKind.APPROVE: lazy_("Duyệt, ký"),
    StepKind.ISSUE: lazy_("Cấp số, đóng dấu"),
    StepKind.RETURN: lazy_("Trả kết quả"),
}
# Who takes a step of each kind, unless the publisher says otherwise.
STEP_ROLES = {
    Role.RECEPTIONIST: lazy_("Cán bộ tiếp nhận"),
    Role.SPECIALIST: lazy_("Chuyên viên"),
    Role.LEADER: lazy_("Lãnh đạo"),
    Role.CLERK: lazy_("Văn thư"),
}
