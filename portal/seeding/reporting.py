"""What officers above the dossiers made: last quarter's report of the busiest ward, issued, that of the
province still a draft, and reports sent each month."""

from __future__ import annotations

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Account
from portal.accounts.roles import Role
from portal.db import db
from portal.demonstration.province import BEN_NGUYET, PROVINCE_CODE
from portal.statistics import subscribing, target_report
from portal.statistics.subscribing import last_ended
from portal.statistics.subscription_models import Every
from portal.units.models import Unit

WRITTEN = {
    "assessment": "Trong quý, đơn vị duy trì tiếp nhận trực tuyến ở mức trên chỉ tiêu; phần lớn hồ sơ có "
    "kết quả trước hạn.",
    "causes": "Một số hồ sơ phải xác minh ở nơi cư trú trước nên kéo dài ở bước thẩm định.",
    "plan": "Hướng dẫn người dân nộp trực tuyến ngay tại quầy; rà soát các bước hay quá giờ.",
    "proposals": "Đề nghị kết nối dữ liệu hộ tịch để không phải xác minh bằng văn bản.",
}


def make() -> None:
    """Through the acts officers use."""
    at = clock.now()
    day = clock.local(at).date()
    units = {unit.code: unit for unit in db.session.scalars(sa.select(Unit))}
    ward, province = units[BEN_NGUYET], units[PROVINCE_CODE]
    accounts = db.session.scalars(sa.select(Account).order_by(Account.id)).all()

    def holder(role: Role, unit: Unit) -> Account:
        return next(a for a in accounts if unit.id in a.units_as(role, day))

    start = last_ended(Every.QUARTER, day).start
    quarter = (start.month + 2) // 3
    leader, auditor = holder(Role.LEADER, ward), holder(Role.AUDITOR, province)
    report = target_report.compose(db.session, ward, start.year, quarter, by=leader, at=at)
    target_report.revise(report, {**report.texts, **WRITTEN})
    db.session.flush()
    target_report.sign(report, by=leader, at=at)
    target_report.issue(db.session, report, by=holder(Role.CLERK, ward), at=at)
    target_report.compose(db.session, province, start.year, quarter, by=auditor, at=at)
    for slug in ("tien-do", "ty-le-truc-tuyen", "chat-luong"):
        subscribing.subscribe(db.session, slug, Every.MONTH, None, by=auditor, at=at)
