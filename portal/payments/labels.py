"""The words of ways to pay and of what became of a notice."""

from __future__ import annotations

from portal.i18n import lazy_
from portal.payments.invoice_models import LineOrigin
from portal.payments.models import Verdict, Way
from portal.payments.refund_call_models import CallState
from portal.payments.refund_models import RefundState, RefundWay
from portal.payments.statement_models import Decision, Match

WAYS = {
    Way.CASH: lazy_("Tiền mặt"),
    Way.CARD: lazy_("Thẻ tại quầy"),
    Way.TRANSFER: lazy_("Chuyển khoản"),
    Way.VNPAY: lazy_("Trực tuyến qua VNPAY"),
    Way.NATIONAL: lazy_("Nền tảng thanh toán quốc gia"),
    Way.VIETQR: lazy_("Chuyển khoản bằng mã VietQR"),
}
ALARMS = {
    Verdict.UNKNOWN: lazy_("Có tiền nhưng không rõ nộp cho hồ sơ nào"),
    Verdict.AMOUNT_DIFFERS: lazy_("Số tiền nhận khác số phải nộp"),
    Verdict.SECOND_PAYMENT: lazy_("Nộp lần thứ hai cho cùng một hồ sơ"),
    Verdict.TRANSACTION_REUSED: lazy_("Số giao dịch đã dùng cho khoản khác"),
    Verdict.NOT_DUE: lazy_("Hồ sơ không còn phải nộp phí, lệ phí"),
}
REFUND_STATES = {
    RefundState.DUE: lazy_("Chờ đề nghị"),
    RefundState.PROPOSED: lazy_("Chờ duyệt"),
    RefundState.APPROVED: lazy_("Đã duyệt, chờ chi"),
    RefundState.PAID: lazy_("Đã hoàn trả"),
}
REFUND_WAYS = {
    RefundWay.CASH: lazy_("Tiền mặt tại quầy"),
    RefundWay.TRANSFER: lazy_("Chuyển khoản"),
    RefundWay.GATEWAY: lazy_("Qua cổng đã nhận tiền"),
}
CALLS = {
    CallState.WAITING: lazy_("Chờ gửi yêu cầu tới cổng thanh toán"),
    CallState.ASKED: lazy_("Đã gửi yêu cầu, chờ cổng thanh toán trả lời"),
    CallState.DONE: lazy_("Cổng thanh toán đã hoàn"),
    CallState.REFUSED: lazy_("Cổng thanh toán từ chối; hãy hoàn theo cách khác"),
    CallState.BY_HAND: lazy_("Không rõ cổng đã hoàn chưa; hãy xem ở trang của cổng rồi ghi tay"),
}
MATCHES = {
    Match.MATCHED: lazy_("Khớp"),
    Match.MISSING_HERE: lazy_("Chưa ghi ở đây"),
    Match.AMOUNT_DIFFERS: lazy_("Khác số tiền"),
    Match.PUT_ASIDE: lazy_("Đang chờ đối soát"),
}
DECISIONS = {
    Decision.CREDITED: lazy_("Đã ghi cho hồ sơ"),
    Decision.GIVEN_BACK: lazy_("Hoàn trả"),
    Decision.NOTED: lazy_("Đã ghi nhận"),
}
ORIGINS = {
    LineOrigin.SUBMISSION: "",
    LineOrigin.SUPPLEMENT: lazy_("Phần chênh lệch sau khi bổ sung hồ sơ"),
    LineOrigin.UNPROVEN: lazy_("Không được miễn, giảm"),
    LineOrigin.EXEMPTION: lazy_("Được miễn, giảm tại quầy"),
    LineOrigin.DESK: lazy_("Cán bộ xác định"),
}
