"""All reports: their names in addresses, who reads them, what they can be filtered and drawn up by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from portal.i18n import lazy_
from portal.statistics.reports import dimensions
from portal.statistics.reports.asked import Asked
from portal.statistics.reports.behind import Things
from portal.statistics.reports.digitised import digitised, digitised_behind
from portal.statistics.reports.late import late, late_behind
from portal.statistics.reports.online import online_share, online_share_behind
from portal.statistics.reports.payments import payments, payments_behind
from portal.statistics.reports.progress_by import LINES, progress_behind, progress_by
from portal.statistics.reports.quality import quality
from portal.statistics.reports.satisfaction import satisfaction, satisfaction_behind
from portal.statistics.reports.services import services_behind, services_by_level
from portal.statistics.reports.shell import Report, Row
from portal.statistics.reports.steps import steps_behind, time_per_step
from portal.statistics.reports.workload import workload, workload_behind

ALL = frozenset({"sector", "procedure", "level", "channel"})
UNIT_SECTOR_PROCEDURE: Mapping[str, Any] = dimensions.LINES


@dataclass(frozen=True)
class ReportKind:
    """`slug` stands in addresses. `is_public`: anybody may read the figures; the dossiers behind
    them are the officers' alone. `filters` beside period and unit. `lines`: what it can be drawn
    up by, the first by default. `behind`: the list behind a cell."""

    slug: str
    title: Any
    about: Any
    make: Callable[[Session, Asked], Report]
    behind: Callable[[Session, Asked, Row, str], Things | None] | None
    is_public: bool = False
    filters: frozenset[str] = ALL
    lines: Mapping[str, Any] = field(default_factory=dict)


KINDS: tuple[ReportKind, ...] = (
    ReportKind(
        "ty-le-truc-tuyen",
        lazy_("Tỷ lệ hồ sơ trực tuyến"),
        lazy_("Hồ sơ tiếp nhận theo kênh và mức độ, so với chỉ tiêu; kèm cách tính quốc gia."),
        online_share,
        online_share_behind,
        is_public=True,
        lines=UNIT_SECTOR_PROCEDURE,
    ),
    ReportKind(
        "tien-do",
        lazy_("Tiến độ giải quyết (II.06, II.07)"),
        lazy_(
            "Biểu II.06a, 06b, 06c, 07a: nhận, đã giải quyết, đang giải quyết; đúng hạn, quá hạn."
        ),
        progress_by,
        progress_behind,
        is_public=True,
        lines=LINES,
    ),
    ReportKind(
        "dich-vu-theo-muc-do",
        lazy_("Dịch vụ công theo mức độ"),
        lazy_("Dịch vụ mức độ 3, mức độ 4 của từng đơn vị và dịch vụ có hồ sơ."),
        services_by_level,
        services_behind,
        is_public=True,
    ),
    ReportKind(
        "chat-luong",
        lazy_("Chất lượng phục vụ (QĐ 766)"),
        lazy_("Điểm sáu nhóm tiêu chí, công thức từng dòng, xếp hạng đơn vị."),
        quality,
        None,
        is_public=True,
        filters=frozenset(),
    ),
    ReportKind(
        "hai-long",
        lazy_("Mức độ hài lòng"),
        lazy_("Đánh giá của người nộp sau khi có kết quả."),
        satisfaction,
        satisfaction_behind,
        is_public=True,
        lines=UNIT_SECTOR_PROCEDURE,
    ),
    ReportKind(
        "so-hoa",
        lazy_("Số hoá và dùng lại giấy tờ"),
        lazy_("Giấy tờ nộp dạng tệp, giấy tờ dùng lại, kết quả điện tử."),
        digitised,
        digitised_behind,
        is_public=True,
        lines=UNIT_SECTOR_PROCEDURE,
    ),
    ReportKind(
        "thanh-toan",
        lazy_("Phí, lệ phí và thanh toán"),
        lazy_("Số tiền theo loại khoản thu và cách nộp; tỷ lệ nộp trực tuyến."),
        payments,
        payments_behind,
    ),
    ReportKind(
        "qua-han",
        lazy_("Hồ sơ quá hạn, bước gây chậm"),
        lazy_("Đơn vị, bước nào làm mất thời gian, và danh sách hồ sơ."),
        late,
        late_behind,
    ),
    ReportKind(
        "thoi-gian-buoc",
        lazy_("Thời gian từng bước"),
        lazy_("Trung vị, mức 9/10 so với quy định; bước có thể rút ngắn."),
        time_per_step,
        steps_behind,
    ),
    ReportKind(
        "khoi-luong",
        lazy_("Khối lượng việc theo giờ"),
        lazy_("Lượt việc của từng Bộ phận Một cửa theo giờ trong ngày."),
        workload,
        workload_behind,
    ),
)
KIND_OF: dict[str, ReportKind] = {kind.slug: kind for kind in KINDS}
