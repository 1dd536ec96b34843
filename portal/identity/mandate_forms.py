"""Giving another person authority to act."""

from __future__ import annotations

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from portal.db import db
from portal.i18n import _, lazy_
from portal.procedures.queries import procedure_by_code
from portal.web_forms import DateField, PersonalNumberField, PortalForm, Required, choices

ONESELF = "toi"
EVERYTHING, SOME = "tat-ca", "chon"
MOST = 50


class MandateForm(PortalForm):
    giver = RadioField(lazy_("Ai ủy quyền?"), [Required()])
    agent_name = StringField(
        lazy_("Họ và tên người được ủy quyền"),
        [Required(), Length(max=120)],
        description=lazy_("Ghi đúng như trên thẻ căn cước"),
    )
    agent_number = PersonalNumberField(
        lazy_("Số định danh cá nhân của người đó"), [Required()], description=lazy_("12 chữ số")
    )
    scope = RadioField(
        lazy_("Phạm vi"),
        [Required()],
        choices=choices(
            [
                (EVERYTHING, lazy_("Mọi thủ tục trên cổng")),
                (SOME, lazy_("Chỉ những thủ tục ghi dưới đây")),
            ]
        ),
    )
    procedures = TextAreaField(
        lazy_("Mã thủ tục"),
        [Length(max=2000)],
        description=lazy_("Mỗi dòng một mã; mã ghi ở trang hướng dẫn của thủ tục."),
        render_kw={"rows": 3, "spellcheck": "false"},
    )
    to_day = DateField(lazy_("Đến hết ngày"), [Required()])

    def validate_procedures(self, field: TextAreaField) -> None:
        """Reads them into `procedure_ids`, empty for all."""
        self.procedure_ids: list[int] = []
        if self.scope.data != SOME:
            return
        codes = [line.strip() for line in (field.data or "").splitlines() if line.strip()]
        if not codes:
            raise ValidationError(_("Hãy ghi ít nhất một mã thủ tục"))
        if len(codes) > MOST:
            raise ValidationError(_("Nhiều nhất %(count)s thủ tục", count=MOST))
        for code in codes:
            found = procedure_by_code(db.session, code)
            if found is None:
                raise ValidationError(_("Không có thủ tục mang mã %(code)s", code=code))
            self.procedure_ids.append(found.id)
