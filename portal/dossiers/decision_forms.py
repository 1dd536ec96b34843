"""The forms of what officers decide beside the steps: apologise, stop, ask again, revoke."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from portal.dossiers.models import Dossier
from portal.dossiers.officer_forms import LONG, ActForm, SupplementForm, supplement_form
from portal.i18n import _, lazy_
from portal.web_forms import DateField, Required, choices

GRANT, REFUSE = "grant", "refuse"


def _long_text(label: Any, hint: Any = "", *, required: bool = True) -> TextAreaField:
    first = Required() if required else Optional()
    return TextAreaField(
        label, description=hint, validators=[first, Length(max=LONG)], render_kw={"rows": 4}
    )


class ExtensionForm(ActForm):
    reason = _long_text(
        lazy_("Lý do chậm"), lazy_("In vào văn bản xin lỗi gửi người nộp (Mẫu 04).")
    )
    new_due_on = DateField(
        lazy_("Ngày hẹn trả lại"),
        description=lazy_("Một ngày làm việc sau ngày hẹn trả lần đầu."),
        validators=[Required()],
    )


class StopForm(ActForm):
    ground = _long_text(
        lazy_("Căn cứ dừng giải quyết"), lazy_("Quy định hoặc yêu cầu làm căn cứ, in vào Mẫu 05.")
    )
    decision = _long_text(
        lazy_("Xử lý giấy tờ đã nộp"),
        lazy_("Ví dụ: giấy tờ gốc được trả lại tại Bộ phận Một cửa."),
        required=False,
    )


class GroundForm(ActForm):
    ground = _long_text(
        lazy_("Căn cứ thu hồi"), lazy_("Sai ở đâu, theo quy định nào; gửi cho người nộp.")
    )


class DecideForm(ActForm):
    decision = RadioField(
        lazy_("Quyết định"),
        choices=choices(
            [(GRANT, lazy_("Đồng ý yêu cầu bổ sung")), (REFUSE, lazy_("Không đồng ý"))]
        ),
        validators=[Required()],
    )
    reason = TextAreaField(
        lazy_("Lý do không đồng ý"), validators=[Length(max=LONG)], render_kw={"rows": 3}
    )

    def validate_reason(self, field: TextAreaField) -> None:
        if self.decision.data == REFUSE and not field.data:
            raise ValidationError(_("Hãy ghi lý do không đồng ý"))


class FurtherSupplementForm(SupplementForm):
    ground = _long_text(
        lazy_("Căn cứ pháp lý"), lazy_("Vì sao được yêu cầu thêm một lần; in vào phiếu (Mẫu 02).")
    )


def further_supplement_form(dossier: Dossier) -> Any:
    """As `supplement_form`, and the ground."""
    return supplement_form(dossier, FurtherSupplementForm)
