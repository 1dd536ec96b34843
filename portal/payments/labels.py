"""The words of ways to pay and of what became of a notice."""

from __future__ import annotations

from portal.i18n import lazy_
from portal.payments.models import Verdict, Way

WAYS = {
    Way.CASH: lazy_("Tiền mặt"),
    Way.CARD: lazy_("Thẻ tại quầy"),
    Way.TRANSFER: lazy_("Chuyển khoản"),
    Way.VNPAY: lazy_("Trực tuyến qua VNPAY"),
}
ALARMS = {
    Verdict.UNKNOWN: lazy_("Có tiền nhưng không rõ nộp cho hồ sơ nào"),
    Verdict.AMOUNT_DIFFERS: lazy_("Số tiền nhận khác số phải nộp"),
    Verdict.SECOND_PAYMENT: lazy_("Nộp lần thứ hai cho cùng một hồ sơ"),
    Verdict.TRANSACTION_REUSED: lazy_("Số giao dịch đã dùng cho khoản khác"),
    Verdict.NOT_DUE: lazy_("Hồ sơ không còn phải nộp phí, lệ phí"),
}
