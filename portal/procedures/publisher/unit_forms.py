"""The forms of the units that carry out a procedure."""

from __future__ import annotations

from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import Length, Optional

from portal import clock
from portal.i18n import _, lazy_
from portal.procedures.definitions import Parts
from portal.procedures.publisher.base_forms import PublisherForm
from portal.units.models import Desk, Unit
from portal.web_forms import DateField, MoneyField, Required, WholeNumberField, choices
from portal.working_time import LimitUnit


class OfferForm(PublisherForm):
    unit = SelectField(lazy_("Cơ quan"), validators=[Required()])
    since = DateField(lazy_("Từ ngày"), validators=[Required()])
    desks = SelectMultipleField(
        lazy_("Nơi tiếp nhận"),
        description=lazy_("Không chọn gì: Bộ phận Một cửa của chính cơ quan ấy."),
        validators=[Optional()],
    )

    def offer(self, units: list[Unit], desks: list[Desk]) -> None:
        self.unit.choices = choices([("", _("Chọn…")), *((u.code, u.short_name) for u in units)])
        self.desks.choices = choices((desk.code, desk.name) for desk in desks)
        if self.since.data is None and not self.is_submitted():
            self.since.process(None, clock.today())


class StopForm(PublisherForm):
    last_day = DateField(lazy_("Ngày cuối cùng nhận hồ sơ"), validators=[Required()])


class DifferenceForm(PublisherForm):
    """What differs: one of the fees, or the limit."""

    unit = SelectField(lazy_("Cơ quan"), validators=[Required()])
    what = SelectField(lazy_("Khác ở"), validators=[Required()])
    amount = MoneyField(lazy_("Mức thu riêng"), validators=[Optional()])
    tiers = StringField(
        lazy_("Bậc thang riêng"),
        description=lazy_("Nếu thu theo số lượng, ví dụ: 1: 2.000; 3: 1.000"),
        validators=[Optional(), Length(max=500)],
    )
    cap = MoneyField(lazy_("Nhiều nhất"), validators=[Optional()])
    limit_amount = WholeNumberField(
        lazy_("Thời hạn riêng"), validators=[Optional()], minimum=1, maximum=999
    )
    limit_unit = SelectField(
        lazy_("Đơn vị thời gian"),
        choices=choices(
            (
                (LimitUnit.WORKING_DAYS.value, lazy_("ngày làm việc")),
                (LimitUnit.WORKING_HOURS.value, lazy_("giờ làm việc")),
                (LimitUnit.CALENDAR_DAYS.value, lazy_("ngày (cả ngày nghỉ)")),
            )
        ),
    )
    decision = StringField(
        lazy_("Căn cứ"),
        description=lazy_("Ví dụ: Nghị quyết 12/2026/NQ-HĐND"),
        validators=[Required(), Length(max=300)],
    )
    since = DateField(lazy_("Áp dụng từ ngày"), validators=[Required()])

    def offer(self, units: list[Unit], parts: Parts) -> None:
        self.unit.choices = choices([("", _("Chọn…")), *((u.code, u.short_name) for u in units)])
        fees = [(item.key, item.name) for item in parts.fees.items]
        self.what.choices = choices([("", _("Chọn…")), (".limit", _("Thời hạn ngắn hơn")), *fees])
