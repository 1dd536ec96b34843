"""The words of states, actions, channels and roles, in the reader's language."""

from __future__ import annotations

from portal.accounts.labels import ROLE_NAMES
from portal.dossiers.consultation_models import Opinion
from portal.dossiers.duty_models import DutyKind
from portal.dossiers.models import DeliveryMethod, PaymentState
from portal.dossiers.verification_models import Finding
from portal.dossiers.workflow import Action, Outcome, State
from portal.i18n import lazy_
from portal.procedures.definitions import Channel, ServiceLevel
from portal.scan_quality import FaultKind

STATES = {
    State.DRAFT: lazy_("Nháp"),
    State.SUBMITTED: lazy_("Mới đăng ký"),
    State.RECEIVED: lazy_("Được tiếp nhận"),
    State.DECLINED: lazy_("Không được tiếp nhận"),
    State.PROCESSING: lazy_("Đang xử lý"),
    State.SUPPLEMENT_REQUESTED: lazy_("Yêu cầu bổ sung giấy tờ"),
    State.PAYMENT_REQUESTED: lazy_("Yêu cầu thực hiện nghĩa vụ tài chính"),
    State.WITHDRAWN: lazy_("Đã rút hồ sơ"),
    State.STOPPED: lazy_("Dừng xử lý"),
    State.RESOLVED: lazy_("Đã xử lý xong"),
    State.RETURNED: lazy_("Đã trả kết quả"),
    State.DISCARDED: lazy_("Nháp đã xóa"),
    State.LINKED: lazy_("Đã nộp liên thông"),
}
ACTIONS = {
    Action.BEGIN: lazy_("Bắt đầu khai hồ sơ"),
    Action.DISCARD: lazy_("Xóa hồ sơ nháp"),
    Action.SUBMIT: lazy_("Nộp hồ sơ"),
    Action.ENTER: lazy_("Nhập hồ sơ tại quầy"),
    Action.RECEIVE: lazy_("Tiếp nhận hồ sơ"),
    Action.DECLINE: lazy_("Từ chối tiếp nhận"),
    Action.HAND_ON: lazy_("Chuyển xử lý"),
    Action.REQUEST_SUPPLEMENT: lazy_("Yêu cầu bổ sung"),
    Action.ANSWER_SUPPLEMENT: lazy_("Công dân đã bổ sung"),
    Action.TAKE: lazy_("Nhận việc"),
    Action.RELEASE: lazy_("Trả việc về hàng đợi"),
    Action.NOTE: lazy_("Ghi chú nội bộ"),
    Action.PROPOSE: lazy_("Trình kết quả"),
    Action.SEND_BACK: lazy_("Trả lại để sửa"),
    Action.APPROVE: lazy_("Phê duyệt và ký"),
    Action.ISSUE: lazy_("Cấp số, đóng dấu, phát hành"),
    Action.RETURN: lazy_("Trả kết quả"),
    Action.WITHDRAW: lazy_("Rút hồ sơ"),
    Action.PAY: lazy_("Nộp phí, lệ phí"),
    Action.DRAFT_EXTENSION: lazy_("Dự thảo xin lỗi, hẹn lại"),
    Action.EXTEND: lazy_("Xin lỗi và hẹn lại ngày trả"),
    Action.PROPOSE_SUPPLEMENT: lazy_("Đề nghị yêu cầu bổ sung thêm"),
    Action.GRANT_SUPPLEMENT: lazy_("Đồng ý yêu cầu bổ sung thêm"),
    Action.REFUSE_SUPPLEMENT: lazy_("Không đồng ý yêu cầu bổ sung thêm"),
    Action.STOP: lazy_("Dừng giải quyết"),
    Action.REVOKE: lazy_("Thu hồi kết quả"),
    Action.CORRECT: lazy_("Soạn kết quả thay thế"),
    Action.SIGN_CORRECTION: lazy_("Ký kết quả thay thế"),
    Action.REPLACE: lazy_("Phát hành kết quả thay thế"),
    Action.ASSIGN: lazy_("Phân công"),
    Action.INSTRUCT: lazy_("Chỉ đạo"),
    Action.ANSWER_INSTRUCTION: lazy_("Trả lời chỉ đạo"),
    Action.RESCHEDULE: lazy_("Đổi ngày hẹn theo lịch làm việc"),
    Action.REQUEST_PAYMENT: lazy_("Yêu cầu thực hiện nghĩa vụ tài chính"),
    Action.SETTLE_DUTY: lazy_("Ghi nhận nghĩa vụ tài chính đã xong"),
    Action.CONSULT: lazy_("Lấy ý kiến đơn vị khác"),
    Action.ANSWER_CONSULTATION: lazy_("Trả lời lấy ý kiến"),
    Action.DROP_CONSULTATION: lazy_("Thôi lấy ý kiến"),
    Action.CONSOLIDATE: lazy_("Tổng hợp ý kiến"),
    Action.APPOINT_VERIFICATION: lazy_("Hẹn xác minh thực tế"),
    Action.RECORD_VERIFICATION: lazy_("Lập biên bản xác minh"),
    Action.DROP_VERIFICATION: lazy_("Hủy hẹn xác minh"),
    Action.ARCHIVE: lazy_("Lưu kho kết quả chưa nhận"),
    Action.SPLIT: lazy_("Nộp hồ sơ liên thông"),
    Action.KEEP_APART: lazy_("Xác định không trùng"),
    Action.JOIN: lazy_("Nhập vào hồ sơ đã có"),
    Action.DIGITISE: lazy_("Số hoá giấy tờ"),
    Action.ADJUST_FEE: lazy_("Điều chỉnh phí, lệ phí"),
    Action.REFUND: lazy_("Hoàn trả phí, lệ phí"),
    Action.TRANSFER: lazy_("Bàn giao hồ sơ giấy"),
    Action.COPY: lazy_("Soạn bản sao văn bản"),
    Action.SIGN_COPY: lazy_("Ký, phát hành bản sao"),
    Action.DROP_COPY: lazy_("Bỏ bản sao chưa ký"),
}
CHANNELS = {
    Channel.DESK: lazy_("Trực tiếp"),
    Channel.ONLINE: lazy_("Trực tuyến"),
    Channel.POST: lazy_("Bưu chính"),
}
LEVELS = {
    ServiceLevel.INFORMATION: lazy_("Cung cấp thông tin"),
    ServiceLevel.PARTIAL: lazy_("Một phần"),
    ServiceLevel.FULL: lazy_("Toàn trình"),
}
DELIVERY = {
    DeliveryMethod.ONLINE: lazy_("Trực tuyến"),
    DeliveryMethod.DESK: lazy_("Tại Bộ phận Một cửa"),
    DeliveryMethod.POST: lazy_("Qua bưu chính"),
}
PAYMENTS = {
    PaymentState.UNPAID: lazy_("Chưa nộp"),
    PaymentState.PENDING: lazy_("Đang chờ xác nhận"),
    PaymentState.PAID: lazy_("Đã nộp"),
    PaymentState.EXEMPT: lazy_("Không phải nộp"),
    PaymentState.REFUNDED: lazy_("Đã hoàn lại"),
}
OUTCOMES = {
    Outcome.GRANTED: lazy_("Đồng ý giải quyết"),
    Outcome.REFUSED: lazy_("Từ chối giải quyết"),
}
OPINIONS = {
    Opinion.AGREE: lazy_("Đồng ý"),
    Opinion.DISAGREE: lazy_("Không đồng ý"),
    Opinion.OTHER: lazy_("Ý kiến khác"),
}
FINDINGS = {
    Finding.MATCHES: lazy_("Thực tế đúng với hồ sơ"),
    Finding.PARTLY: lazy_("Thực tế đúng một phần"),
    Finding.DIFFERS: lazy_("Thực tế khác với hồ sơ"),
}
DUTIES = {
    DutyKind.FEE: lazy_("Phí, lệ phí của hồ sơ này"),
    DutyKind.BUDGET: lazy_("Thuế hoặc khoản nộp ngân sách khác"),
}
SCAN_FAULTS = {
    FaultKind.LOW_RESOLUTION: lazy_(
        "độ phân giải thấp, chữ nhỏ khó đọc; nên quét từ 150 điểm/inch"
    ),
    FaultKind.BLANK: lazy_("trang trắng; có thể đặt nhầm mặt giấy"),
    FaultKind.DARK: lazy_("trang quá tối; nên quét lại, hoặc chụp nơi đủ sáng"),
    FaultKind.BLURRED: lazy_("trang bị mờ; nên giữ chắc máy rồi chụp lại"),
}
PARTIES = {
    "citizen": lazy_("Công dân"),
    "system": lazy_("Hệ thống"),
    **{role.value: name for role, name in ROLE_NAMES.items()},
}

# Plain text, not the lazy object: templates tell a text from a list by its type.
FILTERS = {
    "state_label": lambda value: str(STATES[value]),
    "action_label": lambda value: str(ACTIONS[value]),
    "channel_label": lambda value: str(CHANNELS[value]),
    "level_label": lambda value: str(LEVELS[value]),
    "delivery_label": lambda value: str(DELIVERY[value]),
    "payment_label": lambda value: str(PAYMENTS[value]),
    "opinion_label": lambda value: str(OPINIONS[value]),
    "finding_label": lambda value: str(FINDINGS[value]),
    "duty_label": lambda value: str(DUTIES[value]),
    "outcome_label": lambda value: str(OUTCOMES[Outcome(value)]),
    "party_label": lambda value: str(PARTIES.get(value, value)),
}
