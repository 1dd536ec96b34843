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


class TakingsForm(PortalForm):
    """`from` and `to`, both included; today when they are left out."""

    class Meta(PortalForm.Meta):
        csrf = False  # it only reads

    from_day = DateField(lazy_("Từ ngày"), name="from", validators=[Optional()])
    to_day = DateField(lazy_("Đến ngày"), name="to", validators=[Optional()])

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
