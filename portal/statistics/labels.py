"""Words of the statistics shared by the page, the chart and the files."""

from __future__ import annotations

import math
from fractions import Fraction

from portal.dossiers.counting import Measure
from portal.i18n import lazy_
from portal.statistics.periods import NamedPeriod
from portal.statistics.shares import Light

LIGHTS = {
    Light.GREEN: lazy_("Đạt"),
    Light.AMBER: lazy_("Gần đạt"),
    Light.RED: lazy_("Chưa đạt"),
    Light.NONE: lazy_("Không có hồ sơ"),
}
MEASURES = {
    Measure.HANDED_IN: lazy_("Hồ sơ nộp"),
    Measure.DECLINED: lazy_("Không tiếp nhận"),
    Measure.RECEIVED: lazy_("Tiếp nhận"),
    Measure.WITHDRAWN_UNRECEIVED: lazy_("Rút trước khi tiếp nhận"),
    Measure.RETURNED: lazy_("Trả kết quả"),
    Measure.SUPPLEMENT_ASKED: lazy_("Yêu cầu bổ sung"),
    Measure.EXTENDED: lazy_("Xin lỗi và hẹn lại"),
    Measure.ISSUED_EARLY: lazy_("Có kết quả trước hạn"),
    Measure.ISSUED_ON_TIME: lazy_("Có kết quả đúng hạn"),
    Measure.ISSUED_LATE: lazy_("Có kết quả quá hạn"),
    Measure.STOPPED_EARLY: lazy_("Dừng giải quyết trước hạn"),
    Measure.STOPPED_ON_TIME: lazy_("Dừng giải quyết đúng hạn"),
    Measure.STOPPED_LATE: lazy_("Dừng giải quyết quá hạn"),
    Measure.WITHDRAWN: lazy_("Rút sau khi tiếp nhận"),
    Measure.OVERDUE: lazy_("Đang quá hạn"),
    Measure.WAITING: lazy_("Đang chờ người dân"),
}
PERIODS = {
    NamedPeriod.TODAY: lazy_("Hôm nay"),
    NamedPeriod.THIS_MONTH: lazy_("Tháng này"),
    NamedPeriod.LAST_MONTH: lazy_("Tháng trước"),
    NamedPeriod.THIS_QUARTER: lazy_("Quý này"),
    NamedPeriod.LAST_QUARTER: lazy_("Quý trước"),
    NamedPeriod.THIS_YEAR: lazy_("Năm nay"),
    NamedPeriod.LAST_YEAR: lazy_("Năm trước"),
}


def share_text(share: Fraction | None) -> str:
    """ "34,5 %"; a dash where nothing was received. Halves go up, as spreadsheets round them, but
    never up to a whole percent: 19,96 % must not read as a target of 20 % reached, nor 99,98 % as
    all on time."""
    if share is None:
        return "–"
    tenths = math.floor(share * 1000 + Fraction(1, 2))
    if tenths % 10 == 0 and share * 1000 < tenths:
        hundredths = math.floor(share * 10_000)
        return f"{hundredths // 100},{hundredths % 100:02d} %"
    return f"{tenths // 10},{tenths % 10} %"
