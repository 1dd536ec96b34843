"""What somebody looks for in the log."""

from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from portal.audit.models import Verb
from portal.audit.queries import Wanted
from portal.audit.words import VERBS
from portal.i18n import _, lazy_
from portal.web_forms import DateField, PortalForm, choices


class LogSearchForm(PortalForm):
    class Meta(PortalForm.Meta):
        csrf = False

    ma = StringField(lazy_("Mã hồ sơ"), [Length(max=60)])
    ai = StringField(
        lazy_("Người xem"), [Length(max=100)], description=lazy_("Họ tên hoặc email của cán bộ")
    )
    viec = SelectField(
        lazy_("Việc"),
        choices=choices([("", lazy_("Tất cả")), *((v.value, VERBS[v]) for v in Verb)]),
    )
    tu = DateField(lazy_("Từ ngày"), [Optional()])
    den = DateField(lazy_("Đến ngày"), [Optional()])

    def validate_den(self, field: DateField) -> None:
        if self.tu.data and field.data and field.data < self.tu.data:
            raise ValidationError(_("Đến ngày phải sau từ ngày"))

    def wanted(self) -> Wanted:
        return Wanted(
            label=self.ma.data or "",
            person=self.ai.data or "",
            verb=Verb(self.viec.data) if self.viec.data else None,
            start=self.tu.data,
            end=self.den.data,
        )
