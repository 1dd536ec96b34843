"""Which days the cashier looks at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from wtforms import DateField
from wtforms.validators import Optional, ValidationError

from portal import clock
from portal.i18n import _, lazy_
from portal.web_forms import PortalForm

LONGEST = timedelta(days=366)


class DayField(DateField):
    """A day as people write it, 22/11/2026, or as addresses do, 2026-11-22."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, format=["%d/%m/%Y", "%Y-%m-%d"], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Hãy viết ngày/tháng/năm bằng chữ số, ví dụ 01/07/2026")) from None


class TakingsForm(PortalForm):
    """`from` and `to`, both included; today when they are left out."""

    class Meta(PortalForm.Meta):
        csrf = False  # it only reads

    from_day = DayField(lazy_("Từ ngày"), name="from", validators=[Optional()])
    to_day = DayField(lazy_("Đến ngày"), name="to", validators=[Optional()])

    def __init__(self, args: Any) -> None:
        super().__init__(formdata=args)

    @property
    def start(self) -> date:
        return self.from_day.data or self.to_day.data or clock.today()

    @property
    def end(self) -> date:
        return self.to_day.data or max(self.start, clock.today())

    def validate_to_day(self, field: DateField) -> None:
        if self.end < self.start:
            raise ValidationError(_("Đến ngày phải bằng hoặc sau từ ngày"))
        if self.end - self.start > LONGEST:
            raise ValidationError(_("Mỗi lần chỉ xem được nhiều nhất một năm"))
