"""Words of this room, in the reader's language."""

from __future__ import annotations

from portal.i18n import lazy_
from portal.privacy.models import CorrectedField

FIELDS = {
    CorrectedField.FULL_NAME: lazy_("Họ và tên"),
    CorrectedField.PERSONAL_NUMBER: lazy_("Số định danh cá nhân"),
    CorrectedField.BIRTH_DATE: lazy_("Ngày sinh"),
}
KEPT_BACK = {
    "held": lazy_("đang được giữ"),
    "outgoing": lazy_("còn thư chưa gửi đi"),
    "money": lazy_("còn khoản tiền chưa xong"),
    "linked": lazy_("là hồ sơ gốc của dịch vụ liên thông"),
}
