"""Where a transferred officer goes, and why."""

from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.validators import Length, ValidationError

from portal.accounts.labels import ROLE_NAMES
from portal.accounts.roles import Role
from portal.i18n import _, lazy_
from portal.web_forms import PortalForm, Required


class TransferOfficerForm(PortalForm):
    """Without a new unit the officer goes to another agency and keeps no role here."""

    unit = SelectField(lazy_("Đơn vị mới"))
    role = SelectField(lazy_("Vai trò mới"))
    reason = StringField(
        lazy_("Lý do"),
        [Required(), Length(max=500)],
        description=lazy_("Ví dụ: số và ngày của quyết định điều động"),
    )

    def offer(self, units: list[tuple[str, str]]) -> None:
        self.unit.choices = [("", _("Không còn công tác tại các đơn vị này")), *units]
        self.role.choices = [
            ("", _("Chọn vai trò")),
            *((role.value, str(ROLE_NAMES[role])) for role in Role),
        ]

    def validate_role(self, field: SelectField) -> None:
        if self.unit.data and not field.data:
            raise ValidationError(_("Hãy chọn vai trò tại đơn vị mới"))
        if field.data and not self.unit.data:
            raise ValidationError(_("Hãy chọn đơn vị cho vai trò này"))
