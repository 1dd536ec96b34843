"""Forms of officers: which reports to send, at what pace to be alerted, the texts of a quarter."""

from __future__ import annotations

from typing import Any

from wtforms import Form, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import Length, NumberRange

from portal.i18n import lazy_
from portal.notifications.models import AlertPace, AlertTopic
from portal.statistics.reports.kinds import KINDS
from portal.statistics.subscription_models import Every
from portal.statistics.target_report import PARTS
from portal.units.models import Unit
from portal.web_forms import PortalForm, Required, choices

EVERY = {
    Every.WEEK: lazy_("Mỗi tuần"),
    Every.MONTH: lazy_("Mỗi tháng"),
    Every.QUARTER: lazy_("Mỗi quý"),
}
TOPICS = {
    AlertTopic.DUE: lazy_("Bước, hồ sơ sắp đến hạn hoặc quá hạn"),
    AlertTopic.SHARE: lazy_("Tỷ lệ trực tuyến dưới chỉ tiêu"),
    AlertTopic.QUEUE: lazy_("Hồ sơ đang giải quyết tăng nhanh"),
}
PACES = {
    AlertPace.NOW: lazy_("Báo ngay"),
    AlertPace.DAILY: lazy_("Gộp lại, mỗi sáng một thư"),
    AlertPace.OFF: lazy_("Không báo"),
}
LONGEST = 8000


class SubscriptionForm(PortalForm):
    report = SelectField(
        lazy_("Báo cáo"),
        choices=choices((kind.slug, kind.title) for kind in KINDS),
        validators=[Required()],
    )
    unit = SelectField(lazy_("Đơn vị"))
    every = RadioField(
        lazy_("Gửi"),
        choices=choices((every.value, words) for every, words in EVERY.items()),
        default=Every.MONTH.value,
        validators=[Required()],
    )

    def __init__(self, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit.choices = choices(
            [("", lazy_("Tất cả đơn vị được xem")), *((u.code, u.short_name) for u in units)]
        )


def alert_form() -> Any:
    """A radio group for each topic."""
    fields = {
        topic.value: RadioField(
            words,
            choices=choices((pace.value, said) for pace, said in PACES.items()),
            default=AlertPace.NOW.value,
            validators=[Required()],
        )
        for topic, words in TOPICS.items()
    }
    return type("AlertForm", (PortalForm,), fields)


class NewTargetReportForm(PortalForm):
    unit = SelectField(lazy_("Đơn vị"), validators=[Required()])
    year = IntegerField(lazy_("Năm"), validators=[Required(), NumberRange(2020, 2100)])
    quarter = RadioField(
        lazy_("Quý"),
        choices=choices((str(number), words) for number, words in enumerate(
            (lazy_("Quý I"), lazy_("Quý II"), lazy_("Quý III"), lazy_("Quý IV")), 1
        )),
        validators=[Required()],
    )  # fmt: skip

    def __init__(self, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit.choices = choices((u.code, u.short_name) for u in units)


def texts_form() -> type[Form]:
    """A text for each part of the quarterly report."""
    fields: dict[str, Any] = {
        part.key: TextAreaField(part.title, validators=[Length(max=LONGEST)], render_kw={"rows": 5})
        for part in PARTS
    }
    return type("TextsForm", (PortalForm,), fields)
