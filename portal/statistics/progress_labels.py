"""Words of Biểu số II.06a for the page, the files and the lists. The statutory form itself, the
PDF, has its own and is not translated."""

from __future__ import annotations

from datetime import date

from portal.i18n import _, lazy_
from portal.statistics.progress import Column, Standing

# The three groups of the form's head and the columns under each.
GROUPS = (
    (
        lazy_("Số hồ sơ nhận giải quyết"),
        (Column.RECEIVED, Column.ONLINE, Column.BY_HAND, Column.CARRIED_OVER),
    ),
    (
        lazy_("Số hồ sơ đã giải quyết"),
        (Column.RESOLVED, Column.EARLY, Column.ON_TIME, Column.LATE),
    ),
    (lazy_("Số hồ sơ đang giải quyết"), (Column.PENDING, Column.IN_TIME, Column.OVERDUE)),
)
SHORT = {
    Column.RECEIVED: lazy_("Tổng số"),
    Column.ONLINE: lazy_("Trực tuyến"),
    Column.BY_HAND: lazy_("Trực tiếp, bưu chính"),
    Column.CARRIED_OVER: lazy_("Từ kỳ trước"),
    Column.RESOLVED: lazy_("Tổng số"),
    Column.EARLY: lazy_("Trước hạn"),
    Column.ON_TIME: lazy_("Đúng hạn"),
    Column.LATE: lazy_("Quá hạn"),
    Column.PENDING: lazy_("Tổng số"),
    Column.IN_TIME: lazy_("Trong hạn"),
    Column.OVERDUE: lazy_("Quá hạn"),
}
# Where a column stands alone: over a list, in a card, as the head of a file's column.
FULL = {
    Column.RECEIVED: lazy_("Nhận giải quyết"),
    Column.ONLINE: lazy_("Nhận trực tuyến"),
    Column.BY_HAND: lazy_("Nhận trực tiếp, bưu chính"),
    Column.CARRIED_OVER: lazy_("Từ kỳ trước chuyển sang"),
    Column.RESOLVED: lazy_("Đã giải quyết"),
    Column.EARLY: lazy_("Đã giải quyết trước hạn"),
    Column.ON_TIME: lazy_("Đã giải quyết đúng hạn"),
    Column.LATE: lazy_("Đã giải quyết quá hạn"),
    Column.PENDING: lazy_("Đang giải quyết"),
    Column.IN_TIME: lazy_("Đang giải quyết trong hạn"),
    Column.OVERDUE: lazy_("Đang giải quyết quá hạn"),
}
STANDINGS = {
    Standing.EARLY: lazy_("Giải quyết trước hạn"),
    Standing.ON_TIME: lazy_("Giải quyết đúng hạn"),
    Standing.LATE: lazy_("Giải quyết quá hạn"),
    Standing.IN_TIME: lazy_("Đang giải quyết, trong hạn"),
    Standing.OVERDUE: lazy_("Đang giải quyết, quá hạn"),
}


def definition(closing: date) -> str:
    """What is counted and as of when."""
    return _(
        "Số liệu tính theo các việc đã ghi nhận đến hết ngày chốt %(closing)s; việc xảy ra sau ngày "
        "chốt không làm thay đổi số liệu của kỳ",
        closing=closing.strftime("%d/%m/%Y"),
    )
